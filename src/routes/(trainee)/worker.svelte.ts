import { createContext, untrack } from 'svelte';
import { createActor } from 'xstate';
import { updateMachine, type UpdateState } from '$lib/sync/update';
import { heldLock } from '$lib/sync/update-lock';
import { trustedWorkerUrl } from '$lib/ui/trusted-worker';
import type { Announcement, Inventory, Question } from '../../service-worker';

/** The service worker as screens see it: what state the course on this device is in, and what can be done about it. */
export class Worker {
	state = $state.raw<UpdateState>('unknown');
	#actor = createActor(updateMachine);
	#registration: ServiceWorkerRegistration | null = null;
	#held = $state(false);
	#release = (): void => {};

	/** Something is going on in this tab into which no update may land: a scenario, a quiz half answered. */
	get held(): boolean {
		return this.#held;
	}

	set held(held: boolean) {
		// Set from effects, which must not run again because of it.
		if (held === untrack(() => this.#held)) return;
		this.#held = held;
		this.#release();
		if (!held) return;
		const done = new Promise<void>((release) => (this.#release = release));
		void navigator.locks?.request(heldLock, { mode: 'shared' }, () => done);
	}

	/** Looks at what is installed and installs what is not, unless Data Saver asks us to ask first. */
	start(): () => void {
		const { unsubscribe } = this.#actor.subscribe(
			(snapshot) => (this.state = snapshot.value as UpdateState)
		);
		this.#actor.start();
		const refuse = () => this.#actor.send({ type: 'worker.refuse' });
		if (!('serviceWorker' in navigator) || !window.isSecureContext || import.meta.env.DEV) refuse();
		// A browser that lets sites keep nothing has workers and refuses to speak of them.
		else this.#look().catch(refuse);
		return () => {
			unsubscribe();
			this.#actor.stop();
		};
	}

	/** Downloads the whole course onto the device. */
	install(): void {
		this.#actor.send({ type: 'install.accept' });
		void this.#register();
	}

	/** Puts the newer course in force, after which every tab reloads; does nothing while an attempt is under way in any. */
	async apply(): Promise<void> {
		const newest = this.#registration?.waiting ?? this.#registration?.active;
		if (this.held || !newest) return;
		this.#actor.send({ type: 'update.accept' });
		const alone = async (lock: unknown): Promise<void> => {
			if (lock === null) this.#actor.send({ type: 'update.hold' });
			else if (!(await ask<boolean>(newest, { type: 'update.apply' }, 60_000)))
				this.#actor.send({ type: 'update.fail' });
		};
		if (!navigator.locks) return alone(undefined);
		await navigator.locks.request(heldLock, { ifAvailable: true }, alone);
	}

	dismiss(): void {
		this.#actor.send({ type: 'update.dismiss' });
	}

	/** Every file of the course with whether it is on the device; null when no worker answers. */
	async inventory(): Promise<Inventory | null> {
		const active = this.#registration?.active;
		return active ? ask<Inventory>(active, { type: 'inventory.ask' }) : null;
	}

	/** Fetches what is missing on the device. False when something cannot be had. */
	async fetchMissing(): Promise<boolean> {
		const active = this.#registration?.active;
		return Boolean(active && (await ask<boolean>(active, { type: 'files.fetch' }, 60_000)));
	}

	async #look(): Promise<void> {
		// Before anything else: an update that is accepted in another tab takes this page's program away.
		navigator.serviceWorker.addEventListener('message', ({ data }) => {
			if ((data as Announcement).type === 'update.applied') location.reload();
		});
		const known = await navigator.serviceWorker.getRegistration();
		const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
		// An install under way was consented to, on this page or the one before it.
		const isBegun = Boolean(known?.active ?? known?.waiting ?? known?.installing);
		if (!isBegun && connection?.saveData) this.#actor.send({ type: 'install.offer' });
		else {
			if (!known?.active) this.#actor.send({ type: 'install.accept' });
			// The install is counted apart from the visit, so it waits until the page is quiet.
			whenQuiet(() => void this.#register());
		}
	}

	async #register(): Promise<void> {
		try {
			const registration = await navigator.serviceWorker.register(trustedWorkerUrl(), {
				updateViaCache: 'none'
			});
			this.#registration = registration;
			if (registration.waiting && registration.active) this.#actor.send({ type: 'update.wait' });
			else if (registration.active) await this.#takeStock();
			this.#watch(registration.installing);
			registration.addEventListener('updatefound', () => this.#watch(registration.installing));
		} catch {
			this.#actor.send({ type: 'install.fail' });
		}
	}

	/** A newer worker may have been started while no tab was open: what it brings still waits for consent. */
	async #takeStock(): Promise<void> {
		const found = await this.inventory();
		this.#actor.send({ type: found?.newer ? 'update.wait' : 'worker.ready' });
	}

	#watch(worker: ServiceWorker | null): void {
		worker?.addEventListener('statechange', () => {
			if (worker.state === 'installed' && this.#registration?.active)
				this.#actor.send({ type: 'update.wait' });
			else if (worker.state === 'activated') void this.#takeStock();
			else if (worker.state === 'redundant') this.#actor.send({ type: 'install.fail' });
		});
	}
}

/** Asks a worker; null when it does not answer in time, in milliseconds. */
function ask<T>(worker: ServiceWorker, question: Question, time = 5000): Promise<T | null> {
	return new Promise((resolve) => {
		const channel = new MessageChannel();
		const timer = setTimeout(() => resolve(null), time);
		channel.port1.onmessage = ({ data }) => {
			clearTimeout(timer);
			resolve(data as T);
		};
		worker.postMessage(question, [channel.port2]);
	});
}

/** The page has loaded and nothing more urgent is going on. */
function whenQuiet(work: () => void): void {
	const later = () =>
		'requestIdleCallback' in window
			? requestIdleCallback(work, { timeout: 4000 })
			: setTimeout(work, 1000);
	if (document.readyState === 'complete') later();
	else window.addEventListener('load', later, { once: true });
}

export const [getWorker, setWorker] = createContext<Worker>();
