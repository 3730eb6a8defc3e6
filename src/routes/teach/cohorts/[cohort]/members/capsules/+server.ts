import { error, json } from '@sveltejs/kit';
import { readBytes } from '$lib/server/body';
import { bringCapsule, packedLimit, type Brought } from '$lib/server/capsules';
import { courseIn } from '$lib/server/course';
import { countEntries } from '$lib/server/operations/metrics';
import { baseLocale } from '$lib/ui/language/paraglide/runtime';
import { withCohort } from '../../../../storage.server';
import type { RequestHandler } from './$types';

/** Takes in a capsule of a member, and says what came of it. */
export const POST: RequestHandler = (event) =>
	withCohort(event, 'look_after_members', async ({ storage, cohort }) => {
		const { request } = event;
		// Another site's page cannot send this type without asking first, which is refused.
		if (request.headers.get('content-type') !== 'application/gzip') error(415);
		const bytes = await readBytes(request, packedLimit);
		const { id: course } = courseIn(baseLocale).index;
		const brought: Brought = bytes
			? await bringCapsule(storage, { cohort, course }, bytes)
			: { ok: false, code: 'capsule_too_large' };
		if (brought.ok) {
			countEntries('stored', brought.added + brought.known);
			countEntries('set_aside', brought.clashes);
		}
		return json(brought);
	});
