import { expect, type Page } from '@playwright/test';
import { v4, v7 } from 'uuid';
import type { Course, LessonModel, QuizModel, ScenarioModel } from '../../src/lib/course/model';
import { isKeyed } from '../../src/lib/machines/mark';
import {
	draft,
	type Draft,
	type Entry,
	type View,
	type ViewDraft
} from '../../src/lib/record/entry';
import { exportRecord } from '../../src/lib/record/record-file';
import { noTime, stamp } from '../../src/lib/record/stamp';
import { say, waysThrough, type Way } from './course';
import { answerTo, open } from './screens';

/** What a trainee did, written down by the test, so that a screen is reached without every step before it. */
export interface Doings {
	drafts: Draft[];
	views: ViewDraft[];
}

/** Does a whole quiz: every third answer is not right. */
export function quizDone(quiz: QuizModel): Doings {
	const attempt = v7();
	const { id: activity, version } = quiz;
	const done: Doings = { drafts: [begun(activity, version, attempt)], views: [] };
	for (const [at, item] of quiz.items.entries()) {
		const { options, pairs, reason, certainty, text } = answerTo(item, at % 3 ? 'right' : 'wrong');
		const about = { activity, item: item.id };
		const sure = certainty ? { certainty } : {};
		if (isKeyed(item))
			done.drafts.push(
				draft(
					'item.answered',
					{ ...about, answer: pairs ? { pairs } : { options }, ...sure },
					attempt
				)
			);
		else {
			done.drafts.push(draft('view.given', about, attempt));
			const content = text
				? { text }
				: { options, ...(reason ? { reasons: [reason] } : {}), ...sure };
			done.views.push({ ...about, attempt, content });
		}
	}
	return done;
}

/** Goes a way through a scenario, as far as it leads. */
export function scenarioPlayed(
	{ id: activity, version }: ScenarioModel,
	{ dials, moves }: Pick<Way, 'dials' | 'moves'>
): Doings {
	const attempt = v7();
	return {
		drafts: [
			begun(activity, version, attempt, dials),
			...moves.map((move) => draft('choice.made', { activity, ...move }, attempt))
		],
		views: []
	};
}

/** Goes a way through a scenario, and from where another one leaves it, as practice, that one. */
export function scenarioForked(model: ScenarioModel, first: Way, other: Way): Doings {
	const { id: activity, version } = model;
	const played = scenarioPlayed(model, first);
	const attempt = v7();
	const parting = first.moves.findIndex(({ option }, at) => other.moves[at]?.option !== option);
	const fork = { attempt: String(played.drafts[0].attempt), choices: parting };
	return together(played, {
		drafts: [
			draft(
				'attempt.started',
				{ activity, version, seed: 7, dials: first.dials, practice: true, fork },
				attempt
			),
			...other.moves.map((move) => draft('choice.made', { activity, ...move }, attempt))
		],
		views: []
	});
}

/** Does a whole lesson. */
export function lessonDone(lesson: LessonModel): Doings {
	const parts = lesson.steps.flatMap((step): Doings[] => [
		{ drafts: [draft('step.reached', { lesson: lesson.id, step: step.id }, null)], views: [] },
		...step.activities.flatMap((id) => {
			const activity = lesson.activities.find((one) => one.id === id);
			if (!activity) return [];
			return activity.kind === 'quiz'
				? quizDone(activity)
				: scenarioPlayed(activity, waysThrough(activity)[0]);
		}),
		{ drafts: [draft('step.finished', { lesson: lesson.id, step: step.id }, null)], views: [] }
	]);
	const opened = draft('lesson.opened', { lesson: lesson.id }, null);
	return together({ drafts: [opened], views: [] }, ...parts);
}

/** Does the whole course. */
export function courseDone({ index, models }: Course): Doings {
	return together(...index.lessons.map(({ id }) => lessonDone(models[id])));
}

export function together(...all: Doings[]): Doings {
	return {
		drafts: all.flatMap(({ drafts }) => drafts),
		views: all.flatMap(({ views }) => views)
	};
}

function begun(
	activity: string,
	version: string,
	attempt: string,
	dials: Record<string, string> = {}
): Draft {
	return draft(
		'attempt.started',
		{ activity, version, seed: 7, dials, practice: false, fork: null },
		attempt
	);
}

/** The entries and views that a device of its own would have written. */
export function recordOf(doings: Doings): { entries: Entry[]; views: View[] } {
	return stamp(
		doings,
		{ device: v7(), seq: 0, notBefore: noTime },
		{ now: () => new Date(), id: v7, viewId: v4 }
	);
}

/** The record as the file that settings exports. */
export function fileOf(record: { entries: Entry[]; views: View[] }, name = 'Test'): string {
	return exportRecord({ ...record, profile: { name }, now: () => new Date() });
}

/** Gives a file to the import of the settings page, which must be on the screen. */
export async function give(page: Page, text: string): Promise<void> {
	await page.getByLabel(say('settings_import')).setInputFiles({
		name: 'record.json',
		mimeType: 'application/json',
		buffer: Buffer.from(text)
	});
}

/** Puts what a trainee did into the record of this device, by the settings page. */
export async function bring(page: Page, doings: Doings): Promise<void> {
	await open(page, '/settings');
	const record = recordOf(doings);
	await give(page, fileOf(record));
	await expect(
		page.getByText(say('settings_imported', { added: record.entries.length, known: 0 }))
	).toBeVisible();
}

/** What the export button of the settings page saves. */
export async function exported(page: Page): Promise<{ entries: Entry[]; views: View[] }> {
	const download = page.waitForEvent('download');
	await page
		.getByRole('button', { name: say('export_record') })
		.first()
		.click();
	const stream = await (await download).createReadStream();
	const parts: Buffer[] = [];
	for await (const part of stream) parts.push(part as Buffer);
	return JSON.parse(Buffer.concat(parts).toString('utf8')) as { entries: Entry[]; views: View[] };
}

/** The second copy of the record has so many answers: it is made just after what was stored. */
export async function untilCopied(page: Page, answers: number): Promise<void> {
	const copied = () =>
		page.evaluate(async () => {
			const cache = await caches.open('breakout-second-copy');
			const requests = await cache.keys();
			const parts = await Promise.all(
				requests.map(async (request) => (await cache.match(request))?.text())
			);
			const ids = parts.join('').matchAll(/"id":"([^"]+)"[^{}]*"type":"item\.answered"/g);
			return new Set([...ids].map(([, id]) => id)).size;
		});
	await expect.poll(copied).toBe(answers);
}
