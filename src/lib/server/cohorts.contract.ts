/** What `storage.contract.ts` asks of cohorts. */
import { expect, test } from 'vitest';
import {
	changeCohort,
	cohortsOf,
	createCohort,
	joinCodeOf,
	listCohorts,
	readCohort,
	renewJoinCode,
	setCohortState
} from './cohorts';
import { giveRole } from './identity/roles';
import { leave } from './members';
import { newCohort, type World } from './storage.contract';

export function describeCohorts(world: World): void {
	test('makes, lists, changes, closes and archives cohorts', async () => {
		const { storage, cohort } = world;
		expect(cohort).toEqual({
			...newCohort,
			id: expect.stringMatching(/-7000-/),
			state: 'open',
			createdAt: '2026-03-01T09:00:00.000Z'
		});
		const other = await createCohort(storage, { ...newCohort, title: ' Autumn ', names: false });
		expect((await listCohorts(storage)).map(({ title }) => title)).toEqual([
			'Autumn',
			newCohort.title
		]);
		const { names: _, ...plan } = { ...newCohort, lessons: ['two', 'one'], language: 'fr' };
		expect(await changeCohort(storage, other.id, plan)).toEqual({
			...other,
			...plan,
			names: false
		});
		expect((await setCohortState(storage, other.id, 'archived')).state).toBe('archived');
		expect((await readCohort(storage, cohort.id)).state).toBe('open');
	});

	test('a facilitator is told of their own cohorts alone, with role and members', async () => {
		const { storage, cohort } = world;
		const since = storage.sources.now().toISOString();
		for (const id of ['ada', 'grace'])
			await storage.database.db
				.insertInto('facilitators')
				.values({
					id,
					name: id,
					username: id,
					email: id,
					email_verified: 0,
					is_owner: 0,
					created_at: since,
					updated_at: since
				})
				.execute();
		const mine = await createCohort(storage, { ...newCohort, title: 'Mine' }, 'ada');
		await world.member('Ben', mine);
		await leave(storage, await world.member('Cleo', mine));
		await giveRole(storage.database, 'ada', cohort.id, 'observer');
		await createCohort(storage, { ...newCohort, title: 'Of others' }, 'grace');
		expect(await cohortsOf(storage, 'ada')).toEqual([
			{ ...mine, role: 'owner', members: 1 },
			{ ...cohort, role: 'observer', members: 0 }
		]);
		expect(await cohortsOf(storage, 'nobody')).toEqual([]);
	});

	test('a cohort and its owner are made together or not at all', async () => {
		await expect(createCohort(world.storage, newCohort, 'nobody')).rejects.toThrow(/foreign key/i);
		expect(await world.count('cohorts')).toBe(1);
		expect(await world.count('codes')).toBe(1);
	});

	test('refuses a cohort that makes no sense, and one that is not there', async () => {
		const { storage } = world;
		const malformed = { code: 'cohort_malformed', message: expect.stringMatching(/^[A-Z].+\.$/) };
		for (const wrong of [
			{ title: ' ' },
			{ lessons: [] },
			{ lessons: ['one', 'one'] },
			{ startsOn: '2026-03-02', endsOn: '2026-03-01' },
			{ startsOn: 'soon' }
		])
			await expect(createCohort(storage, { ...newCohort, ...wrong })).rejects.toMatchObject(
				malformed
			);
		const unknown = { code: 'cohort_unknown' };
		await expect(readCohort(storage, 'none')).rejects.toMatchObject(unknown);
		await expect(joinCodeOf(storage, 'none')).rejects.toMatchObject(unknown);
		await expect(renewJoinCode(storage, 'none')).rejects.toMatchObject(unknown);
		await expect(setCohortState(storage, 'none', 'open')).rejects.toMatchObject(unknown);
	});
}
