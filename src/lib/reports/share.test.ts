import { expect, test } from 'vitest';
import { byId, byName, share } from './share';

test('a share is a part of a whole, and null of nothing', () => {
	expect(share(1, 4)).toBe(0.25);
	expect(share(0, 4)).toBe(0);
	expect(share(0, 0)).toBeNull();
});

test('ids are ordered by code units, and an id is as far as itself', () => {
	expect(byId('a', 'b')).toBe(-1);
	expect(byId('b', 'a')).toBe(1);
	expect(byId('a', 'a')).toBe(0);
	// A language would put these the other way round.
	expect(byId('Z', 'a')).toBe(-1);
});

test('names are ordered as in a list of people, and pseudonyms by their numbers', () => {
	const names = ['Zoë', 'adam', 'Heron 102', 'Élodie', 'Heron 42', 'Ömer', 'Bea'];
	const people = ['adam', 'Bea', 'Élodie', 'Heron 42', 'Heron 102', 'Ömer', 'Zoë'];
	expect(names.sort(byName)).toEqual(people);
});
