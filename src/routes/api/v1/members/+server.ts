import { addressKey, answer } from '$lib/server/answer';
import { readBody, shortBody } from '$lib/server/body';
import { join } from '$lib/server/joining';
import { withStorage } from '$lib/server/open';
import { readBearer } from '$lib/sync/protocol';

export const prerender = false;

/** Joins a cohort, or comes back to it, with a code. */
export const POST = async ({ request, getClientAddress }) => {
	const body = await readBody(request, shortBody);
	if (body.kind === 'refused') return answer(body);
	const address = addressKey(getClientAddress());
	const held = readBearer(request.headers.get('authorization'));
	return answer(await withStorage((storage) => join(storage, body.value, { address, held })));
};
