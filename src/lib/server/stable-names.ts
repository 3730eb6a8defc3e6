import type { Plugin } from 'vite';

/**
 * While scripts are made smaller, the bundler has numbers in the places of files' names, in the order in which it came to the
 * files: `!~{01d}~`. The minifier gives its short names by how often each letter stands in a script, those of the numbers too,
 * so one file more, or the same ones in another order, would change scripts in which nothing was changed, and every
 * device would fetch them again. It is shown signs in their place that are in no short name.
 */
const numbers = /(?<=!~\{)[\w$]+(?=\}~)/g;
const hidden = /(?<=!~\{)[\uE000-\uE07F]+(?=\}~)/g;

const shift = (text: string, by: number): string =>
	[...text].map((sign) => String.fromCharCode(sign.charCodeAt(0) + by)).join('');

/** The bundler's numbers of files, told so that the minifier does not count their letters. */
export const hideNumbers = (code: string): string =>
	code.replace(numbers, (number) => shift(number, 0xe000));

/** The bundler's numbers of files again. */
export const showNumbers = (code: string): string =>
	code.replace(hidden, (number) => shift(number, -0xe000));

/** Makes what a script is called depend on the script alone. */
export const stableNames: Plugin[] = (
	[
		['pre', hideNumbers],
		['post', showNumbers]
	] as const
).map(([order, change]) => ({
	name: `breakout-stable-names-${order}`,
	apply: 'build',
	applyToEnvironment: ({ name }) => name === 'client',
	renderChunk: { order, handler: (code) => ({ code: change(code), map: null }) }
}));
