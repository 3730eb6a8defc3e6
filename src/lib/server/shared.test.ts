import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sharing } from './shared';

/** Makes something slowly, and counts; each is made of how often something had come in when it began. */
function slow(took = 20) {
	let [made, cameIn] = [0, 0];
	return {
		make: async () => {
			made += 1;
			const seen = cameIn;
			await setTimeout(took);
			return seen;
		},
		comesIn: () => (cameIn += 1),
		made: () => made
	};
}

test('all who ask before it is begun share one', async () => {
	const share = sharing();
	const work = slow();
	const answers = await Promise.all(Array.from({ length: 20 }, () => share('a', work.make)));
	expect(answers).toEqual(Array.from({ length: 20 }, () => 0));
	expect(work.made()).toBe(1);
});

test('who asks while it is made gets the next one, which knows what has come in since', async () => {
	const share = sharing();
	const work = slow();
	const first = share('a', work.make);
	await setTimeout(5);
	work.comesIn();
	const later = [share('a', work.make), share('a', work.make)];
	expect(await first).toBe(0);
	expect(await Promise.all(later)).toEqual([1, 1]);
	expect(work.made()).toBe(2);
});

test('the same takes a tenth of the time, however often it is asked for; anything else does not wait for it', async () => {
	const waits: { milliseconds: number; end: () => void }[] = [];
	const share = sharing(
		(milliseconds) => new Promise((end) => waits.push({ milliseconds, end: () => end() }))
	);
	const [work, other] = [slow(20), slow(0)];
	await share('a', work.make);
	const next = share('a', work.make);
	await share('b', other.make);
	expect([work.made(), other.made()]).toEqual([1, 1]);
	expect(waits[0].milliseconds).toBeGreaterThan(9 * 15);
	waits[0].end();
	await next;
	expect(work.made()).toBe(2);
});

test('what fails, fails for all who share it, and the next is made at once', async () => {
	const share = sharing(() => new Promise(() => undefined));
	const failing = async () => {
		await setTimeout(20);
		throw new Error('away');
	};
	const both = [share('a', failing), share('a', failing)];
	await setTimeout(5);
	const next = share('a', () => Promise.resolve('there'));
	for (const one of both) await expect(one).rejects.toThrow('away');
	expect(await next).toBe('there');
});

test('nobody waits longer than five seconds for a turn', async () => {
	const waits: number[] = [];
	const share = sharing((milliseconds) => {
		waits.push(milliseconds);
		return Promise.resolve();
	});
	await share('a', () => setTimeout(700));
	await share('a', () => Promise.resolve());
	expect(waits[0]).toBe(5_000);
});
