/**
 * What one member did in one activity: small, plain and stored, so that a dashboard need not replay.
 *
 * It is made by replaying that member's entries through the machines; a mark that a device claims does not enter. Where
 * the model of the attempt's content version is not known, `verified` is false and nothing is marked (architecture §5).
 *
 * Views stay out (architecture §7). Of positions, contested items, reflections and reasons it is only said that they were
 * given, and of a scenario only at scenes that are told. The side taken at an open decision is a view too: a path has
 * `option: null` there, and it is sealed where anything later would tell the side (../machines/told.ts). Of a sealed run
 * nothing more is told than whether it has ended, which the progress of the lesson shows anyway: no scene, no outcome, no
 * decision quality, since a mark that only one side leads to tells that side. How a room split at an open decision is a
 * figure on views, kept and released apart from members.
 *
 * Entries come sealed from a device (../machines/sealed.ts). A summary of sealed entries is that of the true ones.
 */
import type { ActivityModel, ItemModel, QuizModel, ScenarioModel } from '../course/model';
import { isComplete, isKeyed, mark } from '../machines/mark';
import { oncePer } from '../machines/once';
import {
	isQuizFinished,
	replayQuiz,
	withoutPractice,
	type ItemStanding
} from '../machines/replay-quiz';
import { replayScenario, type Attempt } from '../machines/replay-scenario';
import { understoodInOrder } from '../machines/understood';
import { isSealed, reopen, type Reopened } from '../machines/sealed';
import { revealedBy } from '../machines/summary';
import { tellPath } from '../machines/told';
import type { Answer, Entry, KnownEntry } from '../record/entry';
import type {
	ActivitySummary,
	FirstAnswer,
	ItemSummary,
	QuizSummary,
	RunSummary,
	ScenarioSummary
} from './summary-schema';

export * from './summary-schema';

/** An activity as the course has it now, and everything that a member did in it, whatever version it was begun in. */
export interface Today {
	model: ActivityModel;
	entries: readonly Entry[];
}

/**
 * Summarises what one member did in one activity, from that member's entries in any order; entries about other
 * activities are passed over. Null when the member did nothing in it. `verified` says that `model` is the one of the
 * attempt's content version (`versionOf`). Whether an activity is finished is no mark: it is asked of `today`, as on the
 * trainee's own pages, or who was never asked what an edit took away would never have finished. An item that was first
 * answered as the attempt's version does not have it, since it or what was chosen came with an edit, has one key only, that
 * of `today`: it is marked by it, in whatever attempt it was answered. So is, of one that was wrong before, what was answered
 * since with what came with an edit: who has it right on their device is not wrong here.
 */
export function summarise(
	model: ActivityModel,
	entries: readonly Entry[],
	verified: boolean,
	today: Today = { model, entries }
): ActivitySummary | null {
	const own = entries.filter(({ data }) => data.activity === model.id);
	const opened = model.kind === 'scenario' ? reopen(model, own) : null;
	const about = understoodInOrder(opened?.entries ?? own);
	const edited =
		today.model.version === model.version && today.entries.length === entries.length ? null : today;
	const told = [...about, ...own.filter(({ type }) => isSealed(type))];
	if (!told.length) return null;
	const base = {
		activity: model.id,
		version: versionIn(about),
		verified,
		since: told.reduce((first, { at }) => (at < first ? at : first), told[0].at),
		latest: told.reduce((last, { at }) => (at > last ? at : last), told[0].at)
	};
	return model.kind === 'quiz'
		? { kind: 'quiz', ...base, ...quizParts(model, about, verified, edited) }
		: { kind: 'scenario', ...base, ...scenarioParts(model, about, opened, verified, edited) };
}

/** Whether an activity is finished as it is now, in whatever version it was begun. */
function isFinished({ model, entries }: Today): boolean {
	if (model.kind === 'quiz')
		return isQuizFinished(model, replayQuiz(model, entriesAbout(model.id, entries)));
	const own = entries.filter(({ data }) => data.activity === model.id);
	const opened = reopen(model, own);
	const { first, finished } = replayScenario(model, understoodInOrder(opened.entries));
	if (!first || finished) return finished;
	// What ended the run in another version may not fit any more; where nothing is told of it, it is taken to.
	const fits = new Set(opened.entries.map(({ id }) => id));
	return own.some(
		({ id, attempt, data }) =>
			attempt === first.id && data.ended === true && (fits.has(id) || opened.hidden.has(attempt))
	);
}

/** The content version of a member's attempt that counts; null when there is none. */
export function versionOf(activity: string, entries: readonly Entry[]): string | null {
	return versionIn(entriesAbout(activity, entries));
}

function entriesAbout(activity: string, entries: readonly Entry[]): KnownEntry[] {
	return understoodInOrder(entries.filter(({ data }) => data.activity === activity));
}

function versionIn(about: readonly KnownEntry[]): string | null {
	for (const entry of about)
		if (entry.type === 'attempt.started' && !entry.data.practice) return entry.data.version;
	return null;
}

/** Where views were given, among the places that may be told of. */
function viewsIn(places: readonly string[], about: readonly KnownEntry[]): string[] {
	const given = new Set(
		about.flatMap(({ type, data }) => (type === 'view.given' ? data.item : []))
	);
	return places.filter((place) => given.has(place));
}

function quizParts(
	quiz: QuizModel,
	about: readonly KnownEntry[],
	verified: boolean,
	/** Null where it is what is summarised. */
	today: Today | null
): Pick<QuizSummary, 'finished' | 'views' | 'items'> {
	const own = itemsParts(quiz, about, verified);
	if (!today) return { ...own, finished: isQuizFinished(quiz, replayQuiz(quiz, about)) };
	const finished = isFinished(today);
	const { model, entries } = today;
	if (model.kind !== 'quiz') return { ...own, finished };
	const judged = new Set(about.flatMap((entry) => (judges(quiz, entry) ? entry.id : [])));
	const rest = entriesAbout(model.id, entries).filter(({ id }) => !judged.has(id));
	const now = itemsParts(model, rest, verified);
	const items = { ...own.items };
	for (const [id, item] of Object.entries(now.items)) {
		if (!own.items[id]?.first) items[id] = item;
		else if (item.lastRight) items[id] = { ...own.items[id], lastRight: true };
	}
	return { finished, views: [...new Set([...own.views, ...now.views])], items };
}

/** Whether an entry is an answer that a quiz has a key for. */
function judges({ items }: QuizModel, entry: KnownEntry): boolean {
	if (entry.type !== 'item.answered') return false;
	const asked = items.find(({ id }) => id === entry.data.item);
	return asked !== undefined && isKeyed(asked) && isComplete(asked, entry.data.answer);
}

/** What was done in the items of a quiz. */
function itemsParts(
	quiz: QuizModel,
	about: readonly KnownEntry[],
	verified: boolean
): Pick<QuizSummary, 'views' | 'items'> {
	const { items } = quiz;
	const standing = replayQuiz(quiz, about);
	const answers = withoutPractice(about).flatMap((entry) =>
		entry.type === 'item.answered' ? entry.data : []
	);
	return {
		views: viewsIn(
			items.flatMap((item) => (isKeyed(item) ? [] : item.id)),
			about
		),
		items: Object.fromEntries(
			items.filter(isKeyed).flatMap((item) => {
				const own = answers.filter((one) => one.item === item.id && isComplete(item, one.answer));
				const done = itemParts(item, standing[item.id], own, verified);
				return done.tries || done.hinted ? [[item.id, done]] : [];
			})
		)
	};
}

function itemParts(
	item: ItemModel,
	{ first, hinted }: ItemStanding,
	answers: readonly { answer: Answer }[],
	verified: boolean
): ItemSummary {
	return {
		tries: answers.length,
		hinted,
		first: first && {
			...answerParts(item, first.answer),
			...(first.certainty ? { certainty: first.certainty } : {}),
			right: verified && first.mark.state === 'marked' ? first.mark.right : null,
			points: verified && first.mark.state === 'marked' ? first.mark.points : null,
			reveals: verified ? revealedBy(item, first.answer) : []
		},
		lastRight: verified && answers.length ? answers.some((one) => isRight(item, one.answer)) : null
	};
}

function isRight(item: ItemModel, answer: Answer): boolean {
	const marked = mark(item, answer);
	return marked.state === 'marked' && marked.right;
}

/** An answer with nothing in it but what the item has. */
function answerParts(
	item: ItemModel,
	{ options = [], pairs = {} }: Answer
): Pick<FirstAnswer, 'options' | 'order' | 'pairs'> {
	if (item.kind === 'match' || item.kind === 'stance')
		return { pairs: Object.fromEntries(item.options.map(({ id }) => [id, pairs[id]])) };
	if (item.kind === 'sequence') return { order: options };
	return { options: [...new Set(options)] };
}

function scenarioParts(
	model: ScenarioModel,
	about: readonly KnownEntry[],
	opened: Reopened | null,
	verified: boolean,
	/** Null where it is what is summarised. */
	today: Today | null
): Pick<ScenarioSummary, 'finished' | 'views' | 'attempts' | 'practice' | 'run'> {
	const { attempts, first, quality } = replayScenario(model, about);
	const ended = Boolean(first && (first.outcome || opened?.ended.has(first.id)));
	const isHidden = Boolean(first && opened?.hidden.has(first.id));
	const run = first && runParts(model, first, { verified, quality, ended, isHidden });
	const told = new Set(run?.path.map(({ scene }) => scene));
	return {
		finished: today ? isFinished(today) : ended,
		views: viewsIn(
			model.scenes.flatMap(({ id }) => (told.has(id) ? id : [])),
			about.filter(({ attempt }) => attempt === first?.id)
		),
		attempts: attempts.length,
		practice: attempts.filter(({ practice }) => practice).length,
		run
	};
}

/** The options of a scenario, by scene and option. */
const optionsIn = oncePer(
	({ scenes }: ScenarioModel) =>
		new Map(
			scenes.flatMap(({ id, options }) => options.map((option) => [`${id}/${option.id}`, option]))
		)
);

function runParts(
	model: ScenarioModel,
	first: Attempt,
	{
		verified,
		quality,
		ended,
		isHidden
	}: { verified: boolean; quality: number | null; ended: boolean; isHidden: boolean }
): RunSummary {
	const { dials } = first.context;
	// Another version may have had other open decisions, so nothing of the path is told.
	if (!verified)
		return { dials, path: [], scene: null, sealed: false, ended, outcome: null, quality: null };
	const { steps, scene, sealed: parts } = tellPath(model, first);
	const sealed = parts || isHidden;
	return {
		dials,
		path: steps.map((step) => {
			const { reveals } = optionsIn(model).get(`${step.scene}/${step.option}`) ?? {};
			return { ...step, ...(reveals ? { reveals } : {}) };
		}),
		scene,
		sealed,
		ended,
		outcome: sealed ? null : first.outcome,
		quality: sealed ? null : quality
	};
}
