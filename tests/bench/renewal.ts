/**
 * What a change of the course costs a server that starts with it: how long members who did the whole course are looked at
 * anew, and how long who sends a batch meanwhile waits, against the same batches when there is nothing else to do.
 */
import { setTimeout } from 'node:timers/promises';
import { openDatabase, type Place } from '../../src/lib/server/database';
import { admit } from '../../src/lib/server/inbox';
import { catchUp, publish } from '../../src/lib/server/publish';
import { realSources, type Storage } from '../../src/lib/server/storage';
import type { Credential } from '../../src/lib/sync/protocol';
import { batchesOf } from './batches';
import { activities, course, folds, inParallel, makeCohort } from './cohort';
import { median, seconds } from './seconds';

const members = 1_000;
/** A whole course, and then what a device sends after a minute of work. */
const before = { batches: 8, entries: 50, attempts: 5 };
const more = { batches: 1, entries: 8, attempts: 1 };
/** What members did is one of so many records. */
const kinds = 25;
/** Milliseconds between two who send. */
const pause = 50;

/** Has members send until some work is done; gives the seconds each waited. */
async function sending(
	storage: Storage,
	senders: Iterator<Credential>,
	work: Promise<unknown>
): Promise<number[]> {
	const waits: number[] = [];
	let isDone = false;
	const done = work.then(() => (isDone = true));
	while (!isDone) {
		const who = senders.next();
		if (who.done) break;
		const [entries] = batchesOf(course, more);
		waits.push(
			await seconds(async () => {
				const answer = await admit(storage, who.value, entries);
				if (answer.kind !== 'pushed') throw new Error('A batch was refused.');
			})
		);
		await setTimeout(pause);
	}
	await done;
	return waits;
}

const words = (waits: readonly number[]): string => {
	const last = [...waits].sort((a, b) => a - b)[Math.floor(waits.length * 0.99)];
	return `${(median(waits) * 1000).toFixed(0)} ms, p99 ${(last * 1000).toFixed(0)} ms`;
};

/** Measures one engine. Prints two lines. */
export async function renewal(engine: string, place: Place): Promise<void> {
	const database = await openDatabase(place);
	const storage: Storage = { database, sources: realSources, folds };
	await publish(storage, activities);
	const credentials = await makeCohort(storage, members);
	const others = await makeCohort(storage, members);
	const records = Array.from({ length: kinds }, () => batchesOf(course, before));
	await inParallel([...credentials.entries()], 8, async ([at, who]) => {
		for (const entries of records[at % kinds]) await admit(storage, who, entries);
	});
	const senders = others.values();
	const idle = await sending(storage, senders, setTimeout(10_000));
	const changed = { ...storage, folds: { ...folds, course: 'changed' } };
	await publish(changed, activities);
	let took = 0;
	const renewing = seconds(() => catchUp(changed)).then((time) => (took = time));
	const meanwhile = await sending(changed, senders, renewing);
	const again = { ...storage, folds: { ...folds, course: 'changed again' } };
	await publish(again, activities);
	const alone = await seconds(() => catchUp(again, credentials[0].cohort));
	await database.close();
	console.log(
		`${engine}: ${members} members looked at anew in ${took.toFixed(1)} s beside other work, ${alone.toFixed(1)} s when a facilitator waits for it`
	);
	console.log(
		`${engine}: a batch took ${words(idle)} before, ${words(meanwhile)} meanwhile; ratio of the middle ${(median(meanwhile) / median(idle)).toFixed(2)}`
	);
}
