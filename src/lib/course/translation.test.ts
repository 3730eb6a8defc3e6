import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import { Readings } from './readings';
import { change, paths, sampleCourse } from './sample-course';
import { languagesOf, translationOf } from './translation';

const french = (path: string) => path.replace(/\.(md|yaml)$/, '.fr.$1');

/** The sample with one file in French, which is the English one with some words changed. */
function translated(path: string, ...words: [from: string, to: string][]): Files {
	return words.reduce((files, [from, to]) => change(files, french(path), from, to), {
		...sampleCourse,
		[french(path)]: sampleCourse[path]
	});
}

describe('a translation', () => {
	it('may be in the language of a region or in one of its scripts', async () => {
		for (const language of ['pt-BR', 'es-419', 'zh-Hant-TW']) {
			const file = paths.quiz.replace('.md', `.${language}.md`);
			const { courses, problems } = await compile({
				...sampleCourse,
				[file]: sampleCourse[paths.quiz]
			});
			expect(problems).toEqual([]);
			expect(Object.keys(courses)).toEqual(['en', language]);
		}
	});

	it('gives a second course with its own words and the same models', async () => {
		const { courses, problems } = await compile(
			translated(
				paths.quiz,
				['title: Which light?', 'title: Quel feu ?'],
				['## Which lamp comes first?', '## Quelle lampe vient avant ?'],
				['- The brighter one', '- La plus vive']
			)
		);
		expect(problems).toEqual([]);
		expect(Object.keys(courses)).toEqual(['en', 'fr']);
		expect(courses.fr.models).toEqual(courses.en.models);
		const item = courses.fr.texts.lights.quizzes['light-checks'].items['first-lamp'];
		expect(item.title).toBe('Quelle lampe vient avant ?');
		expect(item.options.brighter.html).toBe('La plus vive');
		expect(courses.en.texts.lights.quizzes['light-checks'].title).toBe('Which light?');
	});

	it('falls back to the source for every file that is not translated', async () => {
		const { courses } = await compile(
			translated(paths.closing, ['title: Back in harbour', 'title: De retour'])
		);
		expect(courses.fr.texts.harbour.title).toBe('De retour');
		expect(courses.fr.texts.lights.title).toBe(courses.en.texts.lights.title);
		expect(courses.fr.index.lessons.map(({ title }) => title)).toEqual([
			'Lights and bells',
			'De retour'
		]);
		expect(courses.fr.glossary).toEqual(courses.en.glossary);
	});

	it('says of what is not translated which language it is in', async () => {
		const { courses } = await compile(
			translated(
				paths.quiz,
				['## Which lamp comes first?', '## Quelle lampe vient avant ?'],
				['- The brighter one', '- La plus vive']
			)
		);
		const { lights } = courses.fr.texts;
		expect(lights.quizzes['light-checks'].items['first-lamp'].options.brighter.html).toBe(
			'La plus vive'
		);
		const inEnglish = (text: object) =>
			[
				...JSON.stringify(text).matchAll(/"(?:html|story|hint|question)":"((?:[^"\\]|\\.)*)"/g)
			].every(([, html]) =>
				/^<(div class=\\"prose\\"|span) lang=\\"en\\" dir=\\"ltr\\">/.test(html)
			);
		expect(inEnglish([lights.steps, lights.scenarios, courses.fr.texts.harbour])).toBe(true);
		expect(inEnglish([lights.quizzes])).toBe(false);
		expect(JSON.stringify(courses.en)).not.toContain('lang=');
	});

	it('from right to left turns nothing round in what is not translated', async () => {
		const arabic = paths.quiz.replace('.md', '.ar.md');
		const { courses } = await compile({ ...sampleCourse, [arabic]: sampleCourse[paths.quiz] });
		const { index, texts, glossary } = courses.ar;
		const isolated = /^\u2066[^\u2066\u2069]+\u2069$/;
		const { lights } = texts;
		const [claim] = Object.values(lights.claims);
		for (const words of [
			...[index.title, index.event, index.lede, index.lessons[0].title, index.lessons[0].summary],
			...[lights.title, lights.summary, claim.text, glossary[0].term, glossary[0].text],
			...Object.values(lights.objectives),
			...Object.values(lights.scenarios).flatMap(({ title, tracks }) => [
				title,
				...Object.values(tracks)
			])
		])
			expect(words).toMatch(isolated);
		expect(lights.quizzes['light-checks'].title).toBe('Which light?');
	});

	it('may be of the course, the ledger and the glossary', async () => {
		const files = {
			...translated(paths.glossary, ['term: Keeper', 'term: Veilleur']),
			...translated(paths.course, ['title: Lights at sea', 'title: Feux en mer']),
			...translated(paths.ledger, ['text: "The keepers met in autumn."', 'text: "En automne."'])
		};
		const { courses, problems } = await compile(files);
		expect(problems).toEqual([]);
		expect(courses.fr.index.title).toBe('Feux en mer');
		expect(courses.fr.glossary.map(({ term }) => term)).toEqual(['Light character', 'Veilleur']);
		expect(courses.fr.texts.lights.claims['L1-T1'].text).toBe('En automne.');
		expect(courses.en.texts.lights.claims['L1-T1'].text).toBe('The keepers met in autumn.');
	});

	it('may be of the scenario, and of the labels of its tracks, stages and dials', async () => {
		const { courses, problems } = await compile(
			translated(
				paths.scenario,
				['label: Oil left', 'label: Huile'],
				['  first: What you do first', "  first: D'abord"],
				['new: "No moon"', 'new: "Sans lune"']
			)
		);
		expect(problems).toEqual([]);
		const text = courses.fr.texts.lights.scenarios['the-fog'];
		expect([text.tracks.oil, text.stages.first, text.dials.moon.values.new]).toEqual([
			'Huile',
			"D'abord",
			'Sans lune'
		]);
	});

	it.each<[string, string, string, string]>([
		['another quality', paths.scenario, 'quality=unsound', 'quality=weak'],
		['another effect', paths.scenario, 'quality=sound trust+1}', 'quality=sound trust+2}'],
		[
			'another bound',
			paths.scenario,
			'min: 0, max: 3, better: up }\n  trust',
			'min: 0, max: 2, better: up }\n  trust'
		],
		['another right option', paths.quiz, 'reveals=rule-is-view', 'right'],
		['another id of an activity', paths.quiz, 'id: light-checks', 'id: feux'],
		[
			'another objective',
			paths.lesson,
			'  judge-fog: Judge',
			'  sing: Chanter\n  judge-fog: Judge'
		],
		['another kind of step', paths.closing, '.closing}', '.reading}'],
		['another number of session', paths.lesson, 'session: 1', 'session: 2'],
		['another order of lessons', paths.course, '[lights, harbour]', '[harbour, lights]']
	])('is refused with %s, in its own file', async (_, path, from, to) => {
		const { problems } = await compile(translated(path, [from, to]));
		expect(problems.map(({ code, file }) => `${code} ${file}`)).toContain(
			`translation_graph ${french(path)}`
		);
	});

	it('has its own problems, and not those of the source again', async () => {
		const files = change(
			translated(paths.quiz, ['  > So it says. [LAW-1]', '  > <b>Voilà.</b> [LAW-1]']),
			paths.closing,
			'[L1-Q1]',
			'[L1-Q9]'
		);
		const { problems } = await compile(files);
		expect(problems.map(({ code, file, line }) => [code, file, line])).toEqual([
			['prose_html', french(paths.quiz), 34],
			['claim_unknown', paths.closing, 10]
		]);
	});

	it('is told what to copy where its brackets are wrong, and nothing else of that line', async () => {
		const lines = async (...changes: [string, string][]) => {
			const files = translated(paths.scenario, ...changes);
			const written = files[french(paths.scenario)].split('\n');
			const { problems } = await compile(files);
			return problems.map(({ code, line }) => [code, written[line - 1]]);
		};
		const misspelt: [string, string] = ['{#report stage=telling}', '{#report stage=teling}'];
		const told = '## The report {#report stage=teling}';
		expect(await lines(misspelt)).toEqual([['translation_graph', told]]);
		// Of several the first is compared, and the others are told what is wrong with them.
		const other: [string, string] = ['{#watch stage=first}', '{#watch stage=bell}'];
		expect(await lines(other, misspelt)).toEqual([
			['translation_graph', '## The watch {#watch stage=bell}'],
			['stage_unknown', told]
		]);
	});

	it('is told of beside another of the same file, and what is wrong in the source is told once', async () => {
		const withTwo = (path: string) =>
			Object.fromEntries(
				['fr', 'de'].map((language) => [translationOf(path, language), sampleCourse[path]])
			);
		const broken = Object.entries(withTwo(paths.lesson)).reduce<Files>(
			(files, [path]) => change(files, path, '  any-light: Any light will do\n', ''),
			{ ...sampleCourse, ...withTwo(paths.lesson) }
		);
		expect((await compile(broken)).problems.map(({ code, file }) => [code, file])).toEqual([
			['translation_graph', translationOf(paths.lesson, 'de')],
			['translation_graph', translationOf(paths.lesson, 'fr')]
		]);
		const files = change(
			{ ...sampleCourse, ...withTwo(paths.lesson) },
			paths.closing,
			'L1-Q1',
			'L1-Q9'
		);
		expect((await compile(files)).problems.map(({ code, file }) => [code, file])).toEqual([
			['claim_unknown', paths.closing]
		]);
	});

	it('need not say the English words that weaken a claim', async () => {
		const keyed: [string, string] = [
			'  > Described before it is lit. [L1-K1]\n  >\n',
			'  > Some said so. [L1-K2]\n  >\n'
		];
		const inSource = change(sampleCourse, paths.quiz, ...keyed);
		expect((await compile(inSource)).problems.map(({ code }) => code)).toEqual(['key_modal']);
		const hedged = change(
			inSource,
			paths.quiz,
			'Which lamp comes first?',
			'Which lamp may some put first?'
		);
		const files = {
			...hedged,
			[french(paths.quiz)]: change(
				inSource,
				paths.quiz,
				'Which lamp comes first?',
				'Laquelle peut être la première ?'
			)[paths.quiz]
		};
		expect((await compile(files)).problems).toEqual([]);
	});

	it.each([
		['of the course', paths.course, 'title: Lights at sea', 'title: "Feux en mer'],
		['of a lesson', paths.lesson, 'title: Lights and bells', 'title: "Feux'],
		['of a scenario', paths.scenario, 'title: The fog', 'title: "Le brouillard'],
		['of the ledger', paths.ledger, 'text: "The keepers met in autumn."', 'text: "En automne.'],
		['of the glossary', paths.glossary, 'term: Keeper', 'term: "Veilleur']
	])(
		'%s that cannot be read is one problem, and the source is not touched by it',
		async (_, path, from, to) => {
			const { courses, problems } = await compile(translated(path, [from, to]));
			expect(problems.map(({ code, file }) => [code, file])).toEqual([
				['yaml_broken', french(path)]
			]);
			expect(courses.en).toEqual((await compile(sampleCourse)).courses.en);
		}
	);

	it.each<[string, string, string, string, string[]]>([
		[
			'another id of a claim',
			paths.ledger,
			'- id: L1-K1',
			'- id: L1-K7',
			[
				'claims:: lacks rows of lessons/ledger.yaml: L1-K1. Copy them from there, and translate their words.',
				'- id: L1-K7: has a row L1-K7, which lessons/ledger.yaml has not. Copy the id from there.'
			]
		],
		[
			'another id of a term',
			paths.glossary,
			'- id: keeper',
			'- id: veilleur',
			[
				'terms:: lacks rows of lessons/glossary.yaml: keeper. Copy them from there, and translate their words.',
				'- id: veilleur: has a row veilleur, which lessons/glossary.yaml has not. Copy the id from there.'
			]
		],
		[
			'another layer of background',
			paths.ledger,
			'layer: 2',
			'layer: 1',
			[
				'- id: LATER-1: changes more of LATER-1 than its words. Copy all but text, modal, source, term from lessons/ledger.yaml.'
			]
		],
		[
			'another id of a lesson',
			paths.lesson,
			'id: lights',
			'id: feux',
			[
				'---: has other ids, steps or activities than lessons/1-lights/lesson.md, in its frontmatter. Copy the ids'
			]
		],
		[
			'another target',
			paths.scenario,
			'{#tell-coast to=safe',
			'{#tell-coast to=aground',
			[
				'- Tell the coast. {#tell-coast to=aground quality=open}: of "the-fog" has other ids, keys or targets than lessons/1-lights/the-fog.scenario.md, where {#tell-coast to=safe quality=open} stands in place of this.'
			]
		],
		[
			'an option more',
			paths.quiz,
			'- Sign {#sign}',
			'- Sign {#sign}\n- Go {#go}',
			[
				'- Go {#go}: of "light-checks" has other ids, keys or targets than lessons/1-lights/checks.quiz.md, where {#who-says .match asks=room} stands in place of this.'
			]
		],
		[
			'a question less at its end',
			paths.quiz,
			'## What would you write in the log? {#log-entry .reflection asks=judgement}\n\nThree lines are enough.\n',
			'',
			[
				'- Light the known ones {#known}: of "light-checks" has other ids, keys or targets than lessons/1-lights/checks.quiz.md, where {#log-entry .reflection asks=judgement} stands behind this.'
			]
		],
		[
			'a question more at its end',
			paths.quiz,
			'Three lines are enough.\n',
			'Three lines are enough.\n\n## And why? {#why .reflection asks=judgement}\n\nThree more.\n',
			[
				'## And why? {#why .reflection asks=judgement}: of "light-checks" has other ids, keys or targets than lessons/1-lights/checks.quiz.md, which has no {#why .reflection asks=judgement}.'
			]
		],
		[
			'a placement less',
			paths.lesson,
			'<Activity id="light-checks" />',
			'Essayez.',
			[
				'## A night in fog {#fog .scenario}: has other ids, steps or activities than lessons/1-lights/lesson.md, where <Activity id="light-checks" /> stands before this.'
			]
		],
		[
			'a paragraph that is always shown',
			paths.scenario,
			' {when="chose=borrow"}',
			'',
			[
				'> Almost nothing is left. {when="oil<1 or not moon=full and trust=0"}: of "the-fog" has other ids, keys or targets than lessons/1-lights/the-fog.scenario.md, where {when="chose=borrow"} stands before this.'
			]
		],
		[
			'a paragraph that is shown at another time',
			paths.scenario,
			'{when="chose=borrow"}',
			'{when="chose=light"}',
			[
				'The lamp is green. {when="chose=light"}: of "the-fog" has other ids, keys or targets than lessons/1-lights/the-fog.scenario.md, where {when="chose=borrow"} stands in place of this.'
			]
		],
		[
			'a hint that is a paragraph of the question',
			paths.quiz,
			' {.hint}',
			'',
			[
				'- The one that is described {#described right}: of "light-checks" has other ids, keys or targets than lessons/1-lights/checks.quiz.md, where {.hint} stands before this.'
			]
		],
		[
			'a part of the debrief less',
			paths.scenario,
			'### Where keepers differ\n\nNobody agreed on the oil. [B1-K8a]\n',
			'',
			[
				'## Debrief {#debrief .debrief}: of "the-fog" has other ids, keys or targets than lessons/1-lights/the-fog.scenario.md, where ### Where keepers differ stands behind this.'
			]
		],
		[
			'a claim less',
			paths.lesson,
			' [L1-K3]',
			'',
			[
				'A light is described before it is lit, participants agreed [L1-K1]. Its [character](term:light-character) is: lacks [L1-K3], which lessons/1-lights/lesson.md cites on this line or below it. Copy the claims and the addresses of terms from there.'
			]
		],
		[
			'a claim less, the first of its part',
			paths.scenario,
			'What the room said. [L1-K1]',
			'Ce qui a été dit.',
			[
				'## Debrief {#debrief .debrief}: lacks [L1-K1], which lessons/1-lights/the-fog.scenario.md cites on this line or below it.'
			]
		],
		[
			'a claim less, the first of several',
			paths.lesson,
			' [L1-K1]. Its',
			'. Son',
			[
				'## The light and its character {#character .reading}: lacks [L1-K1], which lessons/1-lights/lesson.md cites on this line or below it.'
			]
		],
		[
			'a claim once more',
			paths.lesson,
			'"colour & rhythm". [L1-K3]',
			'Et ainsi. [L1-K1] [L1-K3]',
			[
				'Et ainsi. [L1-K1] [L1-K3] [DOC?]: cites [L1-K1], and lessons/1-lights/lesson.md does not cite it here.'
			]
		],
		[
			'a claim that its source has not',
			paths.lesson,
			'First the story.',
			"D'abord l'histoire. [L1-K1]",
			[
				"D'abord l'histoire. [L1-K1]: cites [L1-K1], and lessons/1-lights/lesson.md does not cite it here."
			]
		],
		[
			'a claim that is none',
			paths.quiz,
			'> So it says. [LAW-1]',
			'> Voilà. [LAW-9]',
			['> Voilà. [LAW-9]: cites [LAW-9], where lessons/1-lights/checks.quiz.md cites [LAW-1].']
		],
		[
			'a link to another term',
			paths.quiz,
			'[character](term:light-character)',
			'[caractère](term:keeper)',
			[
				'> Brightness is not a [caractère](term:keeper). [DOC?]: cites term:keeper, where lessons/1-lights/checks.quiz.md cites term:light-character.'
			]
		]
	])(
		'with %s is told on its own line, and the source is told nothing',
		async (_, path, from, to, said) => {
			const files = translated(path, [from, to]);
			const lines = files[french(path)].split('\n');
			const { problems } = await compile(files);
			expect(problems.map(({ code, file }) => [code, file])).toEqual(
				said.map(() => ['translation_graph', french(path)])
			);
			const told = problems.map(({ line, message }) =>
				message.replace('The fr translation', `${lines[line - 1].trim()}:`)
			);
			expect(told).toEqual(said.map((words) => expect.stringContaining(words)));
		}
	);

	it.each([paths.lesson, paths.quiz, paths.scenario])(
		'of %s misses no bracket, placement, claim or term',
		async (path) => {
			const text = sampleCourse[path];
			const readings = new Readings();
			const body = text.indexOf('\n---\n', 4);
			for (const { 0: mark, index } of text.matchAll(
				/\{[^{}]*\}|<Activity .*>|\[[A-Z0-9]+-\w+\]|\[DOC\?\]|\[\w+\]\(term:[a-z-]+\)/g
			)) {
				if (index < body) continue;
				const without = text.slice(0, index) + text.slice(index + mark.length);
				const files = { ...sampleCourse, [french(path)]: without };
				const { problems } = await compile(files, readings);
				const found = problems.map(({ code, file }) => `${code} ${file}`);
				// Without its id a scene or an option cannot be read, and that is told.
				if (mark.startsWith('{#')) expect(found, mark).not.toEqual([]);
				else expect(found, mark).toContain(`translation_graph ${french(path)}`);
			}
		}
	);

	it('may have its sentences, and what they cite, in another order', async () => {
		const files = translated(
			paths.lesson,
			[
				'[character](term:light-character) is\n"colour & rhythm". [L1-K3] [DOC?]',
				'Et ainsi. [DOC?]'
			],
			[
				'A light is described before it is lit, participants agreed [L1-K1].',
				'Son [caractère](term:light-character). [L1-K3] Un feu se décrit [L1-K1].'
			],
			['{#checks .checks}', '{#checks  .checks }']
		);
		expect((await compile(files)).problems).toEqual([]);
	});

	it('lags behind when its source gains a claim', async () => {
		const both = { ...sampleCourse, [french(paths.closing)]: sampleCourse[paths.closing] };
		const { problems } = await compile(
			change(both, paths.closing, 'out. [L1-Q1]', 'out. [L1-Q1] One is lit. [L1-K1]')
		);
		expect(problems).toEqual([
			{
				code: 'translation_graph',
				file: french(paths.closing),
				line: 10,
				message: `The fr translation lacks [L1-K1], which ${paths.closing} cites on this line or below it. Copy the claims and the addresses of terms from there.`
			}
		]);
	});

	it('is told once of a claim that is misspelt', async () => {
		const { problems } = await compile(
			translated(paths.lesson, ['rhythm". [L1-K3] [DOC?]', 'rythme ». [L1-K3, L1-K1] [DOC?]'])
		);
		expect(problems.map(({ code }) => code)).toEqual(['claim_malformed']);
	});

	it('is told what differs in its frontmatter on its first line, whatever its labels are', async () => {
		const { problems } = await compile(
			translated(
				paths.scenario,
				['label: Oil left, from: 2', 'label: Huile, from: 1'],
				['label: Trust of', 'label: Confiance de']
			)
		);
		expect(problems.map(({ line, message }) => [line, message])).toEqual([
			[1, expect.stringContaining('the-fog.scenario.md, in its frontmatter. Translate words only')]
		]);
	});

	it('is not compared in a row that is wrong, in it or in its source', async () => {
		const wrong: [string, string] = ['stance: agreed', 'stance: agree'];
		const both = { ...sampleCourse, [french(paths.ledger)]: sampleCourse[paths.ledger] };
		for (const path of [paths.ledger, french(paths.ledger)]) {
			const { problems } = await compile(change(both, path, ...wrong));
			expect(problems.map(({ code, file }) => [code, file])).toEqual([['ledger_wrong', path]]);
		}
	});

	it('may change every word of the ledger and the glossary', async () => {
		const files: Files = {
			...sampleCourse,
			[french(paths.ledger)]: sampleCourse[paths.ledger]
				.replace(/text: ".*"/g, 'text: "Autres mots."')
				.replace('modal: [some, may help]', 'modal: [certains]')
				.replace('source: Harbour news', 'source: Nouvelles du port'),
			[french(paths.glossary)]: sampleCourse[paths.glossary]
				.replace(/ term: .*/g, ' term: Mot')
				.replace(/ text: .*/g, ' text: Autres mots.')
		};
		expect((await compile(files)).problems).toEqual([]);
	});

	it('is known by the ending of its file, in any language but that of the source', () => {
		const files = ['a/lesson.fr.md', 'ledger.de.yaml', 'b/lesson.fr.md', 'b/lesson.en.md', 'c.md'];
		const named = Object.fromEntries(files.map((file) => [`lessons/${file}`, '']));
		expect(languagesOf(named, 'en')).toEqual(['de', 'fr']);
		expect(translationOf('lessons/1.md/lesson.md', 'fr')).toBe('lessons/1.md/lesson.fr.md');
	});
});
