import type { FileProblem } from '$lib/record/record-file';
import { m } from '$lib/ui/language/paraglide/messages';

/** Not beside the faults of a record (shell/explain.ts): those come with the first page, and these are for settings alone. */
const refusals: Record<FileProblem, () => string> = {
	file_too_large: m.file_too_large,
	file_not_json: m.file_not_json,
	file_foreign: m.file_foreign,
	file_newer: m.file_newer,
	file_damaged: m.file_damaged,
	file_malformed: m.file_malformed
};

/** Why a record file was refused, and what to do: in the language of the screen. */
export function explainRefusal(code: FileProblem): string {
	return refusals[code]();
}
