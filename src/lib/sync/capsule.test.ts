import { readFileSync } from 'node:fs';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { gzipSync, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { foreign } from '../record/log.contract';
import {
	addCapsule,
	capsuleLimit,
	makeCapsule,
	readCapsule,
	senderOf,
	type Bundle,
	type Capsule,
	type Sender
} from './capsule';
import { memberOf } from './memberships.contract';
import type { Leaving } from './seal';

const now = () => new Date('2026-03-01T09:00:00.000Z');
const { from, joinedAt } = senderOf(memberOf('ada', 'spring'));
const language = 'fr';
const entries = [
	foreign(1),
	foreign(2, { type: 'dream.had', v: 7, data: { of: [1, { x: null }], 'Élan 漢字 🦊': '' } }),
	...Array.from({ length: 60 }, (_, index) => foreign(index + 3))
] as Leaving[];
const of = { course: 'norms', language, joinedAt, now };
const file = makeCapsule({ ...of, from, entries });
const said = { course: 'norms', from, madeAt: now().toISOString(), language, joinedAt, entries };
const content = { format: 'breakout-capsule', version: 2, ...said };
const packed = (value: unknown) =>
	gzipSync(strToU8(typeof value === 'string' ? value : JSON.stringify(value)));

/** Why bytes are refused; null when they are not. */
function refusalOf(bytes: Uint8Array, course = 'norms'): string | null {
	const read = readCapsule(bytes, course);
	return read.ok ? null : read.problem;
}

describe('a capsule', () => {
	test('comes back as it went, and is the same bytes each time', () => {
		expect(readCapsule(file, 'norms')).toEqual({ ok: true, capsule: said });
		expect(makeCapsule({ ...of, from, entries })).toEqual(file);
		expect(file.length).toBeLessThan(JSON.stringify(content).length / 4);
	});

	test('holds cohort, member and name, and neither the secret nor the profile', () => {
		expect(from).toEqual({ kind: 'member', cohort: 'spring', member: 'ada-spring', name: 'Ada' });
	});

	test('of the first version is read for ever, and does not say what that did not', () => {
		const read = readCapsule(new Uint8Array(readFileSync('tests/records/capsule-v1.gz')), 'norms');
		expect(read).toMatchObject({
			ok: true,
			capsule: {
				from: { kind: 'member', cohort: 'spring', member: 'ada', name: 'Ada' },
				madeAt: '2026-03-02T10:00:00.000Z',
				language: null,
				joinedAt: null,
				entries: [{ seq: 1 }, { seq: 2 }, { seq: 3, type: 'item.answered' }]
			}
		});
	});

	test('may come from one who never joined, under a name they choose', () => {
		const guest: Sender = { kind: 'guest', profile: 'p', name: 'Ben' };
		const solo = { ...of, joinedAt: null, entries: [] };
		const turned = readCapsule(
			makeCapsule({ ...solo, from: { ...guest, name: '\u202EneB\u2067 Ben' } }),
			solo.course
		);
		expect(turned).toMatchObject({ capsule: { from: { name: 'neB Ben' } } });
		expect(refusalOf(makeCapsule({ ...solo, from: guest }))).toBeNull();
		const named = (name: string) => refusalOf(makeCapsule({ ...solo, from: { ...guest, name } }));
		for (const name of ['B', 'Ben\nJ.', 'x'.repeat(80)]) expect(named(name)).toBeNull();
		for (const name of ['', ' ', ' Ben', 'Ben ', 'x'.repeat(81)])
			expect(named(name)).toBe('capsule_malformed');
	});

	test.each([
		['nothing', new Uint8Array()],
		['text', strToU8('{"format":"breakout-capsule"}')],
		['a zip', strToU8('PK\u0003\u0004')],
		['packed text', packed('hello')],
		['packed JSON', packed({ format: 'anki' })],
		['a record', packed({ ...content, format: 'breakout-record' })]
	])('is refused as foreign when it is %s', (_what, bytes) => {
		expect(refusalOf(bytes)).toBe('capsule_foreign');
	});

	test('is refused as newer before anything else in it is judged', () => {
		expect(refusalOf(packed({ format: 'breakout-capsule', version: 3, new: {} }))).toBe(
			'capsule_newer'
		);
	});

	test('is refused when it comes from another course', () => {
		expect(refusalOf(file, 'other')).toBe('capsule_other_course');
	});

	test('is refused wherever it was cut short', () => {
		for (let length = 2; length < file.length; length += 5)
			expect(refusalOf(file.subarray(0, length))).toMatch(/^capsule_(truncated|damaged)$/);
		expect(refusalOf(file.subarray(0, file.length / 2))).toBe('capsule_truncated');
	});

	test('is refused wherever a byte was changed that changes what it holds', () => {
		// The first ten bytes are the head, in which gzip keeps no content.
		let refusals = 0;
		for (let at = 10; at < file.length; at += 3) {
			const damaged = Uint8Array.from(file);
			damaged[at]! ^= 0x10;
			const read = readCapsule(damaged, 'norms');
			// Bits that fill up the last byte of the content mean nothing.
			if (read.ok) expect(read.capsule).toEqual(said);
			else refusals += 1;
		}
		expect(refusals).toBeGreaterThan((file.length - 10) / 3 - 2);
		const checked = Uint8Array.from(file);
		checked[file.length - 8]! ^= 1;
		expect(refusalOf(checked)).toBe('capsule_damaged');
	});

	test.each([
		['an entry lacks its device', { entries: [(({ device: _, ...rest }) => rest)(foreign(1))] }],
		['it has views', { views: [] }],
		['it comes from nobody', { from: undefined }],
		['its time is none', { madeAt: 'noon' }],
		['its language is none', { language: '<b>' }],
		['something stands before its language', { language: '<b>en' }],
		['something stands after its language', { language: 'en<b>' }],
		['its version is no number', { version: '3' }],
		['its version is none that ever was', { version: 0 }],
		['its sender says more than it may', { from: { ...from, secret: 's' } }],
		['it does not say its language', { language: undefined }],
		['the day of joining is none', { joinedAt: 'noon' }],
		['an older version says what it could not', { version: 1 }]
	])('is refused whole when %s', (_what, change) => {
		expect(refusalOf(packed({ ...content, ...change }))).toBe('capsule_malformed');
	});

	test('is refused before it fills the memory, whatever it claims of its size', () => {
		expect(refusalOf(zlib.gzipSync(new Uint8Array(capsuleLimit + 1024)))).toBe('capsule_too_large');
		expect(refusalOf(new Uint8Array(capsuleLimit + 1))).toBe('capsule_too_large');
	});

	test('is refused without a crash when it is nested deeper than the stack', () => {
		const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
		expect(
			refusalOf(packed(`{"format":"breakout-capsule","version":1,"entries":${nested}}`))
		).not.toBeNull();
		// What is an entry in all else, and could not be compared with another.
		const [entry] = entries.map((one) => JSON.stringify({ ...one, data: { deep: 0 } }));
		const deep = JSON.stringify({ ...content, entries: [] }).replace(
			'[]',
			`[${entry.replace('"deep":0', `"deep":${nested}`)}]`
		);
		expect(refusalOf(packed(deep))).toBe('capsule_malformed');
	});

	test('is told to be damaged, and not cut short, when the packing itself is garbled', () => {
		const garbled = Uint8Array.from(file);
		// The kind of the first block: there is none of 3 (RFC 1951, 3.2.3).
		garbled[10]! |= 0b110;
		expect(refusalOf(garbled)).toBe('capsule_damaged');
	});

	test('is known by both of the bytes that a gzip file begins with', () => {
		for (const at of [0, 1]) {
			const other = Uint8Array.from(file);
			other[at]! ^= 1;
			expect(refusalOf(other)).toBe('capsule_foreign');
		}
	});
});

describe('importing capsules', () => {
	const capsule = (which: number, change: Partial<Capsule> = {}): Capsule => ({
		...said,
		madeAt: `2026-03-0${which}T09:00:00.000Z`,
		entries: entries.slice(which, which + 4),
		...change
	});
	const guest = (profile: string): Sender => ({ kind: 'guest', profile, name: 'Ben' });
	const world = [1, 2, 3].flatMap((which) => [
		capsule(which),
		capsule(which, { from: guest('p') }),
		capsule(which, { from: guest('q') }),
		capsule(which, {
			from: { kind: 'member', cohort: 'spring', member: 'ada-spring', name: `Ada ${which}` },
			madeAt: `2026-03-1${which}T09:00:00.000Z`,
			language: ['en', 'fr', null][which - 1]!,
			joinedAt: [null, '2026-03-03T09:00:00.000Z', '2026-03-02T09:00:00.000Z'][which - 1]!
		})
	]);
	const add = (all: readonly Capsule[]) =>
		all.reduce<Bundle[]>((bundles, one) => addCapsule(bundles, one).bundles, []);

	test('a second time changes nothing', () => {
		const once = addCapsule([], capsule(1));
		expect(once).toMatchObject({ added: 4, known: 0, clashes: [] });
		expect(addCapsule(once.bundles, capsule(1))).toEqual({ ...once, added: 0, known: 4 });
	});

	test('in another order, and some twice, makes the same', () => {
		fc.assert(
			fc.property(fc.shuffledSubarray(world), fc.shuffledSubarray(world), (some, others) => {
				const inOrder = world.filter((one) => some.includes(one) || others.includes(one));
				expect(add([...some, ...others, ...some])).toEqual(add(inOrder));
			})
		);
	});

	test('says the language of the newest capsule, and the first day of joining', () => {
		const [phone, tablet] = [
			capsule(1, { language: 'fr', joinedAt: '2026-03-02T09:00:00.000Z' }),
			capsule(2, { language: 'en', joinedAt: '2026-03-05T09:00:00.000Z' })
		];
		for (const all of [
			[phone, tablet],
			[tablet, phone]
		])
			expect(add(all)).toMatchObject([{ language: 'en', joinedAt: phone.joinedAt }]);
		const old = capsule(1, { language: null, joinedAt: null });
		expect(add([tablet, old])).toMatchObject([{ language: 'en', joinedAt: tablet.joinedAt }]);
	});

	test('keeps members apart, of one cohort and of two, and a guest from each of them', () => {
		const member = (cohort: string, id: string): Sender => ({
			kind: 'member',
			cohort,
			member: id,
			name: 'Ada'
		});
		const senders = [
			member('spring', 'ada'),
			member('spring', 'ben'),
			member('autumn', 'ada'),
			guest('ada')
		];
		const bundles = add(senders.map((sender) => capsule(1, { from: sender })));
		expect(bundles.map(({ from }) => from)).toEqual(expect.arrayContaining(senders));
		expect(bundles).toHaveLength(senders.length);
		expect(bundles.every((bundle) => bundle.entries.length === 4)).toBe(true);
	});

	test('keeps two guests of one name apart, and an entry that contradicts one that is here out', () => {
		expect(add(world).map(({ from: { name } }) => name)).toEqual(['Ben', 'Ben', 'Ada 3']);
		const forged = capsule(1, { entries: [foreign(3, { data: { lesson: 'forged' } })] });
		expect(addCapsule([], forged).clashes).toEqual([]);
		expect(addCapsule(add([capsule(1)]), forged)).toMatchObject({
			added: 0,
			clashes: forged.entries
		});
	});
});
