import { describe, expect, test } from 'vitest';
import type { View } from '../record/entry';
import { argueDecision, argumentsOf, weighArguments } from './argued';
import { replay } from './replay';
import { judgePath, type Judged } from './quality';
import { choice, ending, scenarioOf, scene } from './sample';

const said = (item: string, at: string, content: View['content'], attempt = 'first'): View => ({
	id: '00000000-0000-4000-8000-000000000000',
	activity: 'the-well',
	item,
	attempt,
	at,
	content
});
const decided = (scene: string, quality: Judged['quality']): Judged => ({
	scene,
	option: 'any',
	quality,
	mark: null,
	beside: []
});

describe('what was said on open decisions', () => {
	test('is read by scene, of one attempt, with the newest word', () => {
		const views = [
			said('way-out', '2026-01-02', { text: 'later', reasons: ['others stay out'] }),
			said('way-out', '2026-01-01', { text: 'earlier' }),
			said('way-in', '2026-01-01', { reasons: ['it costs time'] }),
			said('way-out', '2026-01-03', { text: 'in practice' }, 'second')
		];
		const expected = {
			'way-out': { own: 'later', opposing: 'others stay out' },
			'way-in': { own: '', opposing: 'it costs time' }
		};
		expect(argumentsOf(views, 'first')).toEqual(expected);
		expect(argumentsOf(views.reverse(), 'first')).toEqual(expected);
	});

	test('is, of two words of one time, the one that stands later; what was not said is empty', () => {
		const views = [
			said('way-out', '2026-01-01', { text: 'one', reasons: ['others stay out'] }),
			said('way-out', '2026-01-01', { text: 'other' })
		];
		expect(argumentsOf(views, 'first')).toEqual({ 'way-out': { own: 'other', opposing: '' } });
	});

	test('is weighed over open decisions alone: a reason first, then the other side', () => {
		const path = [
			decided('keyed', 'sound'),
			decided('silent', 'open'),
			decided('one-sided', 'open'),
			decided('both', 'open'),
			decided('other-side-alone', 'open')
		];
		const words = {
			keyed: { own: 'a reason', opposing: 'another' },
			'one-sided': { own: 'a reason', opposing: '' },
			both: { own: 'a reason', opposing: 'another' },
			'other-side-alone': { own: '', opposing: 'another' }
		};
		expect(weighArguments(path, words)).toEqual({ open: 4, reasoned: 2, bothSides: 1 });
		expect(weighArguments([decided('keyed', 'weak')], words)).toEqual({
			open: 0,
			reasoned: 0,
			bothSides: 0
		});
	});
});

describe('arguing a decision', () => {
	const model = scenarioOf([
		scene('gate', 'hour', choice('wait', 'way-out', 'sound'), choice('push', 'way-out', 'weak')),
		scene('way-out', 'close', choice('vote', 'end', 'open'), choice('pause', 'end', 'open')),
		ending('end', 'mixed')
	]);
	const path = [
		{ scene: 'gate', option: 'wait' },
		{ scene: 'way-out', option: 'vote' }
	];
	const standing = () => {
		const lesson = { id: 'lesson', objectives: [], steps: [], activities: [model] };
		const at = '2026-01-01T00:00:00.000Z';
		const entry = (seq: number, type: string, data: Record<string, unknown>) => ({
			id: `00000000-0000-7000-8000-00000000000${seq}`,
			device: 'phone',
			seq,
			at,
			attempt: 'run',
			type,
			v: 1,
			data
		});
		const begun = { version: '1', seed: 0, dials: {}, practice: false, fork: null };
		const entries = [
			entry(1, 'attempt.started', { activity: model.id, ...begun }),
			...path.map((move, at) => entry(at + 2, 'choice.made', { activity: model.id, ...move }))
		];
		const plan = { id: 'course', lessons: ['lesson'], sessions: [], after: {} };
		return replay(plan, { lesson }, entries).scenarios[model.id];
	};

	test('keeps the words as a view, and only says in the record that one was given', () => {
		const run = standing().attempts[0];
		expect(
			argueDecision(model, run, 'way-out', { own: ' it is clear ', opposing: 'some stay out' })
		).toEqual({
			drafts: [
				{
					type: 'view.given',
					v: 1,
					attempt: 'run',
					data: { activity: 'the-well', item: 'way-out' }
				}
			],
			views: [
				{
					activity: 'the-well',
					item: 'way-out',
					attempt: 'run',
					content: { options: ['vote'], text: 'it is clear', reasons: ['some stay out'] }
				}
			]
		});
		expect(argueDecision(model, run, 'way-out', { own: 'clear', opposing: ' ' })?.views).toEqual([
			expect.objectContaining({ content: { options: ['vote'], text: 'clear' } })
		]);
	});

	test('is nothing where nothing is said, where there is a key, or where the path did not lead', () => {
		const run = standing().attempts[0];
		const words = { own: 'a reason', opposing: '' };
		expect(argueDecision(model, run, 'way-out', { own: ' ', opposing: '' })).toBeNull();
		expect(argueDecision(model, run, 'gate', words)).toBeNull();
		expect(argueDecision(model, run, 'elsewhere', words)).toBeNull();
		expect(judgePath(model, {}, path).map(({ quality }) => quality)).toEqual(['sound', 'open']);
	});
});
