import type { ScenarioText } from '$lib/course/model';
import type { Attempt } from '$lib/machines/replay-scenario';
import { m } from '$lib/ui/language/paraglide/messages';

/** Which run it is of those that have ended: the first time, or its number. */
export function runLabel(ended: readonly Attempt[], run: Attempt): string {
	return run.practice
		? m.debrief_run_practice({ number: String(ended.indexOf(run) + 1) })
		: m.debrief_run_first();
}

/** Which run it is, and where it ended. */
export function runName(text: ScenarioText, ended: readonly Attempt[], run: Attempt): string {
	return `${runLabel(ended, run)} · ${text.scenes[run.scene].title}`;
}
