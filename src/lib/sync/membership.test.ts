import { describe, expect, test } from 'vitest';
import type { Entry } from '../record/entry';
import { foreign } from '../record/log.contract';
import { acknowledge } from './acknowledged';
import { belonging, belongs, membershipOf, writingAs, type Membership } from './membership';
import type { Joined } from './protocol';

const joined: Joined = {
	kind: 'joined',
	credential: { cohort: 'c', member: 'm', secret: 's' },
	cohort: { id: 'c', title: 'Spring', language: 'en', lessons: ['one', 'two'], names: true },
	shownAs: 'Ada'
};
const profile = { id: 'p', device: 'phone' };
const on = (device: string, seq: number, at: string, lesson = 'one'): Entry =>
	foreign(seq, { device, at: `${at}T00:00:00.000Z`, data: { lesson } });
const lessonOf = ({ data: { lesson } }: Entry) => (typeof lesson === 'string' ? lesson : null);
const before = [
	on('phone', 2, '2026-01-02'),
	on('phone', 1, '2026-01-01'),
	on('old', 7, '2026-01-01')
];
const join = (earlier: boolean, at = '2026-02-01'): Membership =>
	membershipOf(joined, profile, before, { earlier, now: new Date(at), key: 'key' });

describe('an entry', () => {
	test('[B1] belongs with consent, whenever and wherever it was written', () => {
		for (const entry of before) expect(belongs(join(true), entry, lessonOf)).toBe(true);
	});

	test.each([true, false])('[B1] of a lesson that is not the cohort’s belongs never', (earlier) => {
		const other = on('phone', 3, '2026-03-01', 'three');
		expect(belongs(join(earlier), other, lessonOf)).toBe(false);
	});

	test('[B2] of this device belongs from joining on, by its count', () => {
		for (const entry of before) expect(belongs(join(false), entry, lessonOf)).toBe(false);
		expect(belongs(join(false), on('phone', 3, '2026-02-02'), lessonOf)).toBe(true);
	});

	test('[B2] of this device belongs though its clock was set back after joining', () => {
		expect(belongs(join(false), on('phone', 3, '2020-01-01'), lessonOf)).toBe(true);
	});

	test('[B2] of this device does not belong though its clock was years ahead before joining', () => {
		const ahead = membershipOf(joined, profile, [on('phone', 1, '2031-01-01')], {
			earlier: false,
			now: new Date('2026-02-01'),
			key: 'key'
		});
		expect(belongs(ahead, on('phone', 1, '2031-01-01'), lessonOf)).toBe(false);
	});

	test('[B2] belongs under the new id that this device took after an import', () => {
		const entry = on('phone-renewed', 1, '2020-01-01');
		expect(belongs(join(false), entry, lessonOf)).toBe(false);
		expect(belongs(writingAs(join(false), 'phone-renewed'), entry, lessonOf)).toBe(true);
	});

	test('[B2] is not held back because a device is called like a property of every object', () => {
		expect(
			belongs(writingAs(join(false), 'toString'), on('toString', 1, '2026-02-02'), lessonOf)
		).toBe(true);
	});

	test('[B3] from elsewhere belongs when it is dated after joining', () => {
		expect(belongs(join(false), on('tablet', 1, '2026-01-31'), lessonOf)).toBe(false);
		expect(belongs(join(false), on('tablet', 2, '2026-02-02'), lessonOf)).toBe(true);
		// At the very moment is from joining on.
		expect(belongs(join(false), on('tablet', 3, '2026-02-01'), lessonOf)).toBe(true);
	});

	test('[B3] from elsewhere that was here when joining does not belong, whatever its date', () => {
		expect(belongs(join(false), on('old', 7, '2031-01-01'), lessonOf)).toBe(false);
		expect(belongs(join(false), on('old', 8, '2026-01-02'), lessonOf)).toBe(false);
		expect(belongs(join(false), on('old', 9, '2026-02-02'), lessonOf)).toBe(true);
	});

	test('[B4] of which nobody knows the lesson belongs', () => {
		expect(belongs(join(false), { ...on('phone', 3, '2026-02-02'), data: {} }, lessonOf)).toBe(
			true
		);
	});
});

/** One who has joined, at a server that has these entries. */
const having = (earlier: boolean, ...there: Entry[]) => ({
	membership: join(earlier),
	state: { acknowledged: acknowledge({}, there) }
});

test('what the server has already belongs, though it would not by itself', () => {
	const [, known] = before;
	expect(belonging(having(false, known), before, lessonOf)).toEqual([known]);
	const other = on('phone', 3, '2026-03-01', 'three');
	expect(belonging(having(false, other), [other], lessonOf)).toEqual([other]);
	// So does what it had before it was restored from a backup.
	const lost = { ...having(false), state: { acknowledged: {}, lost: acknowledge({}, [other]) } };
	expect(belonging(lost, [other], lessonOf)).toEqual([other]);
});

test('a device known already changes no membership', () => {
	const membership = join(false);
	expect(writingAs(membership, 'phone')).toBe(membership);
});

describe('an attempt', () => {
	const started = (device: string, seq: number, at: string): Entry => ({
		...on(device, seq, at),
		type: 'attempt.started',
		attempt: 'run'
	});
	const went = (device: string, seq: number, at: string): Entry => ({
		...on(device, seq, at),
		type: 'choice.made',
		attempt: 'run'
	});

	test('[B5] that was begun before joining stays with the trainee, however much is done later', () => {
		const record = [started('phone', 2, '2026-01-02'), went('phone', 3, '2026-02-02')];
		expect(belonging(having(false), record, lessonOf)).toEqual([]);
		expect(belonging(having(true), record, lessonOf)).toEqual(record);
	});

	test('[B5] that was begun after joining goes whole', () => {
		const record = [started('phone', 3, '2026-02-02'), went('phone', 4, '2026-02-03')];
		expect(belonging(having(false), record, lessonOf)).toEqual(record);
	});

	test('[B5] that came from elsewhere goes as its beginning is dated', () => {
		const record = [started('tablet', 1, '2026-01-31'), went('tablet', 2, '2026-02-02')];
		expect(belonging(having(false), record, lessonOf)).toEqual([]);
	});

	test('[B5] that another device of the member began in the cohort is the cohort’s where it is finished', () => {
		const begun = started('tablet', 1, '2026-01-31');
		const record = [begun, went('phone', 3, '2026-02-02')];
		expect(belonging(having(false, begun), record, lessonOf)).toEqual(record);
	});

	test('[B5] whose beginning is nowhere is judged entry by entry', () => {
		const record = [went('phone', 2, '2026-01-02'), went('phone', 3, '2026-02-02')];
		expect(belonging(having(false), record, lessonOf)).toEqual([record[1]]);
	});
});
