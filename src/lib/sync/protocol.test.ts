/**
 * The words that are spoken with clients and servers of other days: each message as it is sent, what of it may be missing, and
 * what is refused. Whoever changes an expectation here breaks the promise of `protocol.ts`, unless it only adds.
 */
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { changeAt } from '../record/change-at.sample';
import {
	Ask,
	batchLimit,
	bearer,
	beginning,
	Copy,
	copyLimit,
	Credential,
	entryLimit,
	Erased,
	firstGeneration,
	Found,
	GiveView,
	Join,
	Joined,
	Left,
	Look,
	PROTOCOL,
	Pulled,
	Push,
	Pushed,
	readBearer,
	Refused,
	statusOf,
	Transfer,
	viewLimit,
	ViewTaken
} from './protocol';

const credential = { cohort: 'spring_1', member: 'M-1', secret: 'x'.repeat(64) };
const cohort = {
	id: 'spring_1',
	title: 'Spring',
	language: 'en',
	lessons: ['scope', 'safeguards'],
	names: true
};
const entry = {
	id: '01900000-0000-7000-8000-000000000000',
	device: 'phone',
	seq: 1,
	at: '2026-03-01T09:00:00.000Z',
	attempt: null,
	type: 'course.begun',
	v: 1,
	data: {}
};
const view = {
	id: '00000000-0000-4000-8000-000000000000',
	activity: 'opening-checks.v2_x',
	item: 'stand',
	said: { options: ['for'], reasons: ['why'], certainty: 2, text: 'So it is.' },
	again: null
};

/** Paths into a message, with dots, and what must not stand there. */
type Wrong = Record<string, unknown[]>;
interface Message {
	schema: v.GenericSchema;
	sample: object;
	/** What an older client or server does not say. */
	mayLack?: string[];
	wrong: Wrong;
}

const ids = ['', 'a b', 'a.b', 'ä', 'x'.repeat(65), 7];
const words = [7, null];

const requests: Record<string, Message> = {
	Credential: {
		schema: Credential,
		sample: credential,
		wrong: { cohort: ids, member: ids, secret: ids }
	},
	Look: {
		schema: Look,
		sample: { protocol: 1, code: 'ABCD' },
		wrong: { protocol: ['1', null], code: ['ABC', 'A'.repeat(33), 7] }
	},
	Join: {
		schema: Join,
		sample: { protocol: 1, code: 'A\nCD'.padEnd(32, 'x'), name: `  ${'Ä'.repeat(80)}  ` },
		wrong: {
			protocol: ['1'],
			code: ['ABC', 'A'.repeat(33)],
			name: ['x'.repeat(81), 'Ada\u0000', 'Ada\nB', null]
		}
	},
	Ask: { schema: Ask, sample: { protocol: 1 }, wrong: { protocol: ['1', null] } },
	Push: {
		schema: Push,
		sample: {
			protocol: 1,
			// Whatever stands in the list is judged one by one.
			entries: [entry, 'no entry', null],
			waiting: 0,
			language: 'en-GB',
			copies: { [entry.id]: 'sealed', other: 7 }
		},
		mayLack: ['waiting', 'language', 'copies'],
		wrong: {
			protocol: ['1'],
			entries: [null, {}, Array.from({ length: batchLimit.entries + 1 }, () => entry)],
			waiting: [-1, 0.5, '0', 2 ** 53],
			language: ['e', 'en_GB', 'x'.repeat(36), ' en', 7],
			copies: [null, 'sealed']
		}
	},
	GiveView: {
		schema: GiveView,
		sample: { protocol: 1, view },
		wrong: {
			protocol: ['1'],
			view: [null],
			'view.id': [entry.id, 'x', 7],
			'view.activity': ['', 'a b', 'ä', 'x'.repeat(129), 7],
			'view.item': ['', 'a/b', 'x'.repeat(129), 7],
			'view.said': ['for', { options: 'for' }, { certainty: 4 }, { device: 'phone' }],
			'view.again': ['for', { at: entry.at }]
		}
	}
};

const answers: Record<string, Message> = {
	Refused: {
		schema: Refused,
		sample: { kind: 'refused', why: 'slow_down', retryAfter: 0 },
		mayLack: ['retryAfter'],
		wrong: { kind: ['refuse'], why: ['busy', null], retryAfter: [-1, '5'] }
	},
	Found: {
		schema: Found,
		sample: { kind: 'found', cohort, shownAs: null },
		wrong: {
			kind: ['joined'],
			'cohort.id': ids,
			'cohort.title': words,
			'cohort.language': words,
			'cohort.lessons': ['scope', [7]],
			'cohort.names': ['yes', null],
			shownAs: [7]
		}
	},
	Joined: {
		schema: Joined,
		sample: { kind: 'joined', credential, cohort, shownAs: 'Ada' },
		wrong: { kind: ['found'], 'credential.secret': ids, 'cohort.id': ids, shownAs: words }
	},
	Transfer: {
		schema: Transfer,
		sample: { kind: 'code', code: 'ABCD', expiresAt: '2026-03-01T09:15:00.000Z' },
		wrong: { kind: ['transfer'], code: words, expiresAt: words }
	},
	Left: { schema: Left, sample: { kind: 'left' }, wrong: { kind: ['erased'] } },
	Erased: { schema: Erased, sample: { kind: 'erased' }, wrong: { kind: ['left'] } },
	Pushed: {
		schema: Pushed,
		sample: {
			kind: 'pushed',
			at: '2026-03-01T09:00:00.000Z',
			stored: [entry.id],
			setAside: [
				{ at: 0, id: null, why: 'malformed' },
				{ at: 1, id: entry.id, why: 'too_large' },
				{ at: 2, id: entry.id, why: 'clash' }
			],
			generation: 'g-1'
		},
		mayLack: ['generation'],
		wrong: {
			kind: ['pulled'],
			at: words,
			stored: ['all', [7]],
			setAside: [
				null,
				[{ at: '0', id: null, why: 'clash' }],
				[{ at: 0, id: 7, why: 'clash' }],
				[{ at: 0, id: null, why: 'strange' }],
				[{ at: 0, id: null, why: 'clash', added: 1 }]
			],
			generation: ids
		}
	},
	Pulled: {
		schema: Pulled,
		sample: {
			kind: 'pulled',
			at: '2026-03-01T09:00:00.000Z',
			entries: [entry],
			copies: { [entry.id]: 'sealed', other: 7 },
			after: '9'.repeat(18),
			more: false,
			generation: 'g-1'
		},
		mayLack: ['copies', 'generation'],
		wrong: {
			kind: ['pushed'],
			at: words,
			entries: [null, [{ ...entry, seq: -1 }]],
			copies: [null],
			after: ['', '9'.repeat(19), '-1', '1x', 7],
			more: ['no', null],
			generation: ids
		}
	},
	ViewTaken: {
		schema: ViewTaken,
		sample: { kind: 'view', kept: true },
		wrong: { kind: ['taken'], kept: ['yes', null] }
	}
};

const isRead = ({ schema }: Message, message: unknown): boolean =>
	v.safeParse(schema, message).success;

describe.each(Object.entries({ ...requests, ...answers }))('%s', (_, message) => {
	const { schema, sample, mayLack = [], wrong } = message;

	test('is read as it is sent', () => {
		expect(v.safeParse(schema, sample)).toMatchObject({ success: true, output: sample });
	});

	test.each(Object.keys(sample))('lacks %s only where another version does not say it', (name) => {
		expect(isRead(message, changeAt(sample, name))).toBe(mayLack.includes(name));
	});

	test.each(Object.entries(wrong))('is refused with something else at %s', (path, values) => {
		for (const value of values)
			expect(isRead(message, changeAt(sample, path, value)), JSON.stringify(value)).toBe(false);
	});
});

test.each(Object.entries(requests))('%s is refused with what nobody knows', (_, message) => {
	expect(isRead(message, { ...message.sample, added: 1 })).toBe(false);
});

test.each(Object.entries(answers))('%s is read without what was added since', (_, message) => {
	const read = v.safeParse(message.schema, { ...message.sample, added: 1 });
	expect(read).toMatchObject({ success: true });
	expect(read.output).toEqual(message.sample);
});

test('a view names no member, device or time', () => {
	expect(isRead(requests.GiveView, { protocol: 1, view: { ...view, at: entry.at } })).toBe(false);
});

test('a place of a view may have as many letters as an id, and a batch as many entries as its limit', () => {
	const { sample } = requests.GiveView;
	for (const path of ['view.activity', 'view.item'])
		expect(isRead(requests.GiveView, changeAt(sample, path, 'x'.repeat(128)))).toBe(true);
	const most = Array.from({ length: batchLimit.entries }, () => entry);
	expect(isRead(requests.Push, changeAt(requests.Push.sample, 'entries', most))).toBe(true);
});

test('every refusal has the status that proxies and logs know', () => {
	expect(statusOf).toEqual({
		client_too_old: 426,
		signed_out: 401,
		not_a_member: 403,
		erased: 410,
		cohort_closed: 409,
		malformed: 400,
		too_large: 413,
		slow_down: 429
	});
	for (const why of Object.keys(statusOf))
		expect(isRead(answers.Refused, { kind: 'refused', why })).toBe(true);
});

test('numbers that clients of other days rely on stay', () => {
	expect([PROTOCOL, beginning, firstGeneration]).toEqual([1, '0', '0']);
	expect(batchLimit).toEqual({ entries: 500, bytes: 1_048_576 });
	expect(entryLimit).toBe(16_384);
	expect(viewLimit).toEqual({ bytes: 32_768, letters: 4000 });
	expect(copyLimit).toBe(12_288);
});

describe('a copy', () => {
	test.each([
		['A-z_09', true],
		['x'.repeat(copyLimit), true],
		['x'.repeat(copyLimit + 1), false],
		['', false],
		['a b', false],
		['a=', false],
		[7, false]
	])('%s', (copy, isOne) => {
		expect(v.safeParse(Copy, copy).success).toBe(isOne);
	});
});

describe('a bearer token', () => {
	test('gives back the credential of which it was made', () => {
		expect(readBearer(`Bearer ${bearer(credential)}`)).toEqual(credential);
	});

	test.each([
		null,
		undefined,
		'',
		'Bearer a.b',
		'Bearer a.b.c.d',
		'Bearer a.b.',
		'Bearer a b.c.d',
		'Bearer ä.b.c',
		`Bearer a.b.${'x'.repeat(65)}`,
		'bearer a.b.c',
		'Basic a.b.c',
		'xBearer a.b.c',
		'Bearer a.b.c '
	])('is not %s', (header) => {
		expect(readBearer(header)).toBeNull();
	});
});
