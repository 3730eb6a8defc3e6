/** A device of a member: the real record in IndexedDB, the real sync, and pages that come, go and die. */
import { SimulatedClock } from 'xstate';
import {
	answerItem,
	beginScenario,
	makeChoice,
	type Decision
} from '../../../src/lib/machines/decide';
import { rightAnswer } from '../../../src/lib/machines/sample';
import { replay, type Progress } from '../../../src/lib/machines/replay';
import type { Entry } from '../../../src/lib/record/entry';
import type { Log } from '../../../src/lib/record/log';
import { openLog } from '../../../src/lib/record/open-log';
import { exportRecord, importInto, importRecord } from '../../../src/lib/record/record-file';
import { compareEntries } from '../../../src/lib/record/union';
import { makeCapsule, senderOf } from '../../../src/lib/sync/capsule';
import { keyOf, type Memberships, type Standing } from '../../../src/lib/sync/memberships';
import { openIndexedDbMemberships } from '../../../src/lib/sync/memberships.indexeddb';
import { gatherFor } from '../../../src/lib/sync/sync';
import { makeSynchroniser, type Synchroniser } from '../../../src/lib/sync/synchroniser';
import { editions, lessonOfEntry, plan } from './course';
import type { Network } from './network';

/** Where devices get ids that no other has, and the true time. */
export interface Surroundings {
	id: () => string;
	now: () => Date;
}

/** An open page of the course. */
interface Page {
	log: Log;
	memberships: Memberships;
	sync: Synchroniser;
	clock: SimulatedClock;
	profile: string;
	/** What the page has taken in of the record, as the screens see it. */
	seen: Entry[];
}

/** Longer than any wait between two tries. */
const longest = 60 * 60 * 1000;
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
		const { id } = this.surroundings;
		const options = { now: this.#now, id, viewId: id, name: this.#disk };
		const { log } = await openLog(options);
		const memberships = await openIndexedDbMemberships({ name: this.#disk });
		const { id: profile } = await log.firstProfile();
		const clock = new SimulatedClock();
		const sync = makeSynchroniser({
			profile,
			log,
			memberships,
			transport: this.network.transport,
			lessonOf: lessonOfEntry,
			loadModels: () => Promise.resolve(editions[this.edition].activities),
			now: this.#now,
			chance: () => 0.5,
			// As in a browser without Web Locks, where tabs are not kept from sending the same at once.
			locks: null,
			clock
		});
		const page = {
			log,
			memberships,
			sync,
			clock,
			profile,
			seen: (await log.read(profile)).entries
		};
		this.pages.push(page);
		await sync.start();
		await this.settle();
		return page;
	}

	async page(at = 0): Promise<Page> {
		return this.pages[at % Math.max(1, this.pages.length)] ?? this.open();
	}

	/** A page goes; what it had under way goes on without it, as far as storage and network have it already. */
	async close(at = 0): Promise<void> {
		const [page] = this.pages.splice(at % Math.max(1, this.pages.length), 1);
		if (!page) return;
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
		this.#disk = `disk-${(disks += 1)}`;
	}

	/** The entries on disk, by a page of its own that sends nothing. */
	async onDisk(): Promise<Entry[]> {
		const { id } = this.surroundings;
		const { log } = await openLog({ now: this.#now, id, viewId: id, name: this.#disk });
		const { id: profile } = await log.firstProfile();
		const { entries } = await log.read(profile);
		log.close();
		return entries;
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
	 * were quicker. Gives the entries that the page was told are stored on the device.
	 */
	async #act(page: Page, decide: (progress: Progress) => Decision): Promise<Entry[]> {
		for (;;) {
			const decision = decide(replay(plan, editions[this.edition].models, page.seen));
			if (!decision) return [];
			const done = await page.log.append(page.profile, decision.drafts, {
				after: page.seen.length
			});
			page.seen = [...page.seen, ...(done.ok ? done.entries : done.moved)].sort(compareEntries);
			if (done.ok) return page.log.warning ? [] : done.entries;
		}
	}

	/** Answers an item of the quiz, right or not. */
	async answer(at: number, item: number, isRight: boolean): Promise<Entry[]> {
		const { quiz } = editions[this.edition];
		const model = quiz.items[item % quiz.items.length];
		const right = rightAnswer(model);
		const given = isRight ? right : { options: [model.options.at(-1)!.id] };
		const page = await this.page(at);
		return this.#act(page, () =>
			answerItem(page.seen, quiz, model.id, given, 0, this.surroundings.id)
		);
	}

	/** Takes the next step of the scenario, beginning it first. */
	async decide(at: number, option: number): Promise<Entry[]> {
		const { scenario } = editions[this.edition];
		const page = await this.page(at);
		return this.#act(page, ({ scenarios }) => {
			const standing = scenarios[scenario.id];
			const { open } = standing;
			if (!open) return beginScenario(standing, scenario, {}, false, 0, this.surroundings.id());
			const scene = scenario.scenes.find(({ id }) => id === open.scene);
			const chosen = scene?.options[option % (scene.options.length || 1)];
			return chosen
				? makeChoice(standing, scenario, open, { scene: scene!.id, option: chosen.id })
				: null;
		});
	}

	/** Begins to store an answer and dies before anybody knows whether it is. */
	async dieAnswering(at: number, item: number): Promise<void> {
		const page = await this.page(at);
		const storing = this.answer(this.pages.indexOf(page), item, true).catch(() => []);
		await turns(item % 3);
		await this.close(this.pages.indexOf(page));
		await storing;
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
		for (const page of this.pages) page.seen = (await page.log.read(page.profile)).entries;
	}

	/** Lets a time pass after which everything is tried again. */
	async waitLong(): Promise<void> {
		await this.settle(longest);
		await this.settle();
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
		const { log, profile } = await this.page();
		return exportRecord({ ...(await log.read(profile)), profile: { name: '' }, now: this.#now });
	}

	async import(file: string): Promise<void> {
		const { log, profile } = await this.page();
		const read = importRecord(file);
		if (!read.ok) throw new Error(read.problem);
		await importInto(log, profile, read.record);
		await this.settle();
	}
}
