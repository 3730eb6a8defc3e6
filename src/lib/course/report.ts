import { adviceOn } from './advice';
import { certify, formatCertificate } from './certificate';
import type { Compilation } from './compile';
import { coverage, gaps, type CoverageRow } from './coverage';
import { formatProblem, type Problem } from './problem';

/** What `npm run lessons` prints. */
export interface Report {
	/** What has to be mended, each with its place. */
	problems: string[];
	/** Everything else, the summary last: it is what a reader of a terminal sees. */
	lines: string[];
}

/** Much advice at once is only counted, unless it is asked for. */
const fewAdvice = 5;

/** The state of a course, for its authors. `isAdviceWanted` and `isCoverageWanted` add what would otherwise be too much. */
export function reportOn(
	compilation: Compilation,
	{ isAdviceWanted, isCoverageWanted }: { isAdviceWanted: boolean; isCoverageWanted: boolean }
): Report {
	const { folders, ledger } = compilation;
	const rows = coverage(compilation);
	const problems = [
		...compilation.problems,
		// What cites a claim may be among what is wrong.
		...(compilation.problems.length
			? []
			: gaps(rows).map((row) => gapProblem(row, ledger.lines.get(row.id) ?? 1)))
	];
	const advice = adviceOn(folders);
	// Much of it at once would bury a problem, which has to be mended first.
	const isAdviceShown = isAdviceWanted || (!problems.length && advice.length <= fewAdvice);
	const items = folders.flatMap(({ quizzes }) => quizzes.flatMap((quiz) => quiz.items));
	const kinds = new Set(items.map(({ model }) => model.kind));
	const summary = [
		count(folders.length, 'lesson'),
		`${count(items.length, 'item')} of ${count(kinds.size, 'kind')}`,
		count(folders.flatMap(({ scenarios }) => scenarios).length, 'scenario'),
		count(rows.length, 'claim'),
		count(problems.length, 'problem'),
		count(advice.length, 'piece', 'pieces') + ' of advice'
	].join(', ');
	return {
		problems: problems.map(formatProblem),
		lines: [
			...(isCoverageWanted ? coverageTable(rows) : []),
			...(compilation.problems.length ? [] : certificates(compilation)),
			...(isAdviceShown && advice.length ? [...advice.map(formatProblem), ''] : []),
			`${summary}.${isAdviceShown ? '' : ' Read the advice with npm run lessons -- --advice, or beside each scene on /author while npm run dev runs.'}`
		]
	};
}

function count(number: number, one: string, many = `${one}s`): string {
	return `${number} ${number === 1 ? one : many}`;
}

function gapProblem({ id, taught, exercised }: CoverageRow, line: number): Problem {
	const lacks = [
		...(taught.length ? [] : ['not taught in any lesson.md']),
		...(exercised.length ? [] : ['not exercised in any activity'])
	];
	return {
		code: 'claim_not_covered',
		file: 'lessons/ledger.yaml',
		line,
		message: `${id} must be taught and exercised; it is ${lacks.join(' and ')}. Cite it there: [${id}].`
	};
}

function coverageTable(rows: CoverageRow[]): string[] {
	const show = (places: string[]) =>
		places.length ? `${places[0]}${places.length > 1 ? ` +${places.length - 1}` : ''}` : '-';
	return [
		'claim        taught in                                 exercised in',
		...rows.map(
			({ id, taught, exercised }) =>
				`${id.padEnd(12)} ${show(taught).padEnd(41)} ${show(exercised)}`
		),
		''
	];
}

/** The certificate of every scenario, in every language. */
function certificates({ courses }: Compilation): string[] {
	const began = performance.now();
	const lines = Object.entries(courses).flatMap(([language, { models, texts }]) =>
		Object.values(models).flatMap(({ id, activities }) =>
			activities.flatMap((model) =>
				model.kind === 'scenario'
					? [formatCertificate(certify(model, texts[id].scenarios[model.id], language))]
					: []
			)
		)
	);
	return [...lines, `Certified in ${((performance.now() - began) / 1000).toFixed(1)} s.`, ''];
}
