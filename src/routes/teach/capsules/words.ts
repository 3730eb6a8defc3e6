import { m } from '$lib/ui/language/paraglide/messages';
import type { Imported } from './importer';

/** What came of one capsule, in a sentence; of a refused one, why and what to do. */
export function importedWords(result: Imported): string {
	if (!result.ok)
		return {
			capsule_too_large: m.teach_capsule_too_large,
			capsule_foreign: m.teach_capsule_foreign,
			capsule_newer: m.teach_capsule_newer,
			capsule_truncated: m.teach_capsule_truncated,
			capsule_damaged: m.teach_capsule_damaged,
			capsule_other_course: m.teach_capsule_other_course,
			capsule_malformed: m.teach_capsule_malformed,
			capsule_guest: m.teach_capsule_guest,
			capsule_other_cohort: m.teach_capsule_other_cohort,
			capsule_stranger: m.teach_capsule_stranger,
			capsule_erased: m.teach_capsule_erased,
			cohort_closed: m.teach_capsule_cohort_closed,
			slow_down: m.teach_capsule_not_sent,
			not_sent: m.teach_capsule_not_sent,
			not_kept: m.teach_capsule_not_kept
		}[result.code]();
	const { name, added, known, clashes } = result;
	const words =
		added === 0
			? m.teach_capsule_nothing_new({ name })
			: m.teach_capsule_added({ name, added: String(added), known: String(known) });
	return clashes ? `${words} ${m.teach_capsule_clashes({ count: String(clashes) })}` : words;
}
