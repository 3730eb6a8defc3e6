/** What lies between a device and the server, and what can happen to a request there. */
import { PROTOCOL } from '../../../src/lib/sync/protocol';
import type { Answer, Transport } from '../../../src/lib/sync/transport';

/**
 * `lost` never arrives; of `unheard` only the answer is lost; `late` arrives some time after the device has given up, and
 * perhaps after newer ones; `doubled` arrives twice.
 */
export const troubles = ['lost', 'unheard', 'late', 'doubled'] as const;
export type Trouble = (typeof troubles)[number];

export class Network {
	isUp = true;
	/** What the course on the device speaks: one older than the server's is refused. */
	protocol = PROTOCOL;
	/** What happens to the next requests, in their order. */
	readonly ahead: Trouble[] = [];
	/** A view arrived late, perhaps after a newer one. */
	hasLateView = false;
	readonly #late: { send: () => Promise<unknown>; isView: boolean }[] = [];

	constructor(private readonly server: Transport) {}

	/** Lets the requests arrive that are still under way. */
	async deliverLate(): Promise<void> {
		for (const { send, isView } of this.#late.splice(0)) {
			this.hasLateView ||= isView;
			await send();
		}
	}

	async #carry<T>(send: () => Promise<Answer<T>>, { isView = false } = {}): Promise<Answer<T>> {
		const unreachable = { kind: 'unreachable' } as const;
		if (!this.isUp) return unreachable;
		switch (this.ahead.shift()) {
			case 'lost':
				return unreachable;
			case 'unheard':
				await send();
				return unreachable;
			case 'late':
				this.#late.push({ send, isView });
				return unreachable;
			case 'doubled':
				await send();
				return send();
			default:
				return send();
		}
	}

	/** The transport of the device behind this network. */
	get transport(): Transport {
		const { server } = this;
		const as = <T extends { protocol: number }>(asked: T): T => ({
			...asked,
			protocol: this.protocol
		});
		return {
			look: (look) => this.#carry(() => server.look(as(look))),
			join: (join, held) => this.#carry(() => server.join(as(join), held)),
			transfer: (credential) => this.#carry(() => server.transfer(credential)),
			leave: (credential) => this.#carry(() => server.leave(credential)),
			erase: (credential) => this.#carry(() => server.erase(credential)),
			push: (credential, push) => this.#carry(() => server.push(credential, as(push))),
			pull: (credential, after) => this.#carry(() => server.pull(credential, after)),
			giveView: (credential, view) =>
				this.#carry(() => server.giveView(credential, view), { isView: true })
		};
	}
}
