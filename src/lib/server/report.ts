import { planOf } from '../machines/plan';
import type { CohortCourse, FiguresSource } from '../reports/source';
import { baseLocale } from '../ui/language/paraglide/runtime';
import { readCohort } from './cohorts';
import { courseIn } from './course';
import { catchUp } from './publish';
import { figuresSource } from './source';
import type { Storage } from './storage';

/**
 * What the reports on a cohort are made of: its figures, once they are those of the course today, and the course as it takes it;
 * throws `cohort_unknown`.
 */
export async function reportOn(
	storage: Storage,
	cohort: string
): Promise<{ source: FiguresSource; course: CohortCourse }> {
	const { lessons } = await readCohort(storage, cohort);
	await catchUp(storage, cohort);
	const { index, models, texts } = courseIn(baseLocale);
	return {
		source: figuresSource(storage, cohort, planOf(index), models),
		course: { lessons, models, texts }
	};
}
