import { understood } from '../machines/understood';
import type { Entry } from '../record/entry';
import { compareEntries } from '../record/union';

/** The entries of an activity that one content version explains. */
export interface Pinned {
	/** Of the first attempt that counts; of the first practice where none counts; null where no attempt was begun. */
	version: string | null;
	entries: Entry[];
}

/**
 * Gives the content version that a member's activity is judged by, and the entries that may be: what was done in an
 * attempt of another version, or of one whose beginning has not arrived, would be marked with a key it never saw.
 * Beginnings all stay, so that attempts are counted. Pure; the order of the entries does not matter.
 */
export function pinned(entries: readonly Entry[]): Pinned {
	const begun = entries
		.filter(({ type }) => type === 'attempt.started')
		.sort(compareEntries)
		.flatMap((entry) => {
			const known = understood(entry);
			return known?.type === 'attempt.started' ? known : [];
		});
	const counting = begun.find(({ data }) => !data.practice) ?? begun[0];
	const version = counting?.data.version ?? null;
	const versions = new Map<string, string>();
	for (const { attempt, data } of begun)
		if (!versions.has(attempt)) versions.set(attempt, data.version);
	return {
		version,
		entries: entries.filter(
			({ attempt, type }) =>
				attempt === null || type === 'attempt.started' || versions.get(attempt) === version
		)
	};
}
