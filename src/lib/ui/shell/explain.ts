import type { RecordErrorCode } from '$lib/record/record-error';
import { m } from '$lib/ui/language/paraglide/messages';

const faults: Record<RecordErrorCode, () => string> = {
	record_full: m.record_full,
	record_blocked: m.record_blocked,
	record_outdated: m.record_outdated,
	record_unavailable: m.record_unavailable,
	record_broken: m.record_broken,
	record_no_profile: m.record_no_profile,
	record_ahead: m.record_ahead,
	record_closed: m.record_closed
};

/** What a fault of the record means for the person, and what to do: in the language of the screen. */
export function explainFault(code: RecordErrorCode): string {
	return faults[code]();
}
