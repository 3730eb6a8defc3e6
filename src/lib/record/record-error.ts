/** What went wrong with the record. What each means for the person, and what to do, says `../ui/shell/explain.ts`. */
export type RecordErrorCode =
	| 'record_full'
	| 'record_blocked'
	| 'record_outdated'
	| 'record_unavailable'
	| 'record_broken'
	| 'record_no_profile'
	| 'record_ahead'
	| 'record_closed';

/** An error of the log. Its message is its code: sentences are the screens', in the language of the person. */
export class RecordError extends Error {
	override readonly name = 'RecordError';
	readonly code: RecordErrorCode;

	constructor(code: RecordErrorCode, cause?: unknown) {
		super(code, cause === undefined ? undefined : { cause });
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
