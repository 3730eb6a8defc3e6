/**
 * What it costs to give a view where thousands were given before, against the same place with few: a view is written together
 * with those that wait there, and every fifth makes the figures of its place anew.
 */
import { randomUUID } from 'node:crypto';
import { viewPlaces } from '../../src/lib/machines/view-places';
import { openDatabase, type Place } from '../../src/lib/server/database';
import { publish } from '../../src/lib/server/publish';
import { realSources, type Storage } from '../../src/lib/server/storage';
import { giveView } from '../../src/lib/server/views';
import { PROTOCOL, type Credential } from '../../src/lib/sync/protocol';
import { activities, folds, makeCohort } from './cohort';
import { median, seconds } from './seconds';

const few = 100;
const many = 5_000;
/** So many views are timed; every fifth of them completes a block. */
const timed = 100;

/** Gives so many views at one place, each by another member; the seconds each took. */
async function giving(storage: Storage, members: readonly Credential[]): Promise<number[]> {
	const activity = activities.find((one) => viewPlaces(one).some(({ kind }) => kind === 'side'))!;
	const { item, options } = viewPlaces(activity).find(({ kind }) => kind === 'side')!;
	const waits: number[] = [];
	for (const [at, who] of members.entries()) {
		const said = { options: [options[at % options.length]] };
		const view = { id: randomUUID(), activity: activity.id, item, said, again: null };
		waits.push(
			await seconds(async () => {
				const taken = await giveView(storage, who, { protocol: PROTOCOL, view });
				if (taken.kind !== 'view' || !taken.kept) throw new Error('A view was not kept.');
			})
		);
	}
	return waits;
}

/** Milliseconds of the middle of what was timed at a place that holds `before` views already, and of the longest. */
async function at(storage: Storage, before: number): Promise<{ middle: number; longest: number }> {
	const members = await makeCohort(storage, before + timed);
	await giving(storage, members.slice(0, before));
	const waits = await giving(storage, members.slice(before));
	return { middle: median(waits) * 1000, longest: Math.max(...waits) * 1000 };
}

/** Measures one engine. Prints a line. */
export async function views(engine: string, place: Place): Promise<void> {
	const database = await openDatabase(place);
	const storage: Storage = { database, sources: realSources, folds };
	await publish(storage, activities);
	const [alone, crowded] = [await at(storage, few), await at(storage, many)];
	await database.close();
	const words = ({ middle, longest }: typeof alone) =>
		`${middle.toFixed(1)} ms, at most ${longest.toFixed(0)} ms`;
	console.log(
		`${engine}: a view took ${words(alone)} where ${few} were given before, ${words(crowded)} where ${many} were; ratio of the middle ${(crowded.middle / alone.middle).toFixed(2)}`
	);
}
