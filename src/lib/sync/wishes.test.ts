import { describe, expect, test, vi } from 'vitest';
import { appendUntilSeen, makeSources, opened } from '../record/log.contract';
import { openMemoryLog } from '../record/log.memory';
import type { Membership } from './membership';
import { keyOf, type Standing } from './memberships';
import { cardOf, memberOf } from './memberships.contract';
import { openMemoryMemberships } from './memberships.memory';
import { fullBatch } from './outbox';
import { PROTOCOL, type Joined, type Refused } from './protocol';
import type { Transport } from './transport';
import { makeWishes } from './wishes';

/** What a trainee may wish, between what the device knows and what a server says; `synchroniser.test.ts` has the whole. */

const refused = (why: Refused['why']): Refused => ({ kind: 'refused', why });

/** A desk at which Ben works and Zoe did before, with a server that says what it is told to. */
async function makeDesk() {
	const sources = makeSources();
	const log = openMemoryLog(sources);
	await log.createProfile('Zoe');
	const { id: profile, device } = await log.createProfile('Ben');
	const memberships = openMemoryMemberships();
	const server = {
		look: vi.fn<Transport['look']>(),
		join: vi.fn<Transport['join']>(),
		transfer: vi.fn<Transport['transfer']>(),
		leave: vi.fn<Transport['leave']>(),
		erase: vi.fn<Transport['erase']>()
	};
	const changed = vi.fn(async () => {});
	const options = {
		profile,
		log,
		memberships,
		transport: server as unknown as Transport,
		lessonOf: () => null,
		loadModels: async () => [],
		language: () => 'fr',
		now: sources.now,
		locks: null
	};
	return {
		profile,
		options,
		device,
		log,
		memberships,
		server,
		changed,
		wishes: makeWishes(options, changed),
		/** Makes Ben a member of a cohort. */
		async member(cohort: string, parts: Partial<Membership> = {}): Promise<Membership> {
			const membership = memberOf(profile, cohort, { devices: [device], ...parts });
			await memberships.join(membership);
			return membership;
		},
		async ended(membership: Membership): Promise<Standing['state']['ended'] | undefined> {
			const all = await memberships.of(profile);
			const name = JSON.stringify(keyOf(membership));
			return all.find((one) => JSON.stringify(keyOf(one.membership)) === name)?.state.ended;
		},
		end: (membership: Membership, ended: Standing['state']['ended']) =>
			memberships.change(keyOf(membership), ({ membership, state }) => ({
				membership,
				state: { ...state, ended }
			})),
		write: (...lessons: string[]) => appendUntilSeen(log, profile, lessons.map(opened))
	};
}

test('looking asks what a code leads to, and joins nothing', async () => {
	const { wishes, server, memberships, profile } = await makeDesk();
	server.look.mockResolvedValue(refused('malformed'));
	expect(await wishes.look('CODE')).toEqual(refused('malformed'));
	expect(server.look).toHaveBeenCalledWith({ protocol: PROTOCOL, code: 'CODE' });
	expect(await memberships.of(profile)).toEqual([]);
});

describe('joining', () => {
	const joined = (cohort: string, member: string): Joined => ({
		kind: 'joined',
		credential: { cohort, member, secret: 'new' },
		cohort: cardOf(cohort),
		shownAs: 'Ben'
	});

	test('says which membership of that cohort the device has, the newest', async () => {
		const { wishes, server, member } = await makeDesk();
		await member('spring');
		const { credential } = await member('spring', {
			credential: { cohort: 'spring', member: 'again', secret: 'secret' }
		});
		await member('autumn');
		const { credential: newest } = await member('spring', {
			credential: { cohort: 'spring', member: 'once-more', secret: 'secret' }
		});
		expect(newest).not.toEqual(credential);
		server.join.mockResolvedValue(refused('malformed'));
		await wishes.join('CODE', 'Ben', { earlier: false, cohort: 'spring' });
		expect(server.join).toHaveBeenLastCalledWith(
			{ protocol: PROTOCOL, code: 'CODE', name: 'Ben' },
			newest
		);
		for (const cohort of ['winter', undefined]) {
			await wishes.join('CODE', 'Ben', { earlier: false, ...(cohort ? { cohort } : {}) });
			expect(server.join).toHaveBeenLastCalledWith(expect.anything(), null);
		}
	});

	test('again as the same member keeps the key, as another makes one, and from a link takes that of the link', async () => {
		const { wishes, server, member, memberships, profile, device, changed } = await makeDesk();
		const known = await member('spring', { key: 'kept' });
		const keyAs = async (id: string, key?: string) => {
			server.join.mockResolvedValue(joined('spring', id));
			const options = { earlier: true, cohort: 'spring', ...(key ? { key } : {}) };
			expect(await wishes.join('CODE', 'Ben', options)).toMatchObject({ kind: 'joined' });
			const all = await memberships.of(profile);
			return all.find(({ membership }) => membership.credential.member === id)!.membership;
		};
		expect(await keyAs(known.credential.member)).toMatchObject({
			key: 'kept',
			profile,
			earlier: true,
			devices: expect.arrayContaining([device])
		});
		const other = await keyAs('another');
		expect(other).toMatchObject({ profile, devices: [device] });
		expect(other.key.length).toBeGreaterThan(20);
		expect((await keyAs('third', 'of-the-link')).key).toBe('of-the-link');
		expect(changed).toHaveBeenCalledTimes(3);
	});

	test('that is refused stores nothing', async () => {
		const { wishes, server, memberships, profile, changed } = await makeDesk();
		server.join.mockResolvedValue(refused('malformed'));
		expect(await wishes.join('CODE', 'Ben', { earlier: false })).toEqual(refused('malformed'));
		expect(await memberships.of(profile)).toEqual([]);
		expect(changed).not.toHaveBeenCalled();
	});
});

describe('what is asked as a member', () => {
	test('is asked with the credential of that membership', async () => {
		const { wishes, server, member } = await makeDesk();
		const all = [await member('spring'), await member('autumn')];
		for (const wish of ['transfer', 'leave', 'erase'] as const) {
			server[wish].mockResolvedValue(refused('slow_down'));
			for (const one of all) expect(await wishes[wish](keyOf(one))).toEqual(refused('slow_down'));
			expect(server[wish].mock.calls).toEqual(all.map(({ credential }) => [credential]));
		}
	});

	test('is not asked where the membership is gone', async () => {
		const { wishes, server, profile } = await makeDesk();
		const gone = keyOf(memberOf(profile, 'spring'));
		for (const wish of ['transfer', 'leave', 'erase'] as const) {
			expect(await wishes[wish](gone)).toEqual(refused('signed_out'));
			expect(server[wish]).not.toHaveBeenCalled();
		}
		expect(await wishes.entriesFor(gone)).toEqual([]);
	});
});

describe('leaving and erasing', () => {
	test('end the membership when they are done, and only that one', async () => {
		for (const [wish, said, ended] of [
			['leave', { kind: 'left' }, 'not_a_member'],
			['erase', { kind: 'erased' }, 'erased']
		] as const) {
			const desk = await makeDesk();
			const [other, membership] = [await desk.member('spring'), await desk.member('autumn')];
			desk.server[wish].mockResolvedValue(said as never);
			expect(await desk.wishes[wish](keyOf(membership))).toEqual(said);
			expect(await desk.ended(membership)).toBe(ended);
			expect(await desk.ended(other)).toBeNull();
			expect(desk.changed.mock.calls).toEqual([[keyOf(membership)]]);
		}
	});

	test.each(['slow_down', 'malformed', 'client_too_old'] as const)(
		'end nothing when the server says %s',
		async (why) => {
			const desk = await makeDesk();
			const membership = await desk.member('spring');
			for (const wish of ['leave', 'erase'] as const) {
				desk.server[wish].mockResolvedValue(refused(why));
				await desk.wishes[wish](keyOf(membership));
			}
			expect(await desk.ended(membership)).toBeNull();
			expect(desk.changed).not.toHaveBeenCalled();
		}
	);

	test('leaving ends what the server has ended already, for the reason that it gives', async () => {
		const desk = await makeDesk();
		const membership = await desk.member('spring');
		desk.server.leave.mockResolvedValue(refused('erased'));
		await desk.wishes.leave(keyOf(membership));
		expect(await desk.ended(membership)).toBe('erased');
	});

	test('a membership is forgotten by itself', async () => {
		const desk = await makeDesk();
		const [spring, autumn] = [await desk.member('spring'), await desk.member('autumn')];
		await desk.wishes.forget(keyOf(spring));
		expect(await desk.ended(spring)).toBeUndefined();
		expect(await desk.ended(autumn)).toBeNull();
		expect(desk.changed).toHaveBeenCalledTimes(1);
	});
});

test('trying again takes back that a cohort was closed, and nothing else', async () => {
	const desk = await makeDesk();
	const membership = await desk.member('spring');
	for (const [before, after] of [
		['cohort_closed', null],
		['erased', 'erased'],
		['signed_out', 'signed_out'],
		[null, null]
	] as const) {
		await desk.end(membership, before);
		await desk.wishes.retry(keyOf(membership));
		expect(await desk.ended(membership)).toBe(after);
	}
	expect(desk.changed).toHaveBeenLastCalledWith(keyOf(membership));
});

test('consent to earlier work is given once joined, and changes nothing else', async () => {
	const desk = await makeDesk();
	await desk.write('one');
	const membership = await desk.member('spring', {
		before: { [desk.device]: 1 },
		earlier: false
	});
	expect(await desk.wishes.entriesFor(keyOf(membership))).toEqual([]);
	await desk.wishes.sendEarlier(keyOf(membership));
	expect(desk.changed.mock.calls).toEqual([[keyOf(membership)]]);
	const [standing] = await desk.memberships.of(desk.profile);
	expect(standing.membership).toEqual({ ...membership, earlier: true });
	expect(standing.state.ended).toBeNull();
	expect(await desk.wishes.entriesFor(keyOf(membership))).toHaveLength(1);
});

test('what the server has is given with the rest, also from before the membership', async () => {
	const desk = await makeDesk();
	await desk.write('one', 'two');
	const membership = await desk.member('spring', {
		before: { [desk.device]: 2 },
		earlier: false
	});
	await desk.memberships.change(keyOf(membership), ({ membership, state }) => ({
		membership,
		state: { ...state, acknowledged: { [desk.device]: [[1, 1]] } }
	}));
	const given = await desk.wishes.entriesFor(keyOf(membership));
	expect(given.map(({ seq }) => seq)).toEqual([1]);
});

describe('what would be sent next', () => {
	test('is a request for each cohort that is still there, with the rest that waits', async () => {
		const desk = await makeDesk();
		const [spring, over] = [
			await desk.member('spring', { earlier: true }),
			await desk.member('autumn', { earlier: true })
		];
		await desk.end(over, 'erased');
		await desk.write('one', 'two', 'three');
		const all = await desk.wishes.nextPushes(fullBatch);
		expect(all).toMatchObject([
			{ credential: spring.credential, push: { waiting: 0, language: 'fr' } }
		]);
		expect(all[0].push.entries).toHaveLength(3);
		const [part] = await desk.wishes.nextPushes({ ...fullBatch, entries: 2 });
		expect(part.push.entries).toHaveLength(2);
		expect(part.push.waiting).toBe(1);
	});

	test('is nothing where nothing waits', async () => {
		const desk = await makeDesk();
		await desk.member('spring', { earlier: true });
		expect(await desk.wishes.nextPushes(fullBatch)).toEqual([]);
	});

	test('is nothing where what waits is too long for any request, and then says no language unless it is known', async () => {
		const desk = await makeDesk();
		await desk.member('spring', { earlier: true });
		await appendUntilSeen(desk.log, desk.profile, [opened('x'.repeat(200_000))]);
		expect(await desk.wishes.nextPushes(fullBatch)).toEqual([]);
		await desk.write('one');
		const { language: _, ...silent } = desk.options;
		const [{ push }] = await makeWishes(silent, desk.changed).nextPushes(fullBatch);
		expect([push.entries.length, push.language]).toEqual([1, undefined]);
	});
});
