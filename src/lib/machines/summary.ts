import type { ItemModel, LessonModel } from '../course/model';
import { certaintyMark, revealedAt, type Answer, type Certainty } from './mark';
import type { Progress } from './replay';

/** How well certainty and being right went together, one row a band. */
export interface CalibrationRow {
	certainty: Certainty;
	answers: number;
	right: number;
}

/** An item or decision to look at again. */
export interface Review {
	lesson: string;
	step: string;
	activity: string;
	item: string;
	/** Misconceptions the first answer showed, each once. */
	reveals: string[];
	/** Wrong though quite sure: look at these first. */
	sure: boolean;
}

/** First answers with certainty, by band. */
export function calibration(progress: Progress): {
	rows: CalibrationRow[];
	mark: number;
	answers: number;
} {
	const given = Object.values(progress.items).flatMap((items) =>
		Object.values(items).flatMap(({ first }) =>
			first?.certainty && first.mark.state === 'marked'
				? [{ certainty: first.certainty, right: first.mark.right }]
				: []
		)
	);
	const bands: Certainty[] = [1, 2, 3];
	return {
		rows: bands.map((certainty) => {
			const inBand = given.filter((one) => one.certainty === certainty);
			return { certainty, answers: inBand.length, right: inBand.filter((one) => one.right).length };
		}),
		mark: given.reduce((sum, { right, certainty }) => sum + certaintyMark(right, certainty), 0),
		answers: given.length
	};
}

/** Items whose first answer was not fully right and whose last one is not either; the confidently wrong first. */
export function toReview(models: Record<string, LessonModel>, progress: Progress): Review[] {
	const all = Object.values(models).flatMap((lesson) =>
		lesson.activities.flatMap((activity) => {
			const step = lesson.steps.find(({ activities }) => activities.includes(activity.id))?.id;
			if (activity.kind !== 'quiz' || !step) return [];
			return activity.items.flatMap((item): Review[] => {
				const { first, last } = progress.items[activity.id]?.[item.id] ?? {};
				if (!first || first.mark.state !== 'marked' || first.mark.right) return [];
				if (last?.mark.state === 'marked' && last.mark.right) return [];
				return [
					{
						lesson: lesson.id,
						step,
						activity: activity.id,
						item: item.id,
						reveals: revealedBy(item, first.answer),
						sure: first.certainty === 3
					}
				];
			});
		})
	);
	return [...all.filter(({ sure }) => sure), ...all.filter(({ sure }) => !sure)];
}

/** Misconceptions that an answer shows, each once: several options of an item may show the same. */
export function revealedBy(item: ItemModel, answer: Answer): string[] {
	return [...new Set(item.options.flatMap((option) => revealedAt(option, answer) ?? []))];
}
