import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import type { ScenarioModel, ScenarioText } from './model';
import { change, paths, sampleCourse } from './sample-course';

const scenario = (from: string, to: string, files: Files = sampleCourse): Files =>
	change(files, paths.scenario, from, to);

async function read(
	files: Files
): Promise<{ codes: string[]; model: ScenarioModel; text: ScenarioText }> {
	const { courses, problems } = await compile(files);
	const model = courses.en.models.lights.activities.find((one) => one.kind === 'scenario');
	if (model?.kind !== 'scenario') throw new Error('There is no scenario.');
	const text = courses.en.texts.lights.scenarios['the-fog'];
	return { codes: problems.map(({ code }) => code), model, text };
}

describe('a story', () => {
	const light = async (from: string, to: string) => {
		const { codes, text } = await read(scenario(from, to));
		expect(codes).toEqual([]);
		return text.scenes.watch.options.light;
	};

	it('may have its date in a paragraph of its own', async () => {
		expect(
			await light("**Nine o'clock.** The lamp burns.", "**Nine o'clock.**\n\n  The lamp burns.")
		).toMatchObject({
			date: "Nine o'clock",
			story: '<p>The lamp burns.</p>\n<p>It burns well.</p>'
		});
	});

	it('may begin with stressed words after its date', async () => {
		expect(
			await light("**Nine o'clock.** The lamp burns.", "**Nine o'clock**: *The* lamp burns.")
		).toMatchObject({
			date: "Nine o'clock",
			story: '<p><em>The</em> lamp burns.</p>\n<p>It burns well.</p>'
		});
	});

	it.each([
		['**10.30 h.** The lamp burns.', '10.30 h', '<p>The lamp burns.</p>'],
		["**Nine o'clock** “Now” it burns.", "Nine o'clock", '<p>“Now” it burns.</p>'],
		["**Nine o'clock.**“Now” it burns.", "Nine o'clock", '<p>“Now” it burns.</p>'],
		['The **lamp** burns.', '', '<p>The <strong>lamp</strong> burns.</p>']
	])('begins with its date, if with any: %s', async (written, date, story) => {
		const read = await light("**Nine o'clock.** The lamp burns.", written);
		expect([read.date, read.story.split('\n')[0]]).toEqual([date, story]);
	});

	it('may hold a list', async () => {
		expect(
			await light(
				'  It burns well.\n',
				'  - It burns.\n  - It shines.\n\n  Then comes the night.\n'
			)
		).toMatchObject({
			story:
				'<p>The lamp burns.</p>\n<ul>\n<li>It burns.</li>\n<li>It shines.</li>\n</ul>\n<p>Then comes the night.</p>',
			feedback: { html: '<p>Described before it is lit.</p>', claims: ['L1-K1'] }
		});
	});

	// What waits for the debrief is its quotations, so words among them would be told before their time.
	it('ends where the feedback begins, and what follows is told once for what is in a row', async () => {
		const files = scenario(
			'  > Described before it is lit. [L1-K1]\n',
			'  > Described before it is lit. [L1-K1]\n\n  Why?\n\n  - So.\n\n  > It is.\n\n  Still.\n'
		);
		const { problems } = await compile(files);
		const lines = files[paths.scenario].split('\n');
		expect(problems.map(({ code, line }) => `${lines[line - 1].trim()} ${code}`)).toEqual([
			'Why? feedback_mark',
			'Still. feedback_mark'
		]);
	});
});

describe('a scene', () => {
	it('shows a list above its choices as prose', async () => {
		const { codes, text } = await read(scenario('Who pays?', '1. You?\n2. They?\n\nWho pays?'));
		expect(codes).toEqual([]);
		expect(text.scenes.report.prose.map(({ html }) => html)).toEqual([
			'<ol>\n<li>You?</li>\n<li>They?</li>\n</ol>',
			'<p>Who pays?</p>'
		]);
		expect(Object.keys(text.scenes.report.options)).toEqual(['tell-coast', 'tell-ships']);
	});

	it('may be an ending that lists something', async () => {
		const { codes, text } = await read(
			scenario('The ship is in.', 'All are in:\n\n- the ship\n- the lamp')
		);
		expect(codes).toEqual([]);
		expect(text.scenes.safe.prose).toHaveLength(2);
	});

	it('may name its objectives with a comma too many', async () => {
		const { codes, model } = await read(
			scenario('{#bell stage=bell}', '{#bell stage=bell objective=" judge-fog, "}')
		);
		expect(codes).toEqual([]);
		expect(model.scenes[2].objectives).toEqual(['judge-fog']);
	});

	it('may share its id with a choice', async () => {
		const { codes, model } = await read(scenario('{#ring to=report', '{#bell to=report'));
		expect(codes).toEqual([]);
		expect(model.scenes[2].options[0].id).toBe('bell');
	});

	it('shows the claims that its own words cite', async () => {
		const { codes, text } = await read(scenario('Who pays?', 'Who pays? [L1-K3]'));
		expect(codes).toEqual([]);
		expect(text.scenes.report.prose).toEqual([{ html: '<p>Who pays?</p>', claims: ['L1-K3'] }]);
	});
});

describe('a scenario', () => {
	/** The sample with so many scenes more, one after another. */
	const longer = (count: number): Files => {
		const more = Array.from(
			{ length: count },
			(_, at) =>
				`## ${at} {#s${at} stage=telling}\n\n- On. {#g${at} to=${at + 1 < count ? `s${at + 1}` : 'safe'} quality=open}\n\n  On.\n\n  > On. [DOC?]\n\n`
		).join('');
		const files = scenario('## Safe {#safe', `${more}## Safe {#safe`);
		return scenario('{#tell-coast to=safe', '{#tell-coast to=s0', files);
	};

	it('may have a hundred scenes, and no more', async () => {
		const { codes, model } = await read(longer(94));
		expect(model.scenes).toHaveLength(100);
		expect(codes).not.toContain('scenario_too_large');
		const { problems } = await compile(longer(95));
		expect(problems.map(({ code, message }) => [code, message])).toEqual([
			[
				'scenario_too_large',
				'The scenario has 101 scenes; at most 100 can be walked and drawn. Use fewer, or make several scenarios of it.'
			]
		]);
	});

	it('is told what brackets its headings and choices could have, each by what it is', async () => {
		const said = async (from: string, to: string): Promise<string> => {
			const { problems } = await compile(scenario(from, to));
			return problems.find(({ code }) => code === 'id_missing')?.message ?? '';
		};
		expect(await said('The fog thins. {#thins to=bell}', 'The fog thins.')).toContain(
			': {#the-fog-thins to=…}.'
		);
		expect(
			await said('Ring the bell. {#ring to=report quality=sound trust+1}', 'Ring the bell.')
		).toContain(': {#ring-the-bell to=… quality=…}.');
		for (const title of ['Debriefing', 'After the debrief'])
			expect(await said('## Debrief {#debrief .debrief}', `## ${title}`)).toContain('.ending');
		expect(await said('## Debrief {#debrief .debrief}', '## DEBRIEF')).toContain(
			': {#debrief .debrief}.'
		);
	});

	it('shows a document of many parts where its last line says so', async () => {
		const { codes, text } = await read(
			scenario('> **Tally of oil**\n>', '> **Tally of oil**\n>\n> One.\n>\n> Two.\n>')
		);
		expect(codes).toEqual([]);
		expect(text.scenes.bell.prose[1].when).toHaveLength(2);
		expect(text.scenes.bell.prose[1].html).not.toContain('when');
	});

	it('may end with a list in which nothing is written yet', async () => {
		const { codes } = await read(scenario('The ship is in.', 'All are in:\n\n-\n- the lamp'));
		expect(codes).toEqual([]);
	});
});

describe('a choice', () => {
	it('may have the words of another with which it is not on offer together', async () => {
		const { codes } = await read(
			scenario(
				'- Sell the oil. {',
				'- Ring the bell. {#ring-low to=report quality=weak when="oil<1"}\n\n  **Midnight.** It rings.\n\n  > Some said that it may help. [L1-K2]\n\n- Sell the oil. {',
				scenario(
					'{#ring to=report quality=sound trust+1}',
					'{#ring to=report quality=sound trust+1 when="oil>=1"}'
				)
			)
		);
		expect(codes).toEqual([]);
	});

	it('may have several targets and qualities, the last without a condition', async () => {
		const { codes, model } = await read(
			scenario(
				'to="safe when trust>=2, aground" quality=open}',
				'to="safe when trust>=2 and chose=light or moon=full, aground when oil=2, safe" quality="open when oil=0, open"}'
			)
		);
		expect(codes).toEqual([]);
		expect(model.scenes[3].options[1].to).toEqual([
			{
				value: 'safe',
				when: [
					[
						{ kind: 'track', track: 'trust', op: '>=', value: 2 },
						{ kind: 'chose', option: 'light' }
					],
					[{ kind: 'dial', dial: 'moon', value: 'full' }]
				]
			},
			{ value: 'aground', when: [[{ kind: 'track', track: 'oil', op: '=', value: 2 }]] },
			{ value: 'safe' }
		]);
	});

	it('may set a track to a number of several digits, and tell its targets with many spaces', async () => {
		const { codes, model } = await read(
			scenario(
				'{#tell-ships to="safe when trust>=2, aground"',
				'{#tell-ships to="safe  when  trust>=2 ,  aground" oil=10',
				scenario('from: 2, min: 0, max: 3', 'from: 2, min: 0, max: 12')
			)
		);
		expect(codes).toEqual([]);
		const [, ships] = model.scenes[3].options;
		expect(ships.effects).toEqual([{ track: 'oil', kind: 'set', value: 10 }]);
		expect(ships.to.map(({ value }) => value)).toEqual(['safe', 'aground']);
	});

	it('may set a track whose name holds a digit', async () => {
		const files = scenario(
			'  oil: {',
			'  oil-2: { label: Oil, from: 1, min: 0, max: 2, better: up }\n  oil: {'
		);
		const { codes, model } = await read(
			scenario(
				'quality=sound trust+1}',
				'quality=sound trust+1 oil-2+1}',
				scenario('oil=0}', 'oil=0 oil-2=0}', files)
			)
		);
		expect(codes).toEqual([]);
		expect(model.scenes[2].options[0].effects).toContainEqual({
			track: 'oil-2',
			kind: 'add',
			value: 1
		});
		expect(model.scenes[2].options[1].effects).toContainEqual({
			track: 'oil-2',
			kind: 'set',
			value: 0
		});
	});
});

describe('an option whose words go on behind its brackets', () => {
	const light = '- Light it, as described. {#light to=weather quality=sound oil-1}\n';
	const parts = async (written: string) => {
		const { codes, text } = await read(scenario(light, written));
		const { label, story } = text.scenes.watch.options.light;
		return { codes, label, story: story.split('\n')[0] };
	};

	it.each([
		['a line of its own', `${light}  More *words* here.\n`],
		['a line broken by hand', `${light.trimEnd()}\\\n  More *words* here.\n`]
	])('is read as if they began a paragraph, on %s', async (_, written) => {
		expect(await parts(written)).toEqual({
			codes: ['option_without_gap'],
			label: 'Light it, as described.',
			story: '<p>More <em>words</em> here.</p>'
		});
	});

	it('is told the line on which they begin', async () => {
		for (const end of ['\n', '\\\n', '  \n']) {
			const files = scenario(
				light,
				`- Light it,\n  now. ${light.slice(26).trimEnd()}${end}  More.\n`
			);
			const { problems } = await compile(files);
			const line = files[paths.scenario].split('\n').indexOf('  More.') + 1;
			expect(problems.map(({ code, line }) => [code, line])).toEqual([
				['option_without_gap', line]
			]);
		}
	});

	it('is none whose brackets stand before other words of the same line', async () => {
		const { problems } = await compile(
			scenario(light, `- Light {it} now,\\\n  ${light.slice(11)}`)
		);
		expect(problems.map(({ code }) => code)).toEqual(['attributes_misplaced']);
	});
});

describe('an option without words', () => {
	it.each([
		'-\n',
		'- > Light it.\n',
		'- - Light it.\n',
		'- {#light to=weather quality=sound oil-1}\n'
	])('is told so: %j', async (written) => {
		const { problems } = await compile(
			scenario('- Light it, as described. {#light to=weather quality=sound oil-1}\n', written)
		);
		expect(problems.map(({ code }) => code)).toContain('option_without_words');
	});

	it('is told so where it is the last of its list', async () => {
		const { problems } = await compile(scenario('## The weather', '-\n\n## The weather'));
		expect(problems.map(({ code }) => code)).toEqual(['option_without_words']);
	});
});

describe('an id', () => {
	it('may be a number of a line: it does not stand for one that is missing', async () => {
		const files = scenario('{#bell stage=bell}', '{#line-3 stage=bell}');
		const { codes } = await read(
			scenario(
				'{#thins to=bell}',
				'{#thins to=line-3}',
				scenario('{#thickens to=bell', '{#thickens to=line-4', files)
			)
		);
		expect(codes).toEqual(['link_broken']);
	});

	it('is proposed from the first four words, or in general where there are none', async () => {
		const said = async (words: string): Promise<string> => {
			const { problems } = await compile(
				scenario('- Ring the bell. {#ring to=report quality=sound trust+1}', `- ${words}`)
			);
			return problems[0].message;
		};
		expect(await said('Ring  the bell right now.')).toContain('{#ring-the-bell-right ');
		expect(await said('…!')).toContain('{#some-words ');
	});
});

describe('what means nothing', () => {
	it('is listed whole, beside all that would mean something', async () => {
		const { problems } = await compile(
			scenario(
				'{#light to=weather quality=sound oil-1}',
				'{#light to=weather quality=sound oil-1 certainty right .sound colour=red3 oil=1x}'
			)
		);
		expect(problems.map(({ message }) => message)).toEqual([
			'colour=, oil=, certainty, right, .sound means nothing here. Known here: #id, to=, quality=, when=, reveals=, and effects on a track (oil, trust), such as oil+1 oil-1 oil=0 oil<=1. Remove or correct it.'
		]);
	});
});

describe('a graph with a hole', () => {
	it('is reported once and not walked', async () => {
		const files = scenario('{#tell-coast to=safe quality=open}', '{#tell-coast quality=open}');
		const { codes } = await read(scenario('safe when trust>=2, aground', 'aground', files));
		expect(codes).toEqual(['choice_without_target']);
	});
});

describe('the frontmatter of a scenario', () => {
	it.each([
		[
			'a track has the name of an attribute',
			'  oil: {',
			'  quality: { label: Q, from: 0, min: 0, max: 1, better: up }\n  oil: {',
			'is a word of the grammar'
		],
		['a dial has the name of a memory', '  moon:\n', '  chose:\n', 'is a word of the grammar'],
		['a track goes below 0', 'from: 2, min: 0', 'from: 2, min: -1', 'must be 0 or more'],
		[
			'a dial has a number as a value',
			'{ new: "No moon",',
			'{ 3: "No moon",',
			'must not be a number'
		]
	])('is refused when %s', async (_, from, to, message) => {
		const { problems } = await compile(scenario(from, to));
		expect(problems.map(({ code }) => code)).toContain('frontmatter_wrong');
		expect(problems[0].message).toContain(message);
	});
});
