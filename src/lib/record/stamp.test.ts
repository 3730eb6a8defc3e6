import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foreign, makeSources, opened, viewOf } from './log.contract';
import { latestTime, noTime, readDrafts, stamp } from './stamp';

const time = (second: number) => new Date(Date.UTC(2026, 2, 1, 9, 0, second)).toISOString();

test('the latest time is that of the latest entry, wherever it stands, or the bound when that is later', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(59)), fc.nat(59), (seconds, bound) => {
			const entries = seconds.map((second, index) => foreign(index + 1, { at: time(second) }));
			expect(latestTime(entries, time(bound))).toBe(time(Math.max(bound, ...seconds)));
		})
	);
	expect(latestTime([], noTime)).toBe('');
});

test('what is written at once has one time, counts on from the writer, and has ids of its own', () => {
	const given = readDrafts([opened('one'), opened('two')], [viewOf('q1')]);
	const writer = { device: 'phone', seq: 4, notBefore: noTime };
	const { entries, views } = stamp(given, writer, makeSources());
	expect(entries.map(({ device, seq, at, data }) => [device, seq, at, data.lesson])).toEqual([
		['phone', 5, time(0), 'one'],
		['phone', 6, time(0), 'two']
	]);
	expect(views).toMatchObject([{ at: time(0), item: 'q1' }]);
	expect(new Set([...entries, ...views].map(({ id }) => id)).size).toBe(3);
});

test('a clock that was set back does not take the writer back', () => {
	const given = readDrafts([opened('one')]);
	const later = { device: 'phone', seq: 0, notBefore: time(30) };
	expect(stamp(given, later, makeSources()).entries[0].at).toBe(time(30));
});

test('of views that are given while the clock is set back, each is later than all before it', () => {
	const first = { device: 'phone', seq: 1, notBefore: time(30) };
	const given = readDrafts([opened('one')], [viewOf('q1')]);
	const [one] = stamp(given, first, makeSources()).views;
	expect(one.at > time(30)).toBe(true);
	const { entries, views } = stamp(given, { ...first, notBefore: one.at }, makeSources());
	expect(views[0].at > one.at).toBe(true);
	expect(entries[0].at).toBe(views[0].at);
});

test('views can be given after the last time that there is', () => {
	const given = readDrafts([opened('one')], [viewOf('q1')]);
	const last = new Date(8.64e15).toISOString();
	const end = '9999-12-31T23:59:59.999Z';
	for (const notBefore of [last, end]) {
		const writer = { device: 'phone', seq: 1, notBefore };
		const { at } = stamp(given, writer, makeSources()).views[0];
		expect(at >= notBefore).toBe(true);
	}
});
