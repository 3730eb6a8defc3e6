import type { Trainee } from './trainee.svelte';

/** Writing and packing a record file: not part of a first visit, so fetched when it may be wanted. */
export const recordFile = () => import('$lib/record/record-file');

/** Saves the trainee's record as a file, memory entries included. */
export async function exportToFile(trainee: Trainee): Promise<void> {
	const { exportRecord } = await recordFile();
	const text = await trainee.withLog(async (log, profile) => {
		const { entries, views } = await log.read(profile.id);
		return exportRecord({ profile, entries, views, now: () => new Date() });
	});
	if (!text) return;
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
	link.download = `breakout-record-${new Date().toISOString().slice(0, 10)}.json`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
