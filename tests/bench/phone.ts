/** A phone, played by Chromium, and what is measured on it: a first visit, what answering costs, and how long waking up takes. */
import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';

/** Slow 4G as Chromium's developer tools have it: 562.5 ms, 1.44 and 0.66 Mbit/s, in bytes a second. */
const slow4G = {
	offline: false,
	latency: 562.5,
	downloadThroughput: 180_000,
	uploadThroughput: 84_375
};
/** How many times slower the processor is. */
export const slowdown = 4;

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

/** What a first visit cost. */
export interface Visit {
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
export async function visit(browser: Browser, url: string): Promise<Visit> {
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

/** What answering a question costs. */
export interface Answering {
	/** Milliseconds from a press to the next paint, as Event Timing has it: the worst of answering with the mouse. */
	paint: number;
	/** Milliseconds from sending off to the feedback, which comes once the answer is on the disk. */
	kept: number;
}

export async function answeringCost(context: BrowserContext, url: string): Promise<Answering> {
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
export async function untilAwake(context: BrowserContext, url: string): Promise<number> {
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
