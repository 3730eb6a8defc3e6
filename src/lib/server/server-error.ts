/** What a facilitator's request got wrong, for code (`code`) and for the person (`message`). */
const sentences = {
	cohort_unknown: 'There is no such cohort. Go back to the list of cohorts and choose one of them.',
	cohort_malformed:
		'A cohort needs a title, a language and at least one lesson, and its last day cannot come before its first. Correct the form and save it again.',
	cohort_not_open:
		'This cohort is closed, so nobody can join it. Open it again before you share a code.',
	member_unknown:
		'This member is not in the cohort: perhaps the data were erased. Reload the list of members.'
} as const;

export type ServerErrorCode = keyof typeof sentences;

/** An error for a facilitator; `code` is for code and translations, `message` is a plain English sentence. */
export class ServerError extends Error {
	override readonly name = 'ServerError';
	readonly code: ServerErrorCode;

	constructor(code: ServerErrorCode, cause?: unknown) {
		super(sentences[code], cause === undefined ? undefined : { cause });
		this.code = code;
	}
}
