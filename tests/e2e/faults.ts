/** Faults of the browser's storage, put into a page before anything of it runs. */

/** IndexedDB that opens nothing, as in some private windows. */
export function breakStorage(): void {
	IDBFactory.prototype.open = () => {
		throw new DOMException('A fault of the test.', 'SecurityError');
	};
}

/** A database that opens and takes what is written, but gives back nothing of what people did. */
export function breakReading(): void {
	const real = IDBObjectStore.prototype.getAll;
	IDBObjectStore.prototype.getAll = function (this: IDBObjectStore, ...query) {
		if (this.name === 'entries') throw new DOMException('A fault of the test.', 'UnknownError');
		return real.apply(this, query);
	};
}

/** A device that is full from the moment `fillUp()` is called in the page until `makeRoom()` is. */
export function limitStorage(): void {
	const page = window as Window & { fillUp?: () => void; makeRoom?: () => void };
	let isFull = false;
	page.fillUp = () => (isFull = true);
	page.makeRoom = () => (isFull = false);
	for (const method of ['add', 'put'] as const) {
		const real = IDBObjectStore.prototype[method];
		IDBObjectStore.prototype[method] = function (this: IDBObjectStore, ...row) {
			if (isFull) throw new DOMException('A fault of the test.', 'QuotaExceededError');
			return real.apply(this, row);
		};
	}
}

/** A device that has not opened a database yet: `isAsked` says that it was asked for one, and `openUp()` in the page opens it. */
export function holdStorage(): void {
	const page = window as Window & { isAsked?: boolean; openUp?: () => void };
	const opened = new Promise<void>((open) => (page.openUp = open));
	const { open } = IDBFactory.prototype;
	IDBFactory.prototype.open = function (...given) {
		page.isAsked = true;
		const request = open.apply(this, given);
		request.addEventListener('success', (event) => {
			if (!event.isTrusted) return;
			event.stopImmediatePropagation();
			void opened.then(() => request.dispatchEvent(new Event(event.type)));
		});
		return request;
	};
}
