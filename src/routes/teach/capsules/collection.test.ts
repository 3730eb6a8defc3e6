import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Device, everyKind, lessonOf, quizOf } from '$lib/machines/sample';
import { makeCapsule } from '$lib/sync/capsule';
import type { Leaving } from '$lib/sync/seal';
import { Collection } from './collection.svelte';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const models = { lights: lessonOf('lights', 'try:checks', [quizOf('checks', everyKind.choice)]) };
const plan = { id: 'harbour', lessons: ['lights'], sessions: [], after: {} };

/** A capsule with the first so many of what was done. */
const capsule = (count: number) =>
	makeCapsule({
		course: 'harbour',
		from: { kind: 'guest', profile: 'p', name: 'Ada' },
		language: 'en',
		joinedAt: null,
		entries: new Device('a')
			.open('lights')
			.finish('lights', 'try')
			.entries.slice(0, count) as Leaving[],
		now: () => new Date('2026-03-01T09:00:00.000Z')
	});

test('the same capsule again, or an older one, is no sign of life', async () => {
	const collection = new Collection('harbour', plan, models);
	const receivedOn = async (day: number, count: number) => {
		vi.setSystemTime(new Date(`2026-03-0${day}T12:00:00.000Z`));
		expect(await collection.add('a.capsule', capsule(count))).toMatchObject({ ok: true });
		await collection.show();
		const [{ received }] = await collection.source(null).members({});
		return received.lastReceived;
	};
	expect(await receivedOn(2, 1)).toBe('2026-03-02T12:00:00.000Z');
	expect(await receivedOn(3, 1)).toBe('2026-03-02T12:00:00.000Z');
	expect(await receivedOn(4, 2)).toBe('2026-03-04T12:00:00.000Z');
	expect(await receivedOn(5, 1)).toBe('2026-03-04T12:00:00.000Z');
});
