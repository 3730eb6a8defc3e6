import { json } from '@sveltejs/kit';
import { activityReport } from '$lib/reports/activity';
import { readFilter } from '$lib/reports/report-filter';
import type { RequestHandler } from './$types';
import { answerReport } from '../../../report.server';

/** The figures of one activity. */
export const GET: RequestHandler = async (event) =>
	json(
		await answerReport(event, (source, course, now) =>
			activityReport(source, course, event.params.activity, readFilter(event.url.searchParams), now)
		)
	);
