import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeAnnouncer, makeBroadcaster } from './announcer';

afterEach(() => vi.unstubAllGlobals());

/** What was told, in order, to a listener by this name. */
function makeEar() {
	const heard: string[] = [];
	return { heard, listen: (profile: string) => void heard.push(profile) };
}

describe('the listeners of one tab', () => {
	it('are told after the caller is done, each as often as it has subscribed', async () => {
		const announcer = makeAnnouncer();
		const { heard, listen } = makeEar();
		announcer.subscribe(listen);
		const stop = announcer.subscribe(listen);
		announcer.tell('one');
		expect(heard).toEqual([]);
		await Promise.resolve();
		expect(heard).toEqual(['one', 'one']);
		stop();
		announcer.tell('two');
		await Promise.resolve();
		expect(heard).toEqual(['one', 'one', 'two']);
	});

	it('are not told what they no longer listen to, though it was on its way', async () => {
		const announcer = makeAnnouncer();
		const [one, two] = [makeEar(), makeEar()];
		const stop = announcer.subscribe(one.listen);
		announcer.subscribe(two.listen);
		announcer.tell('one');
		stop();
		await Promise.resolve();
		expect([one.heard, two.heard]).toEqual([[], ['one']]);
		announcer.tell('two');
		announcer.close();
		await Promise.resolve();
		expect(two.heard).toEqual(['one']);
	});
});

describe('the listeners of all tabs', () => {
	it('are told by each other, and by no other place', async () => {
		const [here, there, elsewhere] = [
			makeBroadcaster('a'),
			makeBroadcaster('a'),
			makeBroadcaster('b')
		];
		const [ear, other] = [makeEar(), makeEar()];
		here.subscribe(ear.listen);
		there.subscribe(ear.listen);
		elsewhere.subscribe(other.listen);
		here.tell('one');
		await vi.waitFor(() => expect(ear.heard).toEqual(['one', 'one']));
		const beside = makeBroadcaster('b');
		beside.tell('later');
		await vi.waitFor(() => expect(other.heard).toEqual(['later']));
		for (const each of [here, there, elsewhere, beside]) each.close();
	});

	it('hear nothing from who has closed, and nothing that is no profile', async () => {
		const [here, there] = [makeBroadcaster('c'), makeBroadcaster('c')];
		const { heard, listen } = makeEar();
		there.subscribe(listen);
		const stranger = new BroadcastChannel('breakout:c');
		stranger.postMessage({ profile: 'one' });
		stranger.postMessage('two');
		await vi.waitFor(() => expect(heard).toContain('two'));
		here.close();
		expect(() => here.tell('three')).not.toThrow();
		stranger.postMessage('four');
		await vi.waitFor(() => expect(heard).toContain('four'));
		expect(heard).toEqual(['two', 'four']);
		stranger.close();
		there.close();
	});

	it('are those of this tab where a browser has no channels', async () => {
		vi.stubGlobal('BroadcastChannel', undefined);
		const here = makeBroadcaster('d');
		const { heard, listen } = makeEar();
		here.subscribe(listen);
		here.tell('one');
		await Promise.resolve();
		expect(heard).toEqual(['one']);
		here.close();
	});
});
