/**
 * Says that something new has come in for a cohort, so that a dashboard reads its figures again. Nothing but the cohort's
 * id is said, and only after the commit: whoever hears it reads what is there.
 *
 * One SQLite is one process, which tells itself. Processes that share a PostgreSQL tell each other by LISTEN and NOTIFY.
 */
import { resolve } from 'node:path';
import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables';

export interface Live {
	/** Says that a cohort has something new. Announcements within a moment are one; a lost one is made up by the next. */
	announce(cohort: string): void;
	/**
	 * Calls the listener, in this process, soon after any process has announced the cohort, and after a time in which an
	 * announcement may have been missed. Gives the way to stop.
	 */
	follow(cohort: string, listener: () => void): () => void;
	close(): Promise<void>;
}

/** Milliseconds in which announcements of one cohort become one: a whole class that is done at once reads once. */
const moment = 200;

/** Listeners by cohort. */
class Followers {
	readonly #by = new Map<string, Set<() => void>>();

	get isEmpty(): boolean {
		return this.#by.size === 0;
	}
	add(cohort: string, listener: () => void): () => void {
		const own = this.#by.get(cohort) ?? new Set();
		this.#by.set(cohort, own.add(listener));
		return () => {
			own.delete(listener);
			if (!own.size && this.#by.get(cohort) === own) this.#by.delete(cohort);
		};
	}
	tell(cohort: string): void {
		for (const listener of [...(this.#by.get(cohort) ?? [])]) listener();
	}
	tellAll(): void {
		for (const cohort of [...this.#by.keys()]) this.tell(cohort);
	}
}

/** Gathers announcements, and tells of each cohort once a moment. */
class Gathering {
	readonly #waiting = new Map<string, NodeJS.Timeout>();

	constructor(readonly tell: (cohort: string) => void) {}

	add(cohort: string): void {
		if (this.#waiting.has(cohort)) return;
		const timer = setTimeout(() => {
			this.#waiting.delete(cohort);
			this.tell(cohort);
		}, moment);
		this.#waiting.set(cohort, timer.unref());
	}
	clear(): void {
		for (const timer of this.#waiting.values()) clearTimeout(timer);
		this.#waiting.clear();
	}
}

/** By folder: the process may have opened the same database more than once. */
const folders = new Map<string, Followers>();

/** Within this process, for the SQLite of a folder. */
export function liveIn(folder: string): Live {
	const place = resolve(folder);
	const followers = folders.get(place) ?? new Followers();
	folders.set(place, followers);
	const gathering = new Gathering((cohort) => followers.tell(cohort));
	return {
		announce: (cohort) => gathering.add(cohort),
		follow: (cohort, listener) => followers.add(cohort, listener),
		close: () => Promise.resolve(gathering.clear())
	};
}

const channel = 'breakout_cohort';
/** Milliseconds between tries to listen again: the first, and the longest. */
const patience = { first: 250, longest: 15_000 };
/** Milliseconds between questions whether the connection that listens is still there, and how long an answer may take. */
const asking = { every: 30_000, within: 10_000 };

/**
 * Between processes, over a PostgreSQL: one connection that listens, while anybody here follows anything. Something on the
 * way may forget that connection and tell neither end, and who only listens would hear nothing for hours: so it is asked.
 */
export function liveAt(url: string, db: Kysely<Tables>, { every, within } = asking): Live {
	const followers = new Followers();
	const gathering = new Gathering(
		(cohort) =>
			// While the database is away there is nothing to hear of; the followers are told when it is back.
			void sql`select pg_notify(${channel}, ${cohort})`.execute(db).catch(() => undefined)
	);
	let listening: pg.Client | null = null;
	let again: NodeJS.Timeout | null = null;
	let nextQuestion: NodeJS.Timeout | undefined;
	let wait = patience.first;
	let hasMissed = false;

	function listen(): void {
		again = null;
		const client = new pg.Client({
			connectionString: url,
			keepAlive: true,
			keepAliveInitialDelayMillis: every,
			connectionTimeoutMillis: within,
			query_timeout: within
		});
		listening = client;
		const lost = () => {
			if (listening !== client) return;
			listening = null;
			clearTimeout(nextQuestion);
			hasMissed = true;
			void client.end().catch(() => undefined);
			if (followers.isEmpty) return;
			again = setTimeout(listen, wait).unref();
			wait = Math.min(2 * wait, patience.longest);
		};
		const ask = () => {
			if (listening !== client) return;
			nextQuestion = setTimeout(
				() => void client.query('select 1').then(ask).catch(lost),
				every
			).unref();
		};
		client.on('error', lost);
		client.on('end', lost);
		client.on('notification', ({ payload }) => payload && followers.tell(payload));
		client
			.connect()
			.then(() => client.query(`listen ${channel}`))
			.then(() => {
				wait = patience.first;
				// What was said before it listened was heard by nobody here.
				if (hasMissed) followers.tellAll();
				hasMissed = false;
				ask();
			})
			.catch(lost);
	}

	async function stop(): Promise<void> {
		const client = listening;
		listening = null;
		if (again) clearTimeout(again);
		again = null;
		clearTimeout(nextQuestion);
		await client?.end().catch(() => undefined);
	}

	return {
		announce: (cohort) => gathering.add(cohort),
		follow(cohort, listener) {
			const leave = followers.add(cohort, listener);
			if (!listening && !again) {
				hasMissed = true;
				listen();
			}
			return () => {
				leave();
				if (followers.isEmpty) void stop();
			};
		},
		async close() {
			gathering.clear();
			await stop();
		}
	};
}
