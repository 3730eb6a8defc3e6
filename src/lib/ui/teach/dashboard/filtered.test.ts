import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import type { CourseIndex } from '$lib/course/model';
import { activityReport } from '$lib/reports/activity';
import { debriefReport } from '$lib/reports/debrief-report';
import { overview } from '$lib/reports/overview';
import type { ReportFilter } from '$lib/reports/report-filter';
import { sourceOf } from '$lib/reports/source';
import { everyKind, lessonOf, quizOf } from '$lib/machines/sample';
import { m } from '$lib/ui/language/paraglide/messages';
import ActivityFigures from './ActivityFigures.svelte';
import Debrief from './Debrief.svelte';
import Filters from './Filters.svelte';
import Overview from './Overview.svelte';
import { Wording } from './wording';

/** What the pages of a cohort say where a filter is set. */

const checks = quizOf('checks', everyKind.choice);
const models = { lights: lessonOf('lights', 'try:checks', [checks]) };
const course = { lessons: ['lights'], models, texts: {} };
const wording = new Wording({ lessons: [] } as unknown as CourseIndex, {});
const nobody = sourceOf([], () => '');

test('that nobody is here, has begun or is divided is said of the cohort, and with a filter of whom it lets through', async () => {
	const [all, one, talk] = await Promise.all([
		overview(nobody, course, {}, { now: 0 }),
		activityReport(nobody, course, 'checks', {}, 0),
		debriefReport(nobody, course, {}, 0)
	]);
	const href = () => '';
	const said = (isFiltered: boolean) => {
		const parts = { wording, isFiltered };
		const members = { ...parts, figures: all, models, hrefOfActivity: href, hrefOfPage: href };
		return [
			render(Overview, { props: members }).body,
			render(ActivityFigures, { props: { ...parts, figures: one!, model: checks } }).body,
			render(Debrief, { props: { ...parts, figures: talk } }).body
		];
	};
	const words = {
		ofAll: [m.teach_dash_members_none(), m.teach_dash_activity_none(), m.teach_dash_debrief_none()],
		ofSome: [
			m.teach_dash_members_none_filtered(),
			m.teach_dash_activity_none_filtered(),
			m.teach_dash_debrief_none_filtered()
		]
	};
	for (const [at, body] of said(true).entries()) {
		expect(body).toContain(words.ofSome[at]);
		expect(body).not.toContain(words.ofAll[at]);
	}
	for (const [at, body] of said(false).entries()) expect(body).toContain(words.ofAll[at]);
});

test('paper says what was chosen, and nothing of filters where all is shown', () => {
	const choices = { lessons: ['lights', 'pier'], languages: ['en', 'fr'] };
	const form = (filter: ReportFilter) =>
		/<form[^>]*>/.exec(render(Filters, { props: { filter, choices, wording } }).body)?.[0];
	for (const filter of [{ lesson: 'pier' }, { language: 'fr' }, { since: '2026-03-02' }])
		expect(form(filter)).not.toContain('no-print');
	expect(form({})).toContain('no-print');
});
