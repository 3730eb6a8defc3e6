/**
 * Which views of a record go to a cohort, and which of them its server has. Pure.
 *
 * A view goes to the server by itself: about one place of the course, under an id that nobody but the member's own devices
 * can know again, and some time after it was given (`views-round.ts`), so that neither what is stored beside it nor the
 * moment of its coming says whose it is (architecture §7).
 *
 * [G1] A view goes to a cohort only when the entry that says it was given belongs there (membership.ts): never before
 *      joining, nor without consent to earlier work, nor out of an attempt that had begun before.
 * [G2] All that a member says of a place is one view. The newest word counts; a closing position completes the opening one.
 * [G3] Of an open decision the side of the first attempt is a view, with the words that were said about it, if any.
 * [G4] A reflection goes only when the trainee has shared it with the room.
 * [G5] Nothing else is in it: no attempt, no time, no order.
 * [G6] What the server has is not sent again until it changes, but for [G7].
 * [G7] A request of which no answer came may still be under way, and arrive behind a newer word, whose place it would take: a
 *      view tells no order. So what the server has then taken about the place is given once more, when nothing can come.
 */
import type { ActivityModel, ScenarioModel } from '../course/model';
import { argumentsOf } from '../machines/argued';
import { replayScenario } from '../machines/replay-scenario';
import { understoodInOrder } from '../machines/understood';
import { viewPlaces, type ViewPlace } from '../machines/view-places';
import { canonicalJson } from '../record/canonical-json';
import { isGiving, type KnownEntry, type View, type ViewContent } from '../record/entry';
import type { ProfileRecord } from '../record/log';
import { compareViews } from '../record/union';
import { belonging, type LessonOf, type Membership, type SyncState } from './membership';
import { viewLimit, type SentView } from './protocol';

/** How far a membership is with its views. Places are named by `nameOf`. */
export interface ViewsState {
	/** What the server has, or has no room for, by place: canonical JSON; `unknown` while that is not known. */
	given: Record<string, string>;
	/** Places of the reflections that are shared with the room. */
	shared: string[];
	/** Places about which a request has had no answer, for all that was given there since [G7]. */
	unheard?: string[];
}

/** The state of one who has given nothing. */
export const noViews: ViewsState = { given: {}, shared: [] };

/** A view without its id. */
export type OwnView = Omit<SentView, 'id'>;

/** Names a place of the course. */
export function nameOf({ activity, item }: Pick<OwnView, 'activity' | 'item'>): string {
	return `${activity}/${item}`;
}

/** Gives every view of a record that goes to the cohort [G1–G5]. `models` are the activities of the course. */
export function viewsFor(
	{ entries, views }: ProfileRecord,
	standing: { membership: Membership; state: SyncState },
	{ models, lessonOf }: { models: readonly ActivityModel[]; lessonOf: LessonOf }
): OwnView[] {
	const { shared } = standing.state.views ?? noViews;
	const own = belonging(standing, entries, lessonOf);
	const said = views.filter((view) => own.some((entry) => isGiving(entry, view)));
	const known = understoodInOrder(own);
	const all = models.flatMap((model) =>
		model.kind === 'quiz'
			? viewPlaces(model).flatMap((place) => saidOf(model.id, place, said))
			: sidesOf(model, known, said)
	);
	const whole = withClosings(models, all);
	const isShared = (view: OwnView) => shared.includes(nameOf(view));
	return whole.filter((view) => !isReflection(models, view) || isShared(view));
}

/** Gives the views that the server does not have as they are now [G6], or may lose to what is still under way [G7]. */
export function pendingViews(views: readonly OwnView[], state: ViewsState): OwnView[] {
	return views.filter((view) => !isGiven(state, view) || isUnheard(state, view));
}

/** Whether the server has taken a view as it is now. */
export function isGiven({ given }: ViewsState, view: OwnView): boolean {
	return given[nameOf(view)] === bodyOf(view);
}

function isUnheard({ unheard = [] }: ViewsState, view: OwnView): boolean {
	return unheard.includes(nameOf(view));
}

/** What the server has of a place where it may have taken something else since, of which no answer came. It is no JSON. */
const unknown = '';

/** Gives the state while a view is under way: if no answer comes, the server may have what it had or what was sent. */
export function whileGiving(state: ViewsState = noViews, view: OwnView): ViewsState {
	const { given, unheard = [] } = state;
	const name = nameOf(view);
	const isOther = Object.hasOwn(given, name) && !isGiven(state, view);
	return {
		...state,
		given: isOther ? { ...given, [name]: unknown } : given,
		unheard: [...new Set([...unheard, name])]
	};
}

/**
 * Gives the state after the server has taken a view, or said that it has no room for it. `before` is how things stood when
 * the view was sent: whether an earlier request had no answer, and whether this was the one that is sent once more [G7].
 */
export function afterGiven(
	state: ViewsState = noViews,
	view: OwnView,
	before: ViewsState
): ViewsState {
	const { given, unheard = [] } = state;
	const name = nameOf(view);
	const isOver = isGiven(before, view) || !isUnheard(before, view);
	return {
		...state,
		given: { ...given, [name]: bodyOf(view) },
		unheard: isOver ? unheard.filter((one) => one !== name) : unheard
	};
}

/** Gives the state towards a server that may have nothing of what it had; what is shared stays so. */
export function noneGiven(state: ViewsState): ViewsState {
	return { ...state, given: {} };
}

/** Gives the state with a reflection shared with the room [G4]. What the server has stays there when it is shared no more. */
export function shareReflection(
	state: ViewsState = noViews,
	place: Pick<OwnView, 'activity' | 'item'>,
	isShared: boolean
): ViewsState {
	const others = state.shared.filter((name) => name !== nameOf(place));
	return { ...state, shared: isShared ? [...others, nameOf(place)] : others };
}

/** How a reflection stands with a cohort. */
export interface Sharing {
	/** Whether what is written, now or later, goes there. */
	isShared: boolean;
	/** What of it the server has: nothing, perhaps something, what is written now, or words that were written anew since. */
	sent: 'nothing' | 'perhaps' | 'this' | 'earlier';
}

/** Gives how a reflection stands with a cohort; null when it does not go there, shared or not [G1]. */
export function sharingOf(
	{ entries, views }: Pick<ProfileRecord, 'entries' | 'views'>,
	{ membership, state }: { membership: Membership; state: SyncState },
	{ lesson, ...place }: { activity: string; item: string; lesson: string },
	lessonOf: LessonOf
): Sharing | null {
	if (!membership.cohort.lessons.includes(lesson)) return null;
	const { given, shared, unheard = [] } = state.views ?? noViews;
	const name = nameOf(place);
	const isShared = shared.includes(name);
	const has = Object.hasOwn(given, name);
	const unsure = unheard.includes(name) ? 'perhaps' : 'nothing';
	const all = views.filter((view) => nameOf(view) === name).sort(compareViews);
	const last = all.at(-1);
	if (!last) return { isShared, sent: has ? 'earlier' : unsure };
	const own = belonging({ membership, state }, entries, lessonOf);
	if (!own.some((entry) => isGiving(entry, last))) return null;
	const body = bodyOf({ ...place, said: trimmed(last.content), again: null });
	return { isShared, sent: !has ? unsure : given[name] === body ? 'this' : 'earlier' };
}

/** The canonical text of what a view says. */
function bodyOf({ said, again }: OwnView): string {
	return canonicalJson({ said, again });
}

/** What was said last at an item. */
function saidOf(activity: string, { item }: ViewPlace, views: readonly View[]): OwnView[] {
	const last = views
		.filter((view) => view.activity === activity && view.item === item)
		.sort(compareViews)
		.at(-1);
	return last ? [{ activity, item, said: trimmed(last.content), again: null }] : [];
}

function sidesOf(
	model: ScenarioModel,
	known: readonly KnownEntry[],
	views: readonly View[]
): OwnView[] {
	const about = known.filter(({ data }) => 'activity' in data && data.activity === model.id);
	const { first } = replayScenario(model, about);
	if (!first) return [];
	const words = argumentsOf(
		views.filter(({ activity }) => activity === model.id),
		first.id
	);
	return viewPlaces(model).flatMap(({ item }): OwnView[] => {
		const side = first.context.path.findLast(({ scene }) => scene === item);
		if (!side) return [];
		const { own = '', opposing = '' } = words[item] ?? {};
		const said = trimmed({
			options: [side.option],
			...(own ? { text: own } : {}),
			...(opposing ? { reasons: [opposing] } : {})
		});
		return [{ activity: model.id, item, said, again: null }];
	});
}

/** Puts every closing position to the opening one it asks again. */
function withClosings(models: readonly ActivityModel[], views: readonly OwnView[]): OwnView[] {
	const places = models.flatMap((model) =>
		viewPlaces(model).map((place) => ({ activity: model.id, ...place }))
	);
	const closings = new Map(
		places.flatMap((place) => (place.closes ? [[nameOf(place), place]] : []))
	);
	const whole = new Map<string, OwnView>();
	for (const view of views) {
		const closing = closings.get(nameOf(view));
		const opening = closing && places.find(({ item }) => item === closing.closes);
		const at = opening ?? view;
		const { said, again } = whole.get(nameOf(at)) ?? { said: null, again: null };
		whole.set(nameOf(at), {
			activity: at.activity,
			item: at.item,
			said: opening ? said : view.said,
			again: opening ? view.said : again
		});
	}
	return [...whole.values()];
}

function isReflection(models: readonly ActivityModel[], { activity, item }: OwnView): boolean {
	const model = models.find(({ id }) => id === activity);
	return Boolean(
		model && viewPlaces(model).some((one) => one.item === item && one.kind === 'reflection')
	);
}

/** No longer than a server takes. */
function trimmed({ text, reasons, ...content }: ViewContent): ViewContent {
	const short = (words: string) => words.slice(0, viewLimit.letters);
	return {
		...content,
		...(text === undefined ? {} : { text: short(text) }),
		...(reasons ? { reasons: reasons.map(short) } : {})
	};
}
