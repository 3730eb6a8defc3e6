import { describe, expect, test } from 'vitest';
import type { LessonText, QuizModel } from '../course/model';
import {
	choice,
	Device,
	ending,
	everyKind,
	itemOf,
	lessonOf,
	options,
	quizOf,
	scenarioOf,
	scene
} from '../machines/sample';
import { draft, type Entry } from '../record/entry';
import { activityReport } from './activity';
import { debriefReport } from './debrief-report';
import {
	exportTable,
	fileNameOf,
	isTableName,
	tableNames,
	workTableNames,
	type TableName
} from './export';
import { needsHelpTable, rosterTable } from './member-tables';
import { overview, overviewRows, reasonsOfRow, rowsOfPage } from './overview';
import { currentOnly, memberRow, type MemberRecord } from './recompute';
import { leavesOut, ofMembers, readFilter, searchOf, type ReportFilter } from './report-filter';
import { activitiesIn, reportedModels, sourceOf, type FiguresSource } from './source';
import { itemsTable } from './tables';

/** Three members of a small cohort: what screens and tables say of them, figure by figure. */

const lamp = itemOf(
	'choice',
	[
		{ id: 'green', right: true },
		{ id: 'red', reveals: 'any-light' }
	],
	{ id: 'lamp', certainty: true }
);
const signs = { ...everyKind.match, id: 'signs' };
const stand = { ...everyKind.position, id: 'stand' };
const checks = quizOf('checks', lamp, signs, stand);
const after = quizOf(
	'after',
	itemOf('choice', options('green* red'), { id: 'lamp-again', closes: 'lamp' }),
	{ ...stand, id: 'stand-again', closes: 'stand' }
);
const fog = scenarioOf(
	[
		scene('watch', 'one', choice('light', 'clear', 'sound'), choice('borrow', 'dusk', 'weak')),
		scene('dusk', 'two', choice('row', 'lost', 'unsound'), choice('wait', 'clear', 'sound')),
		ending('clear', 'sound'),
		ending('lost', 'poor')
	],
	{ id: 'the-fog' }
);
fog.scenes[0].options[1].reveals = 'borrowed-light';
const models = {
	lights: lessonOf('lights', 'read try:checks case:the-fog', [checks, fog]),
	pier: lessonOf('pier', 'look:after', [after]),
	unused: lessonOf('unused', 'read')
};
const claims = (...ids: string[]) => [{ html: '', claims: ids }];
const texts = {
	lights: {
		quizzes: {
			checks: {
				items: {
					lamp: { stem: [], options: {}, answers: {}, explanation: claims('B1-K1', 'B1-K2') }
				}
			}
		},
		scenarios: { 'the-fog': { scenes: { watch: { options: {} } } } }
	},
	pier: { quizzes: {}, scenarios: {} }
} as unknown as Record<string, LessonText>;
const course = { lessons: ['lights', 'gone', 'pier'], models, texts };
const plan = { id: 'harbour', lessons: ['lights', 'pier'], sessions: [], after: {} };

const right = { mlat: 'slow', direct: 'quick', preservation: 'quick' };
const sayAt = (device: Device, activity: string, item: string) =>
	device.write(draft('view.given', { activity, item }, null));

/** Certain and wrong, three times; borrows a light and loses the way. */
const ada = new Device('a')
	.open('lights')
	.start('checks', 'q')
	.answer('checks', 'q', 'lamp', { options: ['red'] }, 3)
	.answer('checks', 'q', 'lamp', { options: ['red'] }, 2)
	.answer('checks', 'q', 'lamp', { options: ['red'] }, 2)
	.answer('checks', 'q', 'signs', { pairs: { ...right, mlat: 'quick' } })
	.start('the-fog', 's')
	.choose('the-fog', 's', 'watch/borrow', 'dusk/row');
sayAt(ada, 'checks', 'stand');
/** Does everything, certain and right. */
const ben = new Device('b', 60)
	.open('lights')
	.finish('lights', 'read')
	.start('checks', 'q')
	.answer('checks', 'q', 'lamp', { options: ['green'] }, 3)
	.answer('checks', 'q', 'signs', { pairs: right })
	.start('the-fog', 's')
	.choose('the-fog', 's', 'watch/light')
	.start('after', 'p')
	.answer('after', 'p', 'lamp-again', { options: ['green'] });
sayAt(ben, 'checks', 'stand');
sayAt(ben, 'after', 'stand-again');

const lastOf = (entries: readonly Entry[]): string =>
	entries
		.map(({ at }) => at)
		.sort()
		.at(-1)!;
const record = (
	member: string,
	{ language, joined }: { language: string; joined: string },
	entries: readonly Entry[] = []
): MemberRecord => ({
	member,
	joined: `${joined}T08:00:00.000Z`,
	language,
	lastReceived: entries.length ? lastOf(entries) : null,
	notYetReceived: entries.length ? 1 : null,
	entries
});
const records = [
	record('m2', { language: 'fr', joined: '2026-02-10' }, ben.entries),
	record('m3', { language: 'en', joined: '2026-02-01' }),
	record('m1', { language: 'en', joined: '2026-02-05' }, ada.entries)
];
const reported = { plan, models, modelOf: currentOnly(models) };
const names: Record<string, string> = { m1: 'Zoe', m2: 'Ben', m3: 'Cleo' };
const source = sourceOf(
	records.map((one) => memberRow(reported, one)),
	(member) => names[member]
);
const now = Date.parse(lastOf(ben.entries)) + 60_000;
const nobody = sourceOf([], () => '');
/** As many as a debate takes. */
const room = sourceOf(
	[ada, ada, ada, ben, ben].map(({ entries }, at) =>
		memberRow(
			reported,
			record(`r${at}`, { language: at < 3 ? 'en' : 'fr', joined: '2026-02-01' }, entries)
		)
	),
	(member) => member
);

const tableOf = (
	name: TableName,
	{ filter = {}, activity }: { filter?: ReportFilter; activity?: string } = {},
	from: FiguresSource = source
) => exportTable(from, course, name, { filter, now, ...(activity ? { activity } : {}) });
const rowsOf = async (...given: Parameters<typeof tableOf>) => (await tableOf(...given))!.rows;

describe('the overview', () => {
	const seen = (filter: ReportFilter = {}, page = 1) =>
		overview(source, course, filter, { now, page });

	test('counts who has begun, who is done and who may need help, and how lessons stand', async () => {
		const { rows, ...figures } = await seen();
		expect(figures).toEqual({
			at: new Date(now).toISOString(),
			lessons: [
				{ lesson: 'lights', locked: 0, open: 1, underWay: 1, done: 1 },
				{ lesson: 'pier', locked: 0, open: 2, underWay: 0, done: 1 }
			],
			choices: { lessons: ['lights', 'pier'], languages: ['en', 'fr'] },
			members: 3,
			left: 0,
			begun: 2,
			done: 1,
			needHelp: 1,
			page: 1,
			pages: 1
		});
		expect(rows.map(({ name }) => name)).toEqual(['Zoe', 'Ben', 'Cleo']);
	});

	test('has each member with where they are, and why they may need help', async () => {
		const [zoe, benRow] = (await seen()).rows;
		expect(zoe).toMatchObject({
			member: 'm1',
			underWay: ['lights'],
			inside: [],
			done: 0,
			cells: [
				{ lesson: 'lights', state: 'underWay', steps: 2 / 3, activities: 1 },
				{ lesson: 'pier', state: 'open', steps: 0, activities: 0 }
			],
			reasons: [
				{ code: 'stuck', activity: 'checks', item: 'lamp', tries: 3 },
				{ code: 'confident-and-wrong', activity: 'checks', item: 'lamp', reveals: ['any-light'] }
			]
		});
		expect(zoe).not.toHaveProperty('reasonCount');
		expect(benRow).toMatchObject({ member: 'm2', earned: true, reasons: [] });
	});

	test('counts of one lesson who has begun that one', async () => {
		expect(await seen({ lesson: 'lights' })).toMatchObject({ members: 3, begun: 2, done: 1 });
		expect(await seen({ lesson: 'pier' })).toMatchObject({ members: 3, begun: 1, done: 1 });
		// Nor has begun who did something only in what the cohort takes no more.
		const left = { ...course, lessons: ['pier'] };
		expect(await overview(source, left, {}, { now })).toMatchObject({ members: 3, begun: 1 });
	});

	test('has whoever left at the end, and asks nobody to help them', async () => {
		const left = '2026-02-12T08:00:00.000Z';
		const without = (name: string) => {
			const members: typeof source.members = async (filter) =>
				(await source.members(filter)).map((row) => (row.name === name ? { ...row, left } : row));
			return overview({ ...source, members }, course, {}, { now });
		};
		const { rows, ...figures } = await without('Zoe');
		expect(figures).toMatchObject({ members: 3, left: 1, begun: 2, done: 1, needHelp: 0 });
		expect(rows.map(({ name, left, reasons }) => [name, left, reasons])).toEqual([
			['Ben', null, []],
			['Cleo', null, []],
			['Zoe', left, []]
		]);
		// Whatever their name.
		const { rows: others } = await without('Ben');
		expect(others.map(({ name }) => name)).toEqual(['Zoe', 'Cleo', 'Ben']);
	});

	test('of a lesson, a language or a day is of what the filter lets through', async () => {
		const pier = await seen({ lesson: 'pier' });
		expect(pier).toMatchObject({
			lessons: [{ lesson: 'pier', open: 2, done: 1 }],
			needHelp: 0,
			choices: { lessons: ['lights', 'pier'] }
		});
		expect(pier.rows.map(({ name, reasons }) => [name, reasons])).toEqual([
			['Ben', []],
			['Cleo', []],
			['Zoe', []]
		]);
		expect(await seen({ language: 'fr' })).toMatchObject({ members: 1, done: 1, needHelp: 0 });
		expect((await seen({ since: '2026-02-05' })).rows.map(({ name }) => name)).toEqual([
			'Zoe',
			'Ben'
		]);
		expect((await seen({ since: '2026-02-06' })).rows.map(({ name }) => name)).toEqual(['Ben']);
	});

	test('of a lesson that has left the plan is of those that are in it', async () => {
		const filter = { lesson: 'unused' };
		expect(await seen(filter)).toEqual(await seen());
		for (const name of workTableNames)
			expect(await tableOf(name, { filter }), name).toEqual(await tableOf(name));
		expect(await debriefReport(room, course, filter, now)).toEqual(
			await debriefReport(room, course, {}, now)
		);
	});

	test('turns to the nearest page that is there', async () => {
		const many = Array.from({ length: rowsOfPage * 2 + 1 }, (_, at) =>
			memberRow(
				reported,
				record(`n${String(at).padStart(3, '0')}`, { language: 'en', joined: '2026-02-01' })
			)
		);
		const of = async (page: number) => {
			const one = await overview(
				sourceOf(many, () => 'One name'),
				course,
				{},
				{ now, page }
			);
			return [one.page, one.pages, one.rows.length, one.rows[0].member];
		};
		expect(await of(1)).toEqual([1, 3, rowsOfPage, 'n000']);
		expect(await of(2)).toEqual([2, 3, rowsOfPage, 'n050']);
		expect(await of(2.9)).toEqual([2, 3, rowsOfPage, 'n050']);
		for (const page of [3, 99]) expect(await of(page)).toEqual([3, 3, 1, 'n100']);
		for (const page of [0, -7, NaN]) expect(await of(page)).toEqual([1, 3, rowsOfPage, 'n000']);
		expect(await overview(nobody, course, {}, { now })).toMatchObject({
			members: 0,
			page: 1,
			pages: 1,
			rows: []
		});
	});

	test('has names in the order of the list of members', async () => {
		const from = sourceOf(
			['Zoë', 'adam', 'Heron 102', 'Élodie', 'Heron 42'].map((name) =>
				memberRow(reported, record(name, { language: 'en', joined: '2026-02-01' }))
			),
			(member) => member
		);
		const { rows } = await overview(from, course, {}, { now });
		const names = ['adam', 'Élodie', 'Heron 42', 'Heron 102', 'Zoë'];
		expect(rows.map(({ name }) => name)).toEqual(names);
	});

	test('has those with most reasons first, and of a lesson only the reasons in it', async () => {
		const abe = new Device('abe')
			.open('lights')
			.start('checks', 'q')
			.answer('checks', 'q', 'lamp', { options: ['red'] }, 3)
			.open('pier')
			.start('after', 'p');
		for (let tries = 0; tries < 3; tries++)
			abe.answer('after', 'p', 'lamp-again', { options: ['red'] });
		const wrong = new Device('wrong')
			.start('checks', 'q')
			.answer('checks', 'q', 'lamp', { options: ['red'] }, 3);
		const from = sourceOf(
			[
				memberRow(
					reported,
					record('Cora', { language: 'en', joined: '2026-02-01' }, wrong.entries)
				),
				memberRow(reported, record('Dora', { language: 'en', joined: '2026-02-01' }, abe.entries))
			],
			(member) => member
		);
		const reasonsOf = async (filter: ReportFilter) =>
			(await overview(from, course, filter, { now })).rows.map(({ name, reasons }) => [
				name,
				...reasons.map((reason) => `${reason.code} ${'item' in reason ? reason.item : ''}`)
			]);
		expect(await reasonsOf({})).toEqual([
			['Dora', 'stuck lamp-again', 'confident-and-wrong lamp'],
			['Cora', 'confident-and-wrong lamp']
		]);
		expect(await reasonsOf({ lesson: 'pier' })).toEqual([['Dora', 'stuck lamp-again'], ['Cora']]);
	});

	test('asks nobody to help with an item that an edit took away, or gave no key any more', async () => {
		const before: QuizModel = { ...checks, version: '0', items: [...checks.items] };
		for (const id of ['old', 'stand-again']) before.items.push({ ...lamp, id });
		const closing: QuizModel = {
			...checks,
			items: [...checks.items, { ...stand, id: 'stand-again' }]
		};
		const today = { ...models, lights: { ...models.lights, activities: [closing, fog] } };
		const device = new Device('old').open('lights').start('checks', 'q', { version: '0' });
		for (const id of ['old', 'stand-again', 'lamp'])
			for (let tries = 0; tries < 3; tries++)
				device.answer('checks', 'q', id, { options: ['red'] }, 3);
		const member = memberRow(
			{
				plan,
				models: today,
				modelOf: (id, version) => (version === '0' ? before : currentOnly(today)(id, version))
			},
			record('m', { language: 'en', joined: '2026-02-01' }, device.entries)
		);
		const [{ reasons }] = (
			await overview(
				sourceOf([member], () => 'Ada'),
				{ ...course, models: today },
				{},
				{ now: Date.parse(lastOf(device.entries)) }
			)
		).rows;
		expect(reasons.map((one) => 'item' in one && [one.code, one.item])).toEqual([
			['stuck', 'lamp'],
			['confident-and-wrong', 'lamp']
		]);
		expect(member.signals).toEqual({ lights: 2, pier: 0, unused: 0 });
	});

	test('says the gravest reasons of a member and counts the others, and the tables say all', async () => {
		const of = async (wrong: number) => {
			const signals = { lights: wrong, pier: 0, unused: 0 };
			const members: typeof source.members = async (filter) =>
				(await source.members(filter)).map((row) => ({ ...row, signals }));
			const troubles: typeof source.troubles = (ids) => {
				const own = Array.from({ length: wrong }, (_, at) => ({
					...{ activity: 'checks', item: `i${at}`, certain: false, reveals: [], tries: 3 + at }
				}));
				return Promise.resolve(new Map(ids.map((id) => [id, own])));
			};
			const items = Array.from({ length: wrong }, (_, at) => ({ ...lamp, id: `i${at}` }));
			const asking = {
				...course,
				models: {
					...models,
					lights: { ...models.lights, activities: [{ ...checks, items }, fog] }
				}
			};
			const from = { ...source, members, troubles };
			const [row] = (await overview(from, asking, {}, { now })).rows;
			const [whole] = await overviewRows(from, asking, {}, now);
			const { reasons, moreReasons } = row;
			return [reasons.length, moreReasons, whole.reasons.length, reasons[0]];
		};
		const stuck = (tries: number) => ({
			...{ code: 'stuck', activity: 'checks', item: `i${tries - 3}`, tries }
		});
		expect(await of(1)).toEqual([1, 0, 1, stuck(3)]);
		expect(await of(reasonsOfRow)).toEqual([reasonsOfRow, 0, reasonsOfRow, stuck(7)]);
		expect(await of(reasonsOfRow + 3)).toEqual([reasonsOfRow, 3, reasonsOfRow + 3, stuck(10)]);
	});

	test('looks up what is wrong for nobody who has nothing wrong', async () => {
		const asked: string[][] = [];
		const watched: FiguresSource = {
			...source,
			troubles: (members) => {
				asked.push([...members]);
				return source.troubles(members);
			}
		};
		await overviewRows(watched, course, {}, now);
		expect(asked).toEqual([['m1']]);
	});
});

describe('the report on an activity', () => {
	const reportOn = (activity: string, filter: ReportFilter = {}) =>
		activityReport(source, course, activity, filter, now);

	test('of a quiz has its keyed items and no path', async () => {
		expect(await reportOn('checks')).toMatchObject({
			at: new Date(now).toISOString(),
			lesson: 'lights',
			activity: 'checks',
			members: 2,
			finished: 2,
			unverified: 0,
			items: [
				{ item: 'lamp', answered: 2, right: 1, facility: 0.5 },
				{ item: 'signs', answered: 2, right: 1 }
			],
			path: null,
			misconceptions: [{ lesson: 'lights', misconception: 'any-light', shown: 1, certain: 1 }],
			gains: [{ members: 1, before: 1, after: 1, gain: null }],
			positions: [{ given: 2, givenAgain: 1 }],
			views: null,
			choices: { lessons: ['lights', 'pier'], languages: ['en', 'fr'] }
		});
	});

	test('counts apart whose attempt is of another version', async () => {
		const old = new Device('old').start('checks', 'q', { version: '0' });
		const from = sourceOf(
			[memberRow(reported, record('m', { language: 'en', joined: '2026-02-01' }, old.entries))],
			(member) => member
		);
		expect(await activityReport(from, course, 'checks', {}, now)).toMatchObject({
			unverified: 1,
			items: [{ answered: 0 }, { answered: 0 }]
		});
	});

	test('of a scenario has its path, its own misconceptions, and no items', async () => {
		expect(await reportOn('the-fog')).toMatchObject({
			lesson: 'lights',
			members: 2,
			finished: 2,
			items: [],
			path: { activity: 'the-fog', members: 2, ended: 2 },
			misconceptions: [{ misconception: 'borrowed-light', shown: 1 }],
			gains: [],
			positions: []
		});
	});

	test('is of those whom the filter lets through, and of views of everybody', async () => {
		expect(await reportOn('checks', { language: 'fr' })).toMatchObject({
			members: 1,
			items: [{ right: 1 }, { right: 1 }],
			misconceptions: [],
			positions: [{ given: 2, givenAgain: 1 }]
		});
		expect(await reportOn('after', { language: 'en' })).toMatchObject({
			members: 0,
			gains: [{ members: 0 }]
		});
	});

	test('is none of what the lessons of the cohort do not have', async () => {
		expect(await reportOn('elsewhere')).toBeNull();
		const one = { ...course, lessons: ['pier'] };
		expect(await activityReport(source, one, 'checks', {}, now)).toBeNull();
	});
});

test('the debrief has what divided the room, of whom and of what the filter lets through', async () => {
	const debrief = (filter: ReportFilter) => debriefReport(room, course, filter, now);
	const { at, debates, misconceptions, views, choices } = await debrief({});
	expect(at).toBe(new Date(now).toISOString());
	expect(debates.map((one) => `${one.activity}/${one.at}`)).toContain('checks/lamp');
	expect(misconceptions.map(({ misconception }) => misconception)).toEqual([
		'any-light',
		'borrowed-light'
	]);
	expect(views).toBeNull();
	expect(choices).toEqual({ lessons: ['lights', 'pier'], languages: ['en', 'fr'] });
	const nothing = { debates: [], misconceptions: [] };
	expect(await debrief({ lesson: 'pier' })).toMatchObject(nothing);
	expect(await debrief({ language: 'fr' })).toMatchObject(nothing);
});

describe('the tables', () => {
	test('of members are the same whatever activity is asked about', async () => {
		for (const name of ['roster', 'heatmap', 'needs-help'] as const)
			expect(await tableOf(name, { activity: 'checks' })).toEqual(await tableOf(name));
	});

	test('of members say what the overview says', async () => {
		const last = { m1: lastOf(ada.entries), m2: lastOf(ben.entries) };
		expect(await tableOf('roster')).toEqual({
			columns: [
				...[
					'member',
					'name',
					'language',
					'joined',
					'left',
					'last seen',
					'last received',
					'entries'
				],
				...[
					'not yet received',
					'clock ahead, at least (s)',
					'lessons done',
					'lessons',
					'under way'
				],
				...['activities begun', 'all these lessons done']
			],
			rows: [
				[
					...['m1', 'Zoe', 'en', '2026-02-05T08:00:00.000Z', null, last.m1, last.m1],
					...[ada.entries.length, 1, null, 0, 2, 'lights', '', false]
				],
				[
					...['m2', 'Ben', 'fr', '2026-02-10T08:00:00.000Z', null, last.m2, last.m2],
					...[ben.entries.length, 1, null, 2, 2, '', '', true]
				],
				[
					'm3',
					'Cleo',
					'en',
					'2026-02-01T08:00:00.000Z',
					null,
					null,
					null,
					0,
					null,
					null,
					0,
					2,
					'',
					'',
					false
				]
			]
		});
		expect(await tableOf('heatmap', { filter: { lesson: 'pier' } })).toEqual({
			columns: ['member', 'name', 'lesson', 'state', 'share of steps', 'share of activities'],
			rows: [
				['m2', 'Ben', 'pier', 'done', 1, 1],
				['m3', 'Cleo', 'pier', 'open', 0, 0],
				['m1', 'Zoe', 'pier', 'open', 0, 0]
			]
		});
		expect(await tableOf('needs-help')).toEqual({
			columns: ['member', 'name', 'reason', 'activity', 'item', 'tries', 'lessons', 'hours'],
			rows: [
				['m1', 'Zoe', 'stuck', 'checks', 'lamp', 3, null, null],
				['m1', 'Zoe', 'confident-and-wrong', 'checks', 'lamp', null, null, null]
			]
		});
	});

	test('keep several names in one cell apart', async () => {
		const [row] = await overviewRows(source, course, { language: 'fr' }, now);
		const several = { ...row, underWay: ['lights', 'pier'], inside: ['checks', 'after'] };
		const cells = rosterTable([several], () => '').rows[0];
		expect(cells.slice(12, 14)).toEqual(['lights pier', 'checks after']);
		const reasons = [{ code: 'idle' as const, lessons: ['lights', 'pier'], hours: 50, since: '' }];
		expect(needsHelpTable([{ member: 'm', reasons }], () => '').rows[0][6]).toBe('lights pier');
	});

	test('say for how long somebody has been idle, and in what', async () => {
		const later = now + 50 * 3_600_000;
		const { rows } = (await exportTable(source, course, 'needs-help', {
			filter: { language: 'en' },
			now: later
		}))!;
		expect(rows[0]).toEqual(['m1', 'Zoe', 'idle', null, null, null, 'lights', 51]);
	});

	const items = [
		['checks', 'lamp', 'choice', 2, 1, 0.5, null, 0, 0, 2, 0, 0, 0, 0, 1, 1],
		['checks', 'signs', 'match', 2, 1, 0.5, null, 0, 0, 1, null, null, null, null, null, null]
	];
	const answers = [
		['checks', 'lamp', 'green', null, true, 1, 0.5, 1],
		['checks', 'lamp', 'red', null, false, 1, 0.5, 1]
	];

	test('of items have an item a row, with how certain who was right and who was wrong', async () => {
		const table = (await tableOf('items', { activity: 'checks' }))!;
		expect(table.columns).toEqual([
			...['activity', 'item', 'kind', 'answered', 'right', 'facility', 'discrimination'],
			...['right later', 'hint', 'tries (mean)', 'certainty 1 right', 'certainty 1 wrong'],
			...['certainty 2 right', 'certainty 2 wrong', 'certainty 3 right', 'certainty 3 wrong']
		]);
		expect(table.rows.map(([...row]) => row.toSpliced(6, 1, null))).toEqual(items);
		const all = await rowsOf('items');
		expect(all.map(([activity, item]) => [activity, item])).toEqual([
			['checks', 'lamp'],
			['checks', 'signs'],
			['after', 'lamp-again']
		]);
		expect(all.slice(0, 2)).toEqual(table.rows);
		expect(await rowsOf('items', { activity: 'the-fog' })).toEqual([]);
	});

	test('of items have the discrimination that the report has', async () => {
		const { items } = (await activityReport(source, course, 'checks', {}, now))!;
		expect(itemsTable([{ ...items[0], discrimination: 0.25 }]).rows[0][6]).toBe(0.25);
	});

	test('of answers have an option or a pair a row', async () => {
		const table = (await tableOf('answers', { activity: 'checks' }))!;
		expect(table.columns).toEqual([
			...['activity', 'item', 'option', 'answer', 'right', 'chosen', 'share', 'certain']
		]);
		expect(table.rows.slice(0, 2)).toEqual(answers);
		expect(table.rows).toContainEqual(['checks', 'signs', 'mlat', 'slow', true, 1, 0.5, null]);
		expect(table.rows).toContainEqual(['checks', 'signs', 'mlat', 'quick', false, 1, 0.5, null]);
		const rest = await rowsOf('answers', { activity: 'after' });
		// How sure they were is asked at the one and not at the other.
		expect(rest).toEqual([
			['after', 'lamp-again', 'green', null, true, 1, 1, null],
			['after', 'lamp-again', 'red', null, false, 0, 0, null]
		]);
		expect(await rowsOf('answers')).toEqual([...table.rows, ...rest]);
	});

	test('of scenarios have one a row, and of paths a way on', async () => {
		const scenarios = {
			columns: [
				...[
					'activity',
					'members',
					'ended',
					'told up to an open decision',
					'outcome: sound',
					'outcome: mixed',
					'outcome: poor'
				],
				...['quality: members', 'quality: mean', 'quality: median']
			],
			rows: [['the-fog', 2, 2, 0, 1, 0, 1, 2, expect.any(Number), expect.any(Number)]]
		};
		expect(await tableOf('scenarios')).toEqual(scenarios);
		expect(await tableOf('scenarios', { activity: 'the-fog' })).toEqual(scenarios);
		expect(await rowsOf('scenarios', { activity: 'checks' })).toEqual([]);
		const paths = {
			columns: ['activity', 'scene', 'option', 'to', 'members', 'share'],
			rows: [
				['the-fog', 'watch', 'light', 'clear', 1, 0.5],
				['the-fog', 'watch', 'borrow', 'dusk', 1, 0.5],
				['the-fog', 'dusk', 'row', 'lost', 1, 1],
				['the-fog', 'dusk', 'wait', 'clear', 0, 0]
			]
		};
		expect(await tableOf('paths')).toEqual(paths);
		expect(await tableOf('paths', { activity: 'the-fog' })).toEqual(paths);
		expect(await rowsOf('paths', { activity: 'checks' })).toEqual([]);
	});

	test('of misconceptions have a place a row, and of debates a choice', async () => {
		expect(await tableOf('misconceptions')).toEqual({
			columns: ['lesson', 'misconception', 'activity', 'at', 'members', 'certain'],
			rows: [
				['lights', 'any-light', 'checks', 'lamp', 1, 1],
				['lights', 'borrowed-light', 'the-fog', 'watch', 1, 0]
			]
		});
		expect(await rowsOf('misconceptions', { activity: 'the-fog' })).toEqual([
			['lights', 'borrowed-light', 'the-fog', 'watch', 1, 0]
		]);
		const debates = (await tableOf('debates', {}, room))!;
		expect(debates.columns).toEqual([
			...['activity', 'at', 'heat', 'option', 'members', 'certain', 'fairly sure', 'guessing'],
			'claims'
		]);
		expect(debates.rows.filter(([, at]) => at === 'lamp')).toEqual([
			['checks', 'lamp', expect.any(Number), 'green', 2, 2, 0, 0, 'B1-K1 B1-K2'],
			['checks', 'lamp', expect.any(Number), 'red', 3, 3, 0, 0, 'B1-K1 B1-K2']
		]);
		// A story does not ask how sure they are.
		expect(debates.rows.filter(([, at]) => at === 'watch')).toEqual([
			['the-fog', 'watch', expect.any(Number), 'light', 2, null, null, null, ''],
			['the-fog', 'watch', expect.any(Number), 'borrow', 3, null, null, null, '']
		]);
	});

	test('of what is asked again have an item or a position a row', async () => {
		const gains = {
			columns: ['opening', 'closing', 'members', 'before', 'after', 'gain'],
			rows: [['lamp', 'lamp-again', 1, 1, 1, null]]
		};
		expect(await tableOf('gains')).toEqual(gains);
		expect(await tableOf('gains', { activity: 'after' })).toEqual(gains);
		expect(await rowsOf('gains', { activity: 'the-fog' })).toEqual([]);
		// Asked in one lesson and again in another, as the pages of both quizzes show it.
		for (const lesson of ['lights', 'pier'])
			expect(await tableOf('gains', { filter: { lesson } }), lesson).toEqual(gains);
		const positions = {
			columns: ['opening', 'closing', 'given', 'given again'],
			rows: [['stand', 'stand-again', 2, 1]]
		};
		expect(await tableOf('positions')).toEqual(positions);
		expect(await tableOf('positions', { activity: 'checks' })).toEqual(positions);
		expect(await rowsOf('positions', { activity: 'the-fog' })).toEqual([]);
		for (const lesson of ['lights', 'pier'])
			expect(await tableOf('positions', { filter: { lesson } }), lesson).toEqual(positions);
	});

	test('are of whom the filter lets through, and none of an activity that is not there', async () => {
		expect(await rowsOf('roster', { filter: { language: 'fr' } })).toHaveLength(1);
		expect((await rowsOf('items', { filter: { language: 'fr' } }))[0].slice(3, 5)).toEqual([1, 1]);
		expect(await rowsOf('items', { filter: { lesson: 'pier' } })).toHaveLength(1);
		for (const name of workTableNames) {
			expect(await tableOf(name, { activity: 'elsewhere' })).toBeNull();
			expect((await tableOf(name, {}, nobody))!.columns).toEqual((await tableOf(name))!.columns);
		}
	});

	test('have names of files that say of what they are, and of whom', () => {
		const filter = { lesson: 'pier', language: 'pt-BR', since: '2026-03-02', offset: 60 };
		const name = (table: TableName, filter: ReportFilter, activity?: string) =>
			fileNameOf(course, table, { filter, ...(activity ? { activity } : {}) });
		expect(name('roster', {})).toBe('roster.csv');
		expect(name('roster', filter)).toBe('roster_pier_pt-BR_2026-03-02.csv');
		expect(name('items', filter, 'checks')).toBe('items_checks_pt-BR_2026-03-02.csv');
		// What knows no filter of members, a lesson that is not the cohort's, and what no file may be called.
		for (const table of ['positions', 'views'] as const)
			expect(name(table, filter)).toBe(`${table}_pier.csv`);
		expect(name('roster', { lesson: 'unused', language: '"\r\n../x' })).toBe('roster_x.csv');
	});

	test('are known by their names, and by no other', () => {
		expect(tableNames.every(isTableName)).toBe(true);
		expect(['', 'rosters', 'toString'].some(isTableName)).toBe(false);
	});
});

describe('a filter', () => {
	const read = (search: string) => readFilter(new URLSearchParams(search));

	test('comes back from the address that it went into', () => {
		const filter = { lesson: 'lights', language: 'pt-BR', since: '2026-02-28' };
		expect(read(searchOf(filter))).toEqual(filter);
		const there = { since: '2026-02-28', offset: -780 };
		expect(read(searchOf(there))).toEqual(there);
		expect(searchOf(filter, { page: 2, sort: '', on: undefined })).toBe(
			'?lesson=lights&language=pt-BR&since=2026-02-28&page=2'
		);
		expect([searchOf({}), read('')]).toEqual(['', {}]);
	});

	test('is of nothing that makes no sense', () => {
		for (const since of ['', 'noon', '2026-2-1', '2026-13-01', '2026-02-01T08:00:00.000Z'])
			expect(read(`since=${since}`)).toEqual({});
		expect(read('lesson=&language=&page=3')).toEqual({});
		const since = '2026-03-02';
		for (const offset of ['', 'east', '1.5', '-841', '841', '1e2'])
			expect(read(`since=${since}&offset=${offset}`)).toEqual({ since });
		for (const offset of [-840, 0, 840])
			expect(read(`since=${since}&offset=${offset}`)).toEqual({ since, offset });
		expect(read('offset=60')).toEqual({});
	});

	test('leaves members out by language or day, and none by the lesson', () => {
		expect(leavesOut({ language: 'fr' })).toBe(true);
		expect(leavesOut({ since: '2026-03-02' })).toBe(true);
		for (const filter of [{}, { lesson: 'lights' }]) expect(leavesOut(filter)).toBe(false);
	});

	test('has days that begin where they were chosen, and else in UTC', () => {
		expect(ofMembers({ since: '2026-03-02', offset: -780 })).toEqual({
			joinedSince: '2026-03-01T11:00:00.000Z'
		});
		expect(ofMembers({ since: '2026-03-02', offset: 300 })).toEqual({
			joinedSince: '2026-03-02T05:00:00.000Z'
		});
		expect(ofMembers({ since: '2026-03-02', language: 'fr' })).toEqual({
			joinedSince: '2026-03-02T00:00:00.000Z',
			language: 'fr'
		});
	});
});

test('a report is on the lessons of the cohort that the course has, in its order', () => {
	const turned = { ...course, lessons: ['pier', 'gone', 'lights'] };
	expect(Object.keys(reportedModels(turned))).toEqual(['pier', 'lights']);
	expect(Object.keys(reportedModels(turned, 'lights'))).toEqual(['lights']);
	// An address that was kept from before the lesson left the plan.
	for (const left of ['unused', 'toString'])
		expect(Object.keys(reportedModels(turned, left))).toEqual(['pier', 'lights']);
	expect(activitiesIn(reportedModels(turned))).toEqual(['after', 'checks', 'the-fog']);
});
