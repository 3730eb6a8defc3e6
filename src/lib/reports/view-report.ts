/** Figures on views as screens and tables show them: place by place, in the order of the course, of the whole cohort. */
import type { LessonModel } from '../course/model';
import { viewPlaces, type ViewKind, type ViewPlace } from '../machines/view-places';
import type { Split } from './debrief';
import type { Place } from './gain';
import { byId, lotOf, withOlder } from './share';
import { reportedModels, type CohortCourse, type ViewsSource } from './source';
import type { ViewFigures, ViewWords } from './view-figures';

/** What is known of a place that asks for views. */
export interface ViewReport extends Place {
	/** The lesson of the cohort that asks. */
	lesson: string;
	kind: ViewKind;
	/** Of a position: the item that asks it again. */
	closing: Place | null;
	/** With every option of the course, those that nobody took at 0; null while no block was released. */
	figures: ViewFigures | null;
	/** Words behind the figures; none where only figures were asked for. */
	words: ViewWords[];
	/** How many words of one kind on an answer are there besides, where a screen shows only some (see `forScreen`). */
	more: (Pick<ViewWords, 'option' | 'against'> & { count: number })[];
}

/** Reports on the places of one activity or of one lesson, else on all of a cohort; without words. */
export async function viewReports(
	views: ViewsSource,
	course: CohortCourse,
	{ activity, lesson }: { activity?: string; lesson?: string } = {}
): Promise<ViewReport[]> {
	const shown = reportedModels(course, lesson);
	const wanted = placesIn(course)
		.map((place) => ({ ...place, lessons: place.lessons.filter((id) => id in shown) }))
		.filter(
			(place) =>
				(activity === undefined || [place.activity, place.closing?.activity].includes(activity)) &&
				place.lessons.length > 0
		);
	const released = wanted.length ? await views.figures() : [];
	return wanted.map(({ lessons, place: { kind, options }, ...at }) => {
		const figures = released.find(
			({ activity, item }) => activity === at.activity && item === at.item
		);
		const every = everyOption(options, figures);
		const all = (split: readonly Split[]) => withEvery(every, split);
		return {
			...at,
			lesson: lessons[0],
			kind,
			figures: figures
				? {
						...figures,
						split: all(figures.split),
						again: figures.again.length ? all(figures.again) : []
					}
				: null,
			words: [],
			more: []
		};
	});
}

/** The same reports with the words behind their figures. */
export function withWords(
	views: ViewsSource,
	reports: readonly ViewReport[]
): Promise<ViewReport[]> {
	const hasWords = ({ kind, figures }: ViewReport) =>
		figures && (kind === 'reflection' || kind === 'side');
	return Promise.all(
		reports.map(async (report) =>
			hasWords(report) ? { ...report, words: await views.words(report) } : report
		)
	);
}

/**
 * The most words of one kind on an answer that a screen shows. Nobody reads thousands, and they would be megabytes that are
 * read anew whenever something comes in.
 */
export const mostWords = 100;

/**
 * The same reports as a screen shows them: of many words some, and all of them are in the table. Lots are drawn, so that no
 * letter and no script comes before others, and by the words themselves, so that those on the wall stay while more come in.
 */
export function forScreen(reports: readonly ViewReport[]): ViewReport[] {
	return reports.map((report) => {
		const lists = new Map<string, ViewWords[]>();
		for (const one of report.words) {
			const name = JSON.stringify([one.option, one.against]);
			const list = lists.get(name) ?? [];
			lists.set(name, list);
			list.push(one);
		}
		const long = [...lists.values()].filter(({ length }) => length > mostWords);
		const unshown = new Set(long.flatMap((list) => byLot(list).slice(mostWords)));
		return {
			...report,
			words: report.words.filter((one) => !unshown.has(one)),
			more: long.map(({ 0: { option, against }, length }) => ({
				option,
				against,
				count: length - mostWords
			}))
		};
	});
}

function byLot(words: readonly ViewWords[]): ViewWords[] {
	return words
		.map((one) => ({ one, lot: lotOf(one.text) }))
		.sort((a, b) => a.lot - b.lot || byId(a.one.text, b.one.text))
		.map(({ one }) => one);
}

interface PlacedView extends Place {
	place: ViewPlace;
	closing: Place | null;
	/** The cohort's lessons that ask, whether at first or again; none where it takes neither. */
	lessons: string[];
}

/** Every place that the course asks for views at, in the order of a cohort's lessons. One that only asks again stands for the place it asks about. */
function placesIn({ lessons, models }: CohortCourse): PlacedView[] {
	const all = Object.values(models).flatMap((lesson: LessonModel) =>
		lesson.activities.flatMap((model) =>
			viewPlaces(model).map((place) => ({
				lesson: lesson.id,
				activity: model.id,
				item: place.item,
				place
			}))
		)
	);
	const isOurs = ({ lesson }: { lesson: string }) => lessons.includes(lesson);
	return all
		.filter(({ place }) => !place.closes)
		.map(({ lesson, activity, item, place }) => {
			const again = all.find((one) => one.place.closes === item && isOurs(one));
			return {
				activity,
				item,
				place,
				closing: again ? { activity: again.activity, item: again.item } : null,
				lessons: [{ lesson }, ...(again ? [again] : [])].filter(isOurs).map((one) => one.lesson)
			};
		})
		.sort((a, b) => lessons.indexOf(a.lessons[0]) - lessons.indexOf(b.lessons[0]));
}

/** The options in the order of the course; what only an older version offered, at opening or closing, comes last. */
function everyOption(options: readonly string[], figures: ViewFigures | undefined): string[] {
	const taken = [...(figures?.split ?? []), ...(figures?.again ?? [])].map(({ option }) => option);
	return withOlder(options, taken);
}

/** A split with every option, those that nobody took at 0. */
function withEvery(options: readonly string[], split: readonly Split[]): Split[] {
	const none = { members: 0, certain: 0, fairly: 0, guessing: 0, unasked: 0 };
	return options.map((option) => split.find((one) => one.option === option) ?? { option, ...none });
}
