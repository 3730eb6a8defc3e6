import type { AccountProblem } from '$lib/server/identity/accounts';
import { durationWords } from '$lib/ui/language/duration';
import { m } from '$lib/ui/language/paraglide/messages';

/** What was wrong with a form, as the server says it. */
export type FormProblem = Exclude<AccountProblem, 'used'> | 'wrong' | { wait: number };

/** A problem as a sentence; `wrong` is told differently where somebody is signed in. */
export function problemWords(problem: FormProblem): string {
	if (typeof problem === 'object') return m.teach_locked({ wait: waitWords(problem.wait) });
	return {
		wrong: m.teach_wrong,
		name_malformed: m.teach_name_malformed,
		name_taken: m.teach_name_taken,
		too_short: m.teach_password_too_short,
		too_long: m.teach_password_too_long,
		is_the_name: m.teach_password_is_the_name
	}[problem]();
}

/** Whether a problem is the name's and not the password's. */
export const isOfName = (problem: FormProblem | undefined): boolean =>
	problem === 'name_malformed' || problem === 'name_taken';

function waitWords(seconds: number): string {
	return seconds <= 120
		? durationWords(seconds, 'second')
		: durationWords(Math.ceil(seconds / 60), 'minute');
}
