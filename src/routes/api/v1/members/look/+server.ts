import { addressKey, answer } from '$lib/server/answer';
import { readBody, shortBody } from '$lib/server/body';
import { lookUp } from '$lib/server/joining';
import { withStorage } from '$lib/server/open';

export const prerender = false;

/** Says what a code leads to, before anybody joins. */
export const POST = async ({ request, getClientAddress }) => {
	const body = await readBody(request, shortBody);
	if (body.kind === 'refused') return answer(body);
	const address = addressKey(getClientAddress());
	return answer(await withStorage((storage) => lookUp(storage, body.value, { address })));
};
