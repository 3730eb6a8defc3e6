import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import v1 from '../../../tests/records/v1.json';
import { Draft, draft, Entry, isGiving, readEntry, View } from './entry';
import { foreign, foreignView } from './log.contract';
import { exportRecord, importRecord } from './record-file';

const Sample = v.object({
	known: v.array(Entry),
	unknown: v.array(Entry),
	views: v.array(View),
	file: v.record(v.string(), v.unknown())
});
/** What was saved once and is read for ever: add to it, never edit it. */
const samples = [{ name: 'v1', sample: v.parse(Sample, v1) }];

describe.each(samples)('the saved record $name', ({ sample }) => {
	test('has every entry read as what it was written as', () => {
		for (const entry of sample.known) expect(readEntry(entry)).toEqual(entry);
	});

	test('has its unknown entries passed over by folds', () => {
		for (const entry of sample.unknown) expect(readEntry(entry)).toBeNull();
	});

	test('has its record file imported whole', () => {
		const { known, unknown, views } = sample;
		expect(importRecord(JSON.stringify(sample.file))).toMatchObject({
			ok: true,
			record: { profile: { name: 'Ada' }, entries: [...known, ...unknown], views }
		});
	});
});

test('the saved records hold every type that is known', () => {
	const saved = new Set(samples.flatMap(({ sample }) => sample.known.map(({ type }) => type)));
	expect(saved).toEqual(new Set(Draft.options.map(({ entries }) => entries.type.literal)));
});

test('the saved record file is still what is exported from its entries', () => {
	const { known, unknown, views, file } = v.parse(Sample, v1);
	const text = exportRecord({
		profile: { name: 'Ada' },
		entries: [...known, ...unknown],
		views,
		now: () => new Date('2026-03-01T12:00:00.000Z')
	});
	expect(JSON.parse(text)).toEqual(file);
});

test.each([
	['an unknown type', { type: 'dream.had' }],
	['an unknown version', { v: 2 }],
	['data of another shape', { data: { lesson: 'one', mood: 'good' } }],
	['an attempt where there is none', { attempt: 'some' }]
])('reads %s as null', (_what, change) => {
	expect(readEntry(foreign(1))).not.toBeNull();
	expect(readEntry(foreign(1, change))).toBeNull();
});

test.each([
	['no object', 'entry'],
	['a missing field', (({ seq: _, ...rest }) => rest)(foreign(1))],
	['a field of its own', { ...foreign(1), mood: 'good' }],
	['an id that is no UUIDv7', { ...foreign(1), id: foreignView(1).id }],
	['a local time', { ...foreign(1), at: '2026-02-01T10:00:00.000+01:00' }],
	[
		'a time with fewer digits, which would sort wrongly',
		{ ...foreign(1), at: '2026-02-01T10:00:00Z' }
	],
	['a day that does not exist', { ...foreign(1), at: '2026-02-30T10:00:00.000Z' }],
	['seq 0', { ...foreign(1), seq: 0 }],
	['data that are a list', { ...foreign(1), data: [] }],
	['no data', { ...foreign(1), data: null }],
	['data that are a text', { ...foreign(1), data: 'lesson' }]
])('refuses an envelope with %s', (_what, value) => {
	expect(v.is(Entry, foreign(1))).toBe(true);
	expect(v.is(Entry, value)).toBe(false);
});

test('keeps unknown data exactly, whatever their keys', () => {
	const data: unknown = JSON.parse('{"__proto__":1,"constructor":{"a":[null]},"":0}');
	const parsed = v.parse(Entry, { ...foreign(1), data });
	expect(JSON.stringify(parsed.data)).toBe(JSON.stringify(data));
});

test('refuses a view whose id tells the time', () => {
	expect(v.is(View, foreignView(1))).toBe(true);
	expect(v.is(View, { ...foreignView(1), id: foreign(1).id })).toBe(false);
});

describe('the entry that a view was given', () => {
	const view = foreignView(1, { attempt: 'first' });
	const giving = foreign(1, {
		type: 'view.given',
		at: view.at,
		attempt: 'first',
		data: { activity: view.activity, item: view.item }
	});

	test('is known by its time, its attempt and its place', () => {
		expect(isGiving(giving, view)).toBe(true);
		expect(isGiving({ ...giving, attempt: null }, { ...view, attempt: null })).toBe(true);
	});

	test.each<[string, Partial<Entry>]>([
		['of another type', { type: 'item.answered' }],
		['of another time', { at: '2026-02-01T10:00:00.001Z' }],
		['of another attempt', { attempt: 'second' }],
		['of another activity', { data: { activity: 'closing', item: view.item } }],
		['of another item', { data: { activity: view.activity, item: 'item-2' } }]
	])('is none %s', (_what, change) => {
		expect(isGiving({ ...giving, ...change }, view)).toBe(false);
	});
});

describe('a draft', () => {
	test('is a copy, so that what the screen holds may be a proxy and may change', () => {
		const options = new Proxy(['a'], {});
		const data = new Proxy({ activity: 'quiz', item: 'q1', answer: { options } }, {});
		const made = draft('item.answered', data, 'attempt');
		options.push('b');
		expect(structuredClone(made)).toEqual({
			type: 'item.answered',
			v: 1,
			attempt: 'attempt',
			data: { activity: 'quiz', item: 'q1', answer: { options: ['a'] } }
		});
	});

	test('of a given view has no place for what the view says', () => {
		const view = { activity: 'opening', item: 'q1', options: ['agree'] };
		expect(() => draft('view.given', view, null)).toThrow(v.ValiError);
	});

	test.each([-1, 0.5, 2 ** 32])('of an attempt refuses the seed %d', (seed) => {
		const data = { activity: 'a', version: 'b', dials: {}, practice: false, fork: null };
		expect(() => draft('attempt.started', { ...data, seed: 7 }, 'x')).not.toThrow();
		expect(() => draft('attempt.started', { ...data, seed }, 'x')).toThrow(v.ValiError);
	});

	test('of an answer says how sure the trainee was in one of three words, or not at all', () => {
		const data = { activity: 'quiz', item: 'q1', answer: { options: ['a'] } };
		for (const certainty of [1, 2, 3] as const)
			expect(draft('item.answered', { ...data, certainty }, 'x').data).toEqual({
				...data,
				certainty
			});
		for (const certainty of [0, 4, 1.5, '1'])
			expect(
				readEntry(foreign(1, { type: 'item.answered', attempt: 'x', data: { ...data, certainty } }))
			).toBeNull();
		expect(readEntry(foreign(1, { type: 'item.answered', attempt: 'x', data }))).not.toBeNull();
	});

	test('of an answer may be blank, which is not wrong', () => {
		const data = { activity: 'quiz', item: 'q1', answer: {} };
		expect(draft('item.answered', data, 'attempt').data).toEqual(data);
	});
});
