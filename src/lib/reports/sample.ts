/** Records of made-up cohorts for the tests: trainees who do by dice what the course lets them do, now and then nonsense. */
import fc from 'fast-check';
import { compile, type Files } from '../course/compile';
import { stances, type ActivityModel, type ItemModel, type LessonModel } from '../course/model';
import type { CoursePlan } from '../machines/course';
import { isKeyed, type Answer } from '../machines/mark';
import { Device } from '../machines/sample';
import {
	choose,
	offered,
	sceneOf,
	scenarioMachine,
	startScenario,
	type ScenarioSnapshot
} from '../machines/scenario';
import { draft, type Entry } from '../record/entry';

export interface SampleCourse {
	plan: CoursePlan;
	models: Record<string, LessonModel>;
	activities: ActivityModel[];
}

/** The plan and the models of a course written in files. */
export async function courseOf(files: Files): Promise<SampleCourse> {
	const { courses } = await compile(files);
	const { index, models } = courses.en;
	const { id, sessions, after, lessons } = index;
	return {
		plan: { id, sessions, after, lessons: lessons.map((lesson) => lesson.id) },
		models,
		activities: Object.values(models).flatMap((lesson) => lesson.activities)
	};
}

/** Numbers below a bound, taken from a list that is gone through again and again. */
export type Dice = (sides: number) => number;

export function diceOf(numbers: readonly number[]): Dice {
	let at = 0;
	return (sides) => numbers[at++ % numbers.length] % sides;
}

/** What one trainee wrote on one device, by dice. */
export function recordOf(
	course: SampleCourse,
	name: string,
	acts: number,
	numbers: readonly number[]
): Entry[] {
	const device = new Device(name);
	const roll = diceOf(numbers);
	const runs = new Map<string, { id: string; snapshot: ScenarioSnapshot }>();
	const pick = <T>(list: readonly T[]): T => list[roll(list.length)];
	for (let act = 0; act < acts; act++) {
		const lesson = pick(Object.values(course.models));
		const kind = roll(8);
		if (kind === 0) device.open(lesson.id);
		else if (kind === 1) device.reach(lesson.id, pick(lesson.steps).id);
		else if (kind === 2) device.finish(lesson.id, pick(lesson.steps).id);
		else if (lesson.activities.length) {
			const activity = pick(lesson.activities);
			if (activity.kind === 'quiz') {
				const attempt = `${name}-${activity.id}`;
				if (!runs.has(attempt)) {
					device.start(activity.id, attempt, { version: activity.version });
					runs.set(attempt, {} as never);
				}
				const items = kind === 5 ? activity.items : [pick(activity.items)];
				for (const item of items) doItem(device, activity.id, attempt, item, roll);
				continue;
			}
			const machine = scenarioMachine(activity);
			let run = runs.get(activity.id);
			if (!run || kind === 7) {
				const dials = Object.fromEntries(
					Object.entries(activity.dials).map(([id, { values }]) => [id, pick(values)])
				);
				const practice = roll(3) === 0;
				run = { id: `${name}-${act}`, snapshot: startScenario(machine, dials) };
				runs.set(activity.id, run);
				device.start(activity.id, run.id, { version: activity.version, dials, practice });
			}
			const options = offered(sceneOf(activity, run.snapshot), run.snapshot.context);
			if (!options.length) {
				runs.delete(activity.id);
				continue;
			}
			const option = kind === 6 ? 'nonsense' : pick(options).id;
			device.choose(activity.id, run.id, `${String(run.snapshot.value)}/${option}`);
			run.snapshot = choose(machine, run.snapshot, option) ?? run.snapshot;
		}
	}
	return device.entries;
}

function doItem(device: Device, activity: string, attempt: string, item: ItemModel, roll: Dice) {
	if (!isKeyed(item)) device.write(draft('view.given', { activity, item: item.id }, attempt));
	else if (roll(6) === 0) device.write(draft('hint.shown', { activity, item: item.id }, attempt));
	else {
		const certainty = item.certainty ? ([1, 2, 3] as const)[roll(3)] : undefined;
		device.answer(activity, attempt, item.id, answerTo(item, roll), certainty);
	}
}

function answerTo({ kind, options, answers }: ItemModel, roll: Dice): Answer {
	const ids = options.map(({ id }) => id);
	if (kind === 'match' || kind === 'stance') {
		const seconds = kind === 'match' ? answers.map(({ id }) => id) : stances;
		return { pairs: Object.fromEntries(ids.map((id) => [id, seconds[roll(seconds.length)]])) };
	}
	if (kind === 'sequence') {
		const from = roll(ids.length);
		return { options: [...ids.slice(from), ...ids.slice(0, from)] };
	}
	if (kind === 'choice') return { options: [ids[roll(ids.length)]] };
	return { options: ids.filter(() => roll(2)) };
}

/** The records of a small cohort, by member; some members have two devices. */
export function cohorts(course: SampleCourse, members = 6): fc.Arbitrary<Record<string, Entry[]>> {
	const numbers = fc.array(fc.nat(9999), { minLength: 7, maxLength: 60 });
	const record = fc.tuple(fc.nat(40), numbers, fc.nat(12), numbers);
	return fc
		.array(record, { minLength: 1, maxLength: members })
		.map((records) =>
			Object.fromEntries(
				records.map(([acts, one, others, other], at) => [
					`m${at}`,
					[...recordOf(course, `${at}a`, acts, one), ...recordOf(course, `${at}b`, others, other)]
				])
			)
		);
}
