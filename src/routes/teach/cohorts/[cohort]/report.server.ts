import { error } from '@sveltejs/kit';
import { isAway } from '$lib/server/dialect';
import { openStorage } from '$lib/server/open';
import { reportOn } from '$lib/server/report';
import { sharing } from '$lib/server/shared';
import type { CohortCourse, FiguresSource } from '$lib/reports/source';
import { permitted } from '../../guard';

const share = sharing();

/**
 * Makes a report for a facilitator who may see the cohort. Answers 404 where there is nothing to report on, and 503 while
 * the database is away.
 */
export async function answerReport<T>(
	event: { locals: App.Locals; params: { cohort: string }; url: URL },
	make: (source: FiguresSource, course: CohortCourse, now: number) => Promise<T | null>
): Promise<T> {
	const { cohort } = event.params;
	await permitted(event, cohort, 'see');
	// Nothing of a report depends on who reads it.
	const report = await reading(() =>
		share(event.url.pathname + event.url.search, async () => {
			const { source, course } = await reportOn(await openStorage(), cohort);
			return make(source, course, Date.now());
		})
	);
	return report ?? error(404);
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (reason) {
		if (isAway(reason)) error(503);
		throw reason;
	}
}
