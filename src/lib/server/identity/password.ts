import { nameKey } from './name';

/**
 * Shortest and longest password, in characters. Length is what makes a password hard to guess, so nothing else is asked
 * (https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver).
 */
export const passwordLength = { least: 12, most: 128 } as const;

export type PasswordProblem = 'too_short' | 'too_long' | 'is_the_name';

/** What is wrong with a chosen password; null when nothing is. */
export function passwordProblem(password: string, name: string): PasswordProblem | null {
	if (password.length < passwordLength.least) return 'too_short';
	if (password.length > passwordLength.most) return 'too_long';
	return nameKey(password) === nameKey(name) ? 'is_the_name' : null;
}
