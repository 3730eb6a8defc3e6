import { error } from '@sveltejs/kit';
import { isAway } from '$lib/server/dialect';
import type { Identity } from '$lib/server/identity/identity';
import type { Action } from '$lib/server/identity/roles';
import type { SignedIn } from '$lib/server/identity/sign-in';
import { openStorage } from '$lib/server/open';
import { ServerError } from '$lib/server/server-error';
import type { Storage } from '$lib/server/storage';
import { permitted } from './guard';

/** Works with the database. Answers 503 while it is away, and 404 for a cohort or a member that is not there. */
export async function withDatabase<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
	try {
		return await work(await openStorage());
	} catch (reason) {
		if (isAway(reason)) error(503);
		if (reason instanceof ServerError && reason.code.endsWith('_unknown')) error(404);
		throw reason;
	}
}

/** What an action on a cohort works with. */
export interface CohortWork {
	storage: Storage;
	cohort: string;
	identity: Identity;
	who: SignedIn;
}

/** Works with the cohort of the address, for a facilitator who may do this with it. */
export function withCohort<T>(
	event: { locals: App.Locals; params: { cohort: string } },
	action: Action,
	work: (given: CohortWork) => Promise<T>
): Promise<T> {
	const { cohort } = event.params;
	return withDatabase(async (storage) => {
		const { identity, who } = await permitted(event, cohort, action);
		return work({ storage, cohort, identity, who });
	});
}
