import { browser } from '$app/environment';
import { createContext } from 'svelte';
import { v4, v7 } from 'uuid';
import type { Decision } from '$lib/machines/decide';
import type { Entry, View } from '$lib/record/entry';
import type { Log, Profile } from '$lib/record/log';
import { openLog } from '$lib/record/open-log';
import { openMemoryLog } from '$lib/record/log.memory';
import { RecordError } from '$lib/record/record-error';
import { compareEntries } from '$lib/record/union';
import { eraseFields } from './fields';
import type { Desk } from './sync/desk.svelte';

const chosenProfile = 'breakout:profile';
export const memberFlag = 'breakout:member';
/** Somebody has been at the desk of this page, which the browser may not keep. */
let wasSeated = false;
const sources = { now: () => new Date(), id: v7, viewId: v4, name: 'breakout' };

/**
 * The trainee at this device: which profile, what it has recorded, and whether it is kept. The only place where
 * screens and the log meet: a screen decides what to append, and moves on when it is stored.
 */
export class Trainee {
	profile = $state.raw<Profile | null>(null);
	profiles = $state.raw<Profile[]>([]);
	entries = $state.raw<Entry[]>([]);
	views = $state.raw<View[]>([]);
	/** Why nothing is saved on this device, while that is so. */
	warning = $state.raw<RecordError | null>(null);
	/** When the newest entry was stored, in device time. */
	savedAt = $state.raw<Date | null>(null);
	/** Whether the browser promised to keep the storage; null while it was not asked. */
	persisted = $state.raw<boolean | null>(null);
	/** The trainee's cohorts; null for whoever is in none, and until what it takes is fetched. */
	desk = $state.raw<Desk | null>(null);

	#log: Log | null = null;
	#open!: (opening: Promise<unknown>) => void;
	/** Appends go one after another, each deciding on what the one before left, and all wait until the record is open. */
	#queue: Promise<unknown> = new Promise((resolve) => (this.#open = resolve));

	get ready(): boolean {
		return this.profile !== null;
	}

	/** The log itself, for what goes on beside the screens; null until it is open. */
	get log(): Log | null {
		return this.#log;
	}

	/** Opens the record and the profile last used here, making one when there is none. Gives the way to stop. */
	start(): () => void {
		let stopped = false;
		let unsubscribe = (): void => {};
		const take = async (log: Log, warning: RecordError | null): Promise<void> => {
			if (stopped) return log.close();
			this.#log = log;
			this.warning = warning;
			unsubscribe = log.subscribe((id) => {
				// Now that there is room, whoever is at the desk is kept as well.
				if (this.warning && !log.warning && this.profile) remember(this.profile.id);
				this.warning = log.warning;
				void this.#inTurn(() => this.#follow(id));
			});
			const last = kept(chosenProfile);
			const find = async () => (await log.profiles()).find(({ id }) => id === last);
			// A database that was lost gives back those who are asked for by name: else the oldest would sit at another's desk.
			const known = (await find()) ?? (last && (await log.read(last).then(find, find)));
			await this.#seat((known || (await log.firstProfile())).id);
		};
		this.#open(
			openLog(sources).then(({ log, warning }) =>
				take(log, warning).catch((error: unknown) => {
					// The storage opens and writes, but what is in it cannot be read: it is left as it is.
					unsubscribe();
					log.close();
					const broken = new RecordError('record_broken', error);
					return take(openMemoryLog(sources, broken), broken);
				})
			)
		);
		navigator.storage?.persisted?.().then(
			(is) => {
				if (is) this.persisted = is;
			},
			() => {}
		);
		return () => {
			stopped = true;
			unsubscribe();
			this.desk?.stop();
			this.#log?.close();
		};
	}

	/** Puts another profile of this device at the desk; needs no network. */
	async switchTo(id: string): Promise<void> {
		await this.#inTurn(() => this.#seat(id));
	}

	async add(name: string): Promise<void> {
		const profile = await this.#log?.createProfile(name);
		if (profile) await this.switchTo(profile.id);
	}

	async rename(name: string): Promise<void> {
		if (!this.#log || !this.profile) return;
		this.profile = await this.#log.renameProfile(this.profile.id, name);
		this.profiles = await this.#log.profiles();
	}

	/** Takes in what changed in a profile, here or in another tab. */
	async #follow(id: string): Promise<void> {
		if (!this.#log) return;
		this.profiles = await this.#log.profiles();
		if (id !== this.profile?.id) return;
		const profile = this.profiles.find((one) => one.id === id);
		// Erased in another tab: what is on this screen is no longer anyone's.
		if (profile) {
			this.profile = profile;
			await this.#read(id);
		} else await this.#takeUpAny();
	}

	/** Puts the oldest profile at the desk, or a new one when there is none. */
	async #takeUpAny(): Promise<void> {
		if (!this.#log) return;
		await this.#seat((await this.#log.firstProfile()).id);
	}

	/** Removes the profile at the desk with everything it recorded, and takes up another or a new one. */
	async erase(): Promise<void> {
		await this.#inTurn(async () => {
			if (!this.#log || !this.profile) return;
			await this.#log.eraseProfile(this.profile.id);
			eraseFields(this.profile.id);
			await this.#takeUpAny();
		});
	}

	/**
	 * Appends what `decide` gives and resolves when it is durable. Where another tab has written meanwhile, its entries
	 * are taken in first and `decide` is asked again, so nothing is decided on an old picture.
	 */
	async append(decide: () => Decision): Promise<void> {
		await this.#inTurn(() =>
			this.#store(decide).catch(async (error: unknown) => {
				if (!(error instanceof RecordError && error.code === 'record_no_profile')) throw error;
				// Erased in a tab that this one did not hear, or the data of the site were deleted: what is done now goes into this
				// person's record, brought back or begun anew, but never into that of somebody else.
				const before = this.profile?.id;
				await this.#takeUpAny();
				if (!this.entries.length || this.profile?.id === before) await this.#store(decide);
			})
		);
	}

	async #store(decide: () => Decision): Promise<void> {
		const { profile } = this;
		if (!this.#log || !profile) return;
		// However often another tab was quicker: what somebody answered is not dropped.
		for (;;) {
			const decision = decide();
			if (!decision || !(decision.drafts.length + (decision.views?.length ?? 0))) return;
			const result = await this.#log.append(profile.id, decision.drafts, {
				after: this.entries.length,
				views: decision.views
			});
			this.warning = this.#log.warning;
			if (result.ok) {
				this.views = [...this.views, ...result.views];
				this.#take(result.entries);
				this.savedAt = new Date();
				if (this.persisted === null && this.entries.length > 4) void this.askToPersist();
				return;
			}
			this.#take(result.moved);
		}
	}

	/** Asks the browser to keep the storage even when space runs short. */
	async askToPersist(): Promise<void> {
		this.persisted = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
	}

	/** Work on the log itself (export, import), after which everything is read again. */
	async withLog<T>(work: (log: Log, profile: Profile) => Promise<T>): Promise<T | null> {
		return this.#inTurn(async () => {
			if (!this.#log || !this.profile) return null;
			const result = await work(this.#log, this.profile);
			await this.#read(this.profile.id);
			this.profiles = await this.#log.profiles();
			return result;
		});
	}

	async #seat(id: string): Promise<void> {
		if (!this.#log) return;
		await this.#read(id);
		this.profiles = await this.#log.profiles();
		this.profile = this.profiles.find((profile) => profile.id === id) ?? null;
		this.savedAt = null;
		wasSeated = true;
		// A profile of this page's memory alone must not push aside the one on the device.
		if (!this.#log.warning) remember(id);
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#queue.then(work);
		this.#queue = result.catch(() => undefined);
		return result;
	}

	#take(more: readonly Entry[]): void {
		this.entries = [...this.entries, ...more].sort(compareEntries);
	}

	async #read(id: string): Promise<void> {
		if (!this.#log) return;
		const record = await this.#log.read(id);
		this.entries = record.entries;
		this.views = record.views;
	}
}

/** Whether someone has been at work on this device or page. True when the browser will not say; false while prerendering. */
export function mayHaveRecord(): boolean {
	if (!browser) return false;
	try {
		return wasSeated || localStorage.getItem(chosenProfile) !== null;
	} catch {
		return true;
	}
}

/** Whether anybody at this device is in a cohort: nobody else ever fetches the program of sync. */
export const isMember = (): boolean => kept(memberFlag) !== null;

function kept(key: string): string | null {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}

function remember(id: string): void {
	try {
		localStorage.setItem(chosenProfile, id);
	} catch {
		// Without it the oldest profile is taken up next time; nothing is lost.
	}
}

export const [getTrainee, setTrainee] = createContext<Trainee>();
