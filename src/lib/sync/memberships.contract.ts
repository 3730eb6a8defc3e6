/** The promises of `memberships.ts`, as one suite for every store; a test's title carries the number of its promise. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { expectRefusal, foreign } from '../record/log.contract';
import { acknowledge } from './acknowledged';
import { membershipOf, nothingSent, type Membership } from './membership';
import { keyOf, type Memberships, type Standing } from './memberships';
import type { CohortCard } from './protocol';

/** Where stores are opened: each `open` is another tab on the same data. */
export interface Place {
	open(): Promise<Memberships>;
	/** Whether data outlive the last store. */
	isDurable: boolean;
}

/** Makes the card of a cohort. */
export function cardOf(id: string, change: Partial<CohortCard> = {}): CohortCard {
	return {
		id,
		title: `Cohort ${id}`,
		language: 'en',
		lessons: ['one', 'two'],
		names: true,
		...change
	};
}

/** Makes a membership of a profile. */
export function memberOf(
	profile: string,
	cohort: string,
	change: Partial<Membership> = {}
): Membership {
	const joined = {
		kind: 'joined' as const,
		credential: { cohort, member: `${profile}-${cohort}`, secret: 'secret' },
		cohort: cardOf(cohort),
		shownAs: 'Ada'
	};
	const now = new Date('2026-03-01T09:00:00.000Z');
	const made = membershipOf(joined, { id: profile, device: 'phone' }, [], {
		earlier: false,
		now,
		key: 'key'
	});
	return { ...made, ...change };
}

/** Runs the suite against one kind of store; `makePlace` gives a new, empty place. */
export function describeMemberships(name: string, makePlace: () => Place): void {
	describe(name, () => {
		let place: Place;
		let store: Memberships;
		let stores: Memberships[];
		const mine = memberOf('ada', 'spring');
		const key = keyOf(mine);

		async function open(): Promise<Memberships> {
			const another = await place.open();
			stores.push(another);
			return another;
		}

		const stored =
			(...seqs: number[]) =>
			(standing: Standing): Standing => ({
				...standing,
				state: {
					...standing.state,
					acknowledged: acknowledge(
						standing.state.acknowledged,
						seqs.map((seq) => foreign(seq))
					)
				}
			});

		beforeEach(async () => {
			stores = [];
			place = makePlace();
			store = await open();
		});
		afterEach(() => {
			for (const each of stores) each.close();
		});

		test('[M1] a store opened after the tab was closed reads what was stored', async (context) => {
			if (!place.isDurable) return context.skip();
			await store.join(mine);
			await store.change(key, stored(1, 2));
			const before = await store.of('ada');
			store.close();
			expect(await (await open()).of('ada')).toEqual(before);
		});

		test('[M2] a profile sees its own memberships, in the order of joining', async () => {
			const later = memberOf('ada', 'autumn', { joinedAt: '2026-09-01T00:00:00.000Z' });
			for (const each of [later, mine, memberOf('adam', 'spring')]) await store.join(each);
			const cohorts = (await store.of('ada')).map(({ membership }) => membership.cohort.id);
			expect(cohorts).toEqual(['spring', 'autumn']);
			expect(await store.of('eve')).toEqual([]);
			expect((await store.profiles()).sort()).toEqual(['ada', 'adam']);
		});

		test('[M3] one who has just joined has sent nothing', async () => {
			expect(await store.join(mine)).toEqual({ membership: mine, state: nothingSent });
		});

		test('[M3] joining again replaces the credential and lifts an ending, and keeps the rest', async () => {
			await store.join({ ...mine, earlier: true });
			await store.change(key, (standing) => ({
				...stored(1, 2)(standing),
				state: { ...stored(1, 2)(standing).state, ended: 'signed_out', after: '7' }
			}));
			const credential = { ...mine.credential, secret: 'new' };
			const again = {
				...mine,
				credential,
				shownAs: 'Ada L.',
				joinedAt: '2027-01-01T00:00:00.000Z',
				devices: ['x']
			};
			const standing = await store.join(again);
			expect(standing.membership).toEqual({
				...mine,
				earlier: true,
				credential,
				shownAs: 'Ada L.',
				devices: ['phone', 'x']
			});
			expect(standing.state).toMatchObject({
				after: '7',
				ended: null,
				acknowledged: { 'another-phone': [[1, 2]] }
			});
			expect(await store.of('ada')).toEqual([standing]);
		});

		test('[M3] joining again with the key of another device takes it, and fetches all again', async () => {
			await store.join(mine);
			await store.change(key, (standing) => ({
				...stored(1)(standing),
				state: { ...stored(1)(standing).state, after: '7' }
			}));
			const { membership, state } = await store.join({ ...mine, key: 'of another device' });
			expect(membership).toEqual({ ...mine, key: 'of another device' });
			expect(state).toMatchObject({ after: '0', acknowledged: { 'another-phone': [[1, 1]] } });
		});

		test('[M3] joining again gives consent to earlier work only if it says so, and then it stays given', async () => {
			const earlierAfter = async (earlier: boolean): Promise<boolean> =>
				(await store.join({ ...mine, earlier })).membership.earlier;
			for (const [says, is] of [
				[false, false],
				[false, false],
				[true, true],
				[false, true]
			] as const)
				expect(await earlierAfter(says)).toBe(is);
		});

		test('[M3] joining again after leaving is asked about anew, and keeps what the server has', async () => {
			await store.join({ ...mine, earlier: true });
			await store.change(key, (standing) => ({
				...standing,
				state: { ...stored(1)(standing).state, ended: 'not_a_member', after: '7' }
			}));
			const joinedAt = '2027-01-01T00:00:00.000Z';
			const again = { ...mine, earlier: false, joinedAt, before: { phone: 9 } };
			const { membership, state } = await store.join(again);
			expect(membership).toEqual(again);
			expect(state).toMatchObject({
				after: '7',
				ended: null,
				acknowledged: { 'another-phone': [[1, 1]] }
			});
		});

		test('[M3] another member of the same cohort is another membership', async () => {
			await store.join(mine);
			await store.join({ ...mine, credential: { ...mine.credential, member: 'other' } });
			expect(await store.of('ada')).toHaveLength(2);
		});

		test('[M4] two tabs that change at once lose nothing', async () => {
			await store.join(mine);
			const tabs = [store, await open()];
			const seqs = Array.from({ length: 20 }, (_, index) => index + 1);
			await Promise.all(seqs.map((seq) => tabs[seq % 2]!.change(key, stored(seq))));
			for (const tab of tabs) {
				const [{ state }] = await tab.of('ada');
				expect(state.acknowledged).toEqual({ 'another-phone': [[1, 20]] });
			}
		});

		test('[M4] a change that fails changes nothing', async () => {
			await store.join(mine);
			const failing = store.change(key, () => {
				throw new TypeError('A fault of the test.');
			});
			await expect(failing).rejects.toThrow();
			expect(await store.of('ada')).toEqual([{ membership: mine, state: nothingSent }]);
		});

		test('[M5] erasing a profile leaves nothing, and a late change cannot bring it back', async () => {
			for (const each of [mine, memberOf('ada', 'autumn'), memberOf('adam', 'spring')])
				await store.join(each);
			await store.eraseProfile('ada');
			expect(await store.change(key, stored(1))).toBeNull();
			expect(await store.of('ada')).toEqual([]);
			expect(await store.profiles()).toEqual(['adam']);
		});

		test('[M5] leaving a cohort forgets that membership alone', async () => {
			await store.join(mine);
			await store.join(memberOf('ada', 'autumn'));
			await store.leave(key);
			expect(await store.change(key, stored(1))).toBeNull();
			expect((await store.of('ada')).map(({ membership }) => membership.cohort.id)).toEqual([
				'autumn'
			]);
		});

		test('[M6] this tab and another are told after a change, and can read it', async () => {
			const other = await open();
			for (const tab of [store, other]) {
				const told = new Promise<unknown[]>((resolve) => {
					const stop = tab.subscribe((profile) => {
						stop();
						expect(profile).toBe('ada');
						resolve(tab.of(profile));
					});
				});
				await store.join(mine);
				expect(await told).toHaveLength(1);
			}
		});

		test('[M6] changing, leaving and erasing are told; reading and changing nothing are not', async () => {
			const told = vi.fn();
			store.subscribe(told);
			for (const change of [
				() => store.join(mine),
				() => store.change(key, stored(1)),
				() => store.leave(key),
				() => store.join(mine),
				() => store.eraseProfile('ada')
			]) {
				told.mockClear();
				await change();
				await vi.waitFor(() => expect(told).toHaveBeenCalledWith('ada'));
			}
			told.mockClear();
			await store.of('ada');
			await store.change(key, stored(1));
			await store.leave(key);
			await store.eraseProfile('ada');
			await new Promise((resolve) => setTimeout(resolve, 20));
			expect(told).not.toHaveBeenCalled();
		});

		test('[M7] changing what was given or got does not change the store', async () => {
			const given = memberOf('ada', 'spring');
			const joining = store.join(given);
			given.devices.push('forged at once');
			const joined = await joining;
			given.devices.push('forged');
			joined.membership.devices.push('forged');
			expect(await store.of('ada')).toEqual([{ membership: mine, state: nothingSent }]);
			const made = stored(1)({ membership: mine, state: nothingSent });
			const changed = await store.change(key, () => made);
			const before = await store.of('ada');
			const got = await store.of('ada');
			for (const { state } of [made, changed!, ...got]) state.acknowledged.forged = [[1, 1]];
			expect(await store.of('ada')).toEqual(before);
		});

		test('[M7] a change that fails half-way through has not changed the store', async () => {
			await store.join(mine);
			const failing = store.change(key, ({ state }) => {
				state.after = '9';
				throw new TypeError('A fault of the test.');
			});
			await expect(failing).rejects.toThrow();
			expect(await store.of('ada')).toEqual([{ membership: mine, state: nothingSent }]);
		});

		test('[M8] [M9] a closed store refuses every call', async () => {
			store.close();
			store.close();
			await expectRefusal(store.of('ada'), 'record_closed');
			await expectRefusal(store.join(mine), 'record_closed');
			await expectRefusal(store.change(key, stored(1)), 'record_closed');
			await expectRefusal(store.leave(key), 'record_closed');
			await expectRefusal(store.eraseProfile('ada'), 'record_closed');
			await expectRefusal(store.profiles(), 'record_closed');
		});
	});
}
