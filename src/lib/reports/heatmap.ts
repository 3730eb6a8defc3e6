import type { LessonModel } from '../course/model';
import type { LessonProgress, MemberRow } from './members';
import { share } from './share';

/** One member in one lesson. */
export interface HeatCell {
	lesson: string;
	state: LessonProgress['state'];
	/** Share of the steps that are finished, 0 to 1; null when the lesson has none. */
	steps: number | null;
	/** Share of the activities that are finished, those of extra steps left out. */
	activities: number | null;
}

/** A member by lessons, in the order of the models. */
export function heatCells(
	models: Record<string, LessonModel>,
	member: Pick<MemberRow, 'progress'>
): HeatCell[] {
	return Object.entries(models).map(([lesson, model]) => {
		const own = member.progress.lessons[lesson];
		return {
			lesson,
			state: stateIn(member, lesson),
			steps: own ? share(own.finished, own.steps) : null,
			activities: share(own?.activities ?? 0, activitiesOf(model).length)
		};
	});
}

/** How far a member is in a lesson, which is open to whoever was not seen in it. */
export function stateIn(
	{ progress }: Pick<MemberRow, 'progress'>,
	lesson: string
): LessonProgress['state'] {
	return progress.lessons[lesson]?.state ?? 'open';
}

function activitiesOf({ steps }: LessonModel): string[] {
	return steps.flatMap(({ extra, activities }) => (extra ? [] : activities));
}
