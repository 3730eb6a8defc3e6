/** What `storage.contract.ts` asks of members. */
import { expect, test, vi } from 'vitest';
import { beginning, PROTOCOL, type Credential } from '../sync/protocol';
import { changeCohort, joinCodeOf, listCohorts, renewJoinCode, setCohortState } from './cohorts';
import { readFigures, recompute } from './figures';
import { forgetGuesses, guessLimit } from './guessing';
import { admit, pull, push } from './inbox';
import { join } from './joining';
import {
	eraseMe,
	eraseMember,
	issueRejoinCode,
	issueTransferCode,
	leave,
	listMembers,
	readMember
} from './members';
import { batchOf, expectRefused, newCohort, somewhere, type World } from './storage.contract';
import { work } from './storage.sample';

export function describeMembers(world: World): void {
	const use = (code: string, where: Parameters<typeof join>[2] = somewhere, name = 'Ada') =>
		join(world.storage, { protocol: PROTOCOL, code, name }, where);
	const enter = async (code: string): Promise<Credential> => {
		const joined = await use(code);
		if (joined.kind === 'refused') throw new Error(`Joining was refused: ${joined.why}`);
		return joined.credential;
	};
	const transferCode = async (credential: Credential): Promise<string> => {
		const issued = await issueTransferCode(world.storage, credential);
		if (issued.kind === 'refused') throw new Error(`No code was made: ${issued.why}`);
		return issued.code;
	};
	/** Has connections open, so that what is asked at once is done at once. */
	const ready = () => Promise.all(Array.from({ length: 8 }, () => listCohorts(world.storage)));
	const canSend = async (credential: Credential) =>
		(await push(world.storage, credential, batchOf([]))).kind === 'pushed';

	test('[S10] a join code is read as it was heard, and gives each a member of their own', async () => {
		const code = await joinCodeOf(world.storage, world.cohort.id);
		expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
		const joined = await use(` ${code.toLowerCase().replace('-', ' ')} `);
		expect(joined).toEqual({
			kind: 'joined',
			credential: {
				cohort: world.cohort.id,
				member: expect.stringMatching(/-7000-/),
				secret: expect.stringMatching(/^[\w-]{43}$/)
			},
			cohort: {
				id: world.cohort.id,
				title: newCohort.title,
				language: 'en',
				lessons: ['lesson'],
				names: true
			},
			shownAs: 'Ada'
		});
		await enter(code);
		expect(await world.count('members')).toBe(2);
	});

	test('[S10] a join code takes who has left back as the same member, and nobody else as them', async () => {
		const { storage } = world;
		const code = await joinCodeOf(storage, world.cohort.id);
		const ada = await world.member('Ada');
		await leave(storage, ada);
		const back = await use(code, { ...somewhere, held: ada });
		expect(back).toMatchObject({ kind: 'joined', credential: { member: ada.member } });
		expect(await world.count('members')).toBe(1);
		expect(await readMember(storage, ada)).toMatchObject({ leftAt: null });
		if (back.kind === 'joined')
			expect(await pull(storage, back.credential, '0')).toMatchObject({ kind: 'pulled' });
		// Nor does a secret that is none open what she left.
		await leave(storage, ada);
		const guess = await use(code, { ...somewhere, held: { ...ada, secret: 'guess' } });
		expect(guess).not.toMatchObject({ credential: { member: ada.member } });
		await setCohortState(storage, world.cohort.id, 'closed');
		expectRefused(await use(code, { ...somewhere, held: ada }), 'cohort_closed');
		expect(await readMember(storage, ada)).toMatchObject({ leftAt: expect.any(String) });
	});

	test('[S10] where pseudonyms are shown, no name is kept and no two are the same', async () => {
		const cohort = await world.makeCohort({ names: false });
		const code = await joinCodeOf(world.storage, cohort.id);
		// By a chance that always says the same, and from many addresses, for one address waits for itself.
		const sources = { ...world.sources, random: (size: number) => new Uint8Array(size) };
		await ready();
		await Promise.all(
			Array.from({ length: 30 }, (_, place) =>
				join(
					{ ...world.storage, sources },
					{ protocol: PROTOCOL, code, name: 'Ada' },
					{ address: `room ${place}` }
				)
			)
		);
		const shown = (await listMembers(world.storage, cohort.id)).map(({ shownAs }) => shownAs);
		expect(new Set(shown).size).toBe(30);
		for (const name of shown) expect(name).toMatch(/^[A-Z][a-z]+ \d{2,4}$/);
		const nameless = await use(await joinCodeOf(world.storage, world.cohort.id), somewhere, ' ');
		expect(nameless).toMatchObject({ shownAs: expect.stringMatching(/^[A-Z][a-z]+ \d{2,4}$/) });
	});

	test('a name turns nothing round that stands beside it', async () => {
		const code = await joinCodeOf(world.storage, world.cohort.id);
		for (const [typed, shownAs] of [
			['\u202EnevE\u202C Even', 'nevE Even'],
			['Ada \u2067', 'Ada'],
			['\u2068دانا رضا\u2069', 'دانا رضا']
		])
			expect(await use(code, somewhere, typed)).toMatchObject({ shownAs });
	});

	test('one member is read by itself, and only in its own cohort', async () => {
		const ada = await world.member();
		const other = await world.makeCohort();
		expect([await readMember(world.storage, ada)]).toEqual(
			await listMembers(world.storage, ada.cohort)
		);
		for (const who of [
			{ ...ada, cohort: other.id },
			{ ...ada, member: 'none' }
		])
			await expect(readMember(world.storage, who)).rejects.toMatchObject({
				code: 'member_unknown'
			});
	});

	test('[S10] a renewed join code replaces the old one; members stay', async () => {
		const ada = await world.member();
		const old = await joinCodeOf(world.storage, world.cohort.id);
		const renewed = await renewJoinCode(world.storage, world.cohort.id);
		expect(await joinCodeOf(world.storage, world.cohort.id)).toBe(renewed);
		expectRefused(await use(old), 'not_a_member');
		await enter(renewed);
		expect(await canSend(ada)).toBe(true);
	});

	test('[S10] the code of a closed cohort says so', async () => {
		const code = await joinCodeOf(world.storage, world.cohort.id);
		await setCohortState(world.storage, world.cohort.id, 'closed');
		expectRefused(await use(code), 'cohort_closed');
	});

	test('[S10] a rejoin code replaces every secret of the member, once', async () => {
		const ada = await world.member();
		const tablet = await enter(await transferCode(ada));
		await world.send(ada, work('ada'));
		const { code, expiresAt } = await issueRejoinCode(world.storage, ada);
		expect(expiresAt).toBe('2026-03-03T09:00:00.000Z');
		const again = await enter(code);
		expect(again).toMatchObject({ cohort: ada.cohort, member: ada.member });
		for (const lost of [ada, tablet])
			expectRefused(await push(world.storage, lost, batchOf([])), 'signed_out');
		expect(await pull(world.storage, again, beginning)).toMatchObject({ entries: work('ada') });
		expectRefused(await use(code), 'not_a_member');
	});

	test('[S10] a transfer code adds a device, once, and for a short while', async () => {
		const ada = await world.member();
		const code = await transferCode(ada);
		await ready();
		const places = ['table', 'train', 'tram', 'tower', 'tent'];
		const all = await Promise.all(places.map((address) => use(code, { address })));
		expect(all.filter(({ kind }) => kind === 'joined')).toHaveLength(1);
		const tablet = all.find((one) => one.kind === 'joined')?.credential;
		expect(tablet).toMatchObject({ cohort: ada.cohort, member: ada.member });
		expect(await Promise.all([canSend(ada), canSend(tablet ?? ada)])).toEqual([true, true]);
		const late = await transferCode(ada);
		world.sources.wait(15 * 60);
		expectRefused(await use(late), 'not_a_member');
		expect(await world.count('members')).toBe(1);
	});

	test('[S10] a newer code of a kind replaces the older; codes go with who leaves', async () => {
		const ada = await world.member();
		const old = await transferCode(ada);
		const code = await transferCode(ada);
		expectRefused(await use(old), 'not_a_member');
		await leave(world.storage, ada);
		expectRefused(await use(code), 'not_a_member');
		expectRefused(await issueTransferCode(world.storage, ada), 'not_a_member');
		const again = await enter((await issueRejoinCode(world.storage, ada)).code);
		expect(again.member).toBe(ada.member);
		expect(await canSend(again)).toBe(true);
		await expect(
			issueRejoinCode(world.storage, { cohort: ada.cohort, member: 'none' })
		).rejects.toMatchObject({ code: 'member_unknown' });
	});

	test('[S10] no secret and no personal code is stored', async () => {
		const ada = await world.member();
		const code = await transferCode(ada);
		const rows = [];
		for (const table of ['secrets', 'codes', 'members'] as const)
			rows.push(await world.storage.database.db.selectFrom(table).selectAll().execute());
		const stored = JSON.stringify(rows);
		expect(stored).not.toContain(ada.secret);
		expect(stored).not.toContain(code);
		expect(stored).not.toContain(code.replaceAll('-', ''));
	});

	test('[S11] who guesses too often learns nothing more, not even by a right code', async () => {
		const code = await joinCodeOf(world.storage, world.cohort.id);
		const guess = () => use('AAAA-AAAA', { address: 'guesser' });
		const answers = await Promise.all(
			Array.from({ length: guessLimit.failures + 10 }, () => guess())
		);
		const refused = answers.map((answer) => answer.kind === 'refused' && answer.why);
		expect(refused.filter((why) => why === 'not_a_member')).toHaveLength(guessLimit.failures);
		expect(refused.filter((why) => why === 'slow_down')).toHaveLength(10);
		world.sources.wait(60);
		const locked = { kind: 'refused', why: 'slow_down', retryAfter: guessLimit.seconds - 60 };
		expect(await use(code, { address: 'guesser' })).toEqual(locked);
		await world.storage.database.close();
		const restarted = await world.open();
		const right = { protocol: PROTOCOL, code, name: 'Ada' };
		expect(await join(restarted, right, { address: 'guesser' })).toEqual(locked);
		expect(await join(restarted, right, { address: 'trainee' })).toMatchObject({ kind: 'joined' });
		world.sources.wait(guessLimit.seconds - 60);
		expect(await join(restarted, right, { address: 'guesser' })).toMatchObject({ kind: 'joined' });
	});

	test('[S11] nobody is kept out for a year by a clock that was a year ahead', async () => {
		const code = await joinCodeOf(world.storage, world.cohort.id);
		const now = world.sources.now().toISOString();
		world.sources.setClock('2027-03-01T09:00:00.000Z');
		for (let guess = 0; guess < guessLimit.failures; guess++) await use('AAAA-AAAA');
		expectRefused(await use(code), 'slow_down');
		world.sources.setClock(now);
		for (let guess = 0; guess < guessLimit.failures; guess++)
			expectRefused(await use('AAAA-AAAA'), 'not_a_member');
		expectRefused(await use(code), 'slow_down');
		world.sources.wait(guessLimit.seconds);
		expect(await use(code)).toMatchObject({ kind: 'joined' });
	});

	test('[S11] right codes are not counted, and addresses are forgotten in time', async () => {
		const code = await joinCodeOf(world.storage, world.cohort.id);
		for (let joined = 0; joined <= guessLimit.failures; joined++) await enter(code);
		expect(await world.count('limits')).toBe(1);
		world.sources.wait(guessLimit.seconds);
		await forgetGuesses(world.storage.database, world.sources.now());
		expect(await world.count('limits')).toBe(0);
	});

	test('[S11] an address that came while the clock was a year ahead is not kept for a year', async () => {
		const now = world.sources.now();
		world.sources.setClock('2027-03-01T09:00:00.000Z');
		await use('AAAA-AAAA');
		await forgetGuesses(world.storage.database, new Date(world.sources.now().getTime() - 1000));
		expect(await world.count('limits'), 'by another server, a second behind').toBe(1);
		await forgetGuesses(world.storage.database, now);
		expect(await world.count('limits')).toBe(0);
	});

	test('[S11] addresses are forgotten while others come from them, and nobody hears of it', async () => {
		await ready();
		const { database } = world.storage;
		const come = async () => {
			for (let at = 0; at < 10; at++) {
				expectRefused(await use('AAAA-AAAA'), 'not_a_member');
				const later = world.sources.now().getTime() + guessLimit.seconds * 1000;
				await forgetGuesses(database, new Date(later));
			}
		};
		await Promise.all([come(), come(), come(), come()]);
		expect(await world.count('limits')).toBe(0);
	});

	test('[S8] a request to join that cannot be read is refused', async () => {
		const code = await joinCodeOf(world.storage, world.cohort.id);
		const send = (body: unknown) => join(world.storage, body, somewhere);
		expectRefused(await send({ protocol: 0, code }), 'client_too_old');
		for (const wrong of [null, [], {}, { protocol: 1, code }, { protocol: 9, code, name: '' }])
			expectRefused(await send(wrong), 'malformed');
		expectRefused(await send({ protocol: 1, code, name: 'x'.repeat(81) }), 'malformed');
		expect(await world.count('members')).toBe(0);
	});

	test('whoever looks at the figures hears who left or was erased, and which lessons the cohort takes now', async () => {
		const { storage, cohort } = world;
		const ada = await world.member('Ada');
		const ben = await world.member('Ben');
		const announce = vi.spyOn(storage.database.live, 'announce');
		await leave(storage, ada);
		expect(announce.mock.calls).toEqual([[cohort.id]]);
		expectRefused(await leave(storage, { ...ada, secret: 'wrong' }), 'signed_out');
		expect(announce, 'of a refusal there is nothing to hear').toHaveBeenCalledTimes(1);
		await eraseMember(storage, { cohort: ben.cohort, member: ben.member });
		expect(announce).toHaveBeenCalledTimes(2);
		const { names: _, ...plan } = newCohort;
		await changeCohort(storage, cohort.id, { ...plan, lessons: ['two'] });
		expect(announce).toHaveBeenCalledTimes(3);
		announce.mockRestore();
	});

	test('a member’s device hears what the cohort is called and takes now, closed or not', async () => {
		const { storage, cohort } = world;
		const ada = await world.member('Ada');
		const { names, ...plan } = newCohort;
		await changeCohort(storage, cohort.id, { ...plan, title: 'Anew', lessons: ['two', 'one'] });
		await setCohortState(storage, cohort.id, 'closed');
		const { language } = plan;
		const card = { id: cohort.id, title: 'Anew', language, lessons: ['two', 'one'], names };
		expect(await pull(storage, ada, '0')).toMatchObject({ kind: 'pulled', cohort: card });
		await setCohortState(storage, cohort.id, 'open');
	});

	test('[S12] erasing leaves the tally of the others alone, and nothing of the member', async () => {
		const [ada, ben] = [await world.member('Ada Lovelace'), await world.member('Ben')];
		await world.send(ben, work('ben', 1));
		const others = await readFigures(world.storage, ada.cohort);
		await world.send(ada, work('ada'));
		await transferCode(ada);
		await eraseMember(world.storage, ada);
		const { tallies, summaries } = await readFigures(world.storage, ada.cohort);
		expect(summaries).toEqual(others.summaries);
		expect(tallies).toMatchObject(others.tallies);
		expect((await recompute(world.storage, ada.cohort)).tallies).toEqual(others.tallies);
		for (const table of ['members', 'secrets', 'entries', 'summaries', 'codes'] as const) {
			const rows = await world.storage.database.db.selectFrom(table).selectAll().execute();
			expect(JSON.stringify(rows)).not.toContain(ada.member);
		}
		const names = (await listMembers(world.storage, ada.cohort)).map(({ shownAs }) => shownAs);
		expect(names).toEqual(['Ben']);
	});

	test('[S12] whatever comes later for an erased member is answered so', async () => {
		const ada = await world.member();
		await world.send(ada, work('ada').slice(0, 4));
		const rejoin = await issueRejoinCode(world.storage, ada);
		const { storage } = world;
		expect(await eraseMe(storage, { ...ada, secret: 'x' })).toMatchObject({ why: 'signed_out' });
		expect(await eraseMe(storage, ada)).toEqual({ kind: 'erased' });
		expect(await eraseMe(storage, ada)).toEqual({ kind: 'erased' });
		expectRefused(await push(storage, ada, batchOf(work('ada'))), 'erased');
		expectRefused(await pull(storage, ada, beginning), 'erased');
		expectRefused(await admit(storage, ada, work('ada')), 'erased');
		expectRefused(await leave(storage, ada), 'erased');
		expectRefused(await issueTransferCode(storage, ada), 'erased');
		expectRefused(await use(rejoin.code), 'not_a_member');
		const code = await joinCodeOf(storage, ada.cohort);
		expectRefused(await use(code, { ...somewhere, held: ada }), 'erased');
		expect(await world.count('members')).toBe(0);
		expect(await world.count('entries')).toBe(0);
	});

	test('[S12] an erasure is repeated on a database that knows of no such member', async () => {
		const who = { cohort: world.cohort.id, member: 'long-gone' };
		await eraseMember(world.storage, who);
		expectRefused(await admit(world.storage, who, work('ada')), 'erased');
	});

	test('[S12] who has left can still be erased at their wish', async () => {
		const ada = await world.member();
		await world.send(ada, work('ada'));
		await leave(world.storage, ada);
		expect(await eraseMe(world.storage, { ...ada, secret: 'x' })).toMatchObject({
			why: 'signed_out'
		});
		expect(await world.count('entries')).toBe(work('ada').length);
		expect(await eraseMe(world.storage, ada)).toEqual({ kind: 'erased' });
		for (const table of ['entries', 'members', 'secrets', 'summaries'] as const)
			expect(await world.count(table)).toBe(0);
		expectRefused(await push(world.storage, ada, batchOf(work('ada'))), 'erased');
	});

	test('[S12] erasing while the member pushes leaves nothing, whichever comes first', async () => {
		for (let round = 0; round < 5; round++) {
			const ada = await world.member();
			await Promise.all([
				...work('ada').map((entry) => push(world.storage, ada, batchOf([entry]))),
				eraseMember(world.storage, ada)
			]);
			expect(await world.count('entries')).toBe(0);
			const { tallies } = await readFigures(world.storage, ada.cohort);
			for (const tally of Object.values(tallies)) expect(tally).toEqual({});
		}
	});
}
