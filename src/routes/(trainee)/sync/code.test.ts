import { afterEach, expect, test, vi } from 'vitest';
import { inGroups, keepInvitation, keptInvitation, keyWith, signsOf } from './code';

afterEach(() => vi.unstubAllGlobals());

test.each([
	['in lower case', '7kq2-m9xd'],
	['with spaces and dashes of any kind', ' 7K Q2 – M9‑XD\n'],
	['with the digits of an Arabic keyboard', '٧KQ٢-M٩XD'],
	['with the digits of a Persian keyboard', '۷KQ۲-M۹XD'],
	['with the wide signs of an East Asian keyboard', '７ｋｑ２－Ｍ９ＸＤ'],
	['with marks of direction from a message', '\u2066\u200f7KQ2\u200e-M9XD\u2069'],
	['with invisible places for a line to break', '7KQ2\u00adM9\u200bXD\ufeff']
])('A code %s is read as what it is', (_, typed) => {
	expect(signsOf(typed)).toBe('7KQ2M9XD');
	expect(inGroups(typed)).toBe('7KQ2-M9XD');
});

test('What led to no cohort yet is kept with its key, and forgotten', () => {
	const kept = new Map<string, string>();
	vi.stubGlobal('localStorage', {
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, text: string) => kept.set(name, text),
		removeItem: (name: string) => kept.delete(name)
	});
	const nothing = { code: '', key: null };
	expect(keptInvitation()).toEqual(nothing);
	for (const key of ['k'.repeat(43), null]) {
		keepInvitation({ code: '7KQ2M9XD', key });
		expect(keptInvitation()).toEqual({ code: '7KQ2M9XD', key });
	}
	// As it was kept before there were keys with it.
	for (const name of kept.keys()) kept.set(name, '7KQ2M9XD');
	expect(keptInvitation()).toEqual({ code: '7KQ2M9XD', key: null });
	keepInvitation(null);
	expect(keptInvitation()).toEqual(nothing);
	vi.stubGlobal('localStorage', undefined);
	keepInvitation({ code: '7KQ2M9XD', key: null });
	expect(keptInvitation()).toEqual(nothing);
});

test('The key of a link goes with its own code alone, as does one that was kept', () => {
	const kept = new Map<string, string>();
	vi.stubGlobal('localStorage', {
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, text: string) => kept.set(name, text)
	});
	const key = 'k'.repeat(43);
	const link = { code: '7kq2-m9xd', fragment: `#${key}` };
	expect(keyWith('7KQ2M9XD', link)).toBe(key);
	expect(keyWith('AAAABBBB', link)).toBeNull();
	const other = 'o'.repeat(43);
	keepInvitation({ code: 'AAAABBBB', key: other });
	expect(keyWith('AAAABBBB', link)).toBe(other);
	expect(keyWith('7KQ2M9XD', { code: '', fragment: '' })).toBeNull();
});
