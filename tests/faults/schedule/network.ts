/** What lies between a device and the server, and what can happen to a request there. */
import { PROTOCOL } from '../../../src/lib/sync/protocol';
import type { Answer, Transport } from '../../../src/lib/sync/transport';

/**
 * `lost` never arrives; of `unheard` only the answer is lost; `late` arrives some time after the device has given up, some
 * minutes at most, and perhaps after newer ones; `doubled` arrives twice.
 */
export const troubles = ['lost', 'unheard', 'late', 'doubled'] as const;
export type Trouble = (typeof troubles)[number];

/** Milliseconds for which a network keeps what nobody waits for any more, at most. */
const lateness = 9 * 60_000;

export class Network {
	isUp = true;
	/** What the course on the device speaks: one older than the server's is refused. */
	protocol = PROTOCOL;
	/** What happens to the next requests, in their order. */
	readonly ahead: Trouble[] = [];
	#time = 0;
	#late: { until: number; send: () => Promise<unknown> }[] = [];

	constructor(private readonly server: Transport) {}

	/** Lets the requests arrive that are still under way. */
	async deliverLate(): Promise<void> {
		for (const { send } of this.#late.splice(0)) await send();
	}

	/** Lets milliseconds pass, and arrive what has been under way for as long as it can be. */
	async pass(milliseconds: number): Promise<void> {
		this.#time += milliseconds;
		const due = this.#late.filter(({ until }) => until <= this.#time);
		this.#late = this.#late.filter(({ until }) => until > this.#time);
		for (const { send } of due) await send();
	}

	async #carry<T>(send: () => Promise<Answer<T>>): Promise<Answer<T>> {
		const unreachable = { kind: 'unreachable' } as const;
		if (!this.isUp) return unreachable;
		switch (this.ahead.shift()) {
			case 'lost':
				return unreachable;
			case 'unheard':
				await send();
				return unreachable;
			case 'late':
				this.#late.push({ until: this.#time + lateness, send });
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
			giveView: (credential, view) => this.#carry(() => server.giveView(credential, view))
		};
	}
}
