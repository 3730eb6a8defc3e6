import { describe, expect, it } from 'vitest';
import { Problems } from './problem';
import { readYaml } from './yaml';

const file = 'lessons/1-x/lesson.md';

describe('the line of a key', () => {
	const source = [
		'id: x',
		'tracks:',
		'  oil: { label: Oil, from: 2 }',
		'  trust:',
		'    label: Trust',
		'    from: 1',
		'list:',
		'  - id: one',
		'    text: >',
		'      long',
		'  - id: two',
		'many: [a, b]'
	].join('\n');
	const { lineOf } = readYaml(file, source, 10, new Problems());

	it('is that of the key itself, with the lines before the YAML added', () => {
		expect(lineOf(['id'])).toBe(11);
		expect(lineOf(['tracks'])).toBe(12);
		expect(lineOf(['tracks', 'oil'])).toBe(13);
		expect(lineOf(['tracks', 'oil', 'from'])).toBe(13);
		expect(lineOf(['tracks', 'trust'])).toBe(14);
		expect(lineOf(['tracks', 'trust', 'from'])).toBe(16);
		expect(lineOf(['list', 1])).toBe(21);
		expect(lineOf(['list', 0, 'text'])).toBe(19);
		expect(lineOf(['many', 1])).toBe(22);
	});

	it('is that of the nearest key around one that is absent, or else the first of the file', () => {
		expect(lineOf(['tracks', 'trust', 'max'])).toBe(14);
		expect(lineOf(['list', 5])).toBe(17);
		expect(lineOf(['title'])).toBe(1);
		expect(lineOf([])).toBe(1);
	});
});
