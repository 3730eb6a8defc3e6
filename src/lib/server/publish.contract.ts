/** What `storage.contract.ts` asks of a course that is published, and published anew. */
import { expect, test } from 'vitest';
import type { ItemModel } from '../course/model';
import { replay } from '../machines/replay';
import { isQuizFinished } from '../machines/replay-quiz';
import { Device, lessonOf } from '../machines/sample';
import { draft } from '../record/entry';
import { byId } from '../reports/share';
import type { QuizSummary } from '../reports/summary';
import type { Credential } from '../sync/protocol';
import { readFigures, recompute } from './figures';
import { reportFolds } from './folds';
import { catchUp, publish } from './publish';
import type { Storage } from './storage';
import type { World } from './storage.contract';
import { models, samplePlan, work } from './storage.sample';

export function describePublishing(world: World): void {
	test('[S6] how a member stands is looked at anew when another course is published', async () => {
		const ada = await world.member();
		await world.send(ada, work('ada'));
		const other = {
			...world.storage,
			folds: { ...world.storage.folds, overall: () => 'seen anew', course: 'another' }
		};
		await publish(other, models);
		await catchUp(other);
		expect((await readFigures(other, ada.cohort)).overall).toEqual({ [ada.member]: 'seen anew' });
		const same = { ...other, folds: { ...other.folds, overall: () => 'not again' } };
		await publish(same, models);
		await catchUp(same);
		expect((await readFigures(other, ada.cohort)).overall).toEqual({ [ada.member]: 'seen anew' });
	});

	test('[S6] while members are looked at anew, others send, and are looked at by that', async () => {
		const cohorts = [world.cohort.id, (await world.makeCohort()).id];
		const members: Credential[] = [];
		for (let at = 0; at < 25; at++) {
			const one = await world.member(`Member ${at}`);
			await world.send(one, work(`d${at}`));
			members.push(one);
		}
		const elsewhere = (await world.enter('Ada', await world.makeCohort())).credential;
		await world.send(elsewhere, work('else'));
		const { folds } = world.storage;
		let looks = 0;
		const other: Storage = {
			...world.storage,
			folds: {
				...folds,
				summarise(...given) {
					const summary = folds.summarise(...given);
					return summary && { ...summary, anew: true };
				},
				overall(...given) {
					looks++;
					return ['anew', folds.overall(...given)];
				},
				course: 'another'
			}
		};
		const isAnew = async ({ cohort, member }: Credential) => {
			const { overall, summaries } = await readFigures(other, cohort);
			const all = Object.values(summaries[member]).map((one) => (one as { anew?: true }).anew);
			return [Array.isArray(overall[member]), ...all];
		};
		await publish(other, models);
		let isDone = false;
		const done = catchUp(other).then(() => (isDone = true));
		const last = [...members].sort((a, b) => byId(a.member, b.member))[24];
		const [, story] = models;
		await world.send(last, new Device('other').start(story.id, 'again').entries, other);
		expect(isDone).toBe(false);
		expect(await isAnew(last)).toEqual([true, true, true]);
		// One cohort may be wanted before its turn, one in which nobody has done anything too.
		const wanted = [elsewhere.cohort, elsewhere.cohort, cohorts[1]];
		await Promise.all(wanted.map((id) => catchUp(other, id)));
		expect(await isAnew(elsewhere)).toEqual([true, true, true]);
		await done;
		expect(looks, 'each once').toBe(members.length + 1);
		for (const one of members) expect(await isAnew(one)).toEqual([true, true, true]);
		for (const id of cohorts)
			expect(await readFigures(other, id)).toEqual(await recompute(other, id));
	});

	test('[S6] a quiz is finished as on the trainee’s own device: when all is answered that it asks today', async () => {
		const ada = await world.member();
		const [quiz, story] = models;
		if (quiz.kind !== 'quiz') throw new Error('The first activity is a quiz.');
		const [one, two, side] = quiz.items;
		const device = new Device('ada')
			.start('checks', 'quiz')
			.answer('checks', 'quiz', 'one', { options: ['freezes'] })
			.write(draft('view.given', { activity: 'checks', item: 'side' }, 'quiz'));
		let summary: QuizSummary | undefined;
		/** Whether the quiz is finished there and here, in the course with these items. */
		const finished = async (version: string, items: ItemModel[]) => {
			const checks = { ...quiz, version, items };
			const activities = [checks, story];
			const lessons = { lesson: lessonOf('lesson', 'words try:checks,the-well', activities) };
			const folds = reportFolds(samplePlan, lessons) as Storage['folds'];
			const storage = { ...world.storage, folds };
			world.sources.wait(1);
			await publish(storage, activities);
			await world.send(ada, device.entries, storage);
			await catchUp(storage);
			const { items: standing } = replay(samplePlan, lessons, device.entries);
			const figures = await readFigures(storage, ada.cohort);
			expect(figures).toEqual(await recompute(storage, ada.cohort));
			summary = figures.summaries[ada.member].checks as QuizSummary;
			return [
				isQuizFinished(checks, standing.checks),
				summary.finished,
				(figures.overall[ada.member] as { inside: string[] }).inside.length === 0
			];
		};
		expect(await finished('1', [one, two, side])).toEqual([false, false, false]);
		expect(await finished('2', [one, side])).toEqual([true, true, true]);
		const three = { ...two, id: 'three' };
		expect(await finished('3', [one, three, side])).toEqual([false, false, false]);
		device.answer('checks', 'quiz', 'three', { options: ['yes'] });
		expect(await finished('3', [one, three, side])).toEqual([true, true, true]);
		expect(summary?.items).toMatchObject({ one: { tries: 1 }, three: { first: { right: true } } });
		device
			.start('checks', 'elsewhere', { version: '4' })
			.answer('checks', 'elsewhere', 'four', { options: ['yes'] });
		expect(await finished('4', [one, { ...two, id: 'four' }])).toEqual([true, true, true]);
	});

	test('[S7] an attempt is marked by the model of its own version', async () => {
		const ada = await world.member();
		const [quiz] = models;
		const turned = structuredClone(quiz);
		if (turned.kind === 'quiz') turned.items[1].options.reverse()[0].right = true;
		if (turned.kind === 'quiz') delete turned.items[1].options[1].right;
		world.sources.wait(1);
		await publish(world.storage, [{ ...turned, version: '2' }]);
		await world.send(ada, work('ada'));
		const { summaries } = await readFigures(world.storage, ada.cohort);
		expect(summaries[ada.member].checks).toMatchObject({ verified: true, right: 1, wrong: 1 });
	});

	test('[S7] an unknown version is not marked until it is published itself', async () => {
		const ada = await world.member();
		const run = (version: string) =>
			new Device('ada')
				.start('checks', 'quiz', { version })
				.answer('checks', 'quiz', 'two', { options: ['yes'] }).entries;
		const checks = async () =>
			(await readFigures(world.storage, ada.cohort)).summaries[ada.member].checks;
		await world.send(ada, run('2'));
		expect(await checks()).toMatchObject({ verified: false, right: 0, wrong: 0 });
		await publish(world.storage, [{ ...models[0], version: '3' }]);
		await catchUp(world.storage);
		expect(await checks()).toMatchObject({ verified: false, right: 0 });
		await publish(world.storage, [{ ...models[0], version: '2' }]);
		await catchUp(world.storage);
		expect(await checks()).toMatchObject({ verified: true, right: 1 });
		expect(await readFigures(world.storage, ada.cohort)).toEqual(
			await recompute(world.storage, ada.cohort)
		);
	});

	test('[S7] an activity that was never published here waits for its model', async () => {
		const ada = await world.member();
		const entries = new Device('ada')
			.start('later', 'quiz')
			.answer('later', 'quiz', 'two', { options: ['yes'] }).entries;
		await world.send(ada, entries);
		const before = await readFigures(world.storage, ada.cohort);
		expect([before.summaries, before.tallies]).toEqual([{}, {}]);
		await publish(world.storage, [{ ...models[0], id: 'later' }]);
		await catchUp(world.storage);
		const { tallies } = await readFigures(world.storage, ada.cohort);
		expect(tallies).toMatchObject({ later: { members: 1, right: 1 } });
	});
}
