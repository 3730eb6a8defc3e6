import { countWords } from './prose';
import { figuresOf, lengthsAmong, type OptionFigures, type SceneFigures } from './figures';
import type { ReadFolder } from './compile';
import { Problems, type Problem } from './problem';
import type { ReadQuiz } from './quiz';
import type { ReadScenario } from './scenario';

/**
 * What would make a course better though nothing in it is wrong: told like a problem, but it stops no build, and an author
 * may have reasons to leave it.
 */
export type Advice = Problem;

/**
 * Below three decisions nobody can learn a habit from them; and with three or four options to a decision, chance alone
 * seldom puts the best one at the same end in more than half of them.
 */
const fewestDecisions = 3;

/** A quarter more is seen before a word is read: about one line more for the usual twenty words, on a phone three. */
const standsOut = { ratio: 1.25, words: 4 };

/** Half as much again makes one option look like the serious one, wherever the key is. */
const uneven = { ratio: 1.5, words: 6 };

/**
 * Plain language for a general public commonly means grade 8; ours is a professional one, but reads in a second or third
 * language and on a phone. The scenes of this course have grades of 2 to 8.
 */
const hardestGrade = 9;

/** At 200 words a minute, more than a minute of reading before anything can be decided. */
const longestScene = 250;

/** About twelve lines on a phone: what fits there without scrolling, under a heading. */
const longestPart = 80;

/** Advice on every scenario and quiz that could be read, in the source language; sorted by file and line. */
export function adviceOn(folders: ReadFolder[]): Advice[] {
	const advice = new Problems();
	for (const { scenarios, quizzes } of folders) {
		for (const scenario of scenarios) if (scenario.walkable) adviseScenario(scenario, advice);
		for (const quiz of quizzes) adviseQuiz(quiz, advice);
	}
	return advice.all.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

function adviseScenario(scenario: ReadScenario, advice: Problems): void {
	const { file, lineOf } = scenario.document;
	const scenes = figuresOf(scenario);
	// What chance draws has no quality, and nobody chooses it.
	const decisions = scenes.filter(({ options }) => options.some((one) => one.qualities.length));
	adviseHabit(file, lineOf(['title']), 'decisions', decisions, advice);
	for (const { line, options } of decisions) adviseLengths(file, line, options, advice);
	for (const scene of scenes) adviseReading(file, scene, advice);
}

/** A quiz is keyed by `right`; only where one option is right can its length give it away. */
function adviseQuiz({ items, document }: ReadQuiz, advice: Problems): void {
	const { file, lineOf } = document;
	const decisions = items
		.filter(({ model }) => model.kind === 'choice')
		.map(({ model, text, line }) => ({
			line,
			options: model.options.map(({ id, right }) => ({
				words: countWords(text.options[id]?.html ?? ''),
				isBest: Boolean(right)
			}))
		}));
	adviseHabit(file, lineOf(['title']), 'questions', decisions, advice);
	for (const { line, options } of decisions) adviseLengths(file, line, options, advice);
}

type Sized = Pick<OptionFigures, 'words' | 'isBest'>;

/** A trainee who always takes the longest option, or the shortest, must not do well by it. */
function adviseHabit(
	file: string,
	line: number,
	what: string,
	decisions: { line: number; options: Sized[] }[],
	advice: Problems
): void {
	const keyed = decisions.filter(({ options }) => options.some(({ isBest }) => isBest));
	if (keyed.length < fewestDecisions) return;
	for (const [length, code, others] of [
		['longest', 'best_often_longest', 'longer'],
		['shortest', 'best_often_shortest', 'shorter']
	] as const) {
		const tells = keyed.filter(({ options }) => isGivenAway(options, length));
		if (tells.length * 2 > keyed.length)
			advice.add(
				code,
				file,
				line,
				`In ${tells.length} of ${keyed.length} ${what} the ${length} option is the best, so length gives it away (lines ${tells.map(({ line }) => line).join(', ')}). Make another option ${others} in some of them.`
			);
	}
}

/** Whether everything at this end is best, so that whoever takes it is right. */
function isGivenAway(options: Sized[], length: 'longest' | 'shortest'): boolean {
	const lengthOf = lengthsAmong(options);
	const there = options.filter((option) => lengthOf(option) === length);
	return there.length > 0 && there.every(({ isBest }) => isBest);
}

function adviseLengths(file: string, line: number, options: Sized[], advice: Problems): void {
	const lengths = options.map(({ words }) => words);
	const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
	const best = options.filter(({ isBest }) => isBest);
	const others = options.filter(({ isBest }) => !isBest).map(({ words }) => words);
	const isFar = (more: number, less: number, { ratio, words } = standsOut): boolean =>
		more >= less * ratio && more - less >= words;
	if (best.length === 1 && others.length) {
		const [{ words }] = best;
		const [least, most] = [Math.min(...others), Math.max(...others)];
		if (isFar(words, most))
			return advice.add(
				'best_stands_out',
				file,
				line,
				`The best option has ${words} words and every other ${most} or fewer, so it is seen before it is read. Make it shorter, or another longer.`
			);
		if (isFar(least, words))
			return advice.add(
				'best_stands_out',
				file,
				line,
				`The best option has ${words} words and every other ${least} or more, so it is seen before it is read. Make it longer, or another shorter.`
			);
	}
	if (isFar(longest, shortest, uneven))
		advice.add(
			'options_uneven',
			file,
			line,
			`The longest option here has ${longest} words and the shortest ${shortest}. Make them more alike.`
		);
}

function adviseReading(file: string, scene: SceneFigures, advice: Problems): void {
	const { line, words, parts, reading } = scene;
	if (words > longestScene)
		advice.add(
			'scene_long',
			file,
			line,
			`Whoever comes here reads ${words} words before anything happens; up to ${longestScene} go well on a phone. Move some of them into a document of an earlier scene, or make two scenes of it.`
		);
	for (const part of parts)
		if (part.words > longestPart)
			advice.add(
				'paragraph_long',
				file,
				part.line,
				`This paragraph has ${part.words} words; up to ${longestPart} fit on the screen of a phone. Make two of it.`
			);
	if (reading.grade !== null && reading.grade > hardestGrade)
		advice.add(
			'scene_hard_to_read',
			file,
			line,
			`This scene asks for ${reading.grade.toFixed(1)} years of school (Flesch–Kincaid); up to ${hardestGrade} suit readers in a second language. Write shorter sentences and words. The longest sentence has ${reading.longest.words} words: “${beginning(reading.longest.text)}”.`
		);
}

function beginning(text: string): string {
	const words = text.split(/\s+/);
	return words.length > 8 ? `${words.slice(0, 8).join(' ')} …` : text;
}
