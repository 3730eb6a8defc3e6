/**
 * How the time of a dashboard grows with what members did: its three reports, from the database to the JSON that is sent,
 * for cohorts of the same size whose members have 10, 100 and 1,000 entries each; and the same with a filter, by which all is
 * added up anew. The entries come in by the server's own way.
 */
import { openDatabase, type Place } from '../../src/lib/server/database';
import { admit } from '../../src/lib/server/inbox';
import { publish } from '../../src/lib/server/publish';
import { figuresSource } from '../../src/lib/server/source';
import { realSources, type Storage } from '../../src/lib/server/storage';
import { activityReport } from '../../src/lib/reports/activity';
import { debriefReport } from '../../src/lib/reports/debrief-report';
import { overview } from '../../src/lib/reports/overview';
import type { ReportFilter } from '../../src/lib/reports/report-filter';
import type { CohortCourse } from '../../src/lib/reports/source';
import { batchesOf } from './batches';
import { activities, course, folds, inParallel, makeCohort, plan } from './cohort';
import { median, seconds } from './seconds';

const members = 1_000;
/** Entries of a member: an activity or two; a good part of the course; and ten times as many, in which it is done over and over. */
const shapes = [
	{ batches: 1, entries: 10, attempts: 5 },
	{ batches: 1, entries: 100, attempts: 25 },
	{ batches: 2, entries: 500, attempts: 50 }
];
/** A server is warm when a facilitator looks; and a reading in which memory is tidied must not decide. */
const [warming, readings] = [20, 60];
/** What members did is one of so many records: making a million different ones would take longer than measuring. */
const kinds = 25;

const whole: CohortCourse = {
	lessons: course.index.lessons.map(({ id }) => id),
	models: course.models,
	texts: course.texts
};

/** Makes a cohort whose members did this much; gives what reads its dashboard once. */
async function madeCohort(
	storage: Storage,
	shape: Parameters<typeof batchesOf>[1]
): Promise<(filter?: ReportFilter) => Promise<unknown>> {
	const credentials = await makeCohort(storage, members);
	const records = Array.from({ length: kinds }, () => batchesOf(course, shape));
	await inParallel([...credentials.entries()], 8, async ([at, who]) => {
		for (const entries of records[at % kinds]) {
			const answer = await admit(storage, who, entries);
			if (answer.kind !== 'pushed' || answer.stored.length !== entries.length)
				throw new Error(`Not everything was stored: ${JSON.stringify(answer).slice(0, 200)}`);
		}
	});
	const source = figuresSource(storage, credentials[0].cohort, plan, course.models);
	return async (filter = {}) => {
		const now = Date.now();
		const reports = [
			await overview(source, whole, filter, { now }),
			await debriefReport(source, whole, filter, now),
			await activityReport(source, whole, activities[0].id, filter, now)
		];
		return JSON.stringify(reports);
	};
}

const milliseconds = (time: number): string => (time * 1000).toFixed(0);

/** For how many seconds, at most, nobody else is served while some work is done. */
async function longestWait(work: () => Promise<unknown>): Promise<number> {
	let [longest, last] = [0, performance.now()];
	const asking = setInterval(() => {
		const now = performance.now();
		[longest, last] = [Math.max(longest, now - last), now];
	});
	await work();
	await new Promise((resolve) => setTimeout(resolve, 10));
	clearInterval(asking);
	return longest / 1000;
}

/** Measures one engine, both cohorts in one database. Prints a line. */
export async function dashboard(engine: string, place: Place): Promise<void> {
	const database = await openDatabase(place);
	const storage: Storage = { database, sources: realSources, folds };
	await publish(storage, activities);
	const cohorts: Awaited<ReturnType<typeof madeCohort>>[] = [];
	for (const shape of shapes) cohorts.push(await madeCohort(storage, shape));
	const took: number[][] = shapes.map(() => []);
	// In turn, so that whatever else the machine does falls on both.
	for (let reading = 0; reading < warming + readings; reading++)
		for (const [at, read] of cohorts.entries()) {
			const time = await seconds(read);
			if (reading >= warming) took[at].push(time);
		}
	// Everybody speaks English, so that as many are read, but nothing is there that was added up before.
	const filtered = { took: 0, waited: 0 };
	filtered.waited = await longestWait(async () => {
		filtered.took = await seconds(() => cohorts[cohorts.length - 1]({ language: 'en' }));
	});
	await database.close();
	const [few, ...more] = took.map(median);
	const told = shapes.map(({ batches, entries }) => batches * entries);
	console.log(
		`${engine}: a dashboard of ${members} members in ${milliseconds(few)} ms with ${told[0]} entries each` +
			more
				.map(
					(time, at) =>
						`, in ${milliseconds(time)} ms with ${told[at + 1]}, ratio ${(time / few).toFixed(2)}`
				)
				.join('')
	);
	console.log(
		`${engine}: the same of those who speak English in ${milliseconds(filtered.took)} ms; nobody else waits for more than ${milliseconds(filtered.waited)} ms meanwhile`
	);
}
