/** What must be at the server of the views that were given: each member's newest word on a place, under nobody's name. */
import { expect } from 'vitest';
import { viewPlaces } from '../../../src/lib/machines/view-places';
import { canonicalJson } from '../../../src/lib/record/canonical-json';
import { viewId } from '../../../src/lib/sync/seal';
import { nameOf, noViews, viewsFor } from '../../../src/lib/sync/views-outbox';
import { editions, lessonOfEntry } from './course';
import type { Device } from './device';
import type { Server } from './server';

/** A member whose views are looked for. */
export interface Giver {
	name: string;
	key: string;
	/** Those of the devices that have given all their views, and those that may still have some to give. */
	done: readonly Device[];
	waiting: readonly Device[];
	/** A capsule brought entries without the views that were given with them. */
	hasCarried: boolean;
}

/**
 * Asserts that every view that goes to the server is there once, and nothing else is. What it says is the newest word, but
 * for a case that nobody can mend: words that the server has and the devices do not. A device that has given an older word,
 * before it heard of the newer, is still to give that one; and so is one that has had no answer about a place.
 */
export async function checkGiven(
	rows: Awaited<ReturnType<Server['views']>>,
	members: readonly Giver[]
): Promise<void> {
	const there = new Map(rows.map((row) => [row.id, row]));
	expect(there.size, 'a view is twice at the server').toBe(rows.length);
	const known = new Set<string>();
	for (const { name, key, done, waiting, hasCarried } of members) {
		const devices = [...done, ...waiting];
		const isSure = !hasCarried && devices.every(({ hasForgotten }) => !hasForgotten);
		const givings = await Promise.all(devices.map(givingOf));
		const ids = await idsOf(key, givings[0].cohort);
		for (const id of ids.values()) known.add(id);
		for (const [at, { name: device }] of done.entries())
			for (const [place, body] of givings[at].views) {
				const what = `what ${name} says of ${place}`;
				expect(givings[at].given[place], `${what}, given by ${device}`).toBe(body);
				expect(givings[at].unheard, `${what}, not heard by ${device}`).not.toContain(place);
				const row = there.get(ids.get(place) ?? '');
				expect(row && nameOf({ ...row, activity: row.activity_id }), what).toBe(place);
				const isNewest = givings.every(
					({ given, unheard }) => (given[place] ?? body) === body && !unheard.includes(place)
				);
				if (isSure && isNewest) expect(row?.body, what).toBe(body);
			}
	}
	for (const { id } of rows) expect(known, 'whose views there are').toContain(id);
}

/** What a device has to say by place, and what it takes to be at the server. */
async function givingOf(device: Device): Promise<{
	cohort: string;
	views: Map<string, string>;
	given: Record<string, string>;
	unheard: readonly string[];
}> {
	const { membership, state } = (await device.standing())!;
	const record = await device.record();
	const options = { models: editions[1].activities, lessonOf: lessonOfEntry };
	const views = viewsFor(record, { membership, state }, options).map((view): [string, string] => {
		const { said, again } = view;
		return [nameOf(view), canonicalJson({ said, again })];
	});
	const { cohort } = membership.credential;
	const { given, unheard = [] } = state.views ?? noViews;
	return { cohort, views: new Map(views), given, unheard };
}

/** The ids of a member's views by their places; nobody here shares a reflection with the room. */
async function idsOf(key: string, cohort: string): Promise<Map<string, string>> {
	const places = editions[1].activities.flatMap((model) =>
		viewPlaces(model).flatMap(({ item, kind }) =>
			kind === 'reflection' ? [] : [{ activity: model.id, item }]
		)
	);
	const ids = places.map(async (place): Promise<[string, string]> => {
		const id = await viewId(key, [cohort, place.activity, place.item]);
		return [nameOf(place), id ?? ''];
	});
	return new Map(await Promise.all(ids));
}
