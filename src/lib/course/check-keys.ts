import type { ReadFolder } from './compile';
import { claimStances, type Claim } from './frontmatter';
import type { Ledger } from './ledger';
import type { Problems } from './problem';
import type { ReadItem } from './quiz';

/** The one recorded disagreement: there is no key, ever (content.md §2). */
const disagreement = ['B1-K8a', 'B1-K8b', 'B1-K8c'];

/** Words that weaken a claim, in the languages in which they are known; a key that drops them says more than the summary does. */
const hedges: Record<string, string[]> = {
	en: [
		'may',
		'might',
		'can',
		'could',
		'would',
		'should',
		'some',
		'likely',
		'possibility',
		'risk',
		'encourage',
		'a number of',
		'in certain instances'
	]
};

/** The rules of content.md §2 on what may be keyed, and how. */
export function checkKeys(
	folder: ReadFolder,
	ledger: Ledger,
	language: string,
	problems: Problems
): void {
	for (const quiz of folder.quizzes)
		for (const item of quiz.items) {
			const add = (code: string, line: number, message: string) =>
				problems.add(code, quiz.document.file, line, message);
			if (item.model.kind === 'stance') checkStances(item, ledger, add);
			// Every pair of a match is a key, as a right option is.
			for (const option of item.model.options.filter(({ right, to }) => right ?? to))
				checkRight(item, option.id, ledger, language, add);
		}
	for (const scenario of folder.scenarios) checkOpenStages(scenario, problems);
}

type Add = (code: string, line: number, message: string) => void;

function checkRight(
	item: ReadItem,
	option: string,
	ledger: Ledger,
	language: string,
	add: Add
): void {
	const line = item.lines[option];
	const cited = item.text.options[option].feedback?.claims ?? [];
	const rows = cited.flatMap((id) => ledger.claims.get(id) ?? []);
	for (const claim of rows) {
		if (claim.kind === 'question')
			add(
				'key_question',
				line,
				`${claim.id} is a discussion question and cannot be a key. Cite the takeaway that answers it, or ask for a position.`
			);
		if (disagreement.includes(claim.id))
			add(
				'key_disagreement',
				line,
				`${claim.id} is what participants disagreed about, so nothing about it is right. Use a .contested item.`
			);
		if (claim.kind === 'reported-view' && item.asks && item.asks !== 'room')
			add(
				'key_reported_view',
				line,
				`${claim.id} is a view reported from the room. It may be right only under asks=room. Change asks=, or cite another claim.`
			);
	}
	const key = rows[0]?.id === cited[0] ? rows[0] : undefined;
	if (key && item.model.asks === 'room' && item.model.kind !== 'match')
		checkModal(key, `${item.stem} ${item.labels[option]}`, line, hedges[language] ?? [], add);
}

function checkModal(claim: Claim, words: string, line: number, known: string[], add: Add): void {
	// The ledger may give a phrase: "may help" weakens by its "may".
	const wanted = known.filter((hedge) => claim.modal.some((modal) => says(modal, hedge)));
	if (wanted.length && !wanted.some((hedge) => says(words, hedge)))
		add(
			'key_modal',
			line,
			`${claim.id} says "${wanted.join('", "')}". Say so in the question or this option too, or it claims more than the summary.`
		);
}

/** Whether words hold a hedge, in any of its forms, and not merely its letters: "can" is not in "cannot". */
function says(words: string, hedge: string): boolean {
	return new RegExp(`\\b${hedge}(?:s|d|ed|ing)?\\b`, 'i').test(words);
}

function checkStances(item: ReadItem, ledger: Ledger, add: Add): void {
	for (const { id, is } of item.model.options) {
		if (!is) continue;
		const first = item.text.options[id].feedback?.claims[0];
		// A feedback without claims, and a claim that does not exist, are reported as such.
		if (!first || (first !== 'DOC?' && !ledger.claims.has(first) && !ledger.background.has(first)))
			continue;
		const claim = ledger.claims.get(first);
		const form = claim && claimStances[claim.stance];
		if (!claim || !form)
			add(
				'stance_claim',
				item.lines[id],
				`The feedback of "${id}" must begin with the claim whose stance is asked. Cite it first.`
			);
		else if (form !== is)
			add(
				'stance_wrong',
				item.lines[id],
				`${claim.id} has the stance "${claim.stance}" in the ledger, so "${id}" needs is=${form}. Correct it, or cite another claim first.`
			);
		else if (claim.kind === 'reported-view' && item.asks && item.asks !== 'room')
			add(
				'key_reported_view',
				item.lines[id],
				`${claim.id} is a view reported from the room. How the room stood is asked only under asks=room. Change asks=.`
			);
	}
}

/** A stage is keyed or open, never both: an open choice among keyed ones would be scored. */
function checkOpenStages(
	{ model, lines, document }: ReadFolder['scenarios'][number],
	problems: Problems
): void {
	for (const stage of model.stages) {
		const options = model.scenes
			.filter((scene) => scene.stage === stage && !scene.chance)
			.flatMap((scene) => scene.options);
		const open = options.filter((option) => option.quality?.some(({ value }) => value === 'open'));
		if (
			open.length &&
			options.some((option) => option.quality?.some(({ value }) => value !== 'open'))
		)
			problems.add(
				'stage_half_open',
				document.file,
				lines.choices[open[0].id],
				`The stage "${stage}" has open and keyed choices. Make all of them open, or key them all.`
			);
	}
}
