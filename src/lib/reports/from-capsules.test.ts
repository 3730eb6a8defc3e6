import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addCapsule, makeCapsule, readCapsule, type Capsule } from '../sync/capsule';
import { chosen } from './members';
import { memberOf, recordFrom } from './from-capsules';

const receivedAt = '2026-03-09T09:00:00.000Z';
function read(bytes: Uint8Array): Capsule {
	const read = readCapsule(new Uint8Array(bytes), 'norms');
	if (!read.ok) throw new Error(read.problem);
	return read.capsule;
}
const recordOf = (...capsules: Capsule[]) => {
	const [bundle] = capsules.reduce<ReturnType<typeof addCapsule>['bundles']>(
		(bundles, one) => addCapsule(bundles, one).bundles,
		[]
	);
	return recordFrom({ ...bundle!, receivedAt });
};
const old = read(readFileSync('tests/records/capsule-v1.gz'));
const made = read(
	makeCapsule({
		course: 'norms',
		from: old.from,
		language: 'fr',
		joinedAt: '2026-02-20T09:00:00.000Z',
		entries: [],
		now: () => new Date('2026-03-05T09:00:00.000Z')
	})
);

test('a capsule chooses its member by language and day of joining, as the server does', () => {
	const record = recordOf(made);
	expect(record).toMatchObject({ member: 'ada', language: 'fr', joined: made.joinedAt });
	expect(chosen([record], { language: 'fr', joinedSince: '2026-02-20T00:00:00.000Z' })).toEqual([
		record
	]);
	expect(chosen([record], { language: 'en' })).toEqual([]);
	expect(chosen([record], { joinedSince: '2026-02-21T00:00:00.000Z' })).toEqual([]);
});

test('a capsule of the first version counts from the first entry on, in no known language', () => {
	const times = old.entries.map(({ at }) => at).sort();
	expect(recordOf(old)).toMatchObject({ language: 'und', joined: times[0] });
	const turned = { ...old, entries: [...old.entries].reverse() };
	expect(recordOf(turned).joined).toBe(times[0]);
	expect(times[0]).not.toBe(times.at(-1));
	expect(recordOf(old, made)).toMatchObject({ language: 'fr', joined: made.joinedAt });
	const nothing = { ...old, entries: [] };
	expect(recordOf(nothing)).toMatchObject({ joined: receivedAt });
});

test('one who never joined is told apart by the profile', () => {
	expect(memberOf(old.from)).toBe('ada');
	expect(memberOf({ kind: 'guest', profile: 'p1', name: 'Ada' })).toBe('p1');
});
