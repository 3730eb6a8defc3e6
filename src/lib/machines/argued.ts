import type { ScenarioModel } from '../course/model';
import { draft, type View, type ViewContent } from '../record/entry';
import type { Decision } from './decide';
import type { Judged } from './quality';
import { judgeAttempt, type Attempt } from './replay-scenario';

/**
 * Open decisions have no key: what is weighed is whether the trainee gave a reason and stated the best reason against it
 * (architecture.md §4, content.md §2). The words are a view: they are kept apart from the entries and are never marked.
 */
export interface Argument {
	/** Why the trainee chose so; empty when not said. */
	own: string;
	/** The best reason against it, in the trainee's words; empty when not said. */
	opposing: string;
}

export interface Argued {
	/** Open decisions of the path. */
	open: number;
	/** Those with a reason. */
	reasoned: number;
	/** Those with a reason and the best reason against it. */
	bothSides: number;
}

/** What the trainee said on every open decision of an attempt, by scene; the newest word counts. */
export function argumentsOf(views: readonly View[], attempt: string): Record<string, Argument> {
	return Object.fromEntries(
		views
			.filter((view) => view.attempt === attempt)
			.sort((one, other) => (one.at < other.at ? -1 : 1))
			.map(({ item, content }) => [
				item,
				{ own: content.text ?? '', opposing: content.reasons?.[0] ?? '' }
			])
	);
}

/** How many open decisions of a path were argued, and from both sides. */
export function weighArguments(
	judged: readonly Judged[],
	said: Readonly<Record<string, Argument>>
): Argued {
	const open = judged.filter(({ quality }) => quality === 'open');
	const reasoned = open.filter(({ scene }) => said[scene]?.own);
	return {
		open: open.length,
		reasoned: reasoned.length,
		bothSides: reasoned.filter(({ scene }) => said[scene].opposing).length
	};
}

/** Saying why an open decision was taken, and what speaks against it; nothing when neither is said or there is a key. */
export function argueDecision(
	model: ScenarioModel,
	attempt: Attempt,
	scene: string,
	{ own, opposing }: Argument
): Decision {
	const decision = judgeAttempt(model, attempt).findLast((one) => one.scene === scene);
	const [text, against] = [own.trim(), opposing.trim()];
	if (decision?.quality !== 'open' || !(text || against)) return null;
	const about = { activity: model.id, item: scene };
	const content: ViewContent = {
		options: [decision.option],
		...(text ? { text } : {}),
		...(against ? { reasons: [against] } : {})
	};
	return {
		drafts: [draft('view.given', about, attempt.id)],
		views: [{ ...about, attempt: attempt.id, content }]
	};
}
