/** Two members with two devices each, one server, and everything that may happen to them; with what must be left of it. */
import { expect } from 'vitest';
import { replay } from '../../../src/lib/machines/replay';
import { canonicalJson } from '../../../src/lib/record/canonical-json';
import type { Entry } from '../../../src/lib/record/entry';
import { PROTOCOL } from '../../../src/lib/sync/protocol';
import { unseal } from '../../../src/lib/sync/seal';
import { editions, plan } from './course';
import { Device } from './device';
import { Network } from './network';
import { Server } from './server';

const day = 24 * 60 * 60 * 1000;

interface Member {
	name: string;
	devices: readonly [Device, Device];
	/** The id at the server, and the key of the devices, once joined. */
	id: string;
	key: string;
	/**
	 * What must not be lost: what a device said is stored on it, or a server said it has received; but for what was nowhere
	 * any more, once a disk was emptied or an older backup restored.
	 */
	kept: Map<string, Entry>;
}

export class World {
	readonly #server: Server;
	readonly #members: Member[];
	#time = Date.parse('2026-03-01T09:00:00.000Z');
	#ids = 0;

	private constructor(server: Server) {
		this.#server = server;
		const surroundings = {
			id: () => {
				this.#ids += 1;
				return `0195${this.#ids.toString(16).padStart(4, '0')}-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`;
			},
			now: () => new Date(this.#time)
		};
		this.#members = ['Ada', 'Ben'].map((name) => {
			const device = (what: string): Device => {
				const of = `${name}’s ${what}`;
				return new Device(of, new Network(server.transport(of)), surroundings);
			};
			return {
				name,
				devices: [device('phone'), device('laptop')],
				id: '',
				key: '',
				kept: new Map()
			};
		});
	}

	/** Everybody is in the cohort, with both devices, on a network that works. */
	static async begin(template: { folder: string; cohort: string }): Promise<World> {
		const world = new World(await Server.start(template));
		for (const member of world.#members) {
			const [phone] = member.devices;
			if (!(await phone.join(await world.#server.joinCode(), member.name, null)))
				throw new Error(`${member.name} could not join.`);
			const { membership } = (await phone.standing())!;
			member.id = membership.credential.member;
			member.key = membership.key;
			await world.#letIn(member);
		}
		return world;
	}

	get server(): Server {
		return this.#server;
	}

	/** All devices; the first two are Ada's, the others Ben's. */
	get devices(): Device[] {
		return this.#members.flatMap(({ devices }) => devices);
	}

	tick(): void {
		this.#time += 60_000;
		this.#server.sources.wait(60);
	}

	/** Says that these entries are stored on the device. */
	keep(device: Device, entries: readonly Entry[]): void {
		const { kept } = this.#memberOf(device);
		for (const entry of entries) kept.set(entry.id, entry);
	}

	/** Does something by which what is kept in one place alone is gone. */
	async loseBy(work: () => Promise<void>): Promise<void> {
		await this.#noteReceived();
		await work();
		const held = await this.#server.entries();
		for (const member of this.#members) {
			const there = new Set((held.get(member.id) ?? []).map(({ id }) => id));
			for (const device of member.devices)
				for (const { id } of await device.onDisk()) there.add(id);
			for (const id of member.kept.keys()) if (!there.has(id)) member.kept.delete(id);
		}
	}

	/** What the server has received must not be lost from then on. */
	async #noteReceived(): Promise<void> {
		const held = await this.#server.entries();
		for (const { id, key, kept } of this.#members)
			for (const entry of await unseal(held.get(id) ?? [], key)) kept.set(entry.id, entry);
	}

	/** Takes in again whoever of the devices is out: with a code of the member's other device, or else of the facilitator. */
	async letIn(device: Device): Promise<void> {
		await this.#letIn(this.#memberOf(device));
	}

	async #letIn({ id, name, key, devices }: Member): Promise<void> {
		for (const [device, other] of [devices, [devices[1], devices[0]]]) {
			const standing = await device.standing();
			if (standing && !standing.state.ended) continue;
			const code =
				(await other.transferCode()) ?? (await this.#server.rejoinCode(id).catch(() => null));
			if (code) await device.join(code, name, key);
		}
	}

	#memberOf(device: Device): Member {
		return this.#members.find(({ devices }) => devices.includes(device))!;
	}

	/** Brings a capsule of a device to the facilitator. */
	async carry(device: Device): Promise<void> {
		const capsule = await device.capsule();
		if (!capsule) return;
		await this.#server.findDatabase();
		expect(await this.#server.bring(capsule)).toMatchObject({ ok: true, clashes: 0 });
	}

	/** Takes a device's record to the member's other one as a file. */
	async copyRecord(device: Device): Promise<void> {
		const other = this.#memberOf(device).devices.find((one) => one !== device)!;
		await other.import(await device.exported());
		this.keep(other, await other.onDisk());
	}

	/** Everything works again, and everybody opens the course; then asserts that all is everywhere, once. */
	async end(): Promise<void> {
		await this.#server.findDatabase();
		await this.#noteReceived();
		await this.#server.restart(1);
		for (const device of this.devices) {
			device.network.ahead.splice(0);
			device.network.isUp = true;
			device.network.protocol = PROTOCOL;
			device.edition = 1;
			await device.network.deliverLate();
			await device.closeAll();
			await device.open();
		}
		// A code of the facilitator puts the other device out, which the first then lets in; each hears of it by asking.
		for (let round = 0; round < 3; round += 1)
			for (const member of this.#members) {
				for (const device of member.devices) {
					await device.waitLong();
					await device.look();
				}
				await this.#letIn(member);
			}
		await this.#check();
	}

	async #check(): Promise<void> {
		const held = await this.#server.entries();
		const { models } = editions[1];
		for (const { id, name, key, kept, devices } of this.#members) {
			const stored = await unseal(held.get(id) ?? [], key);
			const standard = byId(stored);
			expect(new Set(Object.keys(standard)).size, `${name} has an entry twice`).toBe(stored.length);
			for (const entry of kept.values())
				expect(standard[entry.id], `${name} lost ${canonicalJson(entry)}`).toEqual(entry);
			const stands = replay(plan, models, stored);
			for (const device of devices) {
				const [page] = device.pages;
				const { entries } = await page.log.read(page.profile);
				expect(entries.length, `entries on ${device.name}`).toBe(stored.length);
				expect(byId(entries), device.name).toEqual(standard);
				expect(replay(plan, models, entries), `where ${device.name} stands`).toEqual(stands);
				expect(byId(await device.onDisk()), `the disk of ${device.name}`).toEqual(standard);
				expect(page.sync.cohorts, device.name).toMatchObject([
					{ phase: 'idle', truths: { onTheWay: 0, setAside: [] }, state: { ended: null } }
				]);
			}
		}
		const { kept, recomputed } = await this.#server.figures();
		expect(kept).toEqual(recomputed);
	}

	async stop(): Promise<void> {
		for (const device of this.devices) await device.closeAll();
		await this.#server.stop();
	}
}

const byId = (entries: readonly Entry[]): Record<string, Entry> =>
	Object.fromEntries(entries.map((entry) => [entry.id, entry]));

/** How wrong the clock of a device may be, in milliseconds. */
export const clockErrors = [-3 * day, 0, 3 * day];
