/** What a trainee does on a page, decided as the screens decide it; numbers are those of an act's dice. */
import type { ScenarioModel } from '../../../src/lib/course/model';
import { argueDecision } from '../../../src/lib/machines/argued';
import {
	answerItem,
	beginScenario,
	makeChoice,
	type Decision
} from '../../../src/lib/machines/decide';
import { isKeyed } from '../../../src/lib/machines/mark';
import type { Progress } from '../../../src/lib/machines/replay';
import { judgeAttempt } from '../../../src/lib/machines/replay-scenario';
import { rightAnswer } from '../../../src/lib/machines/sample';
import type { Entry } from '../../../src/lib/record/entry';
import type { Edition } from './course';

/** What a page shows, and where new attempts get their ids. */
export interface Screen {
	edition: Edition;
	entries: readonly Entry[];
	progress: Progress;
	newId: () => string;
}

/** Answers an item of the quiz that has a key, right or not. */
export function answer(
	{ edition: { quiz }, entries, newId }: Screen,
	number: number,
	isRight: boolean
): Decision {
	const items = quiz.items.filter(isKeyed);
	const model = items[number % items.length];
	const given = isRight ? rightAnswer(model) : { options: [model.options.at(-1)!.id] };
	return answerItem(entries, quiz, model.id, given, 0, newId);
}

/** Gives a view: at an item of the quiz without a key, or on the last open decision of the case that has them. */
export function say(screen: Screen, number: number, text: string): Decision {
	const { edition, entries, newId } = screen;
	const [position, contested, reflection] = edition.quiz.items.filter((item) => !isKeyed(item));
	const model = [position, contested, reflection, position, null, null][number];
	if (!model) return argue(screen, edition.scenarios[1], text);
	const { id } = model.options[number < 3 ? 0 : 1] ?? {};
	const given = {
		options: id ? [id] : [],
		reasons: model.answers.slice(0, 1).map(({ id }) => id),
		text
	};
	return answerItem(entries, edition.quiz, model.id, given, 0, newId);
}

function argue({ progress }: Screen, model: ScenarioModel, own: string): Decision {
	const attempt = progress.scenarios[model.id].attempts.at(-1);
	const judged = attempt ? judgeAttempt(model, attempt) : [];
	const last = judged.findLast(({ quality }) => quality === 'open');
	return attempt && last
		? argueDecision(model, attempt, last.scene, { own, opposing: 'or not' })
		: null;
}

/** Opens one of the scenarios for the first time. */
export function begin({ edition, progress, newId }: Screen, number: number): Decision {
	const model = scenarioOf(edition, number);
	return beginScenario(progress.scenarios[model.id], model, {}, false, 0, newId());
}

/** Takes the next step of one of the scenarios. */
export function goOn({ edition, progress }: Screen, number: number): Decision {
	const model = scenarioOf(edition, number);
	const standing = progress.scenarios[model.id];
	const { open } = standing;
	const scene = model.scenes.find(({ id }) => id === open?.scene);
	const chosen = scene?.options[number % scene.options.length];
	return open && scene && chosen
		? makeChoice(standing, model, open, { scene: scene.id, option: chosen.id })
		: null;
}

const scenarioOf = ({ scenarios }: Edition, number: number): ScenarioModel =>
	scenarios[number < 2 ? 0 : 1];
