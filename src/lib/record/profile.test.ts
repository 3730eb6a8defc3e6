import { expect, test } from 'vitest';
import { makeSources } from './log.contract';
import { compareProfiles, makeProfile, type Profile } from './profile';

const profile = (id: string, createdAt: string): Profile => ({
	id,
	name: 'Ada',
	device: 'phone',
	createdAt
});

test('profiles are ordered by age, and by id when they are of one age', () => {
	const oldest = profile('z', '2026-01-01T00:00:00.000Z');
	const middle = profile('a', '2026-01-02T00:00:00.000Z');
	const beside = profile('b', '2026-01-02T00:00:00.000Z');
	const newest = profile('0', '2026-01-03T00:00:00.000Z');
	const ordered = [oldest, middle, beside, newest];
	expect([...ordered].sort(compareProfiles)).toEqual(ordered);
	expect([...ordered].reverse().sort(compareProfiles)).toEqual(ordered);
	expect([beside, newest, oldest, middle].sort(compareProfiles)).toEqual(ordered);
});

test('a new profile has an id and a device of its own, and the time it was made', () => {
	const { now, id } = makeSources();
	const made = makeProfile('Ada', { now, id });
	expect(made).toMatchObject({ name: 'Ada', createdAt: '2026-03-01T09:00:00.000Z' });
	expect(made.device).not.toBe(made.id);
});
