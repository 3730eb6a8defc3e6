import type { Brought } from '$lib/server/capsules';
import type { Imported, Importer } from '../../../capsules/importer';

/** Brings capsules to the server, for a cohort; `show` reads the page anew. */
export function sendCapsules(cohort: string, show: () => Promise<void>): Importer {
	const address = `/teach/cohorts/${encodeURIComponent(cohort)}/members/capsules`;
	return {
		async add(file, bytes): Promise<Imported> {
			return { file, ...(await send(address, bytes)) };
		},
		show
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
	// A network that asks for a sign-in of its own answers with a page.
	const brought = answer?.ok && !answer.redirected ? await answer.json().catch(() => null) : null;
	return (brought as Brought | null) ?? { ok: false, code: 'not_sent' };
}
