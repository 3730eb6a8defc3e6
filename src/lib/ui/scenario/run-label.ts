import type { ScenarioText } from '$lib/course/model';
import type { Attempt } from '$lib/machines/replay-scenario';
import { m } from '$lib/ui/language/paraglide/messages';

/** The run that counts: another device may have begun one that is no practice either. */
export function firstOf(runs: readonly Attempt[]): Attempt | undefined {
	return runs.find(({ practice }) => !practice);
}

/** Which run it is of those that have ended: the first time, or its number. */
export function runLabel(ended: readonly Attempt[], run: Attempt): string {
	return run === firstOf(ended)
		? m.debrief_run_first()
		: m.debrief_run_practice({ number: String(ended.indexOf(run) + 1) });
}

/** Which run it is, and where it ended. */
export function runName(text: ScenarioText, ended: readonly Attempt[], run: Attempt): string {
	return `${runLabel(ended, run)} · ${text.scenes[run.scene].title}`;
}
