import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adviceOn } from './advice';
import { compile, type Files } from './compile';
import { change, paths, sampleCourse } from './sample-course';

const { scenario, quiz } = paths;

/** The sample with several changes of one file. */
function changed(path: string, ...changes: [from: string, to: string][]): Files {
	return changes.reduce((files, [from, to]) => change(files, path, from, to), sampleCourse);
}

/** Advice on a course, which must have no problem, with the words that begin on its line. */
async function advised(files: Files): Promise<{ code: string; at: string; message: string }[]> {
	const { folders, problems } = await compile(files);
	expect(problems).toEqual([]);
	return adviceOn(folders).map(({ code, file, line, message }) => ({
		code,
		at: (files[file].split('\n')[line - 1] ?? '').slice(0, 16),
		message
	}));
}

const words = (count: number, word = 'oil'): string => Array(count).fill(word).join(' ');
/** A third keyed decision beside the sample's two. */
const thirdKeyed: [string, string][] = [
	[
		'- Tell the coast. {#tell-coast to=safe quality=open}',
		'- Tell the coast. {#tell-coast to=safe quality=sound}'
	],
	[
		'- Tell the ships. {#tell-ships to="safe when trust>=2, aground" quality=open}',
		'- Tell the ships. {#tell-ships to="safe when trust>=2, aground" quality=weak}'
	]
];

describe('advice', () => {
	it('has nothing to say of the sample', async () => {
		expect(await advised(sampleCourse)).toEqual([]);
	});

	it('says that the longest option is the best too often, and where', async () => {
		const files = changed(
			scenario,
			...thirdKeyed,
			['- Light it, as described.', '- Light it now, as it is described.'],
			['- Ring the bell.', '- Ring the bell now.']
		);
		expect(await advised(files)).toEqual([
			{
				code: 'best_often_longest',
				at: 'title: The fog',
				message:
					'In 2 of 3 decisions the longest option is the best, so length gives it away (lines 27, 67). Make another option longer in some of them.'
			}
		]);
	});

	it('says so of the shortest, too', async () => {
		const files = changed(
			scenario,
			...thirdKeyed,
			['- Wait for the moon.', '- Wait for the white moon.'],
			['- Sell the oil.', '- Sell all the oil.']
		);
		expect(await advised(files)).toEqual([
			{
				code: 'best_often_shortest',
				at: 'title: The fog',
				message:
					'In 2 of 3 decisions the shortest option is the best, so length gives it away (lines 27, 67). Make another option shorter in some of them.'
			}
		]);
	});

	it('asks for three decisions before it speaks of a habit, and for more than half of them', async () => {
		const two: [string, string][] = [
			['- Light it, as described.', '- Light it now, as it is described.'],
			['- Ring the bell.', '- Ring the bell now.']
		];
		expect(await advised(changed(scenario, ...two))).toEqual([]);
		expect(await advised(changed(scenario, ...thirdKeyed, two[0]))).toEqual([]);
	});

	it('does not call the best option the longest where another is as long', async () => {
		const files = changed(
			scenario,
			...thirdKeyed,
			['- Light it, as described.', '- Light it now, as it is described.'],
			['- Borrow a lamp of another colour.', '- Borrow a lamp of quite another colour.'],
			['- Ring the bell.', '- Ring the bell now.']
		);
		expect(await advised(files)).toEqual([]);
	});

	describe('on a quiz', () => {
		const question = (id: string, right: string, wrong: string) =>
			`## Which ${id}? {#${id} .choice asks=law}\n\n- ${right} {#${id}-right right}\n\n  > Signed. [LAW-1]\n\n- ${wrong} {#${id}-wrong reveals=any-light}\n\n  > Not signed. [LAW-1]\n\n`;
		const withQuestions = (...questions: string[]) =>
			change(
				sampleCourse,
				quiz,
				'## What does the rule book',
				`${questions.join('')}## What does the rule book`
			);
		const tells = ['oil', 'log'].map((id) =>
			question(id, 'The one that is signed', 'The other one')
		);

		it('looks at its questions', async () => {
			expect(await advised(withQuestions(...tells))).toEqual([
				{
					code: 'best_often_longest',
					at: 'title: Which lig',
					message:
						'In 3 of 3 questions the longest option is the best, so length gives it away (lines 6, 30, 40). Make another option longer in some of them.'
				}
			]);
		});

		it('is content with half of them', async () => {
			const others = ['sea', 'fog'].map((id) => question(id, 'The one', 'The other one'));
			expect(await advised(withQuestions(tells[0], ...others))).toEqual([]);
		});
	});

	it('says that the best option stands out by its length', async () => {
		const longer = changed(scenario, [
			'- Light it, as described.',
			`- Light it, ${words(8, 'now')}.`
		]);
		expect(await advised(longer)).toEqual([
			{
				code: 'best_stands_out',
				at: '## The watch {#w',
				message:
					'The best option has 10 words and every other 6 or fewer, so it is seen before it is read. Make it shorter, or another longer.'
			}
		]);
		const shorter = changed(scenario, ['- Sell the oil.', `- Sell the oil, ${words(5, 'all')}.`]);
		expect(await advised(shorter)).toEqual([
			{
				code: 'best_stands_out',
				at: '## The bell {#be',
				message:
					'The best option has 3 words and every other 8 or more, so it is seen before it is read. Make it longer, or another shorter.'
			}
		]);
	});

	it('is content with an option that is less than a quarter, or less than four words, longer', async () => {
		const ofLengths = (best: number, ...others: [number, number]): Files =>
			changed(
				scenario,
				['- Light it, as described.', `- Light ${words(best - 1)}.`],
				['- Wait for the moon.', `- Wait ${words(others[0] - 1)}.`],
				['- Borrow a lamp of another colour.', `- Borrow ${words(others[1] - 1)}.`]
			);
		const codes = async (...lengths: [number, number, number]): Promise<string[]> =>
			(await advised(ofLengths(...lengths))).map(({ code }) => code);
		expect(await codes(20, 16, 16)).toEqual(['best_stands_out']);
		expect(await codes(20, 17, 16)).toEqual([]);
		expect(await codes(24, 20, 20)).toEqual([]);
		expect(await codes(16, 20, 20)).toEqual(['best_stands_out']);
		// One of the others is nearly as short, so that only all of them together are uneven.
		expect(await codes(16, 24, 18)).toEqual(['options_uneven']);
		expect(await codes(20, 28, 22)).toEqual([]);
	});

	it('says that options are of very unequal length, but not of what chance draws', async () => {
		const files = changed(
			scenario,
			['- Tell the coast.', `- Tell the coast, ${words(6, 'all')}.`],
			['- The fog thins.', `- The fog thins, ${words(9, 'slowly')}.`]
		);
		expect(await advised(files)).toEqual([
			{
				code: 'options_uneven',
				at: '## The report {#',
				message: 'The longest option here has 9 words and the shortest 3. Make them more alike.'
			}
		]);
	});

	it('says that a scene is long, without what only some are shown', async () => {
		const paragraphs = Array(4)
			.fill(`Oil ${words(62)}.`)
			.join('\n\n');
		const files = changed(scenario, ['You stand at the lamp.', paragraphs]);
		expect(await advised(files)).toEqual([
			{
				code: 'scene_long',
				at: '## The watch {#w',
				message:
					'Whoever comes here reads 252 words before anything happens; up to 250 go well on a phone. Move some of them into a document of an earlier scene, or make two scenes of it.'
			}
		]);
		const conditional = paragraphs.replaceAll('.\n', '. {when="chose=borrow"}\n');
		expect(
			await advised(changed(scenario, ['The lamp is green. {when="chose=borrow"}', conditional]))
		).toEqual([]);
	});

	it('says that a paragraph is long, on its own line', async () => {
		const files = changed(scenario, ['You stand at the lamp.', `You stand.\n\nOil ${words(80)}.`]);
		expect(await advised(files)).toEqual([
			{
				code: 'paragraph_long',
				at: 'Oil oil oil oil ',
				message:
					'This paragraph has 81 words; up to 80 fit on the screen of a phone. Make two of it.'
			}
		]);
	});

	it('says that a scene is hard to read, and names its longest sentence', async () => {
		const sentence = `International ${words(11, 'organisations negotiate')}.`;
		const files = changed(scenario, [
			'You stand at the lamp.',
			[sentence, sentence, sentence].join('\n\n')
		]);
		const [advice, ...more] = await advised(files);
		expect(more).toEqual([]);
		expect(advice).toEqual({
			code: 'scene_hard_to_read',
			at: '## The watch {#w',
			message:
				'This scene asks for 25.4 years of school (Flesch–Kincaid); up to 9 suit readers in a second language. Write shorter sentences and words. The longest sentence has 23 words: “International organisations negotiate organisations negotiate organisations negotiate organisations …”.'
		});
	});

	it('quotes a short sentence whole, and of a long one its words alone', async () => {
		const quoted = async (sentence: string, times: number): Promise<string> => {
			const paragraphs = Array(times).fill(sentence).join('\n\n');
			const files = changed(scenario, ['Who pays?', paragraphs]);
			return /“(.*)”/.exec((await advised(files))[0].message)?.[1] ?? '';
		};
		const eight =
			'International organisations coordinate multilateral cybercrime negotiations, governments cooperate.';
		expect(await quoted(eight, 12)).toBe(eight);
		expect(await quoted(`Organisations & ${eight}`, 12)).toBe(
			'Organisations International organisations coordinate multilateral cybercrime negotiations, governments …'
		);
	});

	it('is content with as many words as it allows', async () => {
		const paragraph = (count: number): string => `Oil.${' Oil.'.repeat(count - 1)}`;
		const texts = [80, 80, 80].map(paragraph);
		const files = (last: number): Files =>
			changed(scenario, ['You stand at the lamp.', [...texts, paragraph(last)].join('\n\n')]);
		expect(await advised(files(10))).toEqual([]);
		expect((await advised(files(11))).map(({ code }) => code)).toEqual(['scene_long']);
	});

	it('goes through the files by name, and each from top to bottom', async () => {
		const inScenario = changed(
			scenario,
			['You stand at the lamp.', `Oil ${words(80)}.`],
			['- Tell the coast.', `- Tell the coast, ${words(6, 'all')}.`],
			['- Sell the oil.', `- Sell the oil, ${words(5, 'all')}.`]
		);
		const files = change(
			inScenario,
			quiz,
			'- The brighter one {',
			`- The brighter one, ${words(9)} {`
		);
		const { folders } = await compile(files);
		expect(adviceOn(folders).map(({ file, code }) => [file, code])).toEqual([
			[quiz, 'best_stands_out'],
			[scenario, 'paragraph_long'],
			[scenario, 'best_stands_out'],
			[scenario, 'options_uneven']
		]);
	});

	it('is silent on a scenario that could not be read whole', async () => {
		const { folders, problems } = await compile(
			change(sampleCourse, scenario, '{#bell stage=bell}', '{#watch stage=bell}')
		);
		expect(problems.map(({ code }) => code)).toContain('id_repeated');
		expect(adviceOn(folders)).toEqual([]);
	});

	it('is tried here with every code that it has', () => {
		const codesIn = (name: string, pattern: RegExp) =>
			new Set(
				[...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(pattern)].map(
					([, code]) => code
				)
			);
		expect(codesIn('advice.test.ts', /code: '([a-z_]+)'/g)).toEqual(
			codesIn('advice.ts', /'([a-z]+(?:_[a-z]+)+)'/g)
		);
	});
});
