import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import { change, paths, sampleCourse } from './sample-course';

const french = (path: string) => path.replace(/\.(md|yaml)$/, '.fr.$1');

/** The sample with one file in French, which is the English one with some words changed. */
function translated(path: string, ...words: [from: string, to: string][]): Files {
	return words.reduce((files, [from, to]) => change(files, french(path), from, to), {
		...sampleCourse,
		[french(path)]: sampleCourse[path]
	});
}

describe('a translation', () => {
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
		expect(courses.fr.texts.lights).toEqual(courses.en.texts.lights);
		expect(courses.fr.index.lessons.map(({ title }) => title)).toEqual([
			'Lights and bells',
			'De retour'
		]);
		expect(courses.fr.glossary).toEqual(courses.en.glossary);
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
			translated(paths.quiz, ['  > So it says. [LAW-1]', '  > Voilà. [LAW-9]']),
			paths.closing,
			'[L1-Q1]',
			'[L1-Q9]'
		);
		const { problems } = await compile(files);
		expect(problems.map(({ code, file, line }) => [code, file, line])).toEqual([
			['claim_unknown', french(paths.quiz), 34],
			['claim_unknown', paths.closing, 10]
		]);
	});

	it('tells once of a file that two translations break', async () => {
		const without = (path: string) =>
			change(
				{ ...sampleCourse, [path]: sampleCourse[paths.lesson] },
				path,
				'  any-light: Any light will do\n',
				''
			);
		const files = { ...without(french(paths.lesson)), ...without('lessons/1-lights/lesson.de.md') };
		const { problems } = await compile(files);
		const known = problems.map(({ code, file, line }) => `${code} ${file}:${line}`);
		expect(known).toEqual([...new Set(known)]);
		expect(known).toContain(`translation_graph ${french(paths.lesson)}:1`);
	});
});
