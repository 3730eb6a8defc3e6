import {
	outcomes,
	qualities,
	type Outcome,
	type Quality,
	type ScenarioModel
} from '../course/model';
import { byId, share } from './share';
import { countOf, countsUnder, type Tally } from './tally';

/** A way on from a scene, and how many members took it. */
export interface EdgeFigures {
	scene: string;
	/** Null at an open decision: its sides are views. */
	option: string | null;
	/** Null where the sides part the story. */
	to: string | null;
	members: number;
	/** Of the members who went on from the scene. */
	share: number | null;
}

export interface SceneFigures {
	scene: string;
	/** Members who came there. */
	members: number;
	/** Members whose run stands there. */
	here: number;
	/** How its keyed decision was taken. */
	decided: Record<Exclude<Quality, 'open'>, number>;
}

/** How quality 0–100, rounded to whole points, is spread over members. */
export interface Spread {
	members: number;
	mean: number | null;
	median: number | null;
	/** 0–9, 10–19 … 90–100. */
	tens: number[];
}

/** How the first attempts of a scenario went. */
export interface PathFigures {
	activity: string;
	/** Members with an attempt that counts. */
	members: number;
	ended: number;
	/** Runs that are told only up to an open decision; they are in no figure beyond it. */
	sealed: number;
	outcomes: Record<Outcome, number>;
	quality: Spread;
	scenes: SceneFigures[];
	edges: EdgeFigures[];
}

/** The figures of a scenario's graph: every scene, and every way on, in its order, those nobody took among them. */
export function pathFigures(model: ScenarioModel, tally: Tally): PathFigures {
	const count = (name: string): number => countOf(tally, model.id, name);
	return {
		activity: model.id,
		members: count('run/members'),
		ended: count('run/ended'),
		sealed: count('run/sealed'),
		outcomes: eachOf(outcomes, (outcome) => count(`run/outcome/${outcome}`)),
		quality: spreadOf(
			countsUnder(tally, model.id, 'run/quality').map(({ parts, count }) => [
				Number(parts[0]),
				count
			])
		),
		scenes: model.scenes.map(({ id }) => ({
			scene: id,
			members: count(`scene/${id}`),
			here: count(`run/at/${id}`),
			decided: eachOf(keyed, (quality) => count(`decision/${id}/${quality}`))
		})),
		edges: edgesOf(model, tally)
	};
}

const keyed = qualities.filter((quality) => quality !== 'open');

function eachOf<K extends string>(
	keys: readonly K[],
	value: (key: K) => number
): Record<K, number> {
	return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, number>;
}

function edgesOf(model: ScenarioModel, tally: Tally): EdgeFigures[] {
	const taken = countsUnder(tally, model.id, 'edge');
	return model.scenes.flatMap(({ id: scene, options }) => {
		const ways = options.flatMap(({ id, to, quality }) => {
			const isOpen = quality?.some(({ value }) => value === 'open');
			return (isOpen ? ['*', id] : [id]).flatMap((option) =>
				[...to.map(({ value }) => value), '*'].map((next) => `${option}/${next}`)
			);
		});
		// What only an older version had comes last.
		const gone = taken
			.flatMap(({ parts: [from, option, next] }) => (from === scene ? `${option}/${next}` : []))
			.sort(byId);
		const edges = [...new Set([...ways, ...gone])].flatMap((way) => {
			const members = countOf(tally, model.id, `edge/${scene}/${way}`);
			const [option, to] = way.split('/').map((part) => (part === '*' ? null : part));
			// A way that is sealed is shown when somebody took it; the others always.
			return members || (option && to) ? [{ scene, option, to, members }] : [];
		});
		const on = wentOn(
			model.id,
			tally,
			scene,
			edges.map(({ members }) => members)
		);
		return edges.map((edge) => ({ ...edge, share: share(edge.members, on) }));
	});
}

/**
 * How many members went on from a scene, given how many took each way. Where a story comes back, somebody may have taken
 * several: then it is all who came and do not stand there, or more where some of these went on before.
 */
export function wentOn(
	activity: string,
	tally: Tally,
	scene: string,
	ways: readonly number[]
): number {
	const [came, here] = ['scene', 'run/at'].map((at) => countOf(tally, activity, `${at}/${scene}`));
	const taken = ways.reduce((sum, members) => sum + members, 0);
	return Math.min(taken, Math.max(came - here, ...ways));
}

/** The spread of whole points, each with its number of members. */
export function spreadOf(counts: readonly [points: number, members: number][]): Spread {
	const sorted = [...counts].sort(([one], [other]) => one - other);
	const members = sorted.reduce((sum, [, count]) => sum + count, 0);
	const total = sorted.reduce((sum, [points, count]) => sum + points * count, 0);
	const tens = Array.from({ length: 10 }, () => 0);
	for (const [points, count] of sorted) tens[Math.min(9, Math.floor(points / 10))] += count;
	const nth = (place: number): number => {
		let passed = 0;
		return sorted.find(([, count]) => (passed += count) > place)?.[0] ?? 0;
	};
	return {
		members,
		mean: share(total, members),
		median: members
			? (nth(Math.floor((members - 1) / 2)) + nth(Math.floor(members / 2))) / 2
			: null,
		tens
	};
}
