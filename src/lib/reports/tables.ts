/** Reports on activities as tables, from the very figures that the screens show. */
import { tableOf, type Column, type Table } from './csv';
import { asksSureness, type Debate, type Split } from './debrief';
import type { Gain, PositionsGiven } from './gain';
import type { ItemFigures } from './items';
import type { Misconception } from './misconceptions';
import type { PathFigures } from './paths';

/** An item a row. */
export function itemsTable(items: readonly ItemFigures[]): Table {
	const sure = ([1, 2, 3] as const).flatMap((band): Column<ItemFigures>[] =>
		(['right', 'wrong'] as const).map((how) => [
			`certainty ${band} ${how}`,
			({ certainty }) => certainty.find((one) => one.certainty === band)?.[how] ?? null
		])
	);
	return tableOf<ItemFigures>(
		[
			['activity', ({ activity }) => activity],
			['item', ({ item }) => item],
			['kind', ({ kind }) => kind],
			['answered', ({ answered }) => answered],
			['right', ({ right }) => right],
			['facility', ({ facility }) => facility],
			['discrimination', ({ discrimination }) => discrimination],
			['right later', ({ mended }) => mended],
			['hint', ({ hinted }) => hinted],
			['tries (mean)', ({ tries }) => tries],
			...sure
		],
		items
	);
}

/** An option, or a pair of an option and what it was matched with, a row. */
export function answersTable(items: readonly ItemFigures[]): Table {
	const answers = items.flatMap(({ activity, item, options, pairs, certainty }) => [
		...options.map(({ certain, ...one }) => ({
			activity,
			item,
			answer: null,
			...one,
			certain: certainty.length ? certain : null
		})),
		...pairs.map((one) => ({ activity, item, certain: null, ...one }))
	]);
	return tableOf<(typeof answers)[number]>(
		[
			['activity', ({ activity }) => activity],
			['item', ({ item }) => item],
			['option', ({ option }) => option],
			['answer', ({ answer }) => answer],
			['right', ({ right }) => right],
			['chosen', ({ chosen }) => chosen],
			['share', ({ share }) => share],
			['certain', ({ certain }) => certain]
		],
		answers
	);
}

/** A way on from a scene a row. */
export function pathsTable(paths: readonly PathFigures[]): Table {
	const edges = paths.flatMap(({ activity, edges }) =>
		edges.map((edge) => ({ activity, ...edge }))
	);
	return tableOf<(typeof edges)[number]>(
		[
			['activity', ({ activity }) => activity],
			['scene', ({ scene }) => scene],
			['option', ({ option }) => option],
			['to', ({ to }) => to],
			['members', ({ members }) => members],
			['share', ({ share }) => share]
		],
		edges
	);
}

/** A scenario a row. */
export function scenariosTable(paths: readonly PathFigures[]): Table {
	return tableOf<PathFigures>(
		[
			['activity', ({ activity }) => activity],
			['members', ({ members }) => members],
			['ended', ({ ended }) => ended],
			['told up to an open decision', ({ sealed }) => sealed],
			['outcome: sound', ({ outcomes }) => outcomes.sound],
			['outcome: mixed', ({ outcomes }) => outcomes.mixed],
			['outcome: poor', ({ outcomes }) => outcomes.poor],
			['quality: members', ({ quality }) => quality.members],
			['quality: mean', ({ quality }) => quality.mean],
			['quality: median', ({ quality }) => quality.median]
		],
		paths
	);
}

/** A misconception and place a row, in the order of the ranking. */
export function misconceptionsTable(ranked: readonly Misconception[]): Table {
	const places = ranked.flatMap(({ lesson, misconception, places }) =>
		places.map((place) => ({ lesson, misconception, ...place }))
	);
	return tableOf<(typeof places)[number]>(
		[
			['lesson', ({ lesson }) => lesson],
			['misconception', ({ misconception }) => misconception],
			['activity', ({ activity }) => activity],
			['at', ({ at }) => at],
			['members', ({ members }) => members],
			['certain', ({ certain }) => certain]
		],
		places
	);
}

/** A choice of a debate a row. */
export function debatesTable(debates: readonly Debate[]): Table {
	const splits = debates.flatMap(({ activity, at, heat, claims, split }) =>
		told(split).map((one) => ({ activity, at, heat, claims, ...one }))
	);
	return tableOf<(typeof splits)[number]>(
		[
			['activity', ({ activity }) => activity],
			['at', ({ at }) => at],
			['heat', ({ heat }) => heat],
			['option', ({ option }) => option],
			['members', ({ members }) => members],
			['certain', ({ certain }) => certain],
			['fairly sure', ({ fairly }) => fairly],
			['guessing', ({ guessing }) => guessing],
			['claims', ({ claims }) => claims.join(' ')]
		],
		splits
	);
}

/** A split as a table tells it: how sure they were is empty where nobody was asked. */
export function told(
	split: readonly Split[]
): (Omit<Split, Sureness | 'unasked'> & Record<Sureness, number | null>)[] {
	const isAsked = asksSureness(split);
	return split.map(({ option, members, certain, fairly, guessing }) => ({
		...{ option, members },
		...(isAsked ? { certain, fairly, guessing } : { certain: null, fairly: null, guessing: null })
	}));
}

type Sureness = 'certain' | 'fairly' | 'guessing';

/** An item that is asked again a row. */
export function gainsTable(gains: readonly Gain[]): Table {
	return tableOf<Gain>(
		[
			['opening', ({ opening }) => opening.item],
			['closing', ({ closing }) => closing.item],
			['members', ({ members }) => members],
			['before', ({ before }) => before],
			['after', ({ after }) => after],
			['gain', ({ gain }) => gain]
		],
		gains
	);
}

/** A position that is asked again a row. */
export function positionsTable(positions: readonly PositionsGiven[]): Table {
	return tableOf<PositionsGiven>(
		[
			['opening', ({ opening }) => opening.item],
			['closing', ({ closing }) => closing.item],
			['given', ({ given }) => given],
			['given again', ({ givenAgain }) => givenAgain]
		],
		positions
	);
}
