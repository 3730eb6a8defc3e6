import { describe, expect, test, vi } from 'vitest';
import { foreign } from '../record/log.contract';
import { dropKept, keepForWorker, sendKept } from './background';
import { pushOf } from './outbox';
import type { Leaving } from './seal';

/** As much of a browser's caches as is used. */
function makeCaches(): CacheStorage {
	const all = new Map<string, Map<string, Response>>();
	return {
		has: async (name: string) => all.has(name),
		delete: async (name: string) => all.delete(name),
		async open(name: string) {
			const rows = all.get(name) ?? new Map<string, Response>();
			all.set(name, rows);
			return {
				put: async (key: string, response: Response) => void rows.set(key, response),
				keys: async () => [...rows.keys()],
				match: async (key: string) => rows.get(key)?.clone(),
				delete: async (key: string) => rows.delete(key)
			};
		}
	} as unknown as CacheStorage;
}

const pushes = ['ada', 'ben'].map((member, index) => ({
	credential: { cohort: 'spring', member, secret: 's' },
	push: pushOf([foreign(index + 1) as Leaving])
}));
const answering = (status: number) =>
	vi.fn<typeof fetch>(async () => new Response('{}', { status }));

describe('what a page leaves with the worker', () => {
	test('is sent as it is, in the name of each member, once', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, pushes);
		const fetch = answering(200);
		await sendKept(caches, fetch);
		await sendKept(caches, fetch);
		expect(fetch.mock.calls.map(([path, init]) => [path, init?.method, init?.headers])).toEqual(
			['ada', 'ben'].map((member) => [
				'/api/v1/entries',
				'POST',
				{ authorization: `Bearer spring.${member}.s`, 'content-type': 'application/json' }
			])
		);
		expect(JSON.parse(String(fetch.mock.calls[0]?.[1]?.body))).toEqual(pushes[0]?.push);
	});

	test.each([429, 500, 503])('is kept and tried again after a status of %i', async (status) => {
		const caches = makeCaches();
		await keepForWorker(caches, pushes);
		await expect(sendKept(caches, answering(status))).rejects.toThrow(String(status));
		const fetch = answering(200);
		await sendKept(caches, fetch);
		expect(fetch).toHaveBeenCalledTimes(2);
	});

	test('is not sent again when the server refuses it: the page learns why', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, pushes);
		await sendKept(caches, answering(410));
		const fetch = answering(200);
		await sendKept(caches, fetch);
		expect(fetch).not.toHaveBeenCalled();
	});

	test('takes the place of what was there, and is gone once it is dropped', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, pushes);
		await keepForWorker(caches, pushes.slice(1));
		const fetch = answering(200);
		await sendKept(caches, fetch);
		expect(fetch).toHaveBeenCalledTimes(1);
		await keepForWorker(caches, pushes);
		await dropKept(caches);
		await sendKept(caches, fetch);
		expect(fetch).toHaveBeenCalledTimes(1);
	});
});
