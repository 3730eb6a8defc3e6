/** Letters and digits of any script, and what joins the parts of a name. */
const allowed = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} .'_-]*$/u;

/** Shortest and longest name, in characters. */
export const nameLength = { least: 2, most: 40 } as const;

/** A name as it is shown: one form of every letter, single spaces, none at the ends. */
export function shownName(typed: string): string {
	return typed.normalize('NFKC').trim().replace(/\s+/g, ' ');
}

/** A name as it is compared, so that `Ada  Lovelace` and `ada lovelace` are one. */
export function nameKey(typed: string): string {
	return shownName(typed).toLowerCase();
}

/** Whether a name can be chosen. */
export function isName(typed: string): boolean {
	const name = shownName(typed);
	return name.length >= nameLength.least && name.length <= nameLength.most && allowed.test(name);
}
