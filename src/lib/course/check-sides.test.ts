import { describe, expect, it } from 'vitest';
import { compile } from './compile';
import { paths, sampleCourse } from './sample-course';

/** A scenario of these scenes, each with its options as an author writes them in brackets; one without any is an ending. */
function story(scenes: Record<string, string[]>): string {
	const head = [
		'---\nid: the-fog\ntitle: The fog\nsource: B1-S1\nrole: Keeper\nobjectives: [judge-fog]',
		'stages:\n  telling: Whom you tell',
		'tracks:\n  oil: { label: Oil left, from: 2, min: 0, max: 9, better: up }\n---\n\nFog comes in.'
	].join('\n');
	const parts = Object.entries(scenes).map(([id, options]) =>
		options.length
			? `## ${id} {#${id} ${options.every((one) => !one.includes('quality')) ? '.chance ' : ''}stage=telling}\n\n${options
					.map(
						(one) => `- ${one.split(' ')[0]} {#${one}}\n\n  It is done.\n\n  > So it was. [DOC?]`
					)
					.join('\n\n')}`
			: `## ${id} {#${id} .ending outcome=${id === 'good' ? 'sound' : 'poor'}}\n\nThe end.`
	);
	return [head, ...parts, '## Debrief {#debrief .debrief}\n\nWhat the room said. [L1-K1]\n'].join(
		'\n\n'
	);
}

/** What is said of sides in a story of these scenes. */
async function told(scenes: Record<string, string[]>): Promise<string[]> {
	const { problems } = await compile({ ...sampleCourse, [paths.scenario]: story(scenes) });
	const own = problems.filter(({ file }) => file === paths.scenario);
	// Whatever else a story of a test lacks is not what it is about; but after this, sides are not looked at.
	expect(own.map(({ code }) => code)).not.toContain('scene_unreachable');
	return own
		.filter(({ code }) => code === 'sides_unequal')
		.map(({ message }) => /^In "(\w+)" .*: (.*)\. Let/.exec(message)!.slice(1).join(': '));
}

const ends = { good: [], bad: [] };
const goOn = (id: string, to: string) => [
	`${id} to=${to} quality=sound`,
	`${id}-not to=${to} quality=weak`
];

describe('the sides of an open decision', () => {
	it('may lead apart where as many decisions follow each', async () => {
		expect(
			await told({
				ask: ['left to=one quality=open', 'right to=two quality=open'],
				one: goOn('a', 'good'),
				two: goOn('b', 'bad'),
				...ends
			})
		).toEqual([]);
	});

	it('may not where more follow one of three, whichever it is', async () => {
		const two = ['b to=good quality=sound', 'b-not to=bad quality=weak'];
		const scenes = { one: goOn('a', 'two'), two, ...ends };
		const ask = (...to: string[]) =>
			told({
				ask: to.map((where, at) => `${['left', 'right', 'both'][at]} to=${where} quality=open`),
				...scenes
			});
		expect(await ask('one', 'two', 'two')).toEqual(['ask: 2 after "left", 1 after "both"']);
		expect(await ask('two', 'two', 'one')).toEqual(['ask: 1 after "right", 2 after "both"']);
		expect(await ask('two', 'good', 'one')).toEqual(['ask: 1 after "left", none after "right"']);
	});

	it('are the same where the same numbers follow in another order', async () => {
		const long = ['c to=last quality=sound', 'd to=good quality=weak'];
		const short = ['e to=good quality=weak', 'f to=last quality=sound'];
		const last = goOn('g', 'bad');
		const ask = ['left to=one quality=open', 'right to=two quality=open'];
		expect(await told({ ask, one: long, two: short, last, ...ends })).toEqual([]);
		expect(await told({ ask, one: long, two: last, last, ...ends })).toEqual([]);
		expect(await told({ ask, one: long, two: goOn('h', 'last'), last, ...ends })).toEqual([
			'ask: 1 or 2 after "left", 2 after "right"'
		]);
	});

	it('are told by what leads apart only later', async () => {
		const scenes = {
			ask: ['left to=then quality=open', 'right to=then quality=open oil-1'],
			then: [
				'a to="more when oil=2, good" quality=sound',
				'a-not to="more when oil=2, good" quality=weak'
			],
			more: goOn('b', 'bad'),
			...ends
		};
		expect(await told(scenes)).toEqual(['ask: 1 after "left", none after "right"']);
		const then = scenes.then.map((option) => option.replace('good', 'other'));
		expect(await told({ ...scenes, then, other: goOn('c', 'good') })).toEqual([]);
	});

	it('are followed over any number of decisions, each choice of its own', async () => {
		const scenes = {
			first: goOn('a', 'ask'),
			ask: ['left to=then quality=open', 'right to=then quality=open oil-1'],
			then: ['b to=short quality=sound', 'c to=long quality=weak', 'd to=good quality=unsound'],
			long: goOn('e', 'short'),
			short: ['f to=good quality=sound', 'g to=bad quality=weak'],
			...ends
		};
		expect(await told(scenes)).toEqual([]);
		const short = ['f to=good quality=sound', 'g to="more when oil=2, bad" quality=weak'];
		expect(await told({ ...scenes, short, more: goOn('h', 'bad') })).toEqual([
			'ask: 1 after "left", none after "right"'
		]);
	});

	it('are told by one of several choices later', async () => {
		const then = ['a to=good quality=sound', 'a-not to="more when oil=2, bad" quality=weak'];
		const ask = ['left to=then quality=open', 'right to=then quality=open oil-1'];
		const more = goOn('b', 'bad');
		expect(await told({ ask, then, more, ...ends })).toEqual([
			'ask: 1 after "left", none after "right"'
		]);
	});

	it('are no longer followed where what is on offer differs, or what it is worth', async () => {
		const ask = ['left to=then quality=open', 'right to=then quality=open oil-1'];
		const more = goOn('b', 'bad');
		const when = [
			'a to=good quality=sound',
			'a-not to=good quality=weak',
			'c to=more quality=weak when="oil=2"'
		];
		expect(await told({ ask, then: when, more, ...ends })).toEqual([
			'ask: 1 or 2 after "left", 1 after "right"'
		]);
		const worth = ['a to=good quality="sound when oil=2, defensible"', 'a-not to=bad quality=weak'];
		expect(await told({ ask, then: worth, ...ends })).toEqual([]);
	});

	it('are those of the open decision that was made last', async () => {
		const scenes = {
			ask: ['left to=again quality=open', 'right to=again quality=open oil-1'],
			again: ['up to=more quality=open', 'down to=good quality=open'],
			more: goOn('b', 'bad'),
			...ends
		};
		expect(await told(scenes)).toEqual(['again: 1 after "up", none after "down"']);
	});

	it('are not asked about where earlier ones have led apart: nobody knows there which decision it is', async () => {
		const scenes = {
			ask: ['left to=one quality=open', 'right to=two quality=open'],
			one: ['a to=good quality=open', 'b to=more quality=open'],
			two: ['c to=good quality=open', 'd to=more quality=open'],
			more: goOn('e', 'bad'),
			...ends
		};
		expect(await told(scenes)).toEqual([]);
	});

	it('may be told by a draw', async () => {
		const scenes = {
			ask: ['left to=draw quality=open', 'right to=draw quality=open oil-1'],
			draw: ['thins to="more when oil=2, good"', 'thickens to=bad'],
			more: goOn('b', 'bad'),
			...ends
		};
		expect(await told(scenes)).toEqual(['ask: 1 after "left", none after "right"']);
	});

	it('do not matter before anything open was asked', async () => {
		const scenes = {
			first: ['a to=more quality=sound', 'a-not to=good quality=weak'],
			more: goOn('b', 'bad'),
			...ends
		};
		expect(await told(scenes)).toEqual([]);
	});
});
