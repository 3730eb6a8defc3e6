import type { Passkey } from '$lib/server/identity/passkeys';
import type { Session } from '$lib/server/identity/sessions';
import { readData, type Told } from '../read-data';
import type { PageLoad } from './$types';

interface Account {
	name: string;
	/** The session in which this is asked. */
	current: string;
	passkeys: Told<Passkey>[];
	sessions: Told<Session>[];
}

export const load: PageLoad = async (event) => {
	const { passkeys, sessions, ...rest } = await readData<Account>(event, '/teach/account/data');
	return {
		...rest,
		passkeys: passkeys.map((one) => ({ ...one, since: one.since ? new Date(one.since) : null })),
		sessions: sessions.map((one) => ({
			...one,
			since: new Date(one.since),
			lastSeen: new Date(one.lastSeen)
		}))
	};
};
