import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, canonicalText } from './canonical-json';

/** The same value with the properties of every object in it in the opposite order. */
function reordered(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(reordered);
	if (typeof value !== 'object' || value === null) return value;
	// From entries, not by assignment: a property may be called `__proto__`.
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, property]) => [key, reordered(property)])
	);
}

test('says the value and nothing else, in the same words whatever the order of properties', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			const text = canonicalJson(value);
			expect(canonicalJson(JSON.parse(text))).toBe(text);
			expect(canonicalJson(reordered(value))).toBe(text);
			expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
		})
	);
});

test('what was read from JSON has the same text, whether it was in order or not', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			const read: unknown = JSON.parse(JSON.stringify(value));
			const text = canonicalJson(read);
			expect(canonicalText(read)).toBe(text);
			expect(canonicalText(reordered(read))).toBe(text);
			expect(canonicalText(JSON.parse(text))).toBe(text);
		})
	);
	// Numbers come first in an object, by their size, and `__proto__` may be a name like another.
	for (const text of ['{"10":1,"9":2}', '{"9":{"b":1,"a":2}}', '{"__proto__":{"b":1,"a":2}}']) {
		const read: unknown = JSON.parse(text);
		expect(canonicalText(read)).toBe(canonicalJson(read));
	}
});

test.each<[string, unknown, string]>([
	[
		'sorts properties at every depth',
		{ b: [{ d: 1, c: 2 }], a: null },
		'{"a":null,"b":[{"c":2,"d":1}]}'
	],
	['keeps the order of a list', [3, 1, 2], '[3,1,2]'],
	['leaves out what is undefined', { a: undefined, b: 1, c: undefined }, '{"b":1}'],
	['has null in a list for what is undefined', [undefined, 1], '[null,1]'],
	['is empty for what has nothing', [{}, [], ''], '[{},[],""]']
])('%s', (_what, value, text) => {
	expect(canonicalJson(value)).toBe(text);
});
