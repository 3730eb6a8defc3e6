/**
 * What a member said where there is no key, and what must be left of it. Views are kept with the entries that say that they
 * were given, and travel with them as copies (copy.ts). One thing may come between the two: a copy comes to the server with
 * its entry or not at all [S15], and a capsule brings entries alone. So what a capsule brought first is only where it was.
 */
import { expect } from 'vitest';
import { isGiving, type Entry, type View } from '../../../src/lib/record/entry';
import type { ProfileRecord } from '../../../src/lib/record/log';
import type { Device } from './device';

export class Sayings {
	/** What must not be lost, by id: as of entries in `world.ts`. */
	readonly #kept = new Map<string, View>();
	/** What was stored on each disk, which keeps it as long as it is there. */
	readonly #onDisk = new Map<string, Map<string, View>>();
	/** The ids of views in the order in which they were given, by the device id of their entries. */
	readonly #order = new Map<string, string[]>();
	/** Entries that a capsule brought to the server before a device did. */
	readonly #carried = new Set<string>();

	/** Says that these views are stored on the device. */
	keep({ disk }: Device, { views }: Pick<ProfileRecord, 'views'>): void {
		this.keepAll(views);
		const stored = this.#onDisk.get(disk) ?? new Map<string, View>();
		this.#onDisk.set(disk, stored);
		for (const view of views) stored.set(view.id, view);
	}

	/** Says that these views are at the server for the member's devices. */
	keepAll(views: readonly View[]): void {
		for (const view of views) this.#kept.set(view.id, view);
	}

	/** Says that this was written just now, after everything else that its writer wrote. */
	follow({ entries, views }: ProfileRecord): void {
		const writer = entries[0]?.device;
		if (!views.length || writer === undefined) return;
		const before = this.#order.get(writer) ?? [];
		this.#order.set(writer, [...before, ...views.map(({ id }) => id)]);
	}

	/** Says that a capsule brought these entries. */
	carry(entries: readonly Entry[]): void {
		for (const { id } of entries) this.#carried.add(id);
	}

	/** Whether a view may be on one device alone, or on none if that one was lost. */
	get hasCarried(): boolean {
		return this.#carried.size > 0;
	}

	/** What is in no place of these any more is gone. */
	forgetAllBut(views: readonly View[]): void {
		const there = new Set(views.map(({ id }) => id));
		for (const id of this.#kept.keys()) if (!there.has(id)) this.#kept.delete(id);
	}

	/**
	 * Asserts that every view is where it must be, once and as it was said; `records` are what the disks of the devices hold,
	 * and `copied` the views that the server has copies of.
	 */
	check(
		name: string,
		devices: readonly Device[],
		records: readonly ProfileRecord[],
		copied: readonly View[]
	): void {
		const everywhere = Object.assign({}, ...records.map(({ views }) => byId(views))) as ById;
		for (const view of this.#kept.values())
			expect(everywhere[view.id], `${name} lost ${JSON.stringify(view)}`).toEqual(view);
		for (const [at, record] of records.entries()) {
			const of = devices[at].name;
			const own = byId(record.views);
			for (const view of this.#onDisk.get(devices[at].disk)?.values() ?? [])
				expect(own[view.id], `${of} lost ${JSON.stringify(view)}`).toEqual(view);
			for (const view of copied)
				expect(own[view.id], `${of} has no ${JSON.stringify(view)}`).toEqual(view);
			for (const view of record.views) {
				expect(view, `a view on ${of}`).toEqual(everywhere[view.id]);
				expect(givingsOf(view, record), `what tells of a view on ${of}`).not.toEqual([]);
			}
			for (const entry of record.entries) this.#checkGiving(entry, record, of);
			this.#checkOrder(record, of);
		}
	}

	/** Whoever gave a view finds it wherever its entry is. */
	#checkGiving(entry: Entry, { entries, views }: ProfileRecord, of: string): void {
		if (entry.type !== 'view.given') return;
		const own = views.filter((view) => isGiving(entry, view));
		const givings = own.length ? givingsOf(own[0], { entries }) : [entry];
		const said = `views on ${of} of ${JSON.stringify(entry)}`;
		expect(own.length, said).toBeLessThanOrEqual(givings.length);
		if (!givings.some(({ id }) => this.#carried.has(id)))
			expect(own.length, said).toBe(givings.length);
	}

	/** The newest word counts, and it is read last, even where the clock was set back. */
	#checkOrder({ views }: ProfileRecord, of: string): void {
		const read = views.map(({ id }) => id);
		for (const given of this.#order.values())
			expect(
				read.filter((id) => given.includes(id)),
				`the order of views on ${of}`
			).toEqual(given.filter((id) => read.includes(id)));
	}
}

type ById = Record<string, View>;
const byId = (views: readonly View[]): ById =>
	Object.fromEntries(views.map((view) => [view.id, view]));
const givingsOf = (view: View, { entries }: Pick<ProfileRecord, 'entries'>): Entry[] =>
	entries.filter((entry) => isGiving(entry, view));
