import { beforeEach, describe, expect, it } from 'vitest';
import { compile, type Compilation, type Files } from './compile';
import type { Course, QuizModel, ScenarioModel } from './model';
import { change, paths, sampleCourse } from './sample-course';

const link =
	'<a href="/glossary#light-character" class="term" data-term="light-character">character</a>';

describe('the compiled sample', () => {
	let compilation: Compilation;
	let course: Course;

	beforeEach(async () => {
		compilation = await compile(sampleCourse);
		course = compilation.courses.en;
	});

	it('has no problems and one language', () => {
		expect(compilation.problems).toEqual([]);
		expect(Object.keys(compilation.courses)).toEqual(['en']);
	});

	it('is the same whatever the order of its files', async () => {
		const shuffled: Files = Object.fromEntries(Object.entries(sampleCourse).reverse());
		expect((await compile(shuffled)).courses).toEqual(compilation.courses);
	});

	it('begins with an index of the whole course', () => {
		const { lessons, ...rest } = course.index;
		expect(rest).toEqual({
			id: 'lights-at-sea',
			title: 'Lights at sea',
			event: 'Meeting of the keepers, autumn',
			lede: 'Nine keepers, one fog, and no two lamps alike.',
			sessions: ['lights'],
			after: { harbour: ['lights'] }
		});
		expect(lessons[1]).toEqual({
			id: 'harbour',
			title: 'Back in harbour',
			summary: 'What the night has shown.',
			minutes: 1,
			objectives: {},
			steps: [{ id: 'home', kind: 'closing', title: 'Home', minutes: 1 }],
			activities: {}
		});
		expect(lessons[0].session).toBe(1);
		expect(lessons[0].activities).toEqual({ 'light-checks': 'Which light?', 'the-fog': 'The fog' });
	});

	it('follows the order of course.md and not that of the folders', async () => {
		const files = change(sampleCourse, paths.course, '[lights, harbour]', '[harbour, lights]');
		const { courses, problems } = await compile(files);
		expect(problems).toEqual([]);
		expect(courses.en.index.lessons.map(({ id }) => id)).toEqual(['harbour', 'lights']);
	});

	it('finds lessons in folders of any number', async () => {
		const files = Object.fromEntries(
			Object.entries(sampleCourse).map(([file, text]) => [file.replace('/2-', '/12-'), text])
		);
		const { courses, problems } = await compile(files);
		expect(problems).toEqual([]);
		expect(courses.en).toEqual(course);
	});

	it('has a lede of several paragraphs, a line for each', async () => {
		const words = 'Nine keepers, one fog, and no two lamps alike.';
		const files = change(sampleCourse, paths.course, words, `${words}\n\nAnd one *night*.`);
		expect((await compile(files)).courses.en.index.lede).toBe(`${words}\nAnd one night.`);
	});

	it('gives every step its kind and its activities', () => {
		expect(course.models.lights.steps).toEqual([
			{ id: 'opening', kind: 'opening', activities: [] },
			{ id: 'character', kind: 'reading', activities: [] },
			{ id: 'checks', kind: 'checks', activities: ['light-checks'] },
			{ id: 'fog', kind: 'scenario', activities: ['the-fog'] },
			{ id: 'later', kind: 'since-then', activities: [] }
		]);
		expect(course.models.lights.objectives).toEqual(['tell-lights', 'judge-fog']);
	});

	it('takes the claims out of the prose and points links where they lead', () => {
		expect(course.texts.lights.steps.character.blocks).toEqual([
			{
				html: `<p>A light is described before it is lit, participants agreed. Its ${link} is\n"colour &#x26; rhythm".</p>`,
				claims: ['L1-K1', 'L1-K3', 'DOC?']
			},
			{ html: '<h2>What a bell does</h2>', claims: [] },
			{
				html: '<ul>\n<li>Some participants said that it may help.</li>\n<li>The <a href="https://example.org/rules?a=1&#x26;b=2" rel="noreferrer">rule book</a> asks for a signature | at midnight.</li>\n</ul>',
				claims: ['L1-K2', 'LAW-1']
			},
			{
				html: '<table>\n<thead>\n<tr>\n<th>light</th>\n<th>colour</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>pier</td>\n<td>red</td>\n</tr>\n</tbody>\n</table>',
				claims: ['L1-T1']
			}
		]);
	});

	it.each([
		['words', 'The lamps are out.', ['L1-Q1', 'L1-K1']],
		['a list', '- The lamps are out.', ['L1-Q1', 'L1-K1']],
		['other claims', 'The lamps are out.\n\n[L1-K2]', ['L1-K2', 'L1-Q1', 'L1-K1']]
	])(
		'puts claims that stand alone behind %s into the margin beside them',
		async (_, words, claims) => {
			const lamps = 'The lamps are out. [L1-Q1]';
			const files = change(sampleCourse, paths.closing, lamps, `${words}\n\n[L1-Q1] [L1-K1]`);
			const { problems, courses } = await compile(files);
			expect(problems).toEqual([]);
			const [block] = courses.en.texts.harbour.steps.home.blocks;
			expect(block).toMatchObject({ claims });
		}
	);

	it('puts an activity among the blocks of its step where the author placed it', () => {
		expect(course.texts.lights.steps.fog.blocks).toEqual([
			{ html: '<p>First the story.</p>', claims: [] },
			{ activity: 'the-fog' }
		]);
	});

	it('carries the claims and terms that a lesson cites, and no others', () => {
		const { claims, terms } = course.texts.lights;
		expect(Object.keys(claims).sort()).toEqual([
			'B1-K8a',
			'L1-K1',
			'L1-K2',
			'L1-K3',
			'L1-T1',
			'LATER-1',
			'LAW-1',
			'OWN-1'
		]);
		expect(claims['L1-K2']).toEqual({
			id: 'L1-K2',
			kind: 'reported-view',
			stance: 'some-participants',
			section: 'breakout-1',
			part: 'takeaway',
			paragraph: 2,
			text: 'Some participants said that a bell may help in fog.'
		});
		expect(claims['LATER-1']).toEqual({
			id: 'LATER-1',
			kind: 'secondary-source',
			layer: 2,
			source: 'Harbour news',
			asOf: '2030-01-31',
			text: 'A year later the coast had one list of lights.'
		});
		expect(claims['LAW-1'].url).toBe('https://example.org/rules');
		expect(Object.keys(terms)).toEqual(['light-character']);
	});

	it('sorts the glossary by term', () => {
		expect(course.glossary.map(({ term }) => term)).toEqual(['Keeper', 'Light character']);
	});

	it('keys every kind of item', () => {
		const [quiz] = course.models.lights.activities as [QuizModel];
		const common = { objectives: [], answers: [] };
		expect(quiz.items).toEqual([
			{
				...common,
				id: 'first-lamp',
				kind: 'choice',
				asks: 'room',
				objectives: ['tell-lights'],
				certainty: true,
				options: [
					{ id: 'described', right: true },
					{ id: 'brighter', reveals: 'any-light' }
				]
			},
			{
				...common,
				id: 'rule-book',
				kind: 'choices',
				asks: 'law',
				objectives: ['tell-lights', 'judge-fog'],
				options: [
					{ id: 'signature', right: true },
					{ id: 'view', reveals: 'rule-is-view' }
				]
			},
			{
				...common,
				id: 'night-order',
				kind: 'sequence',
				asks: 'judgement',
				options: [{ id: 'describe' }, { id: 'light' }, { id: 'sign' }]
			},
			{
				...common,
				id: 'who-says',
				kind: 'match',
				asks: 'room',
				options: [
					{ id: 'a-description', to: 'the-room' },
					{ id: 'a-signature', to: 'the-rules' }
				],
				answers: [{ id: 'the-room' }, { id: 'the-rules' }]
			},
			{
				...common,
				id: 'too-far',
				kind: 'spot',
				asks: 'text',
				options: [{ id: 'signed' }, { id: 'anything', right: true }]
			},
			{
				...common,
				id: 'how-stood',
				kind: 'stance',
				asks: 'room',
				options: [
					{ id: 'stance-described', is: 'agreed' },
					{ id: 'stance-bell', is: 'some' },
					{ id: 'stance-oil', is: 'disagreed' },
					{ id: 'stance-changes', is: 'document' }
				]
			},
			{
				...common,
				id: 'oil-dispute',
				kind: 'contested',
				asks: 'judgement',
				options: [{ id: 'coast' }, { id: 'ships' }],
				answers: [
					{ id: 'everyone', for: 'coast', best: true },
					{ id: 'users', for: 'ships', best: true }
				]
			},
			{
				...common,
				id: 'stand',
				kind: 'position',
				asks: 'judgement',
				certainty: true,
				options: [{ id: 'every' }, { id: 'known' }]
			},
			{
				...common,
				id: 'stand-again',
				kind: 'position',
				asks: 'judgement',
				certainty: true,
				closes: 'stand',
				options: [{ id: 'every' }, { id: 'known' }]
			},
			{ ...common, id: 'log-entry', kind: 'reflection', asks: 'judgement', options: [] }
		]);
	});

	it('sorts an item into stem, document, hint, options, feedback and explanation', () => {
		expect(course.texts.lights.quizzes['light-checks'].items['first-lamp']).toEqual({
			title: 'Which lamp comes first?',
			stem: [
				{ html: '<p>Two lamps stand on the pier, and the night is clear.</p>', claims: [] },
				{
					html: '<p>Red, two seconds. Green is <em>not</em> lit.</p>',
					claims: [],
					document: 'Log of the pier'
				}
			],
			hint: 'Think of the order of things.',
			options: {
				described: {
					html: 'The one that is described',
					feedback: {
						html: '<p>Described before it is lit.</p>\n<p>The log shows it.</p>\n<p>It is signed, too.</p>',
						claims: ['L1-K1', 'LAW-1']
					}
				},
				brighter: {
					html: 'The brighter one',
					feedback: { html: `<p>Brightness is not a ${link}.</p>`, claims: ['DOC?'] }
				}
			},
			answers: {},
			explanation: [{ html: '<p>Descriptions come first.</p>', claims: ['L1-K3'] }]
		});
	});

	it('keeps the question over a second list apart from the stem', () => {
		const { stem, question, answers } =
			course.texts.lights.quizzes['light-checks'].items['who-says'];
		expect(stem).toEqual([]);
		expect(question).toBe('Where does each come from?');
		expect(answers).toEqual({
			'the-room': { html: 'From the room' },
			'the-rules': { html: 'From the rules' }
		});
	});

	it('turns headings into scenes and list items into choices', () => {
		const scenario = course.models.lights.activities[1] as ScenarioModel;
		expect({ ...scenario, scenes: scenario.scenes.map(({ id }) => id), version: '' }).toEqual({
			kind: 'scenario',
			id: 'the-fog',
			version: '',
			objectives: ['judge-fog'],
			stages: ['first', 'bell', 'telling'],
			tracks: {
				oil: { from: 2, min: 0, max: 3, better: 'up' },
				trust: { from: 1, min: 0, max: 3, better: 'up' }
			},
			dials: { moon: { from: 'new', values: ['new', 'full'] } },
			start: 'watch',
			scenes: ['watch', 'weather', 'bell', 'report', 'safe', 'aground']
		});
		const newMoon = [[{ kind: 'dial', dial: 'moon', value: 'new' }]];
		expect(scenario.scenes[0]).toEqual({
			id: 'watch',
			stage: 'first',
			objectives: ['judge-fog'],
			options: [
				{
					id: 'light',
					to: [{ value: 'weather' }],
					quality: [{ value: 'sound' }],
					effects: [{ track: 'oil', kind: 'add', value: -1 }]
				},
				{
					id: 'wait',
					to: [{ value: 'aground', when: newMoon }, { value: 'weather' }],
					quality: [{ value: 'weak', when: newMoon }, { value: 'defensible' }],
					effects: [{ track: 'trust', kind: 'add', value: -1 }]
				},
				{
					id: 'borrow',
					to: [{ value: 'weather' }],
					quality: [{ value: 'unsound' }],
					effects: [
						{ track: 'oil', kind: 'add', value: 1 },
						{ track: 'trust', kind: 'cap', value: 1 }
					],
					reveals: 'any-light'
				}
			]
		});
		expect(scenario.scenes[1]).toEqual({
			id: 'weather',
			stage: 'bell',
			objectives: [],
			chance: true,
			options: [
				{ id: 'thins', to: [{ value: 'bell' }], effects: [] },
				{
					id: 'thickens',
					to: [{ value: 'bell' }],
					effects: [{ track: 'oil', kind: 'add', value: -1 }]
				}
			]
		});
		expect(scenario.scenes[2].options[1]).toMatchObject({
			when: [[{ kind: 'track', track: 'oil', op: '>=', value: 1 }]],
			effects: [{ track: 'oil', kind: 'set', value: 0 }]
		});
		expect(scenario.scenes[5]).toEqual({
			id: 'aground',
			objectives: [],
			outcome: 'poor',
			options: []
		});
	});

	it('dates a story by its bold beginning and keeps all its paragraphs', () => {
		const { options } = course.texts.lights.scenarios['the-fog'].scenes.watch;
		expect(options.light).toEqual({
			label: 'Light it, as described.',
			date: "Nine o'clock",
			story: '<p>The lamp burns.</p>\n<p>It burns well.</p>',
			feedback: { html: '<p>Described before it is lit.</p>', claims: ['L1-K1'] }
		});
		expect(options.borrow).toMatchObject({
			date: '',
			story: '<p>A green lamp stands where a red one was.</p>'
		});
	});

	it('shows paragraphs and documents of a scene on their conditions', () => {
		expect(course.texts.lights.scenarios['the-fog'].scenes.bell.prose).toEqual([
			{
				html: '<p>The lamp is green.</p>',
				claims: [],
				when: [[{ kind: 'chose', option: 'borrow' }]]
			},
			{
				html: '<p>Almost nothing is left.</p>',
				claims: [],
				document: 'Tally of oil',
				when: [
					[{ kind: 'track', track: 'oil', op: '<', value: 1 }],
					[
						{ kind: 'dial', dial: 'moon', value: 'full', not: true },
						{ kind: 'track', track: 'trust', op: '=', value: 0 }
					]
				]
			}
		]);
	});

	it('names tracks, stages and dials, opens the case file and debriefs with headings', () => {
		const text = course.texts.lights.scenarios['the-fog'];
		expect({
			...text,
			scenes: Object.keys(text.scenes),
			map: Object.keys(text.map.scenes)
		}).toEqual({
			map: Object.keys(text.scenes),
			title: 'The fog',
			role: 'Keeper of the pier light at Harbourline',
			intro: [
				{ html: '<p>Fog comes in at nine.</p>', claims: [] },
				{ html: '<p>A ship is late.</p>', claims: [], document: 'Note from Kestria' }
			],
			stages: {
				first: 'What you do first',
				bell: 'What you do with the bell',
				telling: 'Whom you tell'
			},
			tracks: { oil: 'Oil left', trust: 'Trust of the ships' },
			dials: { moon: { label: 'The moon', values: { new: 'No moon', full: 'A full moon' } } },
			scenes: ['watch', 'weather', 'bell', 'report', 'safe', 'aground'],
			debrief: [
				{ html: '<p>What the room said.</p>', claims: ['L1-K1'] },
				{ html: '<h3>Where keepers differ</h3>', claims: [] },
				{ html: '<p>Nobody agreed on the oil.</p>', claims: ['B1-K8a'] }
			]
		});
	});
});

describe('the version of an activity', () => {
	const versions = async (files: Files): Promise<string[]> =>
		(await compile(files)).courses.en.models.lights.activities.map(({ version }) => version);

	it('stays when words change', async () => {
		const files = change(
			change(sampleCourse, paths.quiz, 'The brighter one', 'The one that shines more'),
			paths.scenario,
			'You stand at the lamp.',
			'You sit at the lamp.'
		);
		expect(await versions(files)).toEqual(await versions(sampleCourse));
	});

	it('changes with a key of the quiz, and leaves the scenario alone', async () => {
		const [quiz, scenario] = await versions(sampleCourse);
		const files = change(sampleCourse, paths.quiz, 'to=the-rules}', 'to=the-room}');
		const [otherQuiz, sameScenario] = await versions(files);
		expect(otherQuiz).not.toBe(quiz);
		expect(sameScenario).toBe(scenario);
	});

	it('changes with an effect of the scenario', async () => {
		const [quiz, scenario] = await versions(sampleCourse);
		const files = change(
			sampleCourse,
			paths.scenario,
			'quality=sound oil-1}',
			'quality=sound oil-2}'
		);
		const [sameQuiz, otherScenario] = await versions(files);
		expect(sameQuiz).toBe(quiz);
		expect(otherScenario).not.toBe(scenario);
	});
});

describe('the minutes of a step', () => {
	const minutesOf = async (files: Files): Promise<Record<string, number>> =>
		Object.fromEntries(
			(await compile(files)).courses.en.index.lessons.flatMap(({ id, minutes, steps }) => [
				[id, minutes] as const,
				...steps.map((step) => [`${id}/${step.id}`, step.minutes] as const)
			])
		);
	const words = (count: number) => Array.from({ length: count }, () => 'lamp').join(' ');
	const sentence = 'The lamps are out. [L1-Q1]';

	it('are reading at 200 words a minute, and never less than one', async () => {
		const minutes = async (count: number) =>
			(await minutesOf(change(sampleCourse, paths.closing, sentence, words(count))))[
				'harbour/home'
			];
		expect(await minutes(1)).toBe(1);
		expect(await minutes(299)).toBe(1);
		expect(await minutes(300)).toBe(2);
		expect(await minutes(1000)).toBe(5);
	});

	it('count half a minute for every item', async () => {
		const quiz = Array.from(
			{ length: 20 },
			(_, at) => `## Lamp {#lamp-${at} .reflection asks=judgement}\n`
		).join('\n');
		const files = {
			...change(sampleCourse, paths.closing, sentence, '<Activity id="lamps" />'),
			'lessons/2-harbour/lamps.quiz.md': `---\nid: lamps\ntitle: Lamps\n---\n\n${quiz}`
		};
		const minutes = await minutesOf(files);
		expect(minutes['harbour/home']).toBe(10);
		expect(minutes.harbour).toBe(10);
	});

	it.each([
		['the title of an item', paths.quiz, '## And now?', 400],
		['an option', paths.quiz, '- Light {#light}', 400],
		['a feedback', paths.quiz, '> So it says.', 400],
		['the question over a second list', paths.quiz, 'Where does each come from?', 400],
		['an explanation', paths.quiz, '> Descriptions come first.', 400],
		['the introduction of a scenario', paths.scenario, 'Fog comes in at nine.', 400],
		['its debrief', paths.scenario, 'Nobody agreed on the oil.', 400],
		// Four scenes of six are on a typical path: three stages and the ending.
		['a scene', paths.scenario, 'Who pays?', 600],
		['a choice', paths.scenario, '- Tell the coast.', 600],
		['what follows from it', paths.scenario, 'The coast listens.', 600]
	])('grow with the words of %s', async (_, path, from, more) => {
		const step = path === paths.quiz ? 'lights/checks' : 'lights/fog';
		const longer = change(
			sampleCourse,
			path,
			from,
			from.replace(/.( \{.*)?$/, ` ${words(more)}$&`)
		);
		const before = (await minutesOf(sampleCourse))[step];
		expect((await minutesOf(longer))[step]).toBe(before + 2);
	});

	it('of a step that is extra are told, and not those of the lesson', async () => {
		const files = change(sampleCourse, paths.lesson, '{#fog .scenario}', '{#fog .scenario extra}');
		expect(await minutesOf(files)).toMatchObject({ lights: 9, 'lights/fog': 2 });
		const { index, models } = (await compile(files)).courses.en;
		expect(index.lessons[0].steps.flatMap(({ id, extra }) => (extra ? [id] : []))).toEqual(['fog']);
		expect([index.lessons[0].session, models.lights.session]).toEqual([1, 1]);
		expect(models.harbour).not.toHaveProperty('session');
	});

	it('add up to those of the lesson', async () => {
		const minutes = await minutesOf(sampleCourse);
		expect(minutes).toEqual({
			lights: 11,
			'lights/opening': 1,
			'lights/character': 1,
			'lights/checks': 6,
			'lights/fog': 2,
			'lights/later': 1,
			harbour: 1,
			'harbour/home': 1
		});
	});
});

describe('a file that is not saved as UTF-8', () => {
	/** As a file is read whose letters were written in another encoding. */
	const readAs = (text: string, encoding: 'latin1' | 'utf16le') =>
		Buffer.from(text, encoding).toString('utf8');

	it.each([...Object.values(paths), paths.quiz.replace('.md', '.fr.md')])(
		'is told so at its first letter that is lost, and nothing else, as %s',
		async (path) => {
			const text = sampleCourse[path] ?? sampleCourse[paths.quiz];
			const told = async (written: string) =>
				(await compile({ ...sampleCourse, [path]: written })).problems;
			const problem = {
				code: 'file_encoding',
				file: path,
				line: 1,
				message:
					'This file is not saved as UTF-8, so some letters are lost. Save it again with the encoding UTF-8.'
			};
			expect(await told(readAs(`\uFEFF${text}`, 'utf16le'))).toEqual([problem]);
			expect(await told(readAs(text, 'utf16le'))).toEqual([problem]);
			const [first, ...lines] = text.split('\n');
			const accented = lines
				.map((line) => line.replace(/(text|title): ([A-Z"])/, '$1: $2é'))
				.join('\n');
			const line = accented.slice(0, accented.indexOf('é')).split('\n').length + 1;
			expect(await told(readAs(`${first}\n${accented}`, 'latin1'))).toEqual([{ ...problem, line }]);
		}
	);

	it('does not hide what is wrong elsewhere', async () => {
		const files = change(sampleCourse, paths.closing, '[L1-Q1]', '[L1-Q9]');
		const { problems } = await compile({
			...files,
			[paths.lesson]: readAs(files[paths.lesson], 'utf16le')
		});
		expect(problems.map(({ code, file }) => [code, file])).toEqual([
			['file_encoding', paths.lesson],
			['claim_unknown', paths.closing]
		]);
	});
});

describe('problems', () => {
	it('come all at once, by file and by line', async () => {
		const files = change(
			change(
				change(sampleCourse, paths.quiz, 'Two lamps stand', 'Two {lamps} stand'),
				paths.quiz,
				'asks=judgement closes=stand}',
				'closes=stand}'
			),
			paths.closing,
			'[L1-Q1]',
			'[L1-Q9]'
		);
		const { problems } = await compile(files);
		expect(problems.map(({ code, file, line }) => [code, file, line])).toEqual([
			['attributes_misplaced', paths.quiz, 8],
			['item_asks', paths.quiz, 114],
			['claim_unknown', paths.closing, 10]
		]);
	});

	it('are told once, however often the same stands in a line', async () => {
		const twice = 'So [L1-Q9] and so [L1-Q9] again.';
		const { problems } = await compile(
			change(sampleCourse, paths.closing, 'The lamps are out. [L1-Q1]', twice)
		);
		expect(problems.map(({ code, line }) => [code, line])).toEqual([['claim_unknown', 10]]);
	});

	it('are told of what the renderer would stumble over, and the other files are read', async () => {
		const lamps = 'The lamps are out. [L1-Q1]';
		const { problems, courses } = await compile(
			change(sampleCourse, paths.closing, lamps, `{/*\n\n${lamps}`)
		);
		expect(problems).toMatchObject([
			{ file: paths.closing, code: 'attributes_misplaced', line: 10 }
		]);
		expect(Object.keys(courses.en.texts)).toEqual(['lights', 'harbour']);
	});

	it('leave the rest of the course to be shown', async () => {
		const files = change(sampleCourse, paths.lesson, 'session: 1', 'session: one');
		const { courses, problems } = await compile(files);
		expect(problems).toHaveLength(1);
		expect(courses.en.index.lessons.map(({ id }) => id)).toEqual(['harbour']);
	});

	it('are none in the longest file that is read, and one in a longer one, of which nothing else is said', async () => {
		const long = (length: number): Files => ({
			...change(sampleCourse, paths.closing, '[L1-Q1]', '[L1-Q9]'),
			[paths.glossary]: `${sampleCourse[paths.glossary]}#`.padEnd(length, '.')
		});
		expect((await compile(long(250_000))).problems.map(({ code }) => code)).toEqual([
			'claim_unknown'
		]);
		const { problems, ...rest } = await compile(long(250_001));
		expect(problems.map(({ code, file }) => [code, file])).toEqual([
			['file_too_long', paths.glossary]
		]);
		expect(rest).toMatchObject({ courses: {}, folders: [], ledger: { readable: false } });
	});

	it('name every lesson of a circle that nobody could enter', async () => {
		const after = 'harbour: [lights]\n  lights: [harbour]';
		const { problems } = await compile(
			change(sampleCourse, paths.course, 'harbour: [lights]', after)
		);
		expect(problems.map(({ code, line }) => [code, line])).toEqual([
			['lesson_order', 8],
			['lesson_order', 9]
		]);
	});

	it('of course.md keep the course from being shown, and not the ledger and the folders from being reported', async () => {
		const { courses, ledger, folders } = await compile({ ...sampleCourse, [paths.course]: '' });
		const whole = await compile(sampleCourse);
		expect(courses).toEqual({});
		expect(ledger).toEqual(whole.ledger);
		expect(folders.map(({ folder }) => folder)).toEqual(whole.folders.map(({ folder }) => folder));
	});

	it('are few when a whole file is missing', async () => {
		const without = (path: string): Files =>
			Object.fromEntries(Object.entries(sampleCourse).filter(([file]) => file !== path));
		const codes = async (path: string) =>
			(await compile(without(path))).problems.map(({ code }) => code);
		expect(await codes(paths.course)).toEqual(['frontmatter_missing']);
		expect(await codes(paths.ledger)).toEqual(['ledger_wrong']);
		expect(await codes(paths.glossary)).toEqual(['glossary_wrong']);
		expect((await compile(without(paths.ledger))).problems).toMatchObject([
			{ message: expect.stringMatching(/^the file: has no value/) as string }
		]);
		expect((await compile({})).courses).toEqual({});
	});
});

describe('the signs of honest prose', () => {
	/** What is shown for the same words in a step and in the stem of an item; fails when anything is said of them. */
	const shown = async (words: string): Promise<string[]> => {
		const { courses, problems } = await compile(
			change(
				change(sampleCourse, paths.closing, 'The lamps are out. [L1-Q1]', `${words} [L1-Q1]`),
				paths.quiz,
				'Two lamps stand on the pier, and the night is clear.',
				words
			)
		);
		expect(problems).toEqual([]);
		const { harbour, lights } = courses.en.texts;
		const [block] = harbour.steps.home.blocks;
		const [stem] = lights.quizzes['light-checks'].items['first-lamp'].stem;
		return ['html' in block ? block.html : '', stem.html];
	};

	it.each([
		['an e-mail address', 'Write to watch_one@coast.example, or <two@coast.example>.'],
		['a tilde for "about"', 'In 2~3 days, or 10~15, at most ~20.'],
		['a name that is blotted out', 'His name is \\*\\*\\*\\*, she said.'],
		['a star and an underscore', 'Three \\* two \\* one, of one\\_two\\_ three.'],
		['references of lawyers', '§ 5, §§ 6–7, art. 35(2)(c), R&D (1), [2], [2021] 2 AC 3 (HL).'],
		['quotations', '« L’article 5 », “the ‘old’ rule”, “الاتفاقية” – and so –']
	])('are shown as they are written: %s', async (_, words) => {
		const plain = words.replace(/\\(?=[*_])|[<>]/g, '').replace('&', '&#x26;');
		expect(await shown(words)).toEqual([`<p>${plain}</p>`, `<p>${plain}</p>`]);
	});
});
