/**
 * Faults for tests: IndexedDB as it fails on a full or failing device. Undone by
 * `vi.restoreAllMocks()`.
 */
import { vi } from 'vitest';

/**
 * Makes the `count`th call of a store's method, and every one after it, fail at once with an error
 * of this name.
 */
export function failOn(method: 'add' | 'put', count: number, name: string): void {
	const real = IDBObjectStore.prototype[method];
	let calls = 0;
	vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
		this: IDBObjectStore,
		...row: Parameters<IDBObjectStore['add']>
	) {
		calls += 1;
		if (calls >= count) throw new DOMException('A fault of the test.', name);
		return real.apply(this, row);
	});
}

/**
 * Makes the transaction of the `count`th added row, and of every one after it, abort by itself with
 * an error of this name, after the requests are made: how browsers report a quota that is met when
 * they commit.
 */
export function abortWith(name: string, count: number): void {
	const real = IDBObjectStore.prototype.add;
	let calls = 0;
	vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
		this: IDBObjectStore,
		...row: Parameters<IDBObjectStore['add']>
	) {
		const request = real.apply(this, row);
		calls += 1;
		// fake-indexeddb's own way to abort a transaction with a reason.
		const abort: unknown = Reflect.get(this.transaction, '_abort');
		if (calls >= count && typeof abort === 'function') abort.call(this.transaction, name);
		return request;
	});
}

/**
 * Makes every transaction that adds a row abort with an error of this name after all of its requests have succeeded: a disk
 * that turns out to be full when it is written to at last.
 */
export function failAtLast(name: string): void {
	const real = IDBObjectStore.prototype.add;
	vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
		this: IDBObjectStore,
		...row: Parameters<IDBObjectStore['add']>
	) {
		const request = real.apply(this, row);
		const { transaction } = this;
		request.addEventListener('success', () => {
			const abort: unknown = Reflect.get(transaction, '_abort');
			if (typeof abort === 'function') abort.call(transaction, name);
		});
		return request;
	});
}

/** Makes every read of stored rows fail. */
export function failReading(): void {
	for (const method of ['get', 'getAll'] as const)
		vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(() => {
			throw new DOMException('A fault of the test.', 'UnknownError');
		});
}

/** Makes the browser open no database, as on a disk that is full from the start. */
export function failOpening(): void {
	vi.spyOn(indexedDB, 'open').mockImplementation(() => {
		throw new DOMException('A fault of the test.', 'UnknownError');
	});
}
