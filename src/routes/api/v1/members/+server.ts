import { addressKey, answer } from '$lib/server/answer';
import { readBody } from '$lib/server/body';
import { join } from '$lib/server/joining';
import { withStorage } from '$lib/server/open';
import { readBearer } from '$lib/sync/protocol';

export const prerender = false;

/** A code and a name are short. */
const limit = 4 * 1024;

/** Joins a cohort, or comes back to it, with a code. */
export const POST = async ({ request, getClientAddress }) => {
	const body = await readBody(request, limit);
	if (body.kind === 'refused') return answer(body);
	const address = addressKey(getClientAddress());
	const held = readBearer(request.headers.get('authorization'));
	return answer(await withStorage((storage) => join(storage, body.value, { address, held })));
};
