import { describe, expect, test, vi } from 'vitest';
import { makeCaches } from '../record/caches.sample';
import { foreign } from '../record/log.contract';
import { dropKept, keepForWorker, sendKept } from './background';
import { pushOf } from './outbox';
import type { Leaving } from './seal';

const pushes = ['ada', 'ben'].map((member, index) => ({
	credential: { cohort: 'spring', member, secret: 's' },
	push: pushOf([foreign(index + 1) as Leaving])
}));
const answering = (status: number) =>
	vi.fn<typeof fetch>(async () => new Response('{}', { status }));

describe('what a page leaves with the worker', () => {
	test('is sent as it is, in the name of each member, once', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, 'desk', pushes);
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

	test('is sent without cookies, which may be those of a facilitator at the same desk', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, 'desk', pushes);
		const fetch = answering(200);
		await sendKept(caches, fetch);
		for (const [, init] of fetch.mock.calls) expect(init?.credentials).toBe('omit');
	});

	test('leaves no cache on a device where nothing was left', async () => {
		const caches = makeCaches();
		const open = vi.spyOn(caches, 'open');
		await dropKept(caches, 'desk');
		await sendKept(caches, answering(200));
		expect(open).not.toHaveBeenCalled();
	});

	test('is not sent when its page took it back meanwhile', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, 'desk', pushes);
		const fetch = vi.fn<typeof globalThis.fetch>(async () => {
			await dropKept(caches, 'desk');
			return new Response('{}');
		});
		await sendKept(caches, fetch);
		expect(fetch).toHaveBeenCalledTimes(1);
	});

	test.each([429, 500, 503])('is kept and tried again after a status of %i', async (status) => {
		const caches = makeCaches();
		await keepForWorker(caches, 'desk', pushes);
		const busy = answering(status);
		await expect(sendKept(caches, busy)).rejects.toThrow(String(status));
		// One server may be one cohort's trouble: the others were tried.
		expect(busy).toHaveBeenCalledTimes(2);
		const fetch = answering(200);
		await sendKept(caches, fetch);
		expect(fetch).toHaveBeenCalledTimes(2);
	});

	test('is not sent again when the server refuses it: the page learns why', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, 'desk', pushes);
		await sendKept(caches, answering(410));
		const fetch = answering(200);
		await sendKept(caches, fetch);
		expect(fetch).not.toHaveBeenCalled();
	});

	test('takes the place of what was there, and is gone once it is dropped', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, 'desk', pushes);
		await keepForWorker(caches, 'desk', pushes.slice(1));
		const fetch = answering(200);
		await sendKept(caches, fetch);
		expect(fetch).toHaveBeenCalledTimes(1);
		await keepForWorker(caches, 'desk', pushes);
		await dropKept(caches, 'desk');
		await sendKept(caches, fetch);
		expect(fetch).toHaveBeenCalledTimes(1);
	});

	test('is a parcel for each profile: nobody changes or drops what another has left', async () => {
		const caches = makeCaches();
		const [ada, ben] = pushes;
		await keepForWorker(caches, 'a', [ada!]);
		await keepForWorker(caches, 'a/b', [ben!]);
		await keepForWorker(caches, 'a', [ada!]);
		await dropKept(caches, 'b');
		const all = answering(503);
		await expect(sendKept(caches, all)).rejects.toThrow();
		expect(all).toHaveBeenCalledTimes(2);
		await dropKept(caches, 'a');
		const fetch = answering(200);
		await sendKept(caches, fetch);
		expect(fetch.mock.calls.map(([, init]) => init?.headers)).toMatchObject([
			{ authorization: 'Bearer spring.ben.s' }
		]);
	});

	test('stays while there is no network, and the worker is asked to come again', async () => {
		const caches = makeCaches();
		await keepForWorker(caches, 'desk', pushes);
		const away = () => Promise.reject<Response>(new TypeError('Failed to fetch'));
		await expect(sendKept(caches, away)).rejects.toThrow('Failed to fetch');
		const fetch = answering(200);
		await sendKept(caches, fetch);
		expect(fetch).toHaveBeenCalledTimes(2);
	});
});
