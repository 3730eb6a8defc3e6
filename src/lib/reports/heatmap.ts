import type { LessonModel } from '../course/model';
import type { LessonProgress, MemberRow } from './members';
import { byId, share } from './share';

/** One member in one lesson. */
export interface HeatCell {
	lesson: string;
	state: LessonProgress['state'];
	/** Share of the steps that are finished, 0 to 1; null when the lesson has none. */
	steps: number | null;
	/** Share of the activities that are finished, those of extra steps left out. */
	activities: number | null;
}

export interface HeatRow {
	member: string;
	cells: HeatCell[];
}

/** Members by lessons: members in the order of their ids, lessons in the order given. */
export function heatmap(
	lessons: readonly string[],
	models: Record<string, LessonModel>,
	members: readonly MemberRow[]
): HeatRow[] {
	const placed = new Map(lessons.map((id) => [id, activitiesOf(models[id]).length]));
	return [...members]
		.sort((a, b) => byId(a.member, b.member))
		.map(({ member, progress }) => ({
			member,
			cells: lessons.map((lesson) => {
				const own = progress.lessons[lesson];
				return {
					lesson,
					state: own?.state ?? 'open',
					steps: own ? share(own.finished, own.steps) : null,
					activities: share(own?.activities ?? 0, placed.get(lesson) ?? 0)
				};
			})
		}));
}

function activitiesOf(lesson: LessonModel | undefined): string[] {
	return (lesson?.steps ?? []).flatMap(({ extra, activities }) => (extra ? [] : activities));
}
