import { expect, test } from 'vitest';
import { inGroups, signsOf } from './code';

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
