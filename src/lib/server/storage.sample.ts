/** A small course, folds that are easy to check by eye, and sources that count. Imported by tests only. */
import { createHash } from 'node:crypto';
import type { ActivityModel } from '../course/model';
import { replay } from '../machines/replay';
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
import type { Entry } from '../record/entry';
import type { Folds, Sources } from './storage';

/** What the sample course publishes. */
export const models: ActivityModel[] = [
	quizOf(
		'checks',
		itemOf('choice', options('freezes* delivers seizes'), { id: 'one' }),
		itemOf('choice', options('yes* no'), { id: 'two' }),
		{ ...everyKind.position, id: 'side' }
	),
	scenarioOf([
		scene('start', 'first', choice('wait', 'end', 'sound'), choice('rush', 'end', 'unsound')),
		ending('end', 'sound')
	])
];

/** The same as a course of one lesson. */
export const sampleLessons = { lesson: lessonOf('lesson', 'words try:checks,the-well', models) };
export const samplePlan = { id: 'course', lessons: ['lesson'], sessions: [], after: {} };

/** A member's summary here: what was right, what was wrong, how the scenario was decided. */
interface Marks {
	activity: string;
	verified: boolean;
	right: number;
	wrong: number;
	quality: number | null;
	entries: number;
}
type Sums = Record<string, number>;

const countsOf = ({ verified, right, wrong, quality, entries }: Marks): Sums =>
	verified
		? { members: 1, right, wrong, entries, quality: quality ?? 0 }
		: { members: 1, unverified: 1 };
const sum = (one: Sums, other: Sums, sign = 1): Sums => {
	const sums = { ...one };
	for (const [name, count] of Object.entries(other)) {
		sums[name] = (sums[name] ?? 0) + sign * count;
		if (!sums[name]) delete sums[name];
	}
	return sums;
};

/** Folds by the real machines, with a summary that fits on a line. */
export const folds: Folds<Marks, Sums> = {
	summarise(model, entries, verified) {
		if (!entries.length) return null;
		const lesson = lessonOf('lesson', `words try:${model.id}`, [model]);
		const plan = { id: 'course', lessons: ['lesson'], sessions: [], after: {} };
		const { items, scenarios } = replay(plan, { lesson }, entries);
		const marks = Object.values(items[model.id] ?? {}).flatMap(({ first }) =>
			first?.mark.state === 'marked' ? first.mark.right : []
		);
		return {
			activity: model.id,
			verified,
			right: verified ? marks.filter(Boolean).length : 0,
			wrong: verified ? marks.filter((right) => !right).length : 0,
			quality: verified ? (scenarios[model.id]?.quality ?? null) : null,
			entries: entries.length
		};
	},
	emptyTally: () => ({}),
	recount: (tally, out, into) =>
		into.reduce(
			(sums, summary) => sum(sums, countsOf(summary)),
			out.reduce((sums, summary) => sum(sums, countsOf(summary), -1), tally)
		),
	merge: (one, other) => sum(one, other),
	troubles: (summaries) => summaries.length,
	overall: (entries, summaries) => ({
		opened: entries.length,
		begun: summaries.map(({ activity }) => activity).sort()
	}),
	course: 'sample'
};

/** What a trainee does on one device: a quiz with a wrong and a right answer, then a scenario, practice included. */
export function work(name: string, minute = 0): Entry[] {
	const [quiz, run, again] = ['quiz', 'run', 'again'].map((part) => `${name}-${part}`);
	return new Device(name, minute)
		.open('lesson')
		.start('checks', quiz)
		.answer('checks', quiz, 'one', { options: [minute % 2 ? 'freezes' : 'seizes'] }, 3)
		.answer('checks', quiz, 'one', { options: ['freezes'] })
		.answer('checks', quiz, 'two', { options: ['yes'] })
		.start('the-well', run)
		.choose('the-well', run, `start/${minute % 2 ? 'wait' : 'rush'}`)
		.start('the-well', again, { practice: true })
		.choose('the-well', again, 'start/wait').entries as Entry[];
}

/** Sources that count and can be set; what they give is as random as a test needs. */
export interface TestSources extends Sources {
	setClock(at: string): void;
	/** Moves the clock on by seconds. */
	wait(seconds: number): void;
}

/** Makes sources that start at 2026-03-01T09:00:00.000Z. */
export function makeSources(): TestSources {
	let clock = new Date('2026-03-01T09:00:00.000Z');
	let count = 0;
	return {
		now: () => clock,
		id: () => `00000000-0000-7000-8000-${(count += 1).toString(16).padStart(12, '0')}`,
		random: (size) =>
			createHash('sha512')
				.update(`${(count += 1)}`)
				.digest()
				.subarray(0, size),
		setClock: (at) => (clock = new Date(at)),
		wait: (seconds) => (clock = new Date(clock.getTime() + seconds * 1000))
	};
}
