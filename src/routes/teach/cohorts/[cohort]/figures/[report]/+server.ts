import { error, json } from '@sveltejs/kit';
import { debriefReport } from '$lib/reports/debrief-report';
import { overview } from '$lib/reports/overview';
import { readFilter } from '$lib/reports/report-filter';
import type { RequestHandler } from './$types';
import { answerReport } from '../../report.server';

/** The figures of a cohort: `overview`, a page of it, or `debrief`. */
export const GET: RequestHandler = async (event) => {
	const { url, params } = event;
	const filter = readFilter(url.searchParams);
	const page = Number(url.searchParams.get('page') ?? 1);
	return json(
		await answerReport(event, (source, course, now): Promise<unknown> => {
			if (params.report === 'overview') return overview(source, course, filter, { now, page });
			if (params.report === 'debrief') return debriefReport(source, course, filter, now);
			error(404);
		})
	);
};
