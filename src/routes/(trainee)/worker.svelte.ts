import { createContext } from 'svelte';
import { createActor } from 'xstate';
import { updateMachine, type UpdateState } from '$lib/sync/update';
import type { Inventory } from '../../service-worker';

const workerUrl = '/service-worker.js';

/** The service worker as screens see it: what state the course on this device is in, and what can be done about it. */
export class Worker {
	state = $state.raw<UpdateState>('unknown');
	/** Something is going on into which no update may land: a scenario, a quiz half answered. */
	held = $state(false);

	#actor = createActor(updateMachine);
	#registration: ServiceWorkerRegistration | null = null;

	/** Looks at what is installed and installs what is not, unless Data Saver asks us to ask first. */
	start(): () => void {
		const { unsubscribe } = this.#actor.subscribe(
			(snapshot) => (this.state = snapshot.value as UpdateState)
		);
		this.#actor.start();
		if (!('serviceWorker' in navigator) || !window.isSecureContext || import.meta.env.DEV) {
			this.#actor.send({ type: 'worker.refuse' });
		} else void this.#look();
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

	/** Puts the waiting update in place and reloads; does nothing while something is held. */
	apply(): void {
		const waiting = this.#registration?.waiting;
		if (this.held || !waiting) return;
		this.#actor.send({ type: 'update.accept' });
		navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
			once: true
		});
		waiting.postMessage({ type: 'update.apply' });
	}

	dismiss(): void {
		this.#actor.send({ type: 'update.dismiss' });
	}

	/** Every file of the course with whether it is on the device; null when no worker answers. */
	async inventory(): Promise<Inventory | null> {
		const active = this.#registration?.active;
		if (!active) return null;
		return new Promise((resolve) => {
			const channel = new MessageChannel();
			const timer = setTimeout(() => resolve(null), 5000);
			channel.port1.onmessage = ({ data }) => {
				clearTimeout(timer);
				resolve(data as Inventory);
			};
			active.postMessage({ type: 'inventory.ask' }, [channel.port2]);
		});
	}

	async #look(): Promise<void> {
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
			const registration = await navigator.serviceWorker.register(trustedUrl() as string, {
				updateViaCache: 'none'
			});
			this.#registration = registration;
			if (registration.waiting && registration.active) this.#actor.send({ type: 'update.wait' });
			else if (registration.active) this.#actor.send({ type: 'worker.ready' });
			this.#watch(registration.installing);
			registration.addEventListener('updatefound', () => this.#watch(registration.installing));
		} catch {
			this.#actor.send({ type: 'install.fail' });
		}
	}

	#watch(worker: ServiceWorker | null): void {
		worker?.addEventListener('statechange', () => {
			if (worker.state === 'installed' && this.#registration?.active)
				this.#actor.send({ type: 'update.wait' });
			else if (worker.state === 'activated') this.#actor.send({ type: 'worker.ready' });
			else if (worker.state === 'redundant') this.#actor.send({ type: 'install.fail' });
		});
	}
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

interface TrustedTypes {
	createPolicy(
		name: string,
		rules: { createScriptURL: (url: string) => string }
	): { createScriptURL(url: string): unknown };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** The worker's address, blessed where the browser enforces Trusted Types. Only this one address is. */
function trustedUrl(): unknown {
	const { trustedTypes } = window as Window & { trustedTypes?: TrustedTypes };
	if (!trustedTypes) return workerUrl;
	policy ??= trustedTypes.createPolicy('breakout-worker', {
		createScriptURL: (url) => {
			if (url !== workerUrl) throw new TypeError('Only the course worker may be started.');
			return url;
		}
	});
	return policy.createScriptURL(workerUrl);
}

export const [getWorker, setWorker] = createContext<Worker>();
