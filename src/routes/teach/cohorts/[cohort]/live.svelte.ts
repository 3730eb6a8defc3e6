import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';
import { anew } from '../../read-data';

/** What a page reads anew when something has come in: give it to `depends`. */
export const figures = 'breakout:figures';

/** Milliseconds without any word after which a connection is taken for dead: three beats of events/+server.ts. */
const silence = 45_000;
/** Milliseconds between two readings: a class that answers all the time must not keep the page reading. */
const rest = 1_000;
/** Milliseconds after which a connection that the browser gave up is tried again. */
const retry = 5_000;

/**
 * Follows a cohort: hears that something has come in, and has the figures read anew. It rests while the page is hidden, and
 * begins again, by reading, when it is seen; it ends with the session or the right, which the reading then says.
 */
export class LiveFigures {
	state = $state<'connecting' | 'live' | 'lost' | 'paused'>('connecting');
	readonly #address: string;
	#source: EventSource | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#again: ReturnType<typeof setTimeout> | undefined;
	#isReading = false;
	#isWanted = false;
	/** Whether the last reading could not be had, though the connection may stand. */
	#hasFailed = false;

	constructor(cohort: string) {
		this.#address = `/teach/cohorts/${encodeURIComponent(cohort)}/events`;
	}

	/** Begins; gives the way to stop. */
	start(): () => void {
		const look = () => {
			this.state = document.hidden ? 'paused' : 'connecting';
			if (document.hidden) this.#close();
			else this.#connect();
		};
		document.addEventListener('visibilitychange', look);
		look();
		return () => {
			document.removeEventListener('visibilitychange', look);
			this.#close();
		};
	}

	/** Says nothing of itself: who hears the page would be told at every try that it is tried, and that it is lost. */
	#connect(): void {
		this.#close();
		const source = new EventSource(this.#address);
		this.#source = source;
		const heard = () => {
			// Something may have come in before the connection stood, or while it was down.
			if (this.state !== 'live') void this.#read();
			if (!this.#hasFailed) this.state = 'live';
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#lose(), silence);
		};
		source.addEventListener('beat', heard);
		source.addEventListener('new', () => {
			heard();
			void this.#read();
		});
		source.addEventListener('end', () => {
			this.#lose();
			this.#close();
			// It is refused now, and the page says why.
			void this.#read();
		});
		source.onerror = () => {
			this.state = 'lost';
			// The browser tries again by itself, except after an answer that is no stream.
			if (source.readyState !== EventSource.CLOSED) return;
			this.#lose();
			void this.#readRefusal();
		};
	}

	/** Where the server is there and refuses, reading says why. Any other answer may be of a trouble that passes. */
	async #readRefusal(): Promise<void> {
		const answer = await fetch(this.#address, { redirect: 'manual' }).catch(() => null);
		void answer?.body?.cancel();
		if (answer?.type === 'opaqueredirect' || [401, 403, 404].includes(answer?.status ?? 0))
			await this.#read();
	}

	#lose(): void {
		this.#close();
		this.state = 'lost';
		this.#again = setTimeout(() => this.#connect(), retry);
	}

	#close(): void {
		this.#source?.close();
		this.#source = null;
		clearTimeout(this.#timer);
		clearTimeout(this.#again);
	}

	/** Reads once at a time; what comes in meanwhile is read once more. */
	async #read(): Promise<void> {
		this.#isWanted = true;
		if (this.#isReading) return;
		this.#isReading = true;
		while (this.#isWanted) {
			await untilArrived();
			this.#isWanted = false;
			Object.assign(anew, { isRead: true, hasFailed: false });
			await invalidate(figures).finally(() => (anew.isRead = false));
			this.#hasFailed = anew.hasFailed;
			// It is tried again with the connection, which is live again once that was read.
			if (this.#hasFailed && !document.hidden) this.#lose();
			else if (this.#source?.readyState === EventSource.OPEN) this.state = 'live';
			await new Promise((resolve) => setTimeout(resolve, rest));
		}
		this.#isReading = false;
	}
}

/** Waits for whatever the facilitator has just asked for: reading anew would end it, and stay with what was there before. */
async function untilArrived(): Promise<void> {
	while (navigating.complete) {
		await navigating.complete.catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve));
	}
}
