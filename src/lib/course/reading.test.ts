import { describe, expect, it } from 'vitest';
import { readingOf } from './reading';

const repeat = (text: string, times: number): string => Array(times).fill(text).join(' ');

describe('the reading level', () => {
	it('is the Flesch–Kincaid grade of the words', () => {
		// 10 words and 10 syllables a sentence: 0.39 × 10 + 11.8 × 1 − 15.59.
		const { words, grade } = readingOf(repeat('The cat sat on the mat and ate the fish.', 10));
		expect(words).toBe(100);
		expect(grade).toBeCloseTo(0.11);
	});

	it('rises with longer words', () => {
		const hard = 'International organisations coordinate multilateral cybercrime negotiations.';
		expect(readingOf(repeat(hard, 20)).grade).toBeGreaterThan(20);
	});

	it('is not given for a few words', () => {
		expect(readingOf(repeat('The cat sat on the mat and ate the.', 11))).toMatchObject({
			words: 99,
			grade: null
		});
		expect(readingOf('')).toEqual({ words: 0, grade: null, longest: { words: 0, text: '' } });
	});

	it('takes the words out of HTML: tags and entities are none, and a paragraph ends a sentence', () => {
		const { words, longest } = readingOf(
			'<p>One <strong>two</strong>\nthree</p><ul><li>four <a href="/x">five</a> six seven</li></ul>R&#x26;D'
		);
		expect(words).toBe(9);
		expect(longest).toEqual({ words: 4, text: 'four five six seven' });
	});

	it('ends a sentence with a heading, a cell or a line, and takes the first of several that are longest', () => {
		expect(readingOf('<h3>One two</h3><p>three four</p><p>five</p>').longest.text).toBe('One two');
		for (const html of [
			'<tr><th>One two</th><td>three</td>',
			'<td>One two</td>three',
			'One two<br>three'
		])
			expect(readingOf(html).longest.text).toBe('One two');
	});

	it('takes no sign for a word, and nothing without words for a sentence', () => {
		expect(readingOf('One &lt; two &#x26; three').words).toBe(3);
		const text = repeat('The cat sat on the mat and ate the fish.', 10);
		expect(readingOf(`<p>${text}</p><p>…</p><p>!</p>`).grade).toBe(readingOf(text).grade);
	});
});
