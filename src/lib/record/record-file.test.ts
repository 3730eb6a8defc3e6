import { afterEach, describe, expect, test, vi } from 'vitest';
import { appendUntilSeen, foreign, foreignView, makeSources, opened, viewOf } from './log.contract';
import { openMemoryLog } from './log.memory';
import { exportRecord, importInto, importRecord, recordFileLimit } from './record-file';

const { now } = makeSources();
const record = {
	profile: { name: 'Ada', id: 'p', device: 'd', createdAt: '2026-01-01T00:00:00.000Z' },
	entries: [foreign(1), foreign(2, { type: 'dream.had', v: 7, data: { of: [1, { x: null }] } })],
	views: [foreignView(1, { content: { text: 'Élan, “quotes”, 漢字 and 🦊.\u2028' } })]
};
const file = exportRecord({ ...record, now });

/** Why a text is refused; null when it is not. */
function refusalOf(text: string): string | null {
	const read = importRecord(text);
	return read.ok ? null : read.problem;
}

afterEach(() => vi.restoreAllMocks());

describe('a record file', () => {
	test('comes back as it went, and says nothing of the device it came from but in its entries', () => {
		expect(importRecord(file)).toEqual({
			ok: true,
			record: {
				format: 'breakout-record',
				version: 1,
				exportedAt: '2026-03-01T09:00:00.000Z',
				profile: { name: 'Ada' },
				entries: record.entries,
				views: record.views,
				digest: expect.stringMatching(/^gzip:[0-9a-f]{16}$/)
			}
		});
	});

	test('may be of a profile that did nothing', () => {
		expect(
			refusalOf(exportRecord({ profile: { name: '' }, entries: [], views: [], now }))
		).toBeNull();
	});

	test('may have been laid out anew', () => {
		const { digest, ...content } = JSON.parse(file);
		expect(refusalOf(JSON.stringify({ digest, ...content }))).toBeNull();
	});

	test('is refused when it is not JSON, or was cut short anywhere', () => {
		expect(refusalOf('')).toBe('file_not_json');
		expect(refusalOf('PK\u0003\u0004')).toBe('file_not_json');
		for (let length = 1; length < file.length; length += 97)
			expect(refusalOf(file.slice(0, length))).toBe('file_not_json');
	});

	test.each(['null', '7', '"text"', '[]', '{}', '{"format":"anki"}'])(
		'is refused as foreign when it is %s',
		(text) => expect(refusalOf(text)).toBe('file_foreign')
	);

	test('is refused as newer before anything else in it is judged', () => {
		expect(refusalOf('{"format":"breakout-record","version":2,"new":{}}')).toBe('file_newer');
	});

	test.each([
		['an entry', (text: string) => text.replace('lesson-1', 'lesson-9')],
		['a view', (text: string) => text.replace('Élan', 'Elan')],
		['the name', (text: string) => text.replace('"Ada"', '"Eve"')],
		['the digest', (text: string) => text.replace(/gzip:../, 'gzip:zz')],
		['a missing digest', (text: string) => text.replace('"digest"', '"digset"')]
	])('is refused as damaged when %s was changed', (_what, damage) => {
		expect(damage(file)).not.toBe(file);
		expect(refusalOf(damage(file))).toBe('file_damaged');
	});

	test.each([
		['an entry lacks its device', { entries: [(({ device: _, ...rest }) => rest)(foreign(1))] }],
		['an entry has a wrong time', { entries: [foreign(1, { at: 'yesterday' })] }],
		['a view is no view', { views: [{ ...foreignView(1), content: 'yes' }] }],
		['the entries are no list', { entries: {} }],
		['a view has a time in its id', { views: [{ ...foreignView(1), id: foreign(1).id }] }]
	])('is refused whole when %s', (_what, change) => {
		// Exported by a program that is wrong: its digest is right.
		const wrong = JSON.stringify({ ...record, ...change });
		expect(refusalOf(exportRecord({ ...JSON.parse(wrong), now }))).toBe('file_malformed');
	});

	test('is refused without a crash when it is nested deeper than the stack', () => {
		const depth = 200_000;
		const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
		const text = `{"format":"breakout-record","version":1,"entries":${nested},"digest":""}`;
		expect(refusalOf(text)).toMatch(/file_malformed|file_not_json/);
	});

	test('is refused when what one entry says is nested deeper than the stack, whatever its digest', () => {
		const depth = 200_000;
		const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
		const text = JSON.stringify({
			...JSON.parse(file),
			entries: [foreign(1, { data: { of: 0 } })]
		});
		expect(refusalOf(text.replace('"of":0', `"of":${nested}`))).toMatch(
			/file_malformed|file_not_json/
		);
	});

	test('is laid out for a person to read', () => {
		expect(
			exportRecord({ ...record, now })
				.split('\n')
				.slice(0, 3)
		).toEqual(['{', '\t"format": "breakout-record",', '\t"version": 1,']);
	});

	test('is not called newer by a version that is no number', () => {
		expect(refusalOf('{"format":"breakout-record","version":"2"}')).toBe('file_damaged');
	});

	test('is read when it is 50 MB long, and not longer', () => {
		expect(refusalOf(file.padEnd(recordFileLimit))).toBeNull();
		expect(refusalOf(file.padEnd(recordFileLimit + 1))).toBe('file_too_large');
	});

	test('is refused unread when it is longer than 50 MB', () => {
		const parse = vi.spyOn(JSON, 'parse');
		expect(refusalOf(' '.repeat(recordFileLimit + 1))).toBe('file_too_large');
		expect(parse).not.toHaveBeenCalled();
	});
});

describe('importing into a profile', () => {
	test('takes in all that was exported, once, and then writes as a new device', async () => {
		const sources = makeSources();
		const log = openMemoryLog(sources);
		const ada = await log.createProfile('Ada');
		await log.append(ada.id, [opened('one')], { after: 0, views: [viewOf('q1')] });
		const before = await log.read(ada.id);
		const read = importRecord(file);
		if (!read.ok) throw new Error(read.problem);
		expect(await importInto(log, ada.id, read.record)).toEqual({ added: 2, known: 0, clashes: [] });
		expect(await importInto(log, ada.id, read.record)).toEqual({ added: 0, known: 2, clashes: [] });
		const after = await log.read(ada.id);
		expect(after.entries).toEqual([...record.entries, ...before.entries]);
		expect(after.views).toEqual([...record.views, ...before.views]);
		const [next] = await appendUntilSeen(log, ada.id, [opened('two')]);
		expect(next).toMatchObject({ seq: 1, device: expect.not.stringMatching(ada.device) });
	});

	test('makes a copy and its original go on without ever clashing', async () => {
		const sources = makeSources();
		const phone = openMemoryLog(sources);
		const tablet = openMemoryLog(sources);
		const ada = await phone.createProfile('Ada');
		await phone.append(ada.id, [opened('one')], { after: 0 });
		const copy = await tablet.createProfile('Ada');
		await importInto(tablet, copy.id, await phone.read(ada.id));
		await phone.append(ada.id, [opened('two')], { after: 1 });
		await tablet.append(copy.id, [opened('three')], { after: 1 });
		const back = await importInto(phone, ada.id, await tablet.read(copy.id));
		expect(back).toEqual({ added: 1, known: 1, clashes: [] });
		expect((await phone.read(ada.id)).entries).toHaveLength(3);
	});
});
