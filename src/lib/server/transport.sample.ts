/** The server's functions as the transport of a device in the same process. Imported by tests only. */
import { PROTOCOL } from '../sync/protocol';
import type { Transport } from '../sync/transport';
import { pull, push } from './inbox';
import { join, lookUp } from './joining';
import { eraseMe, issueTransferCode, leave } from './members';
import type { Storage } from './storage';
import { giveView } from './views';

/** Makes the transport of a device that calls from this address. */
export function transportTo(storage: Storage, address = 'somewhere'): Transport {
	return {
		look: (look) => lookUp(storage, look, { address }),
		join: (given, held = null) => join(storage, given, { address, held }),
		transfer: (credential) => issueTransferCode(storage, credential),
		leave: (credential) => leave(storage, credential),
		erase: (credential) => eraseMe(storage, credential),
		push: (credential, batch) => push(storage, credential, batch),
		pull: (credential, after) => pull(storage, credential, after),
		giveView: (credential, view) => giveView(storage, credential, { protocol: PROTOCOL, view })
	};
}
