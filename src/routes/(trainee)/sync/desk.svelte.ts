import { page } from '$app/state';
import type { ActivityModel, CourseIndex } from '$lib/course/model';
import type { Entry } from '$lib/record/entry';
import type { RecordError } from '$lib/record/record-error';
import { dropKept, keepForWorker, outboxTag } from '$lib/sync/background';
import { lessonsIn } from '$lib/sync/lessons-in';
import type { MembershipKey, Memberships } from '$lib/sync/memberships';
import { openMemberships } from '$lib/sync/open-memberships';
import { fullBatch } from '$lib/sync/outbox';
import { makeSynchroniser, type CohortSync, type Synchroniser } from '$lib/sync/synchroniser';
import { makeTransport } from '$lib/sync/transport';
import { shareReflection } from '$lib/sync/views-outbox';
import { giveViews, type Giving } from '$lib/sync/views-round';
import { fetchModels } from '../fetch-models';
import { memberFlag, type Trainee } from '../trainee.svelte';
import Share from './Share.svelte';
import State from './State.svelte';

/** Registrations that wake the worker when there is a network; TypeScript does not know them. */
type Waking = ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };

/**
 * The trainee's cohorts on this page: follows whoever is at the device, tells sync what happens in the page, and shows what
 * it is about. Only members ever fetch it.
 */
export class Desk {
	/** The cohorts of the profile that is used now, oldest first. */
	cohorts = $state.raw<readonly CohortSync[]>([]);
	/** Whether they have been read. */
	ready = $state(false);
	/** Why memberships are not kept on this device, while that is so. */
	warning = $state.raw<RecordError | null>(null);
	/** What the header shows of it. */
	readonly State = State;
	/** What a reflection shows of it. */
	readonly Share = Share;

	readonly #trainee: Trainee;
	readonly #memberships: Promise<Memberships>;
	#sync: Promise<Synchroniser> | null = null;
	/** Told as soon as there is somebody to sync for. */
	#seated: (sync: Promise<Synchroniser>) => void = () => {};
	readonly #first = new Promise<Synchroniser>((resolve) => (this.#seated = resolve));

	constructor(trainee: Trainee) {
		this.#trainee = trainee;
		this.#memberships = openMemberships({ name: 'breakout' });
	}

	/** The synchroniser of the profile that is used now; waits until the record is open. */
	get sync(): Promise<Synchroniser> {
		return this.#sync ?? this.#first;
	}

	async networkFound(): Promise<void> {
		(await this.sync).tell('network.found');
	}

	async networkLost(): Promise<void> {
		(await this.sync).tell('network.lost');
	}

	/** The page is shown again: it sends by itself, and sees what has come in. */
	async shown(): Promise<void> {
		if (this.profile !== null) await takeBack(this.profile);
		(await this.sync).tell('sync.ask');
	}

	/** The page may be gone in a moment: sends what fits, and leaves the rest to the worker. */
	async hidden(): Promise<void> {
		const { profile } = this;
		const sync = await this.sync;
		await Promise.all([sync.flush(), profile !== null && handOver(profile, sync)]);
	}

	stop(): void {
		void this.#memberships.then((memberships) => memberships.close());
	}

	/** Shares a reflection with the room of a cohort, or no longer. What was sent by then stays there. */
	async share(
		key: MembershipKey,
		place: { activity: string; item: string },
		isShared: boolean
	): Promise<void> {
		const memberships = await this.#memberships;
		await memberships.change(key, ({ membership, state }) => ({
			membership,
			state: { ...state, views: shareReflection(state.views, place, isShared) }
		}));
	}

	/** The profile at the device. */
	get profile(): string | null {
		return this.#trainee.profile?.id ?? null;
	}

	/** Takes up the cohorts of a profile. Gives the way to stop. */
	seat(profile: string): () => void {
		this.ready = false;
		this.cohorts = [];
		// Whoever is here sends by themselves.
		void takeBack(profile);
		let isStopped = false;
		let giving: Giving | null = null;
		const sync = this.#memberships.then(async (memberships) => {
			const { log } = this.#trainee;
			if (!log) throw new Error('A profile without a log.');
			this.warning = memberships.warning;
			const options = {
				profile,
				log,
				memberships,
				transport: makeTransport({ fetch: (...given) => fetch(...given) }),
				lessonOf: (entry: Entry) => lessonsIn(page.data.index as CourseIndex)(entry),
				loadModels,
				language: () => String(page.data.language),
				now: () => new Date(),
				chance,
				locks: navigator.locks ?? null
			};
			const made = makeSynchroniser(options);
			made.subscribe(() => {
				if (isStopped) return;
				this.cohorts = made.cohorts;
				this.ready = true;
				void this.#note(memberships);
			});
			if (isStopped) return made;
			await made.start();
			if (!navigator.onLine) made.tell('network.lost');
			// Views go their own way, each at a time of its own.
			if (!isStopped) giving = giveViews({ ...options, isOnline: () => navigator.onLine });
			return made;
		});
		this.#sync = sync;
		this.#seated(sync);
		return () => {
			isStopped = true;
			void sync.then(async (made) => {
				giving?.stop();
				made.stop();
				// Somebody else is at the device now, or the profile was erased here.
				const profiles = (await this.#trainee.log?.profiles().catch(() => null)) ?? null;
				if (profiles?.some(({ id }) => id === profile)) await handOver(profile, made);
				else if (profiles) await takeBack(profile);
			});
		};
	}

	/** Once nobody at this device is in a cohort, none of this is fetched any more; while memory stands in, nobody knows. */
	async #note(memberships: Memberships): Promise<void> {
		if (memberships.warning) return;
		const profiles = await memberships.profiles().catch(() => null);
		if (profiles) setMember(profiles.length > 0);
	}
}

/** Gives the trainee's cohorts on this page, as they are from now on until the trainee's record is closed. */
export function openDesk(trainee: Trainee): Desk {
	return (trainee.desk ??= new Desk(trainee));
}

/** Notes whether anybody at this device is in a cohort. */
function setMember(is: boolean): void {
	try {
		if (is) localStorage.setItem(memberFlag, '1');
		else localStorage.removeItem(memberFlag);
	} catch {
		// A browser that keeps nothing keeps no membership either.
	}
}

/** From 0 to 1, and not to be foretold: by it the moments at which views go are drawn. */
const chance = (): number => crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;

let models: Promise<ActivityModel[]> | null = null;

/** Every activity of the course, fetched once; asked for again after a failure. */
function loadModels(): Promise<ActivityModel[]> {
	const { lessons } = page.data.index as CourseIndex;
	const ids = lessons.map(({ id }) => id);
	models ??= fetchModels((...given) => fetch(...given), ids).then((known) =>
		Object.values(known).flatMap(({ activities }) => activities)
	);
	models.catch(() => (models = null));
	return models;
}

/** Tells the desk what happens in the page; gives the way to stop. */
export function listen(desk: Desk): () => void {
	const end = new AbortController();
	const { signal } = end;
	window.addEventListener('online', () => void desk.networkFound(), { signal });
	window.addEventListener('offline', () => void desk.networkLost(), { signal });
	// On a phone a page that is hidden is often never shown again, and is told nothing more.
	document.addEventListener(
		'visibilitychange',
		() => void (document.visibilityState === 'visible' ? desk.shown() : desk.hidden()),
		{ signal }
	);
	window.addEventListener(
		'pagehide',
		() => void (document.visibilityState === 'visible' && desk.hidden()),
		{ signal }
	);
	return () => end.abort();
}

/** Leaves what a profile has to send with the worker, where the browser wakes it for a network (Background Sync). */
async function handOver(profile: string, sync: Synchroniser): Promise<void> {
	const registration = (await navigator.serviceWorker?.getRegistration()) as Waking | undefined;
	if (!registration?.sync) return;
	const pushes = await sync.nextPushes(fullBatch);
	if (pushes.length === 0) return;
	await keepForWorker(caches, profile, pushes);
	// Refused where the person has switched it off: then the page sends when it is opened again.
	await registration.sync.register(outboxTag).catch(() => undefined);
}

/** Takes back what a profile has left with the worker. */
async function takeBack(profile: string): Promise<void> {
	if ('caches' in window) await dropKept(caches, profile).catch(() => undefined);
}
