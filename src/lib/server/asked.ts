/** What a member asks for in a request that says no more than who asks. */
import { Ask, readBearer, type Credential, type Refused } from '../sync/protocol';
import { answer } from './answer';
import { readBody, shortBody } from './body';
import { withStorage } from './open';
import { refuse } from './refuse';
import { readSpoken } from './spoken';
import type { Storage } from './storage';

/** Does what is asked in the name of the request's member, and gives the answer as a response. */
export async function asMember(
	request: Request,
	work: (storage: Storage, credential: Credential) => Promise<{ kind: string } | Refused>
): Promise<Response> {
	const credential = readBearer(request.headers.get('authorization'));
	if (!credential) return answer(refuse('signed_out'));
	const body = await readBody(request, shortBody);
	if (body.kind === 'refused') return answer(body);
	const read = readSpoken(Ask, body.value);
	if (read.kind === 'refused') return answer(read);
	return answer(await withStorage((storage) => work(storage, credential)));
}
