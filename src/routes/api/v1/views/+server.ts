import { answer } from '$lib/server/answer';
import { readBody } from '$lib/server/body';
import { withStorage } from '$lib/server/open';
import { refuse } from '$lib/server/refuse';
import { giveView } from '$lib/server/views';
import { readBearer, viewLimit } from '$lib/sync/protocol';

export const prerender = false;

/** Takes in one view. Who gave it opens the door and is forgotten; a log says that one came, and neither whose nor which. */
export const POST = async ({ request }) => {
	const credential = readBearer(request.headers.get('authorization'));
	if (!credential) return answer(refuse('signed_out'));
	const body = await readBody(request, viewLimit.bytes);
	if (body.kind === 'refused') return answer(body);
	return answer(await withStorage((storage) => giveView(storage, credential, body.value)));
};
