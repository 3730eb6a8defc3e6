/**
 * A person on this device; `device` is the id under which this device now writes that person's
 * entries.
 */
export interface Profile {
	id: string;
	name: string;
	device: string;
	createdAt: string;
}

/** Makes a new profile with a device id of its own. */
export function makeProfile(
	name: string,
	{ now, id }: { now: () => Date; id: () => string }
): Profile {
	return { id: id(), name, device: id(), createdAt: now().toISOString() };
}

/** Orders profiles by age, oldest first. */
export function compareProfiles(a: Profile, b: Profile): number {
	return a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.id < b.id) ? -1 : 1;
}
