/**
 * Deliveries of many members that arrive at the same time are taken in by one transaction (a group commit): its statements,
 * and the wait for the disk, are then shared by all of them. Nobody waits for others to come for longer than a moment: what
 * arrives while one group is being stored is the next.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Pushed, Refused } from '../sync/protocol';
import { isTaken, shards, type Engine } from './dialect';
import { take, type Delivery } from './intake';
import type { Storage } from './storage';

interface Waiting {
	delivery: Delivery;
	resolve: (answer: Pushed | Refused) => void;
	reject: (error: unknown) => void;
}

/**
 * The most that one transaction takes in: with more, less is stored at the same time and more memory is held. And how many
 * must wait to be stored beside another group and not after it.
 */
const group = { deliveries: 16, entries: 2_000, beside: 8 };
/** How many groups are stored at the same time: a PostgreSQL works on one while the next is made ready. */
const lanes: Record<Engine, number> = { sqlite: 1, postgres: 2 };
/**
 * A moment, in which what is on its way comes in. SQLite answers at once, so while a group is being stored no request is read:
 * without a turn of the event loop, what has come in meanwhile would still lie in the sockets. A PostgreSQL is waited for, and
 * when it has stored a group all its devices send again within a millisecond: the first of them would be a group by itself.
 */
const moment: Record<Engine, () => Promise<unknown>> = {
	sqlite: () => setImmediate(),
	postgres: () => setTimeout(1)
};

/** What waits, and the lanes that are free: each named by the shard of the tallies in which its groups move them. */
interface Queue {
	waiting: Waiting[];
	free: number[];
	/** A lane is about to take what waits. */
	gathering: boolean;
}

/** The queue of each database of this process. */
const queues = new WeakMap<Storage['database'], Queue>();

function queueOf({ database, sources }: Storage): Queue {
	const known = queues.get(database);
	if (known) return known;
	const count = shards[database.engine];
	// Several processes begin at different shards, mostly.
	const first = sources.random(1)[0] % count;
	const free = Array.from({ length: lanes[database.engine] }, (_, lane) => (first + lane) % count);
	const queue = { waiting: [], free, gathering: false };
	queues.set(database, queue);
	return queue;
}

/**
 * Takes in a delivery, together with those that wait as well. What the engine throws is thrown to everybody in the group;
 * a fault of the program only to whose delivery brings it about.
 */
export function together(storage: Storage, delivery: Delivery): Promise<Pushed | Refused> {
	const queue = queueOf(storage);
	return new Promise((resolve, reject) => {
		queue.waiting.push({ delivery, resolve, reject });
		begin(storage, queue);
	});
}

/** Has a free lane store the next group, when there is one: alone it begins at once, beside another only if it is large. */
function begin(storage: Storage, queue: Queue): void {
	const isAlone = queue.free.length === lanes[storage.database.engine];
	if (queue.gathering || queue.waiting.length < (isAlone ? 1 : group.beside)) return;
	const lane = queue.free.pop();
	if (lane === undefined) return;
	queue.gathering = true;
	void (async () => {
		await quiet(queue.waiting, moment[storage.database.engine]);
		queue.gathering = false;
		await store(storage, nextOf(queue.waiting), lane);
		queue.free.push(lane);
		begin(storage, queue);
	})();
}

/** Resolves when a moment brings nobody new, or a group is full. */
async function quiet(waiting: readonly Waiting[], pass: () => Promise<unknown>): Promise<void> {
	let before: number;
	do {
		before = waiting.length;
		await pass();
	} while (waiting.length > before && waiting.length < group.deliveries);
}

/** Takes the next group from the queue: a member's second delivery waits until the first is stored. */
function nextOf(waiting: Waiting[]): Waiting[] {
	const next: Waiting[] = [];
	const members = new Set<string>();
	let entries = 0;
	for (const one of [...waiting]) {
		const { cohort, member, entries: own } = one.delivery;
		const key = `${cohort} ${member}`;
		if (members.has(key)) continue;
		if (next.length === group.deliveries || (next.length && entries + own.length > group.entries))
			break;
		members.add(key);
		entries += own.length;
		next.push(one);
		waiting.splice(waiting.indexOf(one), 1);
	}
	return next;
}

async function store(
	storage: Storage,
	waiting: readonly Waiting[],
	shard: number,
	areNew = true
): Promise<void> {
	try {
		const answers = await storage.database.db.transaction().execute((transaction) =>
			take(
				storage,
				transaction,
				waiting.map(({ delivery }) => delivery),
				{ shard, areNew }
			)
		);
		for (const [at, { resolve }] of waiting.entries()) resolve(answers[at]);
	} catch (error) {
		if (areNew && isTaken(error)) return store(storage, waiting, shard, false);
		if (waiting.length === 1) return waiting[0].reject(error);
		// One of them may be what it fails at; the others are not to fail with it.
		for (const one of waiting) await store(storage, [one], shard, areNew);
	}
}
