import { describe, expect, it } from 'vitest';
import { authorView } from './author';
import { compile, type Files } from './compile';
import { change, paths, sampleCourse } from './sample-course';

const view = async (files: Files) => authorView(await compile(files));
const { scenario, lesson } = paths;

describe("the author's view of a course", () => {
	it('has every lesson and scenario, with the graph, its figures and its certificate', async () => {
		const { title, lessons, notes } = await view(sampleCourse);
		expect(title).toBe('Lights at sea');
		expect(notes).toEqual([]);
		expect(
			lessons.map(({ id, folder, scenarios }) => [id, folder, scenarios.map((one) => one.id)])
		).toEqual([
			['lights', 'lessons/1-lights', ['the-fog']],
			['harbour', 'lessons/2-harbour', []]
		]);
		const [{ scenarios, claims, terms, misconceptions }] = lessons;
		const [{ file, graph }] = scenarios;
		expect(file).toBe(scenario);
		expect(graph?.scenes.map(({ id }) => id)).toEqual(graph?.model.scenes.map(({ id }) => id));
		expect(graph?.certificate).toMatchObject({ states: 49, dialings: 2 });
		expect(Object.keys(graph?.map.scenes ?? {})).toHaveLength(6);
		expect(Object.keys(terms)).toEqual(['light-character']);
		expect([claims['L1-K1'].id, misconceptions['any-light']]).toEqual([
			'L1-K1',
			'Any light will do'
		]);
	});

	it('leaves room in the graph for the titles', async () => {
		const { map, box } = (await view(sampleCourse)).lessons[0].scenarios[0].graph ?? {};
		const [safe, aground] = [map?.scenes.safe ?? [0, 0], map?.scenes.aground ?? [0, 0]];
		expect(Math.abs(safe[0] - aground[0])).toBeGreaterThanOrEqual(box?.width ?? Infinity);
	});

	it('puts a problem and a piece of advice beside the scene they stand in', async () => {
		const broken = change(sampleCourse, scenario, '{#ring to=report', '{#ring to=repor');
		const uneven = change(
			broken,
			scenario,
			'- Tell the ships.',
			'- Tell the ships, all of those on the sea, too.'
		);
		const [{ notes, graph }] = (await view(uneven)).lessons[0].scenarios;
		expect(notes.map(({ kind, code, scene }) => [kind, code, scene])).toEqual([
			['problem', 'link_broken', 'bell'],
			['advice', 'options_uneven', 'report']
		]);
		expect(graph?.certificate).toBeUndefined();
		expect(graph?.map.scenes.bell).toBeDefined();
	});

	it('walks a scenario of which there is only advice', async () => {
		const uneven = change(
			sampleCourse,
			scenario,
			'- Tell the ships.',
			'- Tell the ships, all of those on the sea, too.'
		);
		const [{ notes, graph }] = (await view(uneven)).lessons[0].scenarios;
		expect(notes.map(({ kind }) => kind)).toEqual(['advice']);
		expect(graph?.certificate).toMatchObject({ states: 49 });
	});

	it.each([
		['its introduction', 'Fog comes in at nine.'],
		['its scenes', 'Who pays?'],
		['its choices', '- Tell the ships.'],
		['what follows from them', 'The ships listen.'],
		['its debrief', 'Nobody agreed on the oil.']
	])('measures the reading of a scenario by %s', async (_, words) => {
		const readingOf = async (files: Files) =>
			(await view(files)).lessons[0].scenarios[0].graph?.reading;
		const whole = await readingOf(sampleCourse);
		const more = words.replace(/.$/, ' or not at all$&');
		const read = await readingOf(change(sampleCourse, scenario, words, more));
		expect(read?.words).toBe((whole?.words ?? 0) + 4);
	});

	it('puts what is before the scenes beside the scenario, and the rest beside its lesson or the course', async () => {
		const files = [
			[scenario, 'from: 2, min: 0, max: 3', 'from: 4, min: 0, max: 3'],
			[lesson, '## Try it {#checks .checks}', '## Try it {#checks}'],
			[paths.course, 'sessions: [lights]', 'sessions: [light]']
		].reduce<Files>((files, [file, from, to]) => change(files, file, from, to), sampleCourse);
		const { notes, lessons } = await view(files);
		expect(notes.map(({ file }) => file)).toEqual([paths.course]);
		expect(new Set(lessons[0].notes.map(({ file }) => file))).toEqual(new Set([lesson]));
		expect(lessons[0].scenarios[0].notes).toMatchObject([{ code: 'track_bounds' }]);
		expect(lessons[0].scenarios[0].notes[0].scene).toBeUndefined();
	});

	it('shows only the problems of a scenario that could not be read whole', async () => {
		const files = change(sampleCourse, scenario, '{#bell stage=bell}', '{#watch stage=bell}');
		const [{ notes, graph }] = (await view(files)).lessons[0].scenarios;
		expect(notes.map(({ code }) => code)).toContain('id_repeated');
		expect(graph).toBeUndefined();
	});

	it('is there when the course itself could not be read', async () => {
		const { title, lessons, notes } = await view(
			change(sampleCourse, paths.course, 'title: Lights at sea\n', '')
		);
		expect(title).toBe('');
		expect(notes.length).toBeGreaterThan(0);
		expect(lessons[0].scenarios[0].id).toBe('the-fog');
	});
});
