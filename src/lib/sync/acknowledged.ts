/**
 * Which entries a server has named as stored, kept small: per device the runs of `seq` without a gap, as [first, last].
 * Runs rather than one highest number, because what was done before joining may never be sent. Pure.
 */
/** Runs by device. */
export type Acknowledged = Record<string, [number, number][]>;

/** What identifies an entry in a record: the device that wrote it, and its count there. */
export interface Place {
	device: string;
	seq: number;
}

/** Whether the entry at this place is acknowledged. */
export function isAcknowledged(acknowledged: Acknowledged, { device, seq }: Place): boolean {
	return runsOf(acknowledged, device).some(([first, last]) => first <= seq && seq <= last);
}

/** Gives the acknowledged places with these among them; adding one twice changes nothing. */
export function acknowledge(acknowledged: Acknowledged, places: readonly Place[]): Acknowledged {
	const devices = new Set(places.map(({ device }) => device));
	const added = [...devices].map((device): [string, [number, number][]] => [
		device,
		joined([
			...runsOf(acknowledged, device),
			...places
				.filter((place) => place.device === device)
				.map(({ seq }): [number, number] => [seq, seq])
		])
	]);
	// From entries, not by assignment: a device may be called `__proto__`.
	return Object.fromEntries([...Object.entries(acknowledged), ...added]);
}

/** Gives all that either of the two has. */
export function unite(a: Acknowledged, b: Acknowledged): Acknowledged {
	const devices = new Set([...Object.keys(a), ...Object.keys(b)]);
	return Object.fromEntries(
		[...devices].map((device) => [device, joined([...runsOf(a, device), ...runsOf(b, device)])])
	);
}

function runsOf(acknowledged: Acknowledged, device: string): [number, number][] {
	return Object.hasOwn(acknowledged, device) ? acknowledged[device] : [];
}

function joined(runs: [number, number][]): [number, number][] {
	const whole: [number, number][] = [];
	for (const [first, last] of [...runs].sort((a, b) => a[0] - b[0])) {
		const previous = whole.at(-1);
		if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
		else whole.push([first, last]);
	}
	return whole;
}
