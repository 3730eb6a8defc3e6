import { fleschKincaid } from 'flesch-kincaid';
import { syllable } from 'syllable';

/** How hard a text is to read. English only: the weights and the syllables are those of English. */
export interface Reading {
	words: number;
	/**
	 * Years of school in the United States that it asks for, by the Flesch–Kincaid grade level (Kincaid and others, Derivation of
	 * New Readability Formulas, 1975, https://stars.library.ucf.edu/istlibrary/56). Null below a hundred words, where one long
	 * name would decide.
	 */
	grade: number | null;
	longest: { words: number; text: string };
}

const smallestSample = 100;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });

/** Measures rendered HTML; a paragraph, a list item or a heading ends a sentence. */
export function readingOf(html: string): Reading {
	const read = [...sentences.segment(plain(html))]
		.map(({ segment }) => ({ text: segment.trim(), words: wordsIn(segment) }))
		.filter(({ words }) => words.length);
	const all = read.flatMap(({ words }) => words);
	const longest = read.reduce(
		(most, { text, words }) => (words.length > most.words ? { words: words.length, text } : most),
		{ words: 0, text: '' }
	);
	const grade = fleschKincaid({
		sentence: read.length,
		word: all.length,
		syllable: all.reduce((sum, word) => sum + syllable(word), 0)
	});
	return { words: all.length, grade: all.length < smallestSample ? null : grade, longest };
}

function wordsIn(text: string): string[] {
	return [...words.segment(text)].flatMap(({ segment, isWordLike }) => (isWordLike ? segment : []));
}

function plain(html: string): string {
	return html
		.replace(/\n/g, ' ')
		.replace(/<\/(?:p|li|h\d|t[dh]|blockquote)>|<br>/g, '\n')
		.replace(/<[^>]+>/g, '')
		.replace(/&#?\w+;/g, ' ');
}
