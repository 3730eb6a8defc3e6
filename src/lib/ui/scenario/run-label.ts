import type { ScenarioText } from '$lib/course/model';
import type { Attempt } from '$lib/machines/replay-scenario';
import { m } from '$lib/ui/language/paraglide/messages';

/** The run that counts: another device may have begun one that is no practice either. */
export function firstOf(runs: readonly Attempt[]): Attempt | undefined {
	return runs.find(({ practice }) => !practice);
}

/** Which run it is of all there are, under way or ended: the one that counts, or its number. */
export function runLabel(runs: readonly Attempt[], run: Attempt): string {
	return run === firstOf(runs)
		? m.debrief_run_first()
		: m.debrief_run_practice({ number: String(runs.indexOf(run) + 1) });
}

/** Which run it is, and where it ended. */
export function runName(text: ScenarioText, runs: readonly Attempt[], run: Attempt): string {
	return `${runLabel(runs, run)} · ${text.scenes[run.scene].title}`;
}
