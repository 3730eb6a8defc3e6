/**
 * What went wrong with the record, for code (`code`) and for the person (`message`: what it means,
 * what to do).
 */
const sentences = {
	record_full:
		'This device has no space left for the course. What you do now is kept only while this page stays open: free some space, or export your record.',
	record_blocked:
		'Another tab with an older version of the course holds your record. Close the other tabs of the course, then reload this page.',
	record_outdated:
		'This page is older than your record. Reload the page to get the current version of the course.',
	record_unavailable:
		'This browser does not let the course save anything, as in some private windows. What you do now is kept only while this page stays open: export your record before you leave.',
	record_broken:
		'Your record could not be read or written. What you do now is kept only while this page stays open: export your record, then reload the page.',
	record_no_profile:
		'This profile is not on this device any more; it was erased, perhaps in another tab. Choose a profile or make a new one.',
	record_ahead:
		'This page shows more than the record on this device holds. Reload the page to see what is saved.',
	record_closed: 'The record was closed. Reload the page to open it again.'
} as const;

export type RecordErrorCode = keyof typeof sentences;

/**
 * An error of the log; `code` is for code and translations, `message` is a plain English sentence
 * for the person.
 */
export class RecordError extends Error {
	override readonly name = 'RecordError';
	readonly code: RecordErrorCode;

	constructor(code: RecordErrorCode, cause?: unknown) {
		super(sentences[code], cause === undefined ? undefined : { cause });
		this.code = code;
	}

	/**
	 * Whether the device's storage failed, as opposed to what was asked of it: the course can go on
	 * in memory.
	 */
	get isStorage(): boolean {
		return !['record_no_profile', 'record_ahead', 'record_closed'].includes(this.code);
	}
}
