type Listener = (profileId: string) => void;

/** The listeners of one log in this tab. */
export interface Announcer {
	/** Adds a listener; gives the way to stop. */
	subscribe(listener: Listener): () => void;
	/**
	 * Tells every listener, after the caller is done: one that throws cannot make a stored append
	 * look failed.
	 */
	tell(profileId: string): void;
	/** Forgets every listener. */
	close(): void;
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
