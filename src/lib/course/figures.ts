import { worth, type OptionModel, type Quality } from './model';
import { countWords } from './prose';
import { readingOf, type Reading } from './reading';
import type { ReadScenario } from './scenario';

/** What an author wants to see at a glance of an option: its length beside its neighbours', and whether it is the best. */
export interface OptionFigures {
	id: string;
	line: number;
	words: number;
	/** The qualities it may have, the first that fits first; none for what chance draws. */
	qualities: Quality[];
	/** No neighbour can be keyed higher. False where nothing is keyed, and where everything is keyed alike. */
	isBest: boolean;
	/** The longest, or the shortest, of its scene, alone or with others; neither where all are alike. */
	length: 'longest' | 'shortest' | null;
}

export interface SceneFigures {
	id: string;
	line: number;
	/** Words that everyone who comes here reads before deciding: without conditional paragraphs. */
	words: number;
	/** Of everything a trainee may read here: prose, options, and what follows from them. */
	reading: Reading;
	/** Words of each part of the prose, documents included. */
	parts: { line: number; words: number }[];
	options: OptionFigures[];
}

/** Counts a scenario's words, scene by scene, in the language it was read in. */
export function figuresOf({ model, text, lines }: ReadScenario): SceneFigures[] {
	return model.scenes.map(({ id, options }) => {
		const { prose, options: labels } = text.scenes[id];
		const parts = prose.map(({ html }, at) => ({
			line: lines.prose[id][at],
			words: countWords(html)
		}));
		return {
			id,
			line: lines.scenes[id],
			words: parts.reduce((sum, { words }, at) => sum + (prose[at].when ? 0 : words), 0),
			reading: readingOf(
				[
					...prose.map(({ html }) => html),
					...Object.values(labels).map(({ label, story }) => `<p>${label}</p>${story}`)
				].join('')
			),
			parts,
			options: compared(
				options.map((option) => ({
					id: option.id,
					line: lines.choices[option.id],
					words: countWords(labels[option.id].label),
					qualities: (option.quality ?? []).map(({ value }) => value),
					mark: markOf(option)
				}))
			)
		};
	});
}

type Counted = Omit<OptionFigures, 'isBest' | 'length'> & { mark: number };

/** Sets options against one another. */
function compared(options: Counted[]): OptionFigures[] {
	const marks = options.map(({ mark }) => mark);
	const [best, worst] = [Math.max(...marks), Math.min(...marks)];
	const lengthOf = lengthsAmong(options);
	return options.map(({ mark, ...option }) => ({
		...option,
		isBest: best > worst && mark === best,
		length: lengthOf(option)
	}));
}

/** Says of an option whether it is the longest or the shortest among these. */
export function lengthsAmong(
	options: { words: number }[]
): (option: { words: number }) => OptionFigures['length'] {
	const lengths = options.map(({ words }) => words);
	const [longest, shortest] = [Math.max(...lengths), Math.min(...lengths)];
	return ({ words }) =>
		longest === shortest
			? null
			: words === longest
				? 'longest'
				: words === shortest
					? 'shortest'
					: null;
}

/** The most an option may be worth, whatever the story was; nothing where it is open. */
function markOf({ quality }: OptionModel): number {
	return Math.max(0, ...(quality ?? []).map(({ value }) => (value === 'open' ? 0 : worth[value])));
}
