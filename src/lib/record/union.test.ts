import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from './entry';
import { foreign, foreignView } from './log.contract';
import { compareEntries, isSame, newViews, union } from './union';

// A small world in which every (device, seq) has one body; records are parts of it, in any order.
// Many times are equal.
const world: Entry[] = ['a', 'b', 'c'].flatMap((device, which) =>
	Array.from({ length: 12 }, (_, index) =>
		foreign(which * 100 + index, {
			device,
			seq: index + 1,
			at: `2026-02-01T10:00:0${Math.floor(index / 3)}.000Z`
		})
	)
);
const part = fc.shuffledSubarray(world);
const forged = part.map((entries) =>
	entries.map((entry, index) => (index % 2 ? { ...entry, data: { lesson: 'forged' } } : entry))
);
const unite = (a: Entry[], b: Entry[]) => union(a, b).entries;

test('[L6] union is commutative', () => {
	fc.assert(
		fc.property(part, part, (a, b) => {
			expect(unite(a, b)).toEqual(unite(b, a));
		})
	);
});

test('[L6] union is associative', () => {
	fc.assert(
		fc.property(part, part, part, (a, b, c) => {
			expect(unite(unite(a, b), c)).toEqual(unite(a, unite(b, c)));
		})
	);
});

test('[L6] union is idempotent', () => {
	fc.assert(
		fc.property(part, part, (a, b) => {
			const once = unite(a, b);
			expect(unite(once, b)).toEqual(once);
			expect(union(once, a)).toMatchObject({ added: [], known: a.length, clashes: [] });
		})
	);
});

test('[L6] union has each entry of both once, in order, and nothing else', () => {
	fc.assert(
		fc.property(part, part, (a, b) => {
			const entries = unite(a, [...b, ...b]);
			expect(new Set(entries.map(({ id }) => id))).toEqual(
				new Set([...a, ...b].map(({ id }) => id))
			);
			expect(entries).toEqual([...new Set(entries)].sort(compareEntries));
		})
	);
});

test('[L7] what is here survives any incoming record, and each incoming entry is accounted for', () => {
	fc.assert(
		fc.property(part, forged, (here, incoming) => {
			const { entries, added, known, clashes } = union(here, incoming);
			for (const entry of here) expect(entries).toContain(entry);
			expect(entries).toHaveLength(here.length + added.length);
			expect(added.length + known + clashes.length).toBe(incoming.length);
		})
	);
});

test('[L7] of an incoming record that contradicts itself, one is kept and the other reported', () => {
	const other = foreign(1, { id: 'ffffffff-0000-7000-8000-00000000bbbb' });
	expect(union([], [foreign(1), other])).toEqual({
		entries: [foreign(1)],
		added: [foreign(1)],
		opened: [],
		known: 0,
		clashes: [other]
	});
});

test('[L7] an id that is here under another (device, seq) is a clash', () => {
	const moved = { ...foreign(2), id: foreign(1).id };
	expect(union([foreign(1)], [moved])).toMatchObject({ added: [], known: 0, clashes: [moved] });
});

describe('an entry that was sealed on its way', () => {
	const open = foreign(1, {
		type: 'choice.made',
		attempt: 'first',
		data: { activity: 'fridge', scene: 'opening', option: 'agree' }
	});
	const sealed: Entry = {
		...open,
		type: 'choice.sealed',
		data: { activity: 'fridge', box: 'under one key' }
	};
	const anew: Entry = { ...sealed, data: { activity: 'fridge', box: 'under another key' } };

	test.each([
		['comes to where it is open', open, sealed],
		['is sealed anew', sealed, anew]
	])('is known when it %s, and what is here stays', (_what, here, incoming) => {
		expect(isSame(here, incoming)).toBe(true);
		expect(union([here], [incoming])).toEqual({
			entries: [here],
			added: [],
			opened: [],
			known: 1,
			clashes: []
		});
	});

	test('takes the place of itself when it comes open, and is then there once', () => {
		const opening = { entries: [open], added: [], opened: [open], known: 1, clashes: [] };
		expect(union([sealed], [open])).toEqual(opening);
		expect(union([sealed], [open, sealed, anew])).toEqual({ ...opening, known: 3 });
		const both = { entries: [open], added: [open], opened: [], known: 1, clashes: [] };
		expect(union([], [sealed, open])).toEqual(both);
		expect(union([], [open, sealed])).toEqual(both);
	});

	test.each<[string, Partial<Entry>]>([
		['id', { id: foreign(2).id }],
		['device', { device: 'a-tablet' }],
		['count', { seq: 2 }],
		['time', { at: foreign(2).at }],
		['attempt', { attempt: 'second' }],
		['activity', { data: { activity: 'lamp', box: 'under one key' } }],
		['kind', { type: 'view.sealed' }]
	])('is no other entry, one with another %s', (_what, change) => {
		expect(isSame(open, { ...sealed, ...change })).toBe(false);
		expect(isSame({ ...sealed, ...change }, open)).toBe(false);
	});

	test('is told by its seal: two open entries of one kind are two, whatever their envelope', () => {
		expect(isSame(open, { ...open, data: { ...open.data, option: 'disagree' } })).toBe(false);
		expect(isSame(open, { ...open, type: 'choice.changed' })).toBe(false);
	});
});

test('gives each new view once, oldest first', () => {
	const older = foreignView(3, { at: '2026-01-01T00:00:00.000Z' });
	const incoming = [foreignView(2), foreignView(1), older, foreignView(2)];
	expect(newViews([foreignView(1)], incoming)).toEqual([older, foreignView(2)]);
});
