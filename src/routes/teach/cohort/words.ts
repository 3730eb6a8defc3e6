import type { CohortState, Role } from '$lib/server/tables';
import { getLocale } from '$lib/ui/language/paraglide/runtime';
import { m } from '$lib/ui/language/paraglide/messages';

/** What a facilitator is in a cohort, as a word. */
export function roleWords(role: Role): string {
	return {
		owner: m.teach_role_owner,
		facilitator: m.teach_role_facilitator,
		observer: m.teach_role_observer
	}[role]();
}

/** What a role may do, as a sentence. */
export function roleNote(role: Role): string {
	return {
		owner: m.teach_role_owner_note,
		facilitator: m.teach_role_facilitator_note,
		observer: m.teach_role_observer_note
	}[role]();
}

export const roles: readonly Role[] = ['observer', 'facilitator', 'owner'];

/** The state of a cohort, as a word. */
export function stateWords(state: CohortState): string {
	return {
		open: m.teach_state_open,
		closed: m.teach_state_closed,
		archived: m.teach_state_archived
	}[state]();
}

/** First and last day of a cohort, such as 2026-03-01, in the reader's language; null when it has neither. */
export function daysWords(startsOn: string | null, endsOn: string | null): string | null {
	// A day is one everywhere, so no zone may move it.
	const format = new Intl.DateTimeFormat(getLocale(), {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		timeZone: 'UTC'
	});
	const [start, end] = [startsOn, endsOn].map((day) => day && format.format(new Date(day)));
	if (start && end) return start === end ? start : m.teach_days_between({ start, end });
	if (start) return m.teach_days_from({ start });
	return end ? m.teach_days_until({ end }) : null;
}

/** The name of a language, in the reader's own. */
export const languageWords = (language: string): string =>
	new Intl.DisplayNames(getLocale(), { type: 'language' }).of(language) ?? language;
