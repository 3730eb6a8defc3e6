import type { Brought } from '$lib/server/capsules';
import type { Imported, Importer } from '../../../capsules/importer';

/** Brings capsules to the server, for a cohort; `onbrought` is called after each that was taken in. */
export function sendCapsules(cohort: string, onbrought: () => Promise<void>): Importer {
	const address = `/teach/cohorts/${encodeURIComponent(cohort)}/members/capsules`;
	return {
		async add(file, bytes): Promise<Imported> {
			const brought = await send(address, bytes);
			if (brought.ok) await onbrought();
			return { file, ...brought };
		}
	};
}

async function send(
	address: string,
	bytes: Uint8Array
): Promise<Brought | { ok: false; code: 'not_sent' }> {
	const answer = await fetch(address, {
		method: 'POST',
		headers: { 'content-type': 'application/gzip', accept: 'application/json' },
		body: new Uint8Array(bytes)
	}).catch(() => null);
	if (answer?.status === 413) return { ok: false, code: 'capsule_too_large' };
	// Whoever is signed out is sent elsewhere, and a role that was taken is no answer either: the page says so when it is read.
	if (!answer?.ok || answer.redirected) return { ok: false, code: 'not_sent' };
	return (await answer.json()) as Brought;
}
