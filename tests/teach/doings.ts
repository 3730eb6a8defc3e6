import type { Course, ItemModel, QuizModel } from '../../src/lib/course/model';
import { isKeyed } from '../../src/lib/machines/mark';

/**
 * What three trainees do, written down before they do it, and what figures must come of it. Nothing here asks a report: it
 * counts what is written, with the keys of the lessons.
 */

/** An answer to an item. */
export interface Answering {
	quiz: string;
	item: string;
	options: string[];
	certainty?: 1 | 2 | 3;
}

/** A scenario from its start to an ending. */
export interface Playing {
	scenario: string;
	/** Where each choice was made, and which. */
	moves: { scene: string; option: string }[];
	ending: string;
}

/** What one trainee does, in order. */
export interface Doing {
	name: string;
	answers: Answering[];
	runs: Playing[];
}

const ring = (option: string, certainty: 1 | 2 | 3): Answering => ({
	quiz: 'the-rule',
	item: 'newsletter',
	options: [option],
	certainty
});
const quote = (option: string, certainty: 1 | 2 | 3): Answering => ({
	quiz: 'five-ways',
	item: 'no-speaker',
	options: [option],
	certainty
});
const strong = (option: string): Answering => ({
	quiz: 'five-ways',
	item: 'how-strong',
	options: [option]
});

/** A run by its `scene/option` pairs. */
const run = (scenario: string, ending: string, ...moves: string[]): Playing => ({
	scenario,
	ending,
	moves: moves.map((move) => {
		const [scene, option] = move.split('/');
		return { scene, option };
	})
});
const seats = (ending: string, ...moves: string[]) => run('three-seats', ending, ...moves);
/** Its second decision is open: whatever is taken there is a view, and in nobody's figures. */
const login = (side: string) =>
	run(
		'the-researchers-login',
		'lines',
		'ten-words/narrow',
		`police/${side}`,
		'one-screenshot/give-reasons',
		'second-login/test-claim'
	);

/** With a network for the first half. */
export const ada: Doing = {
	name: 'Ada',
	answers: [
		ring('warning', 3),
		quote('most', 3),
		// Offline from here.
		strong('has-to'),
		strong('could-be')
	],
	runs: [seats('usable', 'six-names/practitioners', 'midnight/hold', 'ten-weeks/hearings')]
};

/** On two devices: the rule and the seats on the first, the rest on the second. */
export const ben: Doing = {
	name: 'Ben',
	answers: [
		ring('forbidden', 2),
		ring('attended', 2),
		ring('cindermail-lawyer', 1),
		quote('summary-says', 1)
	],
	runs: [
		seats('shelved', 'six-names/diplomats', 'midnight/join', 'ten-weeks/hearings'),
		login('national-law')
	]
};

/** Without a network from the moment she has joined. */
export const chloe: Doing = {
	name: 'Chloé',
	answers: [ring('attended', 3), strong('could-be')],
	runs: [login('treaty-clause')]
};

export const everyone = [ada, ben, chloe];

/** The figures of an item, as a screen shows them. */
export interface ExpectedItem {
	answered: number;
	right: number;
	/** Wrong first, and right later. */
	mended: number;
	/** All answers, practice included. */
	tries: number;
	/** By option: how many chose it first, and how many of them were certain. */
	options: { option: string; chosen: number; certain: number }[];
	/** By certainty, from guessing: first answers that were right, and wrong. Empty where it is not asked. */
	certainty: { right: number; wrong: number }[];
}

/** What the dashboard must say of a keyed choice. */
export function expectedItem(quiz: QuizModel, item: ItemModel, doings = everyone): ExpectedItem {
	const own = doings
		.map(({ answers }) => answers.filter((one) => one.quiz === quiz.id && one.item === item.id))
		.filter(({ length }) => length);
	const key = item.options
		.flatMap(({ id, right }) => (right ? id : []))
		.sort()
		.join();
	const isRight = ({ options }: Answering) => [...options].sort().join() === key;
	const firsts = own.map(([first]) => first);
	const count = <T>(all: readonly T[], is: (one: T) => boolean) => all.filter(is).length;
	return {
		answered: firsts.length,
		right: count(firsts, isRight),
		mended: count(own, (all) => !isRight(all[0]) && all.some(isRight)),
		tries: own.flat().length,
		options: item.options.map(({ id }) => ({
			option: id,
			chosen: count(firsts, ({ options }) => options.includes(id)),
			certain: count(firsts, ({ options, certainty }) => options.includes(id) && certainty === 3)
		})),
		certainty: item.certainty
			? [1, 2, 3].map((band) => ({
					right: count(firsts, (one) => one.certainty === band && isRight(one)),
					wrong: count(firsts, (one) => one.certainty === band && !isRight(one))
				}))
			: []
	};
}

/** How many members went which way from scene to scene, `scene/option→next`; the side of an open decision is `*`. */
export function expectedPaths(course: Course, scenario: string): Record<string, number> {
	const isOpen = openIn(course, scenario);
	const counts: Record<string, number> = {};
	for (const { moves, ending } of everyone.flatMap(({ runs }) =>
		runs.filter((one) => one.scenario === scenario)
	))
		moves.forEach(({ scene, option }, at) => {
			const way = `${scene}/${isOpen(scene) ? '*' : option}→${moves[at + 1]?.scene ?? ending}`;
			counts[way] = (counts[way] ?? 0) + 1;
		});
	return counts;
}

/** Whether a scene of a scenario is an open decision. */
function openIn({ models }: Course, scenario: string): (scene: string) => boolean {
	const model = Object.values(models)
		.flatMap(({ activities }) => activities)
		.find(({ id }) => id === scenario);
	if (model?.kind !== 'scenario') throw new Error(`There is no scenario ${scenario}.`);
	return (scene) =>
		model.scenes
			.find(({ id }) => id === scene)!
			.options.some(({ quality }) => quality?.some(({ value }) => value === 'open'));
}

/** The keyed items of a quiz of the course. */
export function quizIn({ models }: Course, id: string): QuizModel {
	const quiz = Object.values(models)
		.flatMap(({ activities }) => activities)
		.find((one) => one.id === id);
	if (quiz?.kind !== 'quiz') throw new Error(`There is no quiz ${id}.`);
	return { ...quiz, items: quiz.items.filter(isKeyed) };
}

/** Who may need help, and why: by the names of the members, in the words of the CSV. */
export const expectedHelp = [
	// Certain of the first answer, wrong, and not right since.
	{ name: 'Ada', reason: 'confident-and-wrong', item: 'no-speaker', tries: '' },
	// Three answers, and none of them right.
	{ name: 'Ben', reason: 'stuck', item: 'newsletter', tries: '3' },
	{ name: 'Chloé', reason: 'confident-and-wrong', item: 'newsletter', tries: '' }
];
