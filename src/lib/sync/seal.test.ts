import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ActivityModel, ScenarioModel } from '../course/model';
import { readLessonFiles } from '../course/read-files';
import { choice, Device, ending, quizOf, scenarioOf, scene, everyKind } from '../machines/sample';
import { choose, offered, sceneOf, scenarioMachine, startScenario } from '../machines/scenario';
import { onlyThese, SealedChoice } from '../machines/sealed';
import { draft, type Entry } from '../record/entry';
import { union } from '../record/union';
import { cohorts, courseOf } from '../reports/sample';
import { summarise, type ScenarioSummary } from '../reports/summary';
import saved from '../../../tests/records/sealed-v1.json';
import { isKey, makeKey, seal, unseal, viewId } from './seal';

const key = makeKey();
const knowing = (...models: ActivityModel[]) => onlyThese(models);

const parting = scenarioOf([
	scene('door', 'one', choice('knock', 'vote', 'sound'), choice('kick', 'vote', 'weak')),
	scene('vote', 'one', choice('for', 'yes', 'open'), choice('against', 'no', 'open')),
	scene('yes', 'two', choice('go', 'good', 'sound'), choice('stop', 'bad', 'weak')),
	scene('no', 'two', choice('rest', 'bad', 'sound')),
	ending('good', 'sound'),
	ending('bad', 'poor')
]);
/** Cheering is for one side alone. */
const gated = scenarioOf([
	scene('vote', 'one', choice('for', 'hall', 'open'), choice('against', 'hall', 'open')),
	scene('hall', 'two', choice('sit', 'yard', 'weak')),
	scene(
		'yard',
		'three',
		choice('cheer', 'good', 'sound', { when: 'chose=for' }),
		choice('leave', 'good', 'weak')
	),
	ending('good', 'sound')
]);

const about = (item: string) => draft('view.given', { activity: parting.id, item }, 'a');
const run = new Device('d1')
	.start(parting.id, 'a')
	.choose(parting.id, 'a', 'door/knock', 'vote/for')
	.write(about('vote'))
	.choose(parting.id, 'a', 'yes/go')
	.write(about('yes')).entries;

afterEach(() => vi.unstubAllGlobals());

describe('what leaves the device', () => {
	test('is as it was until a side is taken, and then says no more than is told', async () => {
		const sealed = await seal(run, knowing(parting), key);
		const box = expect.stringMatching(/^[\w-]{363}$/);
		const activity = parting.id;
		expect(sealed.map(({ type, data }) => [type, data])).toEqual([
			['attempt.started', run[0].data],
			['choice.made', { activity, scene: 'door', option: 'knock' }],
			['choice.sealed', { activity, scene: 'vote', box }],
			['view.given', { activity, item: 'vote' }],
			['choice.sealed', { activity, ended: true, box }],
			['view.sealed', { activity, box }]
		]);
		for (const [at, { type: _t, data: _d, v: _v, ...envelope }] of run.entries())
			expect(sealed[at]).toMatchObject(envelope);
	});

	test('is the same whenever it is sent, with whatever came later', async () => {
		const whole = await seal(run, knowing(parting), key);
		for (const [at, entry] of run.entries())
			expect(await seal([entry], knowing(parting), key, run.slice(0, at + 1))).toEqual([whole[at]]);
	});

	test('says nothing of any choice where the version of the scenario cannot be had', async () => {
		const newer = { ...parting, version: '2' };
		const sealed = await seal(run, knowing(newer), key);
		expect(sealed.map(({ data: { box: _, ...data } }) => data)).toEqual([
			run[0].data,
			...[{}, {}, {}, { ended: true }, {}].map((said) => ({ activity: parting.id, ...said }))
		]);
		const gone = await seal(run, () => null, key);
		expect(gone.filter(({ type }) => type === 'choice.made')).toEqual([]);
	});

	test('seals practice and forks by the same rule', async () => {
		const again = new Device('d2')
			.start(parting.id, 'b', { practice: true, fork: { attempt: 'a', choices: 1 } })
			.choose(parting.id, 'b', 'door/knock', 'vote/against', 'no/rest').entries;
		const types = (await seal(again, knowing(parting), key)).map(({ type }) => type);
		expect(types).toEqual(['attempt.started', 'choice.made', 'choice.sealed', 'choice.sealed']);
	});

	test('hides a side that was written twice, or too early', async () => {
		const twice = new Device('d1')
			.start(parting.id, 'a')
			.choose(parting.id, 'a', 'vote/for', 'door/kick', 'vote/for', 'vote/for').entries;
		const sealed = await seal(twice, knowing(parting), key);
		expect(JSON.stringify(sealed)).not.toContain('"for"');
		expect(sealed[1].data).toMatchObject({ void: true });
	});

	test('calls void only what fits nowhere, whatever side was taken', async () => {
		const activity = gated.id;
		const lastOf = async (of: ScenarioModel, ...moves: string[]) => {
			const { entries } = new Device('d1').start(of.id, 'a').choose(of.id, 'a', ...moves);
			const { box: _, ...data } = (await seal(entries, knowing(of), key)).at(-1)!.data;
			return data;
		};
		const nowhere = { activity, void: true };
		expect(await lastOf(gated, 'hall/sit')).toEqual(nowhere);
		expect(await lastOf(gated, 'vote/for', 'vote/for')).toEqual(nowhere);
		expect(await lastOf(gated, 'vote/for', 'hall/fly')).toEqual(nowhere);
		// That it did not fit tells a side.
		expect(await lastOf(gated, 'vote/against', 'hall/sit', 'yard/cheer')).toEqual({ activity });
		expect(await lastOf(gated, 'vote/for', 'hall/sit', 'yard/leave', 'yard/cheer')).toEqual({
			activity
		});
		expect(await lastOf(parting, 'door/knock', 'vote/for', 'no/rest')).toEqual({ activity });
	});

	test('says nothing of choices in an attempt that was begun in another activity, or never', async () => {
		const devices = [new Device('d1').start('elsewhere', 'a'), new Device('d1')];
		for (const device of devices) {
			const { entries } = device.choose(parting.id, 'a', 'door/knock');
			const { type, data } = (await seal(entries, knowing(parting), key)).at(-1)!;
			expect([type, Object.keys(data)]).toEqual(['choice.sealed', ['activity', 'box']]);
		}
	});

	test('keeps what is said of a quiz', async () => {
		const quiz = quizOf('checks', { ...everyKind.position, id: 'stand' });
		const entries = new Device('d1')
			.start('checks', 'q', { version: 'old' })
			.write(draft('view.given', { activity: 'checks', item: 'stand' }, 'q')).entries;
		expect(await seal(entries, knowing(quiz), key)).toEqual(entries);
	});

	test('is sealed, without a box, where the page has no WebCrypto', async () => {
		vi.stubGlobal('crypto', { getRandomValues: () => new Uint8Array(32) });
		const sealed = await seal(run, knowing(parting), key);
		expect(sealed[2].data).toEqual({ activity: parting.id, scene: 'vote' });
		expect(await unseal(sealed, key)).toEqual(sealed);
	});

	test('says nothing but the activity of a choice or a view that this version cannot read', async () => {
		const newer = run
			.map((entry) => ({ ...entry, v: 2, data: { ...entry.data, also: 'of this side' } }) as Entry)
			.map((entry, at) => (at === 2 ? { ...entry, data: { vote: 'for' } } : entry));
		const sealed = await seal(newer, knowing(parting), key);
		const told = sealed.map(({ type, data: { box, ...data } }) => [type, data, typeof box]);
		const { activity } = run[0].data;
		expect(told).toEqual([
			['attempt.started', newer[0].data, 'undefined'],
			['choice.sealed', { activity }, 'string'],
			['choice.sealed', { activity: 'unknown' }, 'string'],
			['view.sealed', { activity }, 'string'],
			['choice.sealed', { activity }, 'string'],
			['view.sealed', { activity }, 'string']
		]);
		for (const { type, data } of sealed)
			if (type === 'choice.sealed') expect(v.is(SealedChoice, data)).toBe(true);
	});
});

describe('a box', () => {
	test('opens with the key and gives the entry as it was', async () => {
		expect(await unseal(await seal(run, knowing(parting), key), key)).toEqual(run);
	});

	test('is not looked for where nothing is sealed', async () => {
		expect(await unseal(run, key)).toEqual(run);
	});

	test('stays shut without the key, with another, and in the place of another entry', async () => {
		const sealed = await seal(run, knowing(parting), key);
		for (const other of [makeKey(), '', 'no key'])
			expect(await unseal(sealed, other)).toEqual(sealed);
		const moved = { ...sealed[4], data: { ...sealed[4].data, box: sealed[2].data.box } };
		const damaged = { ...sealed[2], data: { ...sealed[2].data, box: 'A!' } };
		expect(await unseal([moved, damaged], key)).toEqual([moved, damaged]);
	});

	test('stays shut where what it holds is no entry', async () => {
		const [, entry] = new Device('d1').start('gone', 'a').choose('gone', 'a', 'door/knock').entries;
		const newer = { ...entry, v: 2, data: { ...entry.data, option: ['knock', 'kick'] } } as Entry;
		const sealed = await seal([newer], () => null, key);
		expect(sealed[0].data.box).toBeDefined();
		expect(await unseal(sealed, key)).toEqual(sealed);
	});

	test('is the same under the same key, and another under another', async () => {
		const [one, again, other] = await Promise.all(
			[key, key, makeKey()].map((each) => seal(run, knowing(parting), each))
		);
		expect(again).toEqual(one);
		expect(other[2].data.box).not.toBe(one[2].data.box);
	});

	test('is as long as any other, and twice as long where that does not do', async () => {
		const lengthOf = async (option: string) => {
			const [, entry] = new Device('d1')
				.start('gone', 'a')
				.choose('gone', 'a', `door/${option}`).entries;
			const [{ data }] = await seal([entry], () => null, key);
			return String(data.box).length;
		};
		const rest = JSON.stringify([
			'choice.made',
			1,
			{ activity: 'gone', option: '', scene: 'door' }
		]);
		const most = 256 - rest.length;
		expect(await lengthOf('x'.repeat(most))).toBe(await lengthOf('x'));
		expect(await lengthOf('x'.repeat(most + 1))).toBe(await lengthOf('x'.repeat(most + 200)));
		expect(await lengthOf('x'.repeat(most + 1))).toBeGreaterThan(await lengthOf('x'));
	});

	test('is no clash with the entry it holds, and with no other', async () => {
		const sealed = await seal(run, knowing(parting), key);
		const rekeyed = await seal(run, () => null, makeKey());
		for (const [here, incoming] of [
			[run, sealed],
			[sealed, run],
			[sealed, rekeyed]
		])
			expect(union(here, incoming)).toMatchObject({ added: [], clashes: [] });
		const forged = { ...sealed[2], at: '2026-03-02T00:00:00.000Z' };
		expect(union(run, [forged]).clashes).toEqual([forged]);
		const other = { ...run[2], data: { ...run[2].data, option: 'against' } };
		expect(union(run, [other]).clashes).toEqual([other]);
	});
});

describe('what is told of sealed entries without the key', () => {
	const meeting = scenarioOf(
		[
			scene('door', 'one', choice('knock', 'vote', 'sound'), choice('kick', 'vote', 'weak')),
			scene('vote', 'two', choice('for', 'hall', 'open'), choice('against', 'hall', 'open')),
			scene(
				'hall',
				'three',
				choice('stay', 'good', 'sound'),
				choice('wait', 'good', 'weak', { when: 'record=exemplary' })
			),
			ending('good', 'sound')
		],
		{ dials: { record: { from: 'misused', values: ['misused', 'exemplary'] } } }
	);
	const dials = { record: 'exemplary' };
	const comesToTheSame = async (model: ScenarioModel, entries: Entry[]) => {
		const sealed = await seal(entries, knowing(model), key);
		expect(sealed.map(({ type }) => type)).toContain('choice.sealed');
		for (const each of [sealed, sealed.toReversed()])
			expect(summarise(model, each, true)).toEqual(summarise(model, entries, true));
	};

	test.each([
		['a side that parts the story', parting, ['door/knock', 'vote/against']],
		['what follows it', parting, ['door/knock', 'vote/against', 'no/rest']],
		['a side that every way goes on from', meeting, ['door/knock', 'vote/against']],
		['the same and what follows it', meeting, ['door/kick', 'vote/against', 'hall/wait']],
		['a choice that one side alone leaves', gated, ['vote/for', 'hall/sit', 'yard/cheer']],
		['a choice too early', meeting, ['vote/for', 'hall/stay', 'door/knock', 'vote/for']],
		['a choice that was made twice', parting, ['door/knock', 'vote/for', 'vote/for', 'yes/go']]
	] as const)('is what is told of the true ones: of %s', async (_what, model, moves) => {
		const { entries } = new Device('d1')
			.start(model.id, 'a', { dials: { ...dials } })
			.choose(model.id, 'a', ...moves);
		await comesToTheSame(model, entries);
	});

	test('is told of each attempt for itself, though one goes on between the choices of another', async () => {
		const { id } = meeting;
		const { entries } = new Device('d1')
			.start(id, 'a', { dials })
			.choose(id, 'a', 'door/knock', 'vote/for')
			.start(id, 'b', { practice: true })
			.choose(id, 'b', 'door/kick', 'vote/against')
			.choose(id, 'a', 'hall/wait')
			.choose(id, 'b', 'hall/stay');
		await comesToTheSame(meeting, entries);
		const sealed = await seal(entries, knowing(meeting), key);
		const own = (list: readonly Entry[], name: string) =>
			list.filter(({ attempt }) => attempt === name);
		for (const name of ['a', 'b'])
			expect(own(sealed, name)).toEqual(await seal(own(entries, name), knowing(meeting), key));
	});
});

test('what was sealed once is sealed the same and opened for ever, and told of without the key', async () => {
	const { model, entries, sealed } = saved as unknown as {
		model: ScenarioModel;
		entries: Entry[];
		sealed: Entry[];
	};
	expect(await unseal(sealed, saved.key)).toEqual(entries);
	expect(await seal(entries, knowing(model), saved.key)).toEqual(sealed);
	expect(summarise(model, sealed, true)).toEqual(summarise(model, entries, true));
	expect(summarise(model, sealed, true)).toMatchObject({
		finished: true,
		views: ['vote'],
		run: { path: [{ option: 'knock' }, { option: null }], sealed: true, outcome: null }
	});
});

describe('the id of a view', () => {
	test('is the same for ever, on whatever device has the key', async () => {
		expect(await viewId(saved.key, ['spring', 'opening', 'stand'])).toBe(
			'670c2954-3408-4ca1-b106-7a5fda8d58e4'
		);
	});

	test('is a random UUID to whoever has not, and another at another place', async () => {
		const ids = await Promise.all([
			viewId(key, ['spring', 'opening', 'stand']),
			viewId(makeKey(), ['spring', 'opening', 'stand']),
			...['a', 'b', 'c', 'd'].map((item) => viewId(key, ['spring', 'opening', item]))
		]);
		for (const id of ids)
			expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test('is none without a key, and without WebCrypto', async () => {
		expect(await viewId('no key', ['spring'])).toBeNull();
		vi.stubGlobal('crypto', {});
		expect(await viewId(key, ['spring'])).toBeNull();
		vi.stubGlobal('crypto', undefined);
		expect(await viewId(key, ['spring'])).toBeNull();
	});
});

test('a key fits into the fragment of a link', () => {
	expect(encodeURIComponent(key)).toBe(key);
	expect([isKey(key), isKey(`${key}A`), isKey('')]).toEqual([true, false, false]);
	expect(makeKey()).not.toBe(key);
});

test('a key cannot be taken out of WebCrypto again', async () => {
	const imported = vi.spyOn(crypto.subtle, 'importKey');
	await seal(run, knowing(parting), key);
	await viewId(key, ['spring']);
	const keys = await Promise.all(imported.mock.results.map(({ value }) => value as CryptoKey));
	expect(keys.map(({ algorithm: { name }, extractable }) => [name, extractable])).toEqual([
		['AES-GCM', false],
		['HMAC', false]
	]);
	imported.mockRestore();
});

describe('of the real course', async () => {
	const course = await courseOf(readLessonFiles(process.cwd()));
	const scenarios = course.activities.filter((one) => one.kind === 'scenario');
	const modelOf = knowing(...course.activities);

	test.each(scenarios.map((model) => [model.id, model] as const))(
		'every path of %s is summarised as if it were not sealed',
		async (_, model) => {
			const paths = pathsOf(model, 400);
			for (const moves of paths) {
				const { entries } = new Device('d1')
					.start(model.id, 'a', { version: model.version })
					.choose(model.id, 'a', ...moves);
				for (const [at, { id }] of model.scenes.slice(0, 3).entries()) {
					const given = draft('view.given', { activity: model.id, item: id }, 'a');
					entries.push(...new Device(`${at}-views`, 9).write(given).entries);
				}
				const sealed = await seal(entries, modelOf, key);
				expect(summarise(model, sealed, true)).toEqual(summarise(model, entries, true));
				const { run } = summarise(model, entries, true) as ScenarioSummary;
				const sides = new Set(
					run?.path.flatMap((step) => (step.option === null ? step.scene : []))
				);
				for (const { type, data } of sealed)
					if (type === 'choice.made') expect(sides).not.toContain(data.scene);
			}
		}
	);

	test('whatever a cohort wrote, in batches and in any order, comes to the same figures', async () => {
		await fc.assert(
			fc.asyncProperty(cohorts(course, 3), async (records) => {
				for (const entries of Object.values(records)) {
					const sealed = await seal(entries, modelOf, key);
					expect(await unseal(sealed, key)).toEqual(entries);
					for (const model of scenarios)
						expect(summarise(model, [...sealed].reverse(), true)).toEqual(
							summarise(model, entries, true)
						);
				}
			}),
			{ numRuns: 60 }
		);
	});

	test('no sealed run says, by its scenes, types, lengths or numbers, which side was taken', async () => {
		let compared = 0;
		for (const model of scenarios) {
			const shapes = new Map<string, Set<string>>();
			for (const moves of pathsOf(model, 400)) {
				const entries = new Device('d1')
					.start(model.id, 'a', { version: model.version })
					.choose(model.id, 'a', ...moves).entries as Entry[];
				const sealed = await seal(entries, modelOf, key);
				const first = sealed.findIndex(({ type }) => type === 'choice.sealed');
				if (first < 0) continue;
				const shape = sealed.map(({ type, data: { box, ...data } }) => [
					type,
					data,
					String(box).length
				]);
				const before = JSON.stringify(shape.slice(0, first));
				const side = String(entries[first].data.option);
				const name = `${before} ${entries[first].data.scene as string}`;
				const told = shapes.get(`${name} ${side}`) ?? new Set();
				shapes.set(`${name} ${side}`, told.add(JSON.stringify(shape)));
			}
			const groups = groupsOf(shapes);
			for (const group of groups.values())
				for (const [, told] of group) {
					compared++;
					expect([...told].sort()).toEqual([...group[0][1]].sort());
				}
		}
		expect(compared).toBeGreaterThan(50);
	});
});

function groupsOf(shapes: Map<string, Set<string>>): Map<string, [string, Set<string>][]> {
	const groups = new Map<string, [string, Set<string>][]>();
	for (const one of shapes) {
		const name = one[0].slice(0, one[0].lastIndexOf(' '));
		groups.set(name, [...(groups.get(name) ?? []), one]);
	}
	return groups;
}

/** Paths through a story, depth first, until so many; all of them where a side is taken. */
function pathsOf(model: ScenarioModel, most: number): string[][] {
	const machine = scenarioMachine(model);
	const paths: string[][] = [];
	const walk = (here: ReturnType<typeof startScenario>, moves: string[]): void => {
		if (paths.length >= most * 10) return;
		const on = offered(sceneOf(model, here), here.context);
		if (!on.length) paths.push(moves);
		for (const { id } of on) {
			const next = choose(machine, here, id);
			if (next) walk(next, [...moves, `${String(here.value)}/${id}`]);
		}
	};
	walk(startScenario(machine), []);
	return paths.length > most
		? paths.filter((_, at) => at % Math.ceil(paths.length / most) === 0)
		: paths;
}
