import { describe, expect, test } from 'vitest';
import { countsOf } from './counts';
import type { ActivitySummary, QuizSummary, RunSummary, ScenarioSummary } from './summary';

const counted = (summary: ActivitySummary) => Object.fromEntries(countsOf(summary));

const base = {
	version: '1',
	verified: true,
	since: '2026-03-01T09:00:00.000Z',
	latest: '2026-03-01T09:00:00.000Z'
};

describe('what a quiz adds', () => {
	const quiz: QuizSummary = {
		...base,
		kind: 'quiz',
		activity: 'checks',
		finished: true,
		views: ['stand'],
		items: {
			lamp: {
				tries: 2,
				hinted: true,
				first: {
					options: ['brighter'],
					certainty: 3,
					right: false,
					points: 0,
					reveals: ['any-light']
				},
				lastRight: true
			},
			bell: {
				tries: 1,
				hinted: false,
				first: { options: ['rung'], certainty: 2, right: true, points: 1, reveals: [] },
				lastRight: true
			},
			order: {
				tries: 1,
				hinted: false,
				first: { order: ['one', 'two'], right: true, points: 1, reveals: [] },
				lastRight: true
			},
			pairs: {
				tries: 3,
				hinted: false,
				first: { pairs: { mlat: 'slow', direct: 'quick' }, right: true, points: 1, reveals: [] },
				lastRight: true
			}
		}
	};
	const answers = {
		members: 1,
		'view/stand': 1,
		'item/lamp/hinted': 1,
		'item/lamp/tries': 2,
		'item/lamp/first': 1,
		'item/lamp/mended': 1,
		'item/lamp/sure/3/wrong': 1,
		'item/lamp/option/brighter/3': 1,
		'item/lamp/reveals/any-light/3': 1,
		'item/bell/tries': 1,
		'item/bell/first': 1,
		'item/bell/right': 1,
		'item/bell/sure/2/right': 1,
		'item/bell/option/rung/2': 1,
		'item/order/tries': 1,
		'item/order/first': 1,
		'item/order/right': 1,
		'item/order/sure/0/right': 1,
		'item/order/pair/one/1': 1,
		'item/order/pair/two/2': 1,
		'item/pairs/tries': 3,
		'item/pairs/first': 1,
		'item/pairs/right': 1,
		'item/pairs/sure/0/right': 1,
		'item/pairs/pair/mlat/slow': 1,
		'item/pairs/pair/direct/quick': 1
	};

	test.each([false, null])(
		'says of a wrong first answer that it was mended only then: last %s',
		(lastRight) => {
			const items = { lamp: { ...quiz.items.lamp, lastRight } };
			const sums = counted({ ...quiz, items });
			expect(sums).toMatchObject({ 'item/lamp/first': 1, 'item/lamp/sure/3/wrong': 1 });
			expect(sums).not.toHaveProperty(['item/lamp/mended']);
		}
	);

	test('are its first answers, and how each went with the rest once it is finished', () => {
		expect(counted(quiz)).toEqual({
			...answers,
			finished: 1,
			// Three are right: beside each of these two others, beside the wrong one all three.
			'item/lamp/rest/members': 1,
			'item/lamp/rest/score': 3,
			'item/lamp/rest/squares': 9,
			'item/bell/rest/members': 1,
			'item/bell/rest/right': 1,
			'item/bell/rest/score': 2,
			'item/bell/rest/squares': 4,
			'item/bell/rest/both': 2,
			'item/order/rest/members': 1,
			'item/order/rest/right': 1,
			'item/order/rest/score': 2,
			'item/order/rest/squares': 4,
			'item/order/rest/both': 2,
			'item/pairs/rest/members': 1,
			'item/pairs/rest/right': 1,
			'item/pairs/rest/score': 2,
			'item/pairs/rest/squares': 4,
			'item/pairs/rest/both': 2
		});
		expect(counted({ ...quiz, finished: false })).toEqual(answers);
	});

	test('is only the hint where nothing was answered', () => {
		const hinted = { tries: 0, hinted: true, first: null, lastRight: null };
		expect(counted({ ...quiz, finished: false, views: [], items: { lamp: hinted } })).toEqual({
			members: 1,
			'item/lamp/hinted': 1
		});
	});

	test('is only the member where it cannot be verified', () => {
		expect(counted({ ...quiz, verified: false })).toEqual({ members: 1, unverified: 1 });
	});
});

describe('what a scenario adds', () => {
	const run: RunSummary = {
		dials: {},
		path: [
			{ scene: 'door', option: 'kick', quality: 'unsound', reveals: 'force-helps' },
			{ scene: 'dice', option: 'sun' },
			{ scene: 'vote', option: null, quality: 'open' },
			{ scene: 'hall', option: 'stay', quality: 'sound' }
		],
		scene: 'good',
		sealed: false,
		ended: true,
		outcome: 'sound',
		quality: 49.6
	};
	const story: ScenarioSummary = {
		...base,
		kind: 'scenario',
		activity: 'the-well',
		finished: true,
		views: ['vote'],
		attempts: 3,
		practice: 2,
		run
	};
	const added = (parts: Partial<RunSummary>) =>
		counted({
			...story,
			finished: false,
			views: [],
			practice: 0,
			run: { ...run, ended: false, outcome: null, quality: null, ...parts }
		});

	test('is the way of its first attempt, without the side that was taken', () => {
		expect(counted(story)).toEqual({
			members: 1,
			finished: 1,
			practice: 1,
			'view/vote': 1,
			'run/members': 1,
			'run/ended': 1,
			'run/outcome/sound': 1,
			'run/quality/50': 1,
			'scene/door': 1,
			'scene/dice': 1,
			'scene/vote': 1,
			'scene/hall': 1,
			'scene/good': 1,
			'edge/door/kick/dice': 1,
			'edge/dice/sun/vote': 1,
			'edge/vote/*/hall': 1,
			'edge/hall/stay/good': 1,
			'decision/door/unsound': 1,
			'decision/hall/sound': 1,
			'reveals/door/kick/force-helps': 1
		});
	});

	test('is counted once for a member whose story goes round', () => {
		const [door] = run.path;
		expect(added({ path: [door, door], scene: 'door' })).toEqual({
			members: 1,
			'run/members': 1,
			'run/at/door': 1,
			'scene/door': 1,
			'edge/door/kick/door': 1,
			'decision/door/unsound': 1,
			'reveals/door/kick/force-helps': 1
		});
	});

	test('has neither a next scene nor a standing where it is sealed', () => {
		const sealed = {
			members: 1,
			'run/members': 1,
			'run/sealed': 1,
			'scene/vote': 1,
			'edge/vote/*/*': 1
		};
		const path = [{ scene: 'vote', option: null, quality: 'open' as const }];
		expect(added({ path, scene: null, sealed: true })).toEqual(sealed);
		expect(added({ path, scene: 'hall', sealed: true })).not.toHaveProperty(['run/at/hall']);
	});

	test('is only practice where no attempt counts yet', () => {
		expect(counted({ ...story, finished: false, views: [], run: null })).toEqual({
			members: 1,
			practice: 1
		});
	});
});
