import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foreign, makeSources, opened, viewOf } from './log.contract';
import { noTime, readDrafts, stamp, timeAfter } from './stamp';

const time = (second: number) => new Date(Date.UTC(2026, 2, 1, 9, 0, second)).toISOString();

test('a device writes no earlier than itself and the bound, and later than any other', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(59), fc.boolean())), fc.nat(59), (list, bound) => {
			const entries = list.map(([second, isOwn], index) =>
				foreign(index + 1, { at: time(second), ...(isOwn ? { device: 'phone' } : {}) })
			);
			const after = timeAfter(entries, 'phone', time(bound));
			expect(after >= time(bound)).toBe(true);
			for (const { at, device } of entries)
				expect(device === 'phone' ? after >= at : after > at).toBe(true);
			const [latest] = [...entries.map(({ at }) => at), time(bound)].sort().reverse();
			expect(Date.parse(after) - Date.parse(latest)).toBeLessThan(2);
		})
	);
	expect(timeAfter([foreign(1, { at: time(7), device: 'phone' })], 'phone', noTime)).toBe(time(7));
	expect(timeAfter([], 'phone', noTime)).toBe('');
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
