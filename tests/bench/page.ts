/**
 * How fast the course is for a trainee, against a hand-written page of the same text and question in the same run:
 * `npm run bench:page`. A phone is played by Chromium: a processor four times slower, and the network that its developer
 * tools call Slow 4G.
 *
 *   RUNS=9 npm run bench:page              more visits of each; the figures are medians
 */
import { chromium, type Browser } from '@playwright/test';
import { build } from '../../src/command/prepare.js';
import { planOf } from '../../src/lib/machines/plan';
import { replay } from '../../src/lib/machines/replay';
import { draft } from '../../src/lib/record/entry';
import { launchOptions } from '../../playwright.config';
import { CourseCopy, CourseServer, firstSentence } from '../course-copy';
import { keptBy, servedBytes } from '../e2e/built-files';
import { itemsOf, readCourse } from '../e2e/course';
import { bring, courseDone, recordOf, together, type Doings } from '../e2e/record';
import { untilOnDevice } from '../e2e/screens';
import { answeringCost, slowdown, untilAwake, visit, type Answering, type Visit } from './phone';
import { referencePage, serveReference } from './reference-page';
import { median } from './seconds';

// What is measured is what stands here, and not what was built before it.
build();

const runs = Number(process.env.RUNS ?? 5);
const port = Number(process.env.TEST_PORT ?? 4271) + 46;

const course = await readCourse();
const places = itemsOf(course);
/** The first single choice that opens a step of the first lesson. */
const place = places.find(
	({ item, lesson, step }) =>
		item.kind === 'choice' &&
		lesson.id === course.index.lessons[0].id &&
		places.find((one) => one.step === step && one.lesson.id === lesson.id)?.item === item
);
if (!place) throw new Error('The first lesson has no step that opens with a choice.');
const path = `/lesson/${place.lesson.id}/${place.step}`;

/** The middle of each figure of some visits. */
async function visits(browser: Browser, url: string): Promise<Visit> {
	const all: Visit[] = [];
	for (let run = 0; run < runs; run += 1) all.push(await visit(browser, url));
	const of = (key: keyof Visit) => median(all.map((one) => one[key]));
	return {
		bytes: of('bytes'),
		requests: of('requests'),
		painted: of('painted'),
		answered: of('answered'),
		longTasks: of('longTasks'),
		longest: of('longest')
	};
}

/** So many entries as a trainee would make who does the course again and again, as practice after the first time. */
function longDoings(entries: number): Doings {
	const once = courseDone(course);
	const parts = [once];
	const reading = course.index.lessons.flatMap(({ id }) =>
		course.models[id].steps.map((step) =>
			draft('step.reached', { lesson: id, step: step.id }, null)
		)
	);
	for (let count = once.drafts.length; count < entries; count += reading.length)
		parts.push({ drafts: reading.slice(0, entries - count), views: [] });
	return together(...parts);
}

/** Bytes of the whole course as a device takes it, and those of an update after one sentence of a lesson was edited. */
async function updateCost(): Promise<{ install: number; update: number }> {
	const copy = new CourseCopy();
	try {
		const lesson = 'lessons/0-background/lesson.md';
		const sentence = firstSentence(lesson);
		copy.edit(lesson, sentence, `${sentence} This sentence was added later.`);
		const second = await copy.build();
		const before = keptBy();
		const isNew = ({ entry }: { entry: string }) => !before.some((one) => one.entry === entry);
		// The worker itself comes each time: its list is in it.
		const cost = (files: { url: string }[], build: string) =>
			[...files, { url: '/service-worker.js' }].reduce(
				(sum, { url }) => sum + servedBytes(url, build),
				0
			);
		return { install: cost(before, 'build'), update: cost(keptBy(second).filter(isNew), second) };
	} finally {
		copy.remove();
	}
}

const say = (what: string, figure: string): void => console.log(`  ${what.padEnd(46)} ${figure}`);
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const ratio = (one: number, other: number): string => `${(one / other).toFixed(2)}×`;

const server = new CourseServer(port, { DATABASE_URL: '', DATA_DIR: '.cache/bench-data' });
const reference = await serveReference(referencePage(course, place));
const browser = await chromium.launch(launchOptions);
try {
	await server.serve('.');
	const url = `${server.url}${path}`;
	console.log(`${path}, ${runs} visits of each, Slow 4G, ${slowdown}× slower processor`);
	const plain = await visits(browser, reference.url);
	const ours = await visits(browser, url);
	for (const [name, { bytes, requests, painted, answered, longTasks, longest }] of [
		['reference', plain],
		['course', ours]
	] as const)
		say(
			name,
			`${bytes} B, ${requests} requests, painted ${ms(painted)}, answered ${ms(answered)}, ${longTasks} long tasks up to ${ms(longest)}`
		);
	say('time to answered, against the reference', ratio(ours.answered, plain.answered));

	const costs: Answering[] = [];
	for (let run = 0; run < runs; run += 1) {
		const context = await browser.newContext({ serviceWorkers: 'block' });
		costs.push(await answeringCost(context, url));
		await context.close();
	}
	say('answering to the next paint, the worst press', ms(median(costs.map(({ paint }) => paint))));
	say(
		'answering until it is kept, and its feedback there',
		ms(median(costs.map(({ kept }) => kept)))
	);

	const starts: { online: number[]; offline: number[] } = { online: [], offline: [] };
	const installed = await browser.newContext({ baseURL: server.url });
	await untilOnDevice(await installed.newPage());
	for (let run = 0; run < runs; run += 1) {
		const fresh = await browser.newContext({ serviceWorkers: 'block' });
		starts.online.push(await untilAwake(fresh, url));
		await fresh.close();
		await installed.setOffline(true);
		starts.offline.push(await untilAwake(installed, url));
		await installed.setOffline(false);
	}
	await installed.close();
	const [online, offline] = [median(starts.online), median(starts.offline)];
	say('awake online on a fast line, nothing cached', ms(online));
	say('awake offline, installed', `${ms(offline)}, ${ratio(offline, online)}`);

	const { install, update } = await updateCost();
	say(
		'an update after one edited sentence',
		`${update} B of ${install} B, ${((100 * update) / install).toFixed(1)} %`
	);

	const doings = longDoings(10_000);
	const { entries } = recordOf(doings);
	const plan = planOf(course.index);
	const times = Array.from({ length: runs + 1 }, () => {
		const began = performance.now();
		replay(plan, course.models, entries);
		return performance.now() - began;
	});
	say(
		`replay of ${entries.length} entries, first and then`,
		`${ms(times[0])}, ${ms(median(times.slice(1)))}`
	);

	const long = await browser.newContext({ baseURL: server.url, serviceWorkers: 'block' });
	await bring(await long.newPage(), doings);
	const opened: number[] = [];
	for (let run = 0; run < runs; run += 1) opened.push(await untilAwake(long, url));
	say('awake online with that record', `${ms(median(opened))}, ${ratio(median(opened), online)}`);
	await long.close();
} finally {
	await browser.close();
	await server.stop();
	reference.server.close();
}
