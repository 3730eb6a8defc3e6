import { m } from '$lib/ui/language/paraglide/messages';

/** What was done with a cohort, as its address says it; the cohort's layout tells it. */
export type Done = keyof typeof words;

const words = {
	created: m.teach_done_created,
	changed: m.teach_done_changed,
	open: m.teach_done_open,
	closed: m.teach_done_closed,
	archived: m.teach_done_archived,
	renewed: m.teach_done_renewed,
	erased: m.teach_done_erased,
	role: m.teach_done_role,
	role_taken: m.teach_done_role_taken,
	withdrawn: m.teach_done_withdrawn
};

/** A sentence for what was done; null for anything else that stands in the address. */
export function doneWords(done: string | null): string | null {
	return done !== null && Object.hasOwn(words, done) ? words[done as Done]() : null;
}
