type Listener = (profileId: string) => void;

/** The listeners of one store in this tab. */
export interface Announcer {
	/** Adds a listener; gives the way to stop. */
	subscribe(listener: Listener): () => void;
	/**
	 * Tells every listener, after the caller is done: one that throws cannot make a stored append
	 * look failed.
	 */
	tell(profileId: string): void;
	/** Forgets every listener; nobody is told anything afterwards. */
	close(): void;
}

/** Makes an announcer that tells the listeners of every tab, by a channel named after the place of the store. */
export function makeBroadcaster(place: string): Announcer {
	const here = makeAnnouncer();
	const channel =
		typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`breakout:${place}`);
	if (channel)
		channel.onmessage = ({ data }: MessageEvent<unknown>) => {
			if (typeof data === 'string') here.tell(data);
		};
	let isClosed = false;
	return {
		subscribe: here.subscribe,
		tell(profileId) {
			if (isClosed) return;
			here.tell(profileId);
			channel?.postMessage(profileId);
		},
		close() {
			isClosed = true;
			here.close();
			channel?.close();
		}
	};
}

/** Makes an announcer with no listeners. */
export function makeAnnouncer(): Announcer {
	// Each subscription is its own key, so that one function may subscribe twice.
	const subscriptions = new Map<symbol, Listener>();
	return {
		subscribe(listener) {
			const key = Symbol('subscription');
			subscriptions.set(key, listener);
			return () => void subscriptions.delete(key);
		},
		tell(profileId) {
			for (const key of [...subscriptions.keys()])
				queueMicrotask(() => subscriptions.get(key)?.(profileId));
		},
		close() {
			subscriptions.clear();
		}
	};
}
