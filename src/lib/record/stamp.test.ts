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
