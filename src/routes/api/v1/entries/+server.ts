import { answer } from '$lib/server/answer';
import { readBody } from '$lib/server/body';
import { pull, push } from '$lib/server/inbox';
import { withStorage } from '$lib/server/open';
import { countEntries } from '$lib/server/operations/metrics';
import { refuse } from '$lib/server/refuse';
import { refusalOf } from '$lib/server/spoken';
import { beginning, readBearer } from '$lib/sync/protocol';

export const prerender = false;

/** Takes in a batch of a member's entries. */
export const POST = async ({ request }) => {
	const credential = readBearer(request.headers.get('authorization'));
	if (!credential) return answer(refuse('signed_out'));
	const body = await readBody(request);
	if (body.kind === 'refused') return answer(body);
	const answered = await withStorage((storage) => push(storage, credential, body.value));
	if (answered.kind === 'pushed') {
		countEntries('stored', answered.stored.length);
		countEntries('set_aside', answered.setAside.length);
	}
	return answer(answered);
};

/** Gives what the member's devices have brought since the cursor. */
export const GET = async ({ request, url }) => {
	const credential = readBearer(request.headers.get('authorization'));
	if (!credential) return answer(refuse('signed_out'));
	// The first clients did not say it here.
	const refused = refusalOf(Number(url.searchParams.get('protocol') ?? 1));
	if (refused) return answer(refused);
	const after = url.searchParams.get('after') ?? beginning;
	return answer(await withStorage((storage) => pull(storage, credential, after)));
};
