/**
 * How a draft becomes an entry: the one place where `id`, `device`, `seq` and `at` are given. Pure.
 */
import * as v from 'valibot';
import { Draft, ViewDraft, type Entry, type View } from './entry';
import type { LogOptions } from './log';

/**
 * A device as a writer: the last `seq` it gave, and the time before which its next entry must not
 * be.
 */
export interface Writer {
	device: string;
	seq: number;
	notBefore: string;
}

/** What one append stores, whole. */
export interface Batch {
	entries: Entry[];
	views: View[];
}

/** The time before any entry, for a device that has written nothing and follows no other. */
export const noTime = '';

/**
 * Gives the caller's drafts as copies of their own, free of proxies; throws a `ValiError` for a
 * draft of no known type, which is a mistake in the calling code and not a failure of the log.
 */
export function readDrafts(
	drafts: readonly Draft[],
	views: readonly ViewDraft[] = []
): { drafts: Draft[]; views: ViewDraft[] } {
	return {
		drafts: drafts.map((draft) => v.parse(Draft, draft)),
		views: views.map((view) => v.parse(ViewDraft, view))
	};
}

/**
 * Gives the entries and views that a writer makes of drafts now; time never goes back for a writer. Where views are given it
 * goes on: nothing but the time says of a view which was given last, and which entry tells of it.
 */
export function stamp(
	given: { drafts: readonly Draft[]; views: readonly ViewDraft[] },
	writer: Writer,
	{ now, id, viewId }: Pick<LogOptions, 'now' | 'id' | 'viewId'>
): Batch {
	const { length } = given.views;
	// Before any entry there is no time.
	const earliest = Date.parse(writer.notBefore) + length || 0;
	const at = timeOf(Math.max(+now(), earliest));
	return {
		entries: given.drafts.map((draft, index) => ({
			id: id(),
			device: writer.device,
			seq: writer.seq + index + 1,
			at,
			...draft
		})),
		views: given.views.map((view) => ({ id: viewId(), at, ...view }))
	};
}

/**
 * Gives the time before which a device that knows these entries must not write, or `notBefore` when that is later. What is
 * done in sight of another device's work comes after it, however far that one's clock is ahead: among equal times the order
 * would be by device.
 */
export function timeAfter(entries: readonly Entry[], device: string, notBefore: string): string {
	const latest = entries.reduce(
		(latest, entry) => Math.max(latest, Date.parse(entry.at) + Number(entry.device !== device)),
		Date.parse(notBefore) || 0
	);
	return latest ? timeOf(latest) : noTime;
}

/** The time as an entry has it; after the year 9999 the order of texts is another. */
const timeOf = (at: number): string => new Date(Math.min(at, 253_402_300_799_999)).toISOString();
