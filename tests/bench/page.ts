/**
 * How fast the course is for a trainee, against a hand-written page of the same text and question in the same run:
 * `npm run bench:page`. A phone is played by Chromium: a processor four times slower, and the network that its developer
 * tools call Slow 4G.
 *
 *   RUNS=9 npm run bench:page              more visits of each; the figures are medians
 */
import { createServer, type Server } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import {
	chromium,
	type Browser,
	type BrowserContext,
	type CDPSession,
	type Page
} from '@playwright/test';
import { build } from '../../src/command/prepare.js';
import { planOf } from '../../src/lib/machines/plan';
import { replay } from '../../src/lib/machines/replay';
import { draft } from '../../src/lib/record/entry';
import { launchOptions } from '../../playwright.config';
import { CourseCopy, CourseServer, firstSentence } from '../course-copy';
import { keptBy, servedBytes } from '../e2e/built-files';
import { itemsOf, readCourse, type PlacedItem } from '../e2e/course';
import { bring, courseDone, recordOf, together, type Doings } from '../e2e/record';
import { untilOnDevice } from '../e2e/screens';
import { median } from './seconds';

// What is measured is what stands here, and not what was built before it.
build();

const runs = Number(process.env.RUNS ?? 5);
const port = Number(process.env.TEST_PORT ?? 4271) + 46;

/** Slow 4G as Chromium's developer tools have it: 562.5 ms, 1.44 and 0.66 Mbit/s, in bytes a second. */
const slow4G = {
	offline: false,
	latency: 562.5,
	downloadThroughput: 180_000,
	uploadThroughput: 84_375
};
const slowdown = 4;

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

/** The reference: one file, its script and style inside, that says the same and answers the same question. */
function referencePage({ lesson, step, item, text }: PlacedItem): string {
	const { blocks } = course.texts[lesson.id].steps[step];
	const prose = blocks.map((block) => ('html' in block ? block.html : '')).join('');
	const options = item.options
		.map(
			({ id }, at) =>
				`<label><input type="radio" name="o" value="${at}"> ${text.options[id].html}</label>`
		)
		.join('');
	const told = item.options.map(({ id, right }) => [
		right === true,
		text.options[id].feedback?.html ?? ''
	]);
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Question</title><style>body{max-width:40rem;margin:auto;padding:1rem;font:1.125rem/1.55 serif}label{display:block;padding:.75rem 0}</style>
<main>${prose}<form>${text.stem.map(({ html }) => html).join('')}${options}<button>Answer</button></form><div class="feedback" role="status"></div></main>
<script>const told=${JSON.stringify(told).replaceAll('<', '\\u003c')};
document.forms[0].onsubmit=e=>{e.preventDefault();const o=new FormData(e.target).get('o');if(o===null)return;
const[right,why]=told[o];document.querySelector('.feedback').innerHTML='<p tabindex="-1">'+(right?'Right. ':'Not quite. ')+'</p>'+why}</script></html>`;
}

/** Serves a page as the course's own server does: compressed. */
function serveReference(html: string): Promise<{ url: string; server: Server }> {
	const body = brotliCompressSync(html);
	const headers = { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'br' };
	const server = createServer((_, response) => {
		response.writeHead(200, headers).end(body);
	});
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			if (address === null || typeof address === 'string') throw new Error('It has no port.');
			resolve({ url: `http://localhost:${address.port}`, server });
		});
	});
}

/** In the page: answers the first question as soon as it can be answered, and notes when that is painted. */
function answerWhenPossible(): void {
	const noted: { answered?: number; longTasks: number; longest: number } = {
		longTasks: 0,
		longest: 0
	};
	Object.assign(window, { noted });
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) {
			noted.longTasks += 1;
			noted.longest = Math.max(noted.longest, duration);
		}
	}).observe({ type: 'longtask', buffered: true });
	const look = (): void => {
		const form = document.querySelector('section.item form, form');
		const button = form?.querySelector<HTMLElement>('button:not([type])');
		const feedback = document.querySelector('.feedback [tabindex]');
		if (feedback) {
			requestAnimationFrame(() => setTimeout(() => (noted.answered = performance.now())));
			return;
		}
		if (form && button && document.readyState !== 'loading') {
			// A press of a button that says it is not ready is one that a trainee would not make.
			form.querySelector<HTMLElement>('input[type=radio]')?.click();
			for (const sure of form.querySelectorAll<HTMLElement>(
				'fieldset input[type=radio][value="2"]'
			))
				sure.click();
			if (!button.matches(':disabled')) button.click();
		}
		setTimeout(look, 16);
	};
	setTimeout(look);
}

interface Visit {
	bytes: number;
	requests: number;
	/** Milliseconds from the start of the navigation. */
	painted: number;
	answered: number;
	longTasks: number;
	/** The longest task, in milliseconds. */
	longest: number;
}

async function slowPhone(page: Page, network: boolean): Promise<CDPSession> {
	// What runs this file gives functions their names by a helper, which pages do not have.
	await page.addInitScript('globalThis.__name = (named) => named');
	const session = await page.context().newCDPSession(page);
	await session.send('Network.enable');
	if (network) await session.send('Network.emulateNetworkConditions', slow4G);
	await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
	return session;
}

/** A first visit: from nothing to the first question answered. */
async function visit(browser: Browser, url: string): Promise<Visit> {
	const context = await browser.newContext({ serviceWorkers: 'block' });
	const page = await context.newPage();
	const session = await slowPhone(page, true);
	let [bytes, requests] = [0, 0];
	session.on('Network.loadingFinished', ({ encodedDataLength }) => {
		bytes += encodedDataLength;
		requests += 1;
	});
	await page.addInitScript(answerWhenPossible);
	await page.goto(url, { waitUntil: 'commit' });
	await page.waitForFunction(() => Reflect.get(Reflect.get(window, 'noted'), 'answered'), null, {
		timeout: 60_000
	});
	const noted = await page.evaluate(() => ({
		...(Reflect.get(window, 'noted') as Pick<Visit, 'answered' | 'longTasks' | 'longest'>),
		painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN
	}));
	await context.close();
	return { bytes, requests, ...noted };
}

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

interface Answering {
	/** Milliseconds from a press to the next paint, as Event Timing has it: the worst of answering with the mouse. */
	paint: number;
	/** Milliseconds from sending off to the feedback, which comes once the answer is on the disk. */
	kept: number;
}

async function answeringCost(context: BrowserContext, url: string): Promise<Answering> {
	const page = await context.newPage();
	await slowPhone(page, false);
	await page.addInitScript(() => {
		const worst = { duration: 0 };
		Object.assign(window, { worst });
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries())
				if (Reflect.get(entry, 'interactionId'))
					worst.duration = Math.max(worst.duration, entry.duration);
		}).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
	});
	await page.goto(url);
	const item = page.locator('section.item').first();
	await page.locator('header .saving', { hasText: 'Saved on this device' }).waitFor();
	await page.waitForTimeout(1500);
	await page.evaluate(() => Object.assign(Reflect.get(window, 'worst') as object, { duration: 0 }));
	await item.locator('.options label').first().click();
	for (const sure of await item.locator('input[type=radio][value="2"]').all())
		await sure.click({ force: true });
	await page.evaluate(() => {
		document.addEventListener('submit', () => {
			const sent = performance.now();
			const look = (): void => {
				if (document.querySelector('.feedback [tabindex]'))
					Object.assign(window, { kept: performance.now() - sent });
				else setTimeout(look);
			};
			look();
		});
	});
	await item.locator('form button.button:not([type])').click();
	const kept = await page.waitForFunction(() => Number(Reflect.get(window, 'kept')));
	await page.waitForTimeout(500);
	const { duration } = await page.evaluate(
		() => Reflect.get(window, 'worst') as { duration: number }
	);
	// What is below the threshold of Event Timing is not told.
	const cost = { paint: Math.max(duration, 16), kept: Number(await kept.jsonValue()) };
	await page.close();
	return cost;
}

/** Milliseconds until the record is open on a page that is visited anew. */
async function untilAwake(context: BrowserContext, url: string): Promise<number> {
	const page = await context.newPage();
	await slowPhone(page, false);
	await page.addInitScript(() => {
		const look = (): void => {
			if (document.querySelector('header .saving')?.textContent?.includes('Saved'))
				requestAnimationFrame(() => Object.assign(window, { awake: performance.now() }));
			else setTimeout(look, 8);
		};
		setTimeout(look);
	});
	await page.goto(url, { waitUntil: 'commit' });
	await page.waitForFunction(() => Reflect.get(window, 'awake'));
	const awake = await page.evaluate(() => Number(Reflect.get(window, 'awake')));
	await page.close();
	return awake;
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
const reference = await serveReference(referencePage(place));
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
