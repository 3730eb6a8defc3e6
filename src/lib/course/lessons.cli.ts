/**
 * `npm run lessons`: checks everything below `lessons/` without building, and prints a certificate for each scenario.
 * `-- --advice` prints all advice, not only its count; `-- --coverage` prints where each claim is used.
 */
import { adviceOn } from './advice';
import { certify, formatCertificate } from './certificate';
import { compile } from './compile';
import { coverage, gaps } from './coverage';
import { formatProblem } from './problem';
import { readLessonFiles } from './read-files';

const compilation = await compile(readLessonFiles(process.cwd()));
const { folders, problems } = compilation;
const rows = coverage(compilation);

if (process.argv.includes('--coverage')) {
	console.log('claim        taught in                                 exercised in');
	const show = (places: string[]) =>
		places.length ? `${places[0]}${places.length > 1 ? ` +${places.length - 1}` : ''}` : '-';
	for (const { id, taught, exercised } of rows)
		console.log(`${id.padEnd(12)} ${show(taught).padEnd(41)} ${show(exercised)}`);
	console.log('');
}

for (const problem of problems) console.error(formatProblem(problem));
const missing = gaps(rows);
for (const { id, taught, exercised } of missing)
	console.error(
		`lessons/ledger.yaml:${compilation.ledger.lines.get(id) ?? 1}  claim_not_covered\n    ${id} must be taught and exercised; it is ${taught.length ? '' : 'not taught in any lesson.md'}${!taught.length && !exercised.length ? ' and ' : ''}${exercised.length ? '' : 'not exercised in any activity'}. Cite it there: [${id}].`
	);

// Much of it at once would bury a problem, which has to be mended first.
const advice = adviceOn(folders);
const few = 5;
const isAdviceShown =
	process.argv.includes('--advice') || (!problems.length && advice.length <= few);
if (isAdviceShown) for (const one of advice) console.log(formatProblem(one));
if (isAdviceShown && advice.length) console.log('');

const items = folders.flatMap((folder) => folder.quizzes.flatMap((quiz) => quiz.items));
const scenarios = folders.flatMap((folder) => folder.scenarios);
if (!problems.length) {
	const began = performance.now();
	for (const [language, { models, texts }] of Object.entries(compilation.courses))
		for (const { id, activities } of Object.values(models))
			for (const model of activities)
				if (model.kind === 'scenario')
					console.log(formatCertificate(certify(model, texts[id].scenarios[model.id], language)));
	console.log(`Certified in ${((performance.now() - began) / 1000).toFixed(1)} s.\n`);
}
console.log(
	`${folders.length} lessons, ${items.length} items of ${new Set(items.map((item) => item.model.kind)).size} kinds, ${scenarios.length} scenarios, ${rows.length} claims, ${problems.length + missing.length} problems, ${advice.length} ${advice.length === 1 ? 'piece' : 'pieces'} of advice.${isAdviceShown ? '' : ' Read the advice with npm run lessons -- --advice, or beside each scene on /author while npm run dev runs.'}`
);
process.exitCode = problems.length + missing.length ? 1 : 0;
