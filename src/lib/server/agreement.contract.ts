/**
 * The figures of the server, of a browser with capsules, of every CSV, and of a recomputation from the stored entries are
 * the same to the digit, on either engine.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleCourse } from '../course/sample-course';
import { compile } from '../course/compile';
import { planOf } from '../machines/plan';
import type { Entry } from '../record/entry';
import { activityReport } from '../reports/activity';
import { csvOf } from '../reports/csv';
import { debriefReport } from '../reports/debrief-report';
import { exportTable, workTableNames } from '../reports/export';
import { overview } from '../reports/overview';
import { memberOf, recordFrom } from '../reports/from-capsules';
import { currentOnly, recompute } from '../reports/recompute';
import type { ReportFilter } from '../reports/report-filter';
import { recordOf } from '../reports/sample';
import { sourceOf, type FiguresSource } from '../reports/source';
import { addCapsule, makeCapsule, readCapsule, type Bundle } from '../sync/capsule';
import type { Credential } from '../sync/protocol';
import { makeKey, seal } from '../sync/seal';
import { createCohort, joinCodeOf } from './cohorts';
import { readFigures, recompute as recomputeStored } from './figures';
import { reportFolds } from './folds';
import { push } from './inbox';
import { join } from './joining';
import { publish } from './publish';
import { figuresSource } from './source';
import type { Storage } from './storage';
import { batchOf, newCohort, somewhere, type Ground } from './storage.contract';
import { makeSources } from './storage.sample';

const { index, models, texts } = (await compile(sampleCourse)).courses.en;
const plan = planOf(index);
const lessons = plan.lessons;
const activities = Object.values(models).flatMap((lesson) => lesson.activities);
const course = { lessons, models, texts };

/** A cohort of members with two devices each, by dice that are always the same. */
function records(count: number): Entry[][] {
	const numbers = fc.sample(fc.array(fc.nat(9999), { minLength: 20, maxLength: 60 }), {
		numRuns: 2 * count,
		seed: 4
	});
	const all = { plan, models, activities };
	return Array.from({ length: count }, (_, at) => [
		...recordOf(all, `${at}a`, 40, numbers[2 * at]),
		...recordOf(all, `${at}b`, 12, numbers[2 * at + 1])
	]);
}

export function describeAgreement(name: string, makeGround: () => Promise<Ground>): void {
	describe(`the figures, ${name}`, () => {
		test('of the server, of capsules, of the CSV and of the raw entries are the same to the digit', async () => {
			const ground = await makeGround();
			const database = await ground.open();
			const sources = makeSources();
			const folds = reportFolds(plan, models) as Storage['folds'];
			const storage: Storage = { database, sources, folds };
			await publish(storage, activities);
			const cohort = await createCohort(storage, { ...newCohort, lessons });
			const code = await joinCodeOf(storage, cohort.id);
			let bundles: Bundle[] = [];
			const members: { credential: Credential; joinedAt: string; entries: Entry[] }[] = [];
			for (const [at, entries] of records(14).entries()) {
				sources.setClock(`2026-03-${String(at + 1).padStart(2, '0')}T08:00:00.000Z`);
				const joined = await join(storage, { protocol: 1, code, name: `Member ${at}` }, somewhere);
				if (joined.kind === 'refused') throw new Error('Joining was refused.');
				const { credential } = joined;
				members.push({ credential, joinedAt: sources.now().toISOString(), entries });
			}
			sources.setClock('2026-04-01T08:00:00.000Z');
			for (const [at, { credential, entries }] of members.entries())
				for (let from = 0; from < entries.length; from += 7) {
					const batch = entries.slice(Math.max(0, from - 2), from + 7);
					const answer = await push(storage, credential, {
						...batchOf(batch),
						waiting: Math.max(0, entries.length - from - 7),
						language: at % 3 ? 'en' : 'fr'
					});
					expect(answer).toMatchObject({ kind: 'pushed', setAside: [] });
				}
			for (const [at, { credential, joinedAt, entries }] of members.entries()) {
				const { cohort, member } = credential;
				const bytes = makeCapsule({
					course: index.id,
					from: { kind: 'member', cohort, member, name: `Member ${at}` },
					language: at % 3 ? 'en' : 'fr',
					joinedAt,
					entries: (await seal(entries, currentOnly(models), makeKey())).reverse(),
					now: sources.now
				});
				for (const _ of [1, 2]) {
					const read = readCapsule(bytes, index.id);
					if (!read.ok) throw new Error(read.problem);
					({ bundles } = addCapsule(bundles, read.capsule));
				}
			}
			const now = sources.now();
			const whole = recompute(
				{ plan, models, modelOf: currentOnly(models) },
				bundles.map((bundle) => ({
					...recordFrom({ ...bundle, receivedAt: now.toISOString() }),
					// That nothing more is on the way, no capsule can say.
					notYetReceived: 0
				}))
			);
			const names = new Map(bundles.map(({ from }) => [memberOf(from), from.name]));
			// Views are the server's alone: capsules omit them.
			const server = { ...figuresSource(storage, cohort.id, plan, models), views: null };
			const browser = sourceOf(whole.members, (member) => names.get(member) ?? '');

			const filters: ReportFilter[] = [
				{},
				{ lesson: lessons[0] },
				{ language: 'fr' },
				{ since: '2026-03-08' },
				{ language: 'en', since: '2026-03-05', lesson: lessons[1] }
			];
			const everything = async (source: FiguresSource, filter: ReportFilter) => ({
				overview: await overview(source, course, filter, { now: now.getTime() }),
				debrief: await debriefReport(source, course, filter, now.getTime()),
				activities: await Promise.all(
					activities.map(({ id }) => activityReport(source, course, id, filter, now.getTime()))
				),
				tables: await Promise.all(
					workTableNames.map(async (table) => {
						const of = { filter, now: now.getTime() };
						return csvOf((await exportTable(source, course, table, of))!);
					})
				)
			});
			for (const filter of filters) {
				const here = await everything(server, filter);
				expect(here, JSON.stringify(filter)).toEqual(await everything(browser, filter));
				// A table has a row for a row of the screen.
				const roster = here.tables[0].trimEnd().split('\r\n').slice(1);
				expect(roster).toHaveLength(here.overview.members);
			}
			expect((await overview(server, course, {}, { now: now.getTime() })).members).toBe(14);
			expect(
				(await overview(server, course, { language: 'fr' }, { now: now.getTime() })).members
			).toBe(5);
			expect(await readFigures(storage, cohort.id)).toEqual(
				await recomputeStored(storage, cohort.id)
			);
			expect(
				await server.tally(
					activities.map(({ id }) => id),
					{}
				)
			).toEqual(whole.tally);
			await database.close();
			await ground.remove();
		});

		test('of a filter are read some members at a time, and whoever asks meanwhile is answered', async () => {
			const ground = await makeGround();
			const database = await ground.open();
			const folds = reportFolds(plan, models) as Storage['folds'];
			const storage: Storage = { database, sources: makeSources(), folds };
			await publish(storage, activities);
			const cohort = await createCohort(storage, { ...newCohort, lessons });
			const code = await joinCodeOf(storage, cohort.id);
			const [entries] = records(1);
			for (let at = 0; at < 120; at += 1) {
				const joined = await join(storage, { protocol: 1, code, name: `Member ${at}` }, somewhere);
				if (joined.kind === 'refused') throw new Error('Joining was refused.');
				await push(storage, joined.credential, { ...batchOf(entries), language: 'en' });
			}
			const source = figuresSource(storage, cohort.id, plan, models);
			const ids = activities.map(({ id }) => id);
			let answered = 0;
			let asking: NodeJS.Immediate;
			const ask = (): void => {
				answered += 1;
				asking = setImmediate(ask);
			};
			asking = setImmediate(ask);
			const tally = await source.tally(ids, { language: 'en' });
			expect(answered).toBeGreaterThan(0);
			expect(tally).toEqual(await source.tally(ids, {}));
			expect(Object.keys(tally).length).toBeGreaterThan(1);
			answered = 0;
			const summaries = await source.summaries(ids, {});
			expect(answered).toBeGreaterThan(0);
			expect(new Set(summaries.map(({ member }) => member)).size).toBe(120);
			expect(await source.tally([], { language: 'en' })).toEqual({});
			clearImmediate(asking);
			await database.close();
			await ground.remove();
		});
	});
}
