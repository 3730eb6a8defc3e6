import { m } from '$lib/ui/language/paraglide/messages';

/** What was done on the account's page, as its address says it. */
export type Done = 'password' | 'added' | 'renamed' | 'removed' | 'ended' | 'others';

const words: Record<Done, () => string> = {
	password: m.teach_password_changed,
	added: m.teach_passkey_added,
	renamed: m.teach_passkey_renamed,
	removed: m.teach_passkey_removed,
	ended: m.teach_session_ended,
	others: m.teach_sessions_ended
};

/** A sentence for what was done; null for anything else that stands in the address. */
export function doneWords(done: string | null): string | null {
	return done !== null && Object.hasOwn(words, done) ? words[done as Done]() : null;
}
