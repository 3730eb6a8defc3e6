/** Two members with two devices each, one server, and everything that may happen to them; with what must be left of it. */
import { expect } from 'vitest';
import { replay } from '../../../src/lib/machines/replay';
import { canonicalJson } from '../../../src/lib/record/canonical-json';
import type { Entry } from '../../../src/lib/record/entry';
import type { ProfileRecord } from '../../../src/lib/record/log';
import { viewsIn } from '../../../src/lib/sync/copy';
import { PROTOCOL } from '../../../src/lib/sync/protocol';
import { unseal } from '../../../src/lib/sync/seal';
import { editions, plan, tellsSide } from './course';
import { Device } from './device';
import { Network } from './network';
import { checkGiven, type Giver } from './given';
import { Sayings } from './sayings';
import { Server, type Received } from './server';

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
	/** The same of what is said where there is no key. */
	sayings: Sayings;
}

export class World {
	readonly #server: Server;
	readonly #members: Member[];
	#time = Date.parse('2026-03-01T09:00:00.000Z');
	#ids = 0;

	private constructor(server: Server) {
		this.#server = server;
		const uuid = (version: 4 | 7): string => {
			this.#ids += 1;
			return `0195${this.#ids.toString(16).padStart(4, '0')}-0000-${version}000-8000-${this.#ids.toString(16).padStart(12, '0')}`;
		};
		const surroundings = {
			id: () => uuid(7),
			// As random as those of a browser are: which of two is greater says nothing of which was first.
			viewId: () => uuid(4).replace(/^.{8}/, (count) => [...count].reverse().join('')),
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
				kept: new Map(),
				sayings: new Sayings()
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

	/** Says that this is stored on the device, just written there. */
	keep(device: Device, written: ProfileRecord): void {
		const { kept, sayings } = this.#memberOf(device);
		for (const entry of written.entries) kept.set(entry.id, entry);
		sayings.keep(device, written);
		sayings.follow(written);
	}

	/** Does something by which what is kept in one place alone is gone. */
	async loseBy(work: () => Promise<void>): Promise<void> {
		await this.#noteReceived();
		await work();
		const received = await this.#server.received();
		for (const member of this.#members) {
			const { entries, views } = await readable(received.get(member.id), member.key);
			for (const device of member.devices) {
				const disk = await device.onDisk();
				entries.push(...disk.entries);
				views.push(...disk.views);
			}
			const there = new Set(entries.map(({ id }) => id));
			for (const id of member.kept.keys()) if (!there.has(id)) member.kept.delete(id);
			member.sayings.forgetAllBut(views);
		}
	}

	/** What the server has received must not be lost from then on. */
	async #noteReceived(): Promise<void> {
		const received = await this.#server.received();
		for (const { id, key, kept, sayings } of this.#members) {
			const { entries, views } = await readable(received.get(id), key);
			for (const entry of entries) kept.set(entry.id, entry);
			sayings.keepAll(views);
		}
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
		const { id, sayings } = this.#memberOf(device);
		const received = async () => (await this.#server.received()).get(id)?.entries ?? [];
		const before = new Set((await received()).map(({ id }) => id));
		expect(await this.#server.bring(capsule)).toMatchObject({ ok: true, clashes: 0 });
		sayings.carry((await received()).filter(({ id }) => !before.has(id)));
	}

	/** Takes a device's record to the member's other one as a file. */
	async copyRecord(device: Device): Promise<void> {
		const other = this.#memberOf(device).devices.find((one) => one !== device)!;
		await other.import(await device.exported());
		const { kept, sayings } = this.#memberOf(device);
		const stored = await other.onDisk();
		for (const entry of stored.entries) kept.set(entry.id, entry);
		sayings.keep(other, stored);
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
		await this.#giveViews();
	}

	/** One device after the other gives its views, so that what the first gave too little is not made up for by the second. */
	async #giveViews(): Promise<void> {
		for (const count of [1, 2]) {
			const givers: Giver[] = [];
			for (const { name, key, devices, sayings } of this.#members) {
				await devices[count - 1].giveViews();
				const [done, waiting] = [devices.slice(0, count), devices.slice(count)];
				givers.push({ name, key, done, waiting, hasCarried: sayings.hasCarried });
			}
			await checkGiven(await this.#server.views(), givers);
		}
	}

	async #check(): Promise<void> {
		const received = await this.#server.received();
		const { models } = editions[1];
		for (const { id, name, key, kept, sayings, devices } of this.#members) {
			const own = received.get(id);
			const readably = (own?.entries ?? []).filter(tellsSide);
			expect(readably, `the server can read which sides ${name} took`).toEqual([]);
			const { entries: stored, views: copied } = await readable(own, key);
			const records: ProfileRecord[] = [];
			const standard = byId(stored);
			expect(new Set(Object.keys(standard)).size, `${name} has an entry twice`).toBe(stored.length);
			for (const entry of kept.values())
				expect(standard[entry.id], `${name} lost ${canonicalJson(entry)}`).toEqual(entry);
			const stands = replay(plan, models, stored);
			for (const device of devices) {
				const [page] = device.pages;
				const { entries, views } = await device.record();
				expect(entries.length, `entries on ${device.name}`).toBe(stored.length);
				expect(byId(entries), device.name).toEqual(standard);
				expect(replay(plan, models, entries), `where ${device.name} stands`).toEqual(stands);
				const disk = await device.onDisk();
				expect(byId(disk.entries), `the disk of ${device.name}`).toEqual(standard);
				expect(disk.views, `the views on the disk of ${device.name}`).toEqual(views);
				records.push(disk);
				expect(page.sync.cohorts, device.name).toMatchObject([
					{ phase: 'idle', truths: { onTheWay: 0, setAside: [] }, state: { ended: null } }
				]);
			}
			sayings.check(name, devices, records, copied);
		}
		const { kept, recomputed } = await this.#server.figures();
		expect(kept).toEqual(recomputed);
	}

	async stop(): Promise<void> {
		for (const device of this.devices) await device.closeAll();
		await this.#server.stop();
	}
}

/** What a member's key makes of what the server has. */
async function readable(received: Received | undefined, key: string): Promise<ProfileRecord> {
	const { entries: sealed, copies } = received ?? { entries: [], copies: {} };
	const entries = await unseal(sealed, key);
	return { entries, views: await viewsIn(copies, entries, key) };
}

const byId = (entries: readonly Entry[]): Record<string, Entry> =>
	Object.fromEntries(entries.map((entry) => [entry.id, entry]));

/** How wrong the clock of a device may be, in milliseconds. */
export const clockErrors = [-3 * day, 0, 3 * day];
