import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { Device } from '../machines/sample';
import { memoryBox, openBundleBox, type BundleBox, type KeptBundle } from './bundle-box';

const bundle = (profile: string, count: number): KeptBundle => ({
	from: { kind: 'guest', profile, name: profile },
	madeAt: '2026-03-01T09:00:00.000Z',
	receivedAt: '2026-03-02T09:00:00.000Z',
	language: 'en',
	joinedAt: null,
	entries: Array.from({ length: count }, (_, at) => new Device(profile).open(`l${at}`).entries[0])
});

const put = (box: BundleBox, kept: KeptBundle) => box.change(kept.from, () => kept);

describe.each([
	['in the browser’s database', () => openBundleBox(`box-${Math.random()}`), true],
	['in memory', () => Promise.resolve(memoryBox()), false]
])('a box %s', (_where, open, isLasting) => {
	test('gives what was put, one bundle for each sender, until it is erased', async () => {
		const box = await open();
		expect(box.isLasting).toBe(isLasting);
		await put(box, bundle('ada', 1));
		await put(box, bundle('ben', 2));
		await put(box, bundle('ada', 3));
		const before: (number | null)[] = [];
		for (const sender of ['ada', 'cleo'])
			await box.change(bundle(sender, 0).from, (here) => {
				before.push(here && here.entries.length);
				return here ?? bundle(sender, 0);
			});
		expect(before).toEqual([3, null]);
		const kept = (await box.read()).filter(({ entries }) => entries.length);
		expect(kept.map(({ from, entries }) => [from.name, entries.length]).sort()).toEqual([
			['ada', 3],
			['ben', 2]
		]);
		await box.erase();
		expect(await box.read()).toEqual([]);
	});
});

test('what was put is there for the next page', async () => {
	const name = `box-${Math.random()}`;
	await put(await openBundleBox(name), bundle('ada', 2));
	expect(await (await openBundleBox(name)).read()).toEqual([bundle('ada', 2)]);
});

test('what an older program put says nothing of language and joining', async () => {
	const name = `box-${Math.random()}`;
	const { language: _, joinedAt: __, ...older } = bundle('ada', 2);
	await put(await openBundleBox(name), older as KeptBundle);
	const kept = await (await openBundleBox(name)).read();
	expect(kept).toEqual([{ ...older, language: null, joinedAt: null }]);
});

test('a bundle is changed as it is then, whichever tab changed it last', async () => {
	const name = `box-${Math.random()}`;
	const tabs = [await openBundleBox(name), await openBundleBox(name)];
	const [{ from }, more] = [bundle('ada', 1), bundle('ada', 3)];
	for (const tab of tabs)
		await tab.change(from, (here) => ({
			...more,
			entries: [...(here?.entries ?? []), more.entries[here?.entries.length ?? 0]]
		}));
	const [kept] = await tabs[0].read();
	expect(kept.entries).toEqual(more.entries.slice(0, 2));
});
