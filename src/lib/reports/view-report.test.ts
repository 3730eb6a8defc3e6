import { describe, expect, test } from 'vitest';
import type { LessonText } from '../course/model';
import {
	choice,
	ending,
	everyKind,
	lessonOf,
	ordersOf,
	quizOf,
	scenarioOf,
	scene
} from '../machines/sample';
import type { ViewContent } from '../record/entry';
import { activityReport } from './activity';
import { csvOf } from './csv';
import { heatOf } from './debrief';
import { debriefReport } from './debrief-report';
import { exportTable } from './export';
import { sourceOf, type FiguresSource } from './source';
import { viewFigures, viewWords, type SaidView } from './view-figures';
import { mostWords } from './view-report';
import { viewReports } from './view-report';
import { viewTableNames } from './view-tables';

const stand = { ...everyKind.position, id: 'stand' };
const dispute = { ...everyKind.contested, id: 'dispute' };
const words = { ...everyKind.reflection, id: 'words' };
const opening = quizOf('opening', stand, dispute, words);
const closing = quizOf('closing', { ...everyKind.position, id: 'again', closes: 'stand' });
const story = scenarioOf(
	[
		scene('vote', 'one', choice('for', 'end', 'open'), choice('against', 'end', 'open')),
		ending('end', 'mixed')
	],
	{ id: 'story' }
);
const models = {
	first: lessonOf('first', 'open:opening try:story', [opening, story]),
	last: lessonOf('last', 'close:closing', [closing])
};
const claims = (...ids: string[]) => ({ feedback: { html: '', claims: ids } });
const texts = {
	first: {
		quizzes: {
			opening: {
				items: {
					stand: { stem: [{ html: '', claims: ['B1-Q1'] }], options: {}, answers: {} },
					dispute: {
						stem: [{ html: '', claims: ['B1-K0'] }],
						options: {},
						answers: { because: claims('B1-K2') },
						explanation: [{ html: '', claims: ['B1-K1'] }]
					}
				}
			}
		},
		scenarios: { story: { scenes: { vote: { options: { for: claims('B3-K1') } } } } }
	},
	last: { quizzes: {}, scenarios: {} }
} as unknown as Record<string, LessonText>;
const course = { lessons: ['first', 'last'], models, texts };

const saying = (said: ViewContent | null, again: ViewContent | null = null): SaidView => ({
	said,
	again
});
const taking = (option: string, certainty?: 1 | 2 | 3): ViewContent => ({
	options: [option],
	...(certainty ? { certainty } : {})
});

/** A source that has released these views, and nothing else. */
function sourceWith(said: Record<string, SaidView[]>): FiguresSource {
	const places = [
		{ activity: 'opening', item: 'stand', kind: 'position' },
		{ activity: 'opening', item: 'dispute', kind: 'contested' },
		{ activity: 'opening', item: 'words', kind: 'reflection' },
		{ activity: 'story', item: 'vote', kind: 'side' }
	] as const;
	return {
		...sourceOf([], () => ''),
		views: {
			figures: () =>
				Promise.resolve(
					places.flatMap((place) => (said[place.item] ? viewFigures(place, said[place.item]) : []))
				),
			words: ({ item }) => {
				const place = places.find((one) => one.item === item)!;
				return Promise.resolve(viewWords(place.kind, said[item]));
			}
		}
	};
}

const stands = [
	saying(taking('for', 3), taking('against', 2)),
	saying(taking('for', 3), taking('for', 3)),
	saying(taking('against', 3)),
	saying(taking('against', 1)),
	saying(taking('for', 2))
];
const votes = ['for', 'for', 'for', 'for', 'against'].map((side, at) =>
	saying({ options: [side], text: `=HYPERLINK("${at}")`, reasons: [`but ${at}`] })
);
const disputes = ['yes', 'yes', 'no', 'no', 'no'].map((side) =>
	saying({ options: [side], reasons: ['because'] })
);
const reflections = [1, 2, 3, 4, 5].map((at) => saying({ text: `I think ${at}` }));
const all = sourceWith({ stand: stands, vote: votes, dispute: disputes, words: reflections });
const none = { option: '', members: 0, certain: 0, fairly: 0, guessing: 0, unasked: 0 };
const now = Date.parse('2026-03-01T09:00:00.000Z');

describe('the figures on a place', () => {
	const at = { activity: 'opening', item: 'place' };

	test('are the same in whatever order views come, though of some there is nothing left', () => {
		const views = [
			saying(null),
			saying({ options: ['yes'] }),
			saying({ options: ['yes'], reasons: ['because'] }),
			saying({ options: ['no'], reasons: ['but'] })
		];
		for (const order of ordersOf(views))
			expect(viewFigures({ ...at, kind: 'contested' }, order)).toEqual({
				...at,
				kind: 'contested',
				views: 4,
				split: [
					{ ...none, option: 'no', members: 1, unasked: 1 },
					{ ...none, option: 'yes', members: 2, unasked: 2 }
				],
				again: [],
				moved: [],
				reasons: [
					{ option: 'no', reason: 'but', views: 1 },
					{ option: 'yes', reason: 'because', views: 1 }
				]
			});
	});

	test('say of nobody that they moved who took a position only once', () => {
		const views = [saying(null, taking('for')), saying(taking('for'), {}), saying(taking('for'))];
		const { split, again, moved } = viewFigures({ ...at, kind: 'position' }, views);
		expect([split, again]).toMatchObject([[{ members: 2 }], [{ members: 1 }]]);
		expect(moved).toEqual([]);
	});
});

describe('the words of a place', () => {
	test('are in the order of the alphabet, so that it does not show who wrote which', () => {
		const views = [
			saying({ options: ['for'], text: 'beta', reasons: ['same'] }),
			saying({ options: ['against'], text: 'same', reasons: ['alpha'] }),
			saying({ options: ['for'] }),
			saying(null)
		];
		for (const order of ordersOf(views))
			expect(viewWords('side', order)).toEqual([
				{ option: 'against', text: 'alpha', against: true },
				{ option: 'for', text: 'beta', against: false },
				{ option: 'against', text: 'same', against: false },
				{ option: 'for', text: 'same', against: true }
			]);
	});

	test('are not the reasons that were chosen from a list', () => {
		expect(viewWords('contested', disputes)).toEqual([]);
	});
});

describe('the places of a cohort', () => {
	const other = lessonOf('other', 'more:more', [quizOf('more', dispute)]);
	const more = { ...course, models: { ...models, other } };
	const placesOf = async (...lessons: string[]) =>
		(await viewReports(all.views!, { ...more, lessons })).map(
			({ lesson, activity, item, figures }) =>
				`${lesson}/${activity}/${item}${figures ? '' : ' without figures'}`
		);

	test('are those of its lessons, in their order, each with its own figures', async () => {
		expect(await placesOf('other', 'first')).toEqual([
			'other/more/dispute without figures',
			'first/opening/stand',
			'first/opening/dispute',
			'first/opening/words',
			'first/story/vote'
		]);
		expect(await placesOf('last')).toEqual(['last/opening/stand']);
		expect(await placesOf('other', 'last')).toEqual([
			'other/more/dispute without figures',
			'last/opening/stand'
		]);
	});

	test('show last what only an older version offered', async () => {
		const views = [saying(taking('abstain')), saying(taking('unsure'))];
		const [report] = await viewReports(sourceWith({ stand: views }).views!, course);
		expect(report.figures?.split.map(({ option }) => option)).toEqual([
			'for',
			'against',
			'unsure',
			'abstain'
		]);
	});

	test('have the same options at opening and closing, since tables call them by one letter', async () => {
		const views = [saying(taking('for'), taking('abstain')), saying(taking('pass'), taking('for'))];
		const [report] = await viewReports(sourceWith({ stand: views }).views!, course);
		const optionsOf = (split: readonly { option: string }[] = []) =>
			split.map(({ option }) => option);
		const options = ['for', 'against', 'unsure', 'abstain', 'pass'];
		expect(optionsOf(report.figures?.split)).toEqual(options);
		expect(optionsOf(report.figures?.again)).toEqual(options);
		expect(report.figures?.split.at(-2)).toEqual({ ...none, option: 'abstain' });
	});
});

describe('the report on an activity', () => {
	const report = async (source: FiguresSource, activity: string, filter = {}) =>
		(await activityReport(source, course, activity, filter, now))!.views;

	test('has what was released, with the options that nobody took, in the order of the course', async () => {
		const [position, contested, reflection] = (await report(all, 'opening'))!;
		expect(position.figures).toMatchObject({
			views: 5,
			split: [
				{ option: 'for', members: 3, certain: 2, fairly: 1, guessing: 0, unasked: 0 },
				{ option: 'against', members: 2, certain: 1, fairly: 0, guessing: 1, unasked: 0 },
				{ ...none, option: 'unsure' }
			],
			again: [
				{ option: 'for', members: 1, certain: 1 },
				{ option: 'against', members: 1, fairly: 1 },
				{ ...none, option: 'unsure' }
			],
			moved: [
				{ from: 'for', to: 'against', views: 1 },
				{ from: 'for', to: 'for', views: 1 }
			]
		});
		expect(contested.figures?.reasons).toEqual([
			{ option: 'no', reason: 'because', views: 3 },
			{ option: 'yes', reason: 'because', views: 2 }
		]);
		expect([contested.figures?.again, contested.words]).toEqual([[], []]);
		expect(reflection.words.map(({ text }) => text)).toEqual(
			[1, 2, 3, 4, 5].map((at) => `I think ${at}`)
		);
		const [vote] = (await report(all, 'story'))!;
		expect(vote.words).toHaveLength(10);
		expect(vote.words).toContainEqual({ option: 'against', text: 'but 4', against: true });
	});

	test('shows some of many words, by chance, those again when more come in, and says how many there are besides', async () => {
		const written = (count: number) =>
			Array.from({ length: count }, (_, at) =>
				saying({
					options: [at % 2 ? 'against' : 'for'],
					text: `${at % 4 < 2 ? 'I' : 'Я'} think ${at}`,
					...(at === 1 ? { reasons: ['but'] } : {})
				})
			);
		const [most, few, many] = [2 * mostWords, 2 * mostWords + 2, 8 * mostWords].map((count) =>
			sourceWith({ vote: written(count) })
		);
		const [all] = (await report(most, 'story'))!;
		expect([all.words.length, all.more]).toEqual([2 * mostWords + 1, []]);
		expect((await report(few, 'story'))![0].more).toEqual([
			{ option: 'for', against: false, count: 1 },
			{ option: 'against', against: false, count: 1 }
		]);
		const [vote] = (await report(many, 'story'))!;
		const shown = vote.words.filter(({ option, against }) => option === 'for' && !against);
		expect(shown).toHaveLength(mostWords);
		expect(vote.words).toContainEqual({ option: 'against', text: 'but', against: true });
		for (const script of ['I', 'Я'])
			expect(
				shown.filter(({ text }) => text.startsWith(script)).length,
				'either script has about its share'
			).toBeGreaterThan(mostWords / 4);
		const [later] = (await report(sourceWith({ vote: written(8 * mostWords + 10) }), 'story'))!;
		const stays = shown.filter((one) => later.words.some(({ text }) => text === one.text));
		expect(stays.length).toBeGreaterThan(mostWords - 6);
		const debrief = await debriefReport(many, course, {}, now);
		expect(debrief.views?.[0].view).toEqual(vote);
		const scope = { filter: {}, activity: 'story', now };
		expect((await exportTable(many, course, 'view-words', scope))?.rows).toHaveLength(
			8 * mostWords + 1
		);
	});

	test('shows a position where it is asked first, and where it is asked again', async () => {
		const [again] = (await report(all, 'closing'))!;
		expect(again).toEqual((await report(all, 'opening'))![0]);
		expect([again.activity, again.closing]).toEqual([
			'opening',
			{ activity: 'closing', item: 'again' }
		]);
		// Also for a cohort that takes only the lesson in which it is asked again.
		const late = await activityReport(all, { ...course, lessons: ['last'] }, 'closing', {}, now);
		expect(late?.views).toMatchObject([{ lesson: 'last', item: 'stand', figures: { views: 5 } }]);
	});

	test('is the same whatever the filter', async () => {
		const filter = { language: 'fr', since: '2100-01-01', lesson: 'last' };
		expect(await report(all, 'opening', filter)).toEqual(await report(all, 'opening'));
	});

	test('has no figures where no block was released, and no places where no views come', async () => {
		const few = sourceWith({ vote: votes });
		expect((await report(few, 'opening'))!.map(({ figures }) => figures)).toEqual([
			null,
			null,
			null
		]);
		expect(
			await report(
				sourceOf([], () => ''),
				'opening'
			)
		).toBeNull();
	});
});

describe('the debrief', () => {
	const debates = async (source: FiguresSource, filter = {}) =>
		(await debriefReport(source, course, filter, now)).views;

	test('has the places with most confident disagreement, with words and claims', async () => {
		const found = (await debates(all))!;
		expect(found.map(({ at }) => at)).toEqual(['dispute', 'stand', 'vote']);
		expect(found.map(({ heat, split }) => heat - heatOf(split))).toEqual([0, 0, 0]);
		expect(found.map(({ members }) => members)).toEqual([5, 5, 5]);
		expect(found.map((one) => one.claims)).toEqual([
			['B1-K0', 'B1-K1', 'B1-K2'],
			['B1-Q1'],
			['B3-K1']
		]);
		expect(found.map(({ view }) => view.words.length)).toEqual([0, 0, 10]);
	});

	test('leaves out what is not divided, and takes a lesson as a choice of places alone', async () => {
		const agreed = sourceWith({ stand: stands.map(() => saying(taking('for', 3))), vote: votes });
		expect((await debates(agreed))!.map(({ at }) => at)).toEqual(['vote']);
		expect((await debates(all, { lesson: 'last' }))!.map(({ at }) => at)).toEqual(['stand']);
		expect(await debates(all, { language: 'fr' })).toEqual(await debates(all));
		expect(await debates(sourceOf([], () => ''))).toBeNull();
	});
});

describe('the tables of views', () => {
	const table = (name: (typeof viewTableNames)[number], activity?: string, source = all) =>
		exportTable(source, course, name, { filter: { language: 'fr' }, activity, now });

	test('say what the screens say, whatever the filter', async () => {
		expect((await table('views', 'closing'))?.rows).toEqual([
			['opening', 'stand', 'opening', 'for', 3, 2, 1, 0],
			['opening', 'stand', 'opening', 'against', 2, 1, 0, 1],
			['opening', 'stand', 'opening', 'unsure', 0, 0, 0, 0],
			['opening', 'stand', 'closing', 'for', 1, 1, 0, 0],
			['opening', 'stand', 'closing', 'against', 1, 0, 1, 0],
			['opening', 'stand', 'closing', 'unsure', 0, 0, 0, 0]
		]);
		// Of a side nobody is asked how sure they are.
		expect((await table('views', 'story'))?.rows).toEqual([
			['story', 'vote', 'opening', 'for', 4, null, null, null],
			['story', 'vote', 'opening', 'against', 1, null, null, null]
		]);
		expect((await table('view-moves'))?.rows).toEqual([
			['opening', 'stand', 'for', 'against', 1],
			['opening', 'stand', 'for', 'for', 1]
		]);
		expect((await table('view-reasons'))?.rows).toEqual([
			['opening', 'dispute', 'no', 'because', 3],
			['opening', 'dispute', 'yes', 'because', 2]
		]);
		expect((await table('view-words', 'opening'))?.rows[0]).toEqual([
			'opening',
			'words',
			null,
			false,
			'I think 1'
		]);
	});

	test('of a lesson are of its places alone', async () => {
		const places = async (lesson?: string) => {
			const filter = lesson === undefined ? {} : { lesson };
			const { rows } = (await exportTable(all, course, 'views', { filter, now }))!;
			return [...new Set(rows.map(([activity, item]) => `${activity}/${item}`))];
		};
		expect(await places('last')).toEqual(['opening/stand']);
		const every = ['opening/stand', 'opening/dispute', 'story/vote'];
		expect(await places()).toEqual(every);
		expect(await places('left-the-plan')).toEqual(every);
	});

	test('name their columns', async () => {
		const heads = await Promise.all(
			viewTableNames.map(async (name) => (await table(name))?.columns)
		);
		expect(heads).toEqual([
			['activity', 'item', 'asked', 'option', 'views', 'certain', 'fairly sure', 'guessing'],
			['activity', 'item', 'from', 'to', 'views'],
			['activity', 'item', 'option', 'reason', 'views'],
			['activity', 'item', 'option', 'against', 'words']
		]);
	});

	test('run nothing that a trainee wrote', async () => {
		const written = csvOf((await table('view-words', 'story'))!);
		expect(written).toContain(`"'=HYPERLINK(""0"")"`);
		expect(written).not.toMatch(/(^|,)"?=/m);
	});

	test('are none where no views come, or of an activity that is not the cohort’s', async () => {
		for (const name of viewTableNames) {
			expect(
				await table(
					name,
					undefined,
					sourceOf([], () => '')
				)
			).toBeNull();
			expect(await table(name, 'unknown')).toBeNull();
		}
	});
});
