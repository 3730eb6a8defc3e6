import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import { change, paths, sampleCourse } from './sample-course';

/** The codes, files and lines of a changed course. */
const told = async (files: Files) =>
	(await compile(files)).problems.map(({ code, file, line }) => [code, file, line]);

describe('what happened after the consultation', () => {
	const { lesson, quiz, scenario } = paths;
	const lineOf = (text: string, part: string) =>
		text.slice(0, text.indexOf(part)).split('\n').length;

	it('is cited on any line of a since-then step, and on none beside it', async () => {
		const last = change(
			sampleCourse,
			lesson,
			'A year later there was one list, as of January 2030. [LATER-1]\n',
			'A year later. [LATER-1]\n\nAnd one list, as of January 2030. [LATER-1]'
		);
		expect(await told(last)).toEqual([]);
		const before = change(sampleCourse, lesson, 'First the story.', 'First the story. [LATER-1]');
		expect(await told(before)).toEqual([
			['layer_mixed', lesson, lineOf(before[lesson], '[LATER-1]')]
		]);
		const then =
			'## Since then {#later .since-then}\n\nA year later there was one list, as of January 2030. [LATER-1]\n';
		const moved = change(
			change(sampleCourse, lesson, then, ''),
			lesson,
			'## A night in fog',
			`${then.replace('\n\nA', '\nA')}## A night in fog`
		);
		expect(await told(moved)).toEqual([]);
		const after = change(moved, lesson, 'First the story.', 'First the story. [LATER-1]');
		expect((await told(after)).map(([code]) => code)).toEqual(['layer_mixed']);
	});

	it('is cited in an activity only where that is placed in such a step', async () => {
		const [from, to] = [
			'  > Nothing was written down. [L1-K3]',
			'  > Nothing was written down. [LATER-1]'
		];
		const story = change(sampleCourse, scenario, from, to);
		const line = lineOf(story[scenario], '[LATER-1]');
		expect(await told(story)).toEqual([['layer_mixed', scenario, line]]);
		const placed = change(
			change(story, lesson, '<Activity id="the-fog" />', 'And so on.'),
			lesson,
			'as of January 2030. [LATER-1]\n',
			'as of January 2030. [LATER-1]\n\n<Activity id="the-fog" />\n'
		);
		expect((await told(placed)).map(([code]) => code)).not.toContain('layer_mixed');
		const checks = change(
			sampleCourse,
			quiz,
			'> Descriptions come first. [L1-K3]',
			'> Descriptions come first. [LATER-1]'
		);
		expect(await told(checks)).toEqual([['layer_mixed', quiz, lineOf(checks[quiz], '[LATER-1]')]]);
	});

	it('is not allowed in a quiz by the lines of a since-then step of its lesson', async () => {
		const step = lineOf(sampleCourse[lesson], '## Since then');
		const lines = sampleCourse[quiz].split('\n');
		const at = lines.findIndex(
			(line, index) => index + 1 >= step && line.startsWith('  > ') && line.includes('[')
		);
		const late = lines[at].replace(/\[[^\]]+\](?: \[[^\]]+\])*/, '[LATER-1]');
		const longer = change(
			sampleCourse,
			lesson,
			'as of January 2030. [LATER-1]\n',
			`as of January 2030. [LATER-1]\n${'\nAnd so on.\n'.repeat(60)}`
		);
		const files = change(longer, quiz, lines[at], late);
		expect(await told(files)).toContainEqual(['layer_mixed', quiz, at + 1]);
	});
});

describe('an activity that is placed nowhere', () => {
	it.each([
		['light-checks', 'checks', paths.quiz],
		['the-fog', 'scenario', paths.scenario]
	])('is told with the line that places it: %s', async (id, kind, file) => {
		const files = change(sampleCourse, paths.lesson, `<Activity id="${id}" />`, 'Nothing.');
		const { problems } = await compile(files);
		const missing = problems.find(({ code }) => code === 'activity_not_placed');
		expect(missing).toMatchObject({ file });
		expect(missing?.message).toContain(
			`{#${id} .${kind}}, an empty line, and <Activity id="${id}" />`
		);
	});
});

describe('an item that another one closes', () => {
	const closing = change(sampleCourse, paths.quiz, 'closes=stand}', 'closes=elsewhere}');
	const [position] = /^## [^\n]*\{#stand [\s\S]*?(?=^## )/m.exec(sampleCourse[paths.quiz]) ?? [''];
	const second = (item: string): Files => ({
		...change(
			closing,
			paths.lesson,
			'<Activity id="light-checks" />',
			'<Activity id="light-checks" />\n\n<Activity id="more" />'
		),
		'lessons/1-lights/more.quiz.md': `---\nid: more\ntitle: More\n---\n\n${item}`
	});

	it('may stand in another quiz', async () => {
		expect(await told(second(position.replace('#stand', '#elsewhere')))).toEqual([]);
		expect(
			(await told(second(position.replace('#stand', '#other')))).map(([code]) => code)
		).toEqual(['item_closes']);
	});

	it('is not missed while one of another quiz has no id', async () => {
		const codes = (await told(second(position.replace('#stand ', '')))).map(([code]) => code);
		expect(codes).toEqual(['id_missing']);
	});
});

describe('a picture', () => {
	const { lesson } = paths;
	const shown = change(
		sampleCourse,
		lesson,
		'First the story.',
		'First the story. ![A lamp](/pictures/A%20lamp.png) ![Fog](data:image/png;base64,iVBORw0KGgo=)'
	);

	it('has a file of its name, to the letter', async () => {
		expect(await told({ ...shown, 'static/pictures/A lamp.png': '' })).toEqual([]);
		for (const name of ['a lamp.png', 'A%20lamp.png', 'night/A lamp.png'])
			expect(await told({ ...shown, [`static/pictures/${name}`]: '' })).toMatchObject([
				['picture_missing', lesson, expect.any(Number)]
			]);
	});

	it('may be called as no address is written', async () => {
		const odd = change(shown, lesson, 'A%20lamp.png', '%zz.png');
		expect(await told({ ...odd, 'static/pictures/%zz.png': '' })).toEqual([]);
	});
});
