import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, makeCode, makeSecret, readCode } from './code';
import { pseudonyms } from './pseudonym';

test('a code is in groups of four, and every sign is as likely as another', () => {
	expect(makeCode(8, () => Uint8Array.from([0, 1, 31, 32, 63, 255, 10, 20]))).toBe('01Z0-ZZAM');
	expect(makeCode(12, randomBytes)).toMatch(/^(\w{4}-){2}\w{4}$/);
});

test('a code is read as it was heard', () => {
	expect(readCode(' 0l1o-iz aM\n')).toBe('01101ZAM');
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
			const code = makeCode(8, () => bytes);
			for (const typed of [code, code.toLowerCase(), code.replace('-', ' ')])
				expect(readCode(typed)).toBe(code.replace('-', ''));
		})
	);
});

test('a secret is 256 bits, and its hash says nothing of it', () => {
	expect(makeSecret((size) => new Uint8Array(size).fill(255))).toBe(`${'_'.repeat(42)}8`);
	expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('pseudonyms are birds with numbers, each another, as long as there are birds and beyond', () => {
	const some = new Set<string>();
	for (const name of pseudonyms(() => Uint8Array.of(0, 7))) {
		some.add(name);
		if (some.size === 200) break;
	}
	expect([...some][0]).toBe('Curlew 10');
	for (const name of some) expect(name).toMatch(/^[A-Z][a-z]+ \d{2,4}$/);
	const [last] = pseudonyms(() => Uint8Array.of(255, 255));
	expect(last).toMatch(/^[A-Z][a-z]+ \d{4}$/);
});
