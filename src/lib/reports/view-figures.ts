/**
 * Figures on views: how a cohort is divided, why, and how positions moved. They are made of views that name nobody, per
 * cohort and place and by no other filter, and released in blocks (architecture §7); whoever shows them adds nothing.
 */
import * as v from 'valibot';
import { viewKinds, type ViewKind } from '../machines/view-places';
import { ViewContent } from '../record/entry';
import type { Split } from './debrief';
import { byId } from './share';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Splits = v.array(
	v.strictObject({
		option: v.string(),
		members: Count,
		certain: Count,
		fairly: Count,
		guessing: Count,
		unasked: Count
	})
);

/** A view as figures see it: what was said, and of a position what was said in the end. */
export const SaidView = v.strictObject({
	said: v.nullable(ViewContent),
	again: v.nullable(ViewContent)
});
export type SaidView = v.InferOutput<typeof SaidView>;

/** The figures on one item or open decision. Options that nobody took are not there. */
export const ViewFigures = v.strictObject({
	activity: v.string(),
	/** The item of a quiz, or the scene of a scenario. */
	item: v.string(),
	kind: v.picklist(viewKinds),
	/** How many views they are made of. */
	views: Count,
	/** By the position, answer or side; `members` are views. */
	split: Splits,
	/** By the closing position. */
	again: Splits,
	/** Of those who gave both: from one position to the other, or to the same. */
	moved: v.array(v.strictObject({ from: v.string(), to: v.string(), views: Count })),
	/** Reasons chosen, by the answer they were given for. */
	reasons: v.array(v.strictObject({ option: v.string(), reason: v.string(), views: Count }))
});
export type ViewFigures = v.InferOutput<typeof ViewFigures>;

/** Words in a trainee's own language: a reflection, why a side was taken, or the best reason against it. */
export interface ViewWords {
	/** The side; null for a reflection. */
	option: string | null;
	text: string;
	/** It is the best reason against that side. */
	against: boolean;
}

/** The figures on a place, from its views in any order. */
export function viewFigures(
	{ activity, item, kind }: { activity: string; item: string; kind: ViewKind },
	views: readonly SaidView[]
): ViewFigures {
	const moved = new Map<string, number>();
	const reasons = new Map<string, number>();
	for (const { said, again } of views) {
		const [from, to] = [said?.options?.[0], again?.options?.[0]];
		if (from !== undefined && to !== undefined) add(moved, [from, to]);
		// The reasons of a side are words.
		if (kind === 'contested')
			for (const option of said?.options ?? [])
				for (const reason of said?.reasons ?? []) add(reasons, [option, reason]);
	}
	return {
		activity,
		item,
		kind,
		views: views.length,
		split: splitOf(views.map(({ said }) => said)),
		again: splitOf(views.map(({ again }) => again)),
		moved: pairsIn(moved).map(([from, to, views]) => ({ from, to, views })),
		reasons: pairsIn(reasons).map(([option, reason, views]) => ({ option, reason, views }))
	};
}

/** The words in views, by the alphabet: the order says nothing of who wrote which, nor what they wrote beside it. */
export function viewWords(kind: ViewKind, views: readonly SaidView[]): ViewWords[] {
	return views
		.flatMap(({ said }): ViewWords[] => {
			const option = said?.options?.[0] ?? null;
			const against = kind === 'side' ? (said?.reasons ?? []) : [];
			return [
				...(said?.text ? [{ option, text: said.text, against: false }] : []),
				...against.map((text) => ({ option, text, against: true }))
			];
		})
		.sort((a, b) => byId(a.text, b.text) || byId(a.option ?? '', b.option ?? ''));
}

function splitOf(contents: readonly (ViewContent | null)[]): Split[] {
	const splits = new Map<string, Split>();
	for (const content of contents)
		for (const option of new Set(content?.options)) {
			const split = splits.get(option) ?? {
				option,
				members: 0,
				certain: 0,
				fairly: 0,
				guessing: 0,
				unasked: 0
			};
			splits.set(option, split);
			split.members++;
			split[sureness[content?.certainty ?? 0]]++;
		}
	return [...splits.values()].sort((a, b) => byId(a.option, b.option));
}

const sureness = ['unasked', 'guessing', 'fairly', 'certain'] as const;

function add(counts: Map<string, number>, pair: [string, string]): void {
	const name = JSON.stringify(pair);
	counts.set(name, (counts.get(name) ?? 0) + 1);
}

function pairsIn(counts: Map<string, number>): [string, string, number][] {
	return [...counts]
		.sort(([one], [other]) => byId(one, other))
		.map(([name, count]) => [...(JSON.parse(name) as [string, string]), count]);
}
