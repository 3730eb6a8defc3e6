import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../record/entry';
import { foreign } from '../record/log.contract';
import { acknowledge } from './acknowledged';
import { nothingSent } from './membership';
import { memberOf } from './memberships.contract';
import { setAside } from './outbox';
import { truthsOf } from './three-truths';

const membership = memberOf('ada', 'spring', {
	devices: ['another-phone'],
	before: { 'another-phone': 2 }
});
const lessonOf = () => null;
const entries = Array.from({ length: 9 }, (_, index) => foreign(index + 1));

test('tells what is saved, what is received, what is on the way, and what is set aside', () => {
	const received = {
		...nothingSent,
		receivedAt: '2026-03-01T12:00:00.000Z',
		acknowledged: acknowledge({}, entries.slice(2, 6))
	};
	const state = setAside(received, [entries[7]!], 'clash');
	expect(truthsOf(entries, { membership, state }, lessonOf, true)).toEqual({
		saved: { count: 7, at: entries[8]!.at },
		received: { count: 4, at: '2026-03-01T12:00:00.000Z' },
		onTheWay: 2,
		setAside: [{ entry: entries[7], why: 'clash' }]
	});
});

test('[T3] says saved of nothing while the device does not save', () => {
	const truths = truthsOf(entries, { membership, state: nothingSent }, lessonOf, false);
	expect(truths.saved).toEqual({ count: 7, at: null });
	const { saved } = truthsOf([], { membership, state: nothingSent }, lessonOf, true);
	expect(saved).toEqual({ count: 0, at: null });
});

test('[T1] [T2] counts each entry once', () => {
	const some = fc.subarray(entries);
	fc.assert(
		fc.property(some, some, some, fc.boolean(), (here, named, aside, earlier) => {
			const acknowledged = acknowledge({}, named);
			const state = setAside({ ...nothingSent, acknowledged }, aside, 'malformed');
			const standing = { membership: { ...membership, earlier }, state };
			const truths = truthsOf(here, standing, lessonOf, true);
			const count = truths.received.count + truths.onTheWay + truths.setAside.length;
			expect(truths.saved.count).toBe(count);
			const both = here.filter((entry: Entry) => named.includes(entry));
			expect(truths.received.count).toBe(both.length);
		})
	);
});
