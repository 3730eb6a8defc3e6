import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, expect, test, vi } from 'vitest';
import saved from '../../../tests/records/copy-v1.json';
import { Device } from '../machines/sample';
import { draft, type Entry, type View, type ViewContent } from '../record/entry';
import { copiesOf, copySize, viewsIn } from './copy';
import { Copy, type Copies } from './protocol';
import { makeKey } from './seal';

const key = makeKey();
const about = { activity: 'checks', item: 'stand' };
const [started, given, again] = new Device('d1')
	.start('checks', 'a')
	.write(draft('view.given', about, 'a'))
	.write(draft('view.given', about, 'a')).entries;

/** A view that an entry speaks of. */
function viewOf(entry: Entry, content: ViewContent, count = 1): View {
	const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
	return { id, ...about, attempt: entry.attempt, at: entry.at, content };
}
const words = (text: string) => [viewOf(given, { text })];
const copyOf = async (views: readonly View[], by = key, entry = given) =>
	(await copiesOf([entry], views, by))[entry.id];

afterEach(() => vi.unstubAllGlobals());

test('a view is read where the key is, whatever it says', async () => {
	const name = fc.string({ minLength: 1, unit: 'binary' });
	const content: fc.Arbitrary<ViewContent> = fc.record(
		{
			options: fc.array(name),
			reasons: fc.array(name),
			certainty: fc.constantFrom(1, 2, 3),
			text: fc.string({ unit: 'binary' })
		},
		{ requiredKeys: [] }
	);
	await fc.assert(
		fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 3 }), async (contents) => {
			const views = contents.map((one, at) => viewOf(given, one, at));
			const copies = await copiesOf([started, given], views, key);
			expect(Object.keys(copies)).toEqual([given.id]);
			expect(await viewsIn(copies, [started, given], key)).toEqual(views);
		})
	);
});

test('a copy is as long as any other, whatever was said, and can be sent', async () => {
	const empty = await copyOf(words(''));
	const most = 'x'.repeat(copySize - JSON.stringify(words('')).length);
	const contents: ViewContent[] = [
		{ text: most },
		{ text: `${most}x` },
		{ text: '漢'.repeat(9000) },
		{ options: ['for'], certainty: 1 },
		{ options: ['against'], reasons: ['because', 'but'] }
	];
	for (const content of contents) {
		const copy = await copyOf([viewOf(given, content)]);
		expect(copy).toHaveLength(empty.length);
		expect(v.is(Copy, copy)).toBe(true);
	}
});

test('what a copy does not hold is not in it, rather than cut short', async () => {
	const most = 'x'.repeat(copySize - JSON.stringify(words('')).length);
	const read = async (text: string) =>
		viewsIn(await copiesOf([given], words(text), key), [given], key);
	expect(await read(most)).toEqual(words(most));
	expect(await read(`${most}x`)).toEqual([]);
});

test('the same views make the same copy, whenever and on whichever device', async () => {
	const [one, other] = [
		viewOf(given, { options: ['for'] }),
		viewOf(again, { options: ['for'] }, 2)
	];
	const alone = await copiesOf([given], [one], key);
	const together = await copiesOf([again, given, started], [other, one], key);
	expect(together[given.id]).toBe(alone[given.id]);
	const { content, ...rest } = one;
	expect(await copyOf([{ content, ...rest }])).toBe(alone[given.id]);
});

test('equal views of two entries or two members have nothing in common', async () => {
	const copies = [
		await copyOf(words('no')),
		await copyOf(words('no'), makeKey()),
		await copyOf([viewOf(again, { text: 'no' })], key, again),
		await copyOf(words('on'))
	];
	// Neither the vector (16 letters) nor any block after it.
	for (const at of [0, 16, 64, 4000])
		expect(new Set(copies.map((copy) => copy.slice(at, at + 16))).size).toBe(copies.length);
});

test('what was copied once is made the same and opened for ever', async () => {
	const { entry, views, copies } = saved as unknown as Record<'entry', Entry> & {
		views: View[];
		copies: Copies;
	};
	expect(await viewsIn(copies, [entry], saved.key)).toEqual(views);
	expect(await copiesOf([entry], views, saved.key)).toEqual(copies);
});

test('without the key, with another, damaged, cut short or at another entry a copy gives nothing', async () => {
	const copy = await copyOf(words('no'));
	const read = (one: unknown, by = key, entry = given) => viewsIn({ [entry.id]: one }, [entry], by);
	expect(await read(copy)).toEqual(words('no'));
	for (const by of [makeKey(), '', 'no key']) expect(await read(copy, by)).toEqual([]);
	for (const at of [0, 20, copy.length - 2]) {
		const letter = copy[at] === 'A' ? 'B' : 'A';
		expect(await read(`${copy.slice(0, at)}${letter}${copy.slice(at + 1)}`)).toEqual([]);
	}
	for (const one of [copy.slice(0, -4), copy.slice(0, 10), '', 'A!', null, 7, {}])
		expect(await read(one)).toEqual([]);
	expect(await read(copy, key, again)).toEqual([]);
	// A server that moves an entry to another place of the course.
	const moved = { ...given, data: { ...about, item: 'other' } };
	expect(await read(copy, key, moved)).toEqual([]);
});

test('only what a view was given for has a copy, and only where the view is', async () => {
	const elsewhere = viewOf(given, { text: 'no' });
	expect(await copiesOf([started, again], [elsewhere], key)).toEqual({});
	expect(await copiesOf([given], [], key)).toEqual({});
	expect(await viewsIn({ [started.id]: 'A' }, [started, given], key)).toEqual([]);
	expect(await viewsIn({}, [given], key)).toEqual([]);
});

test('a page without WebCrypto makes no copy and opens none', async () => {
	const copies = await copiesOf([given], words('no'), key);
	vi.stubGlobal('crypto', {});
	expect(await copiesOf([given], words('no'), key)).toEqual({});
	expect(await viewsIn(copies, [given], key)).toEqual([]);
});
