/** A device of a member: the real record in IndexedDB, the real sync, and pages that come, go and die. */
import { deleteDB } from 'idb';
import { expect } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { Decision } from '../../../src/lib/machines/decide';
import { replay } from '../../../src/lib/machines/replay';
import type { Entry } from '../../../src/lib/record/entry';
import type { Log, ProfileRecord } from '../../../src/lib/record/log';
import { openLog } from '../../../src/lib/record/open-log';
import { exportRecord, importInto, importRecord } from '../../../src/lib/record/record-file';
import { compareEntries } from '../../../src/lib/record/union';
import { makeCapsule, senderOf } from '../../../src/lib/sync/capsule';
import { keyOf, type Memberships, type Standing } from '../../../src/lib/sync/memberships';
import { openMemberships } from '../../../src/lib/sync/open-memberships';
import { gatherFor } from '../../../src/lib/sync/sync';
import { makeSynchroniser, type Synchroniser } from '../../../src/lib/sync/synchroniser';
import { giveViews, type Giving } from '../../../src/lib/sync/views-round';
import { editions, lessonOfEntry, plan } from './course';
import type { Network } from './network';
import { Timers } from './timers';
import { answer, begin, goOn, say, type Screen } from './trainee';

/** Where devices get ids that no other has, and the true time. */
export interface Surroundings {
	id: () => string;
	viewId: () => string;
	now: () => Date;
}

/** An open page of the course. */
interface Page {
	log: Log;
	memberships: Memberships;
	sync: Synchroniser;
	clock: SimulatedClock;
	/** The giving of views to the server, and when it is to go on. */
	giving: Giving;
	timers: Timers;
	profile: string;
	/** What the page has taken in of the record, as the screens see it. */
	seen: Entry[];
}

/** Longer than any wait between two tries. */
const longest = 60 * 60 * 1000;
const nothing: ProfileRecord = { entries: [], views: [] };
const turns = (count: number): Promise<void> =>
	new Promise((resolve) => {
		const turn = (left: number) => void (left ? setImmediate(turn, left - 1) : resolve());
		turn(count);
	});

let disks = 0;

export class Device {
	/** How wrong the clock of the device is, in milliseconds. */
	clockError = 0;
	edition: 0 | 1 = 0;
	/** Something said here is gone: the browser threw it away, or it was in the memory of a page alone. */
	hasForgotten = false;
	readonly pages: Page[] = [];
	#disk = `disk-${(disks += 1)}`;

	constructor(
		readonly name: string,
		readonly network: Network,
		private readonly surroundings: Surroundings
	) {}

	readonly #now = (): Date => new Date(this.surroundings.now().getTime() + this.clockError);

	/** Opens the course in a further tab. */
	async open(): Promise<Page> {
		const log = await this.#openLog();
		const memberships = await openMemberships({ name: this.#disk });
		const { id: profile } = await log.firstProfile();
		const clock = new SimulatedClock();
		const timers = new Timers();
		const options = {
			profile,
			log,
			memberships,
			transport: this.network.transport,
			lessonOf: lessonOfEntry,
			loadModels: () => Promise.resolve(editions[this.edition].activities),
			now: this.#now,
			chance: () => 0.5,
			// As in a browser without Web Locks, where tabs are not kept from sending the same at once.
			locks: null
		};
		const sync = makeSynchroniser({ ...options, clock });
		const { entries: seen } = await log.read(profile);
		await sync.start();
		const giving = giveViews({ ...options, ...timers.sources });
		const page = { log, memberships, sync, clock, giving, timers, profile, seen };
		this.pages.push(page);
		await this.settle();
		return page;
	}

	async #openLog(): Promise<Log> {
		const { id, viewId } = this.surroundings;
		return (await openLog({ now: this.#now, id, viewId, name: this.#disk })).log;
	}

	async page(at = 0): Promise<Page> {
		return this.pages[at % Math.max(1, this.pages.length)] ?? this.open();
	}

	/** A page goes; what it had under way goes on without it, as far as storage and network have it already. */
	async close(at = 0): Promise<void> {
		const [page] = this.pages.splice(at % Math.max(1, this.pages.length), 1);
		if (!page) return;
		this.hasForgotten ||= page.log.warning !== null;
		page.giving.stop();
		page.sync.stop();
		page.log.close();
		page.memberships.close();
		await turns(30);
	}

	async closeAll(): Promise<void> {
		while (this.pages.length) await this.close();
	}

	/** The browser throws away everything the course keeps on the device. */
	async evict(): Promise<void> {
		await this.closeAll();
		this.hasForgotten = true;
		this.#disk = `disk-${(disks += 1)}`;
	}

	/** The browser loses its databases, and says nothing. */
	async loseDatabases(): Promise<void> {
		await this.closeAll();
		for (const name of [this.#disk, `${this.#disk}-memberships`]) await deleteDB(name);
	}

	/** Names the storage: another one once the browser has thrown it away. */
	get disk(): string {
		return this.#disk;
	}

	/** The record on disk, by a page of its own that sends nothing. */
	async onDisk(): Promise<ProfileRecord> {
		const log = await this.#openLog();
		const { id: profile } = await log.firstProfile();
		const record = await log.read(profile);
		log.close();
		return record;
	}

	/** The record as the first page reads it. */
	async record(): Promise<ProfileRecord> {
		const { log, profile } = await this.page();
		return log.read(profile);
	}

	/** The membership as the device keeps it. */
	async standing(): Promise<Standing | null> {
		const { memberships, profile } = await this.page();
		return (await memberships.of(profile))[0] ?? null;
	}

	async join(code: string, name: string, key: string | null): Promise<boolean> {
		const { sync } = await this.page();
		const said = await sync.join(code, name, { earlier: true, key });
		await this.settle();
		return said.kind === 'joined';
	}

	/** A code of this device for another one of the member. */
	async transferCode(): Promise<string | null> {
		const { sync } = await this.page();
		const standing = await this.standing();
		if (!standing || standing.state.ended) return null;
		const said = await sync.transfer(keyOf(standing.membership));
		return said.kind === 'code' ? said.code : null;
	}

	/**
	 * Does something on a page as the screens do: decides on what the page has seen, stores, and decides again where others
	 * were quicker. Gives what the page was told is stored on the device.
	 */
	async #act(page: Page, decide: (screen: Screen) => Decision): Promise<ProfileRecord> {
		const done = await this.#do(page, decide);
		return page.log.warning ? nothing : done;
	}

	/** The same, and gives what was done, be it stored or not. */
	async #do(page: Page, decide: (screen: Screen) => Decision): Promise<ProfileRecord> {
		for (;;) {
			const edition = editions[this.edition];
			const { seen: entries } = page;
			const progress = replay(plan, edition.models, entries);
			const decision = decide({ edition, entries, progress, newId: this.surroundings.id });
			if (!decision) return nothing;
			const done = await page.log.append(page.profile, decision.drafts, {
				after: page.seen.length,
				views: decision.views
			});
			page.seen = [...page.seen, ...(done.ok ? done.entries : done.moved)].sort(compareEntries);
			if (!done.ok) continue;
			// Whatever other devices' clocks say: else it would be passed over, or count as older than what it answers.
			const last = page.seen.slice(page.seen.length - done.entries.length);
			expect(last, 'what is done comes after what was seen').toEqual(done.entries);
			return done;
		}
	}

	/** Answers an item of the quiz that has a key, right or not. */
	async answer(at: number, number: number, isRight: boolean): Promise<ProfileRecord> {
		return this.#act(await this.page(at), (screen) => answer(screen, number, isRight));
	}

	/**
	 * Answers in a page that opened while the browser does not open its databases, and once more when it does; gives both,
	 * which is all stored by then. The page knows of no cohort, and goes.
	 */
	async answerShut(number: number, shut: (work: () => Promise<void>) => Promise<void>) {
		await this.closeAll();
		const done: ProfileRecord[] = [];
		const next = async (at: number) =>
			done.push(await this.#do(await this.page(), (screen) => answer(screen, at, true)));
		await shut(async () => void (await next(number)));
		await next(number + 1);
		const { log } = await this.page();
		if (log.warning) throw log.warning;
		await this.closeAll();
		return { entries: done.flatMap(({ entries }) => entries), views: [] };
	}

	/** Gives a view. */
	async say(at: number, number: number): Promise<ProfileRecord> {
		const words = `what was thought at ${this.surroundings.now().toISOString()}`;
		return this.#act(await this.page(at), (screen) => say(screen, number, words));
	}

	/** Takes the next step of one of the scenarios, beginning it first. */
	async decide(at: number, number: number): Promise<ProfileRecord> {
		const page = await this.page(at);
		const begun = await this.#act(page, (screen) => begin(screen, number));
		const chosen = await this.#act(page, (screen) => goOn(screen, number));
		return { entries: [...begun.entries, ...chosen.entries], views: [] };
	}

	/** Begins to store an answer or a view and dies before anybody knows whether it is. */
	async dieStoring(at: number, number: number): Promise<void> {
		const page = await this.page(at);
		const own = this.pages.indexOf(page);
		const storing = number < 3 ? this.answer(own, number, true) : this.say(own, number);
		const stored = storing.catch(() => nothing);
		await turns(number % 3);
		await this.close(this.pages.indexOf(page));
		await stored;
	}

	/** Shows the course again: one round of sync. */
	async look(at = 0): Promise<void> {
		(await this.page(at)).sync.tell('sync.ask');
		await this.settle();
	}

	/** Tells the pages that the network came or went. */
	async setNetwork(isUp: boolean): Promise<void> {
		this.network.isUp = isUp;
		for (const { sync } of this.pages) sync.tell(isUp ? 'network.found' : 'network.lost');
		await this.settle();
	}

	/** A page that goes away sends its last words. */
	async flush(at = 0): Promise<void> {
		await (await this.page(at)).sync.flush();
		await this.close(at);
	}

	/** Lets the time pass that pages gather entries for, and what follows from it. */
	async settle(time = gatherFor): Promise<void> {
		for (const { clock } of this.pages) clock.increment(time);
		for (let quiet = 0; quiet < 3; quiet += 1) {
			await turns(25);
			const isBusy = this.pages.some(({ sync }) =>
				sync.cohorts.some(({ phase }) => ['pushing', 'pulling', 'judging'].includes(phase))
			);
			if (isBusy) quiet = -1;
		}
		for (const { giving } of this.pages) await giving.settled();
		for (const page of this.pages) page.seen = (await page.log.read(page.profile)).entries;
	}

	/** Lets a time pass after which everything is tried again. */
	async waitLong(): Promise<void> {
		await this.settle(longest);
		await this.settle();
	}

	/** Lets the time pass after which every view is given, or another. */
	async giveViews(time = longest): Promise<void> {
		for (const { timers, giving } of this.pages) {
			// What was given a moment ago is waiting by then.
			await giving.settled();
			await timers.pass(
				time,
				() => giving.settled(),
				(milliseconds) => this.network.pass(milliseconds)
			);
		}
	}

	/** The file for the facilitator; null for one who is in no cohort. */
	async capsule(): Promise<Uint8Array | null> {
		const { sync } = await this.page();
		const standing = await this.standing();
		if (!standing) return null;
		const { membership } = standing;
		return makeCapsule({
			course: plan.id,
			language: 'en',
			...senderOf(membership),
			entries: await sync.entriesFor(keyOf(membership)),
			now: this.#now
		});
	}

	/** The record as the file that settings exports. */
	async exported(): Promise<string> {
		return exportRecord({ ...(await this.record()), profile: { name: '' }, now: this.#now });
	}

	async import(file: string): Promise<void> {
		const { log, profile } = await this.page();
		const read = importRecord(file);
		if (!read.ok) throw new Error(read.problem);
		await importInto(log, profile, read.record);
		await this.settle();
	}
}
