import { minify } from 'terser';
import { expect, test } from 'vitest';
import { hideNumbers, showNumbers } from './stable-names';

const script = (number: string) => `
	import { first, second } from "../chunks/!~{${number}}~.js";
	export function both(one, other) { return () => import("../nodes/7.!~{0$_}~.js").then((m) => [m, first(one), second(other)]); }
`;

const smaller = async (code: string): Promise<string> =>
	(await minify(code, { module: true })).code ?? '';

test('What a script is made into does not depend on the number that a file has in it', async () => {
	const made = await Promise.all(
		['00o', '0ee', 'ttt', '01d', '$$_'].map(async (number) => {
			const code = showNumbers(await smaller(hideNumbers(script(number))));
			expect(code).toContain(`!~{${number}}~.js`);
			expect(code).toContain('!~{0$_}~.js');
			return code.replace(number, '');
		})
	);
	expect(new Set(made).size).toBe(1);
	// The reason: without it, it does.
	const others = ['00o', 'eee', 'rrr'].map((number) => smaller(script(number)));
	expect(
		new Set((await Promise.all(others)).map((code) => code.replace(/~\{.../, ''))).size
	).toBeGreaterThan(1);
});

test('All else is left as it is', () => {
	const text = 'const a = `!~{ b }~`; // ~{c}~ \uE000';
	expect(hideNumbers(text)).toBe(text);
	expect(showNumbers(text)).toBe(text);
});
