/**
 * Where on the author's page one is. It stands in the address, so that a saved file, after which the page is loaded again,
 * leaves the author where they were.
 */
export interface Place {
	/** None: all scenarios. */
	scenario?: string;
	/** The scene from which the story is played. */
	scene?: string;
	/** Only dials set otherwise than the scenario does. */
	dials: Record<string, string>;
}

/** Reads `#the-mixed-request/terms?record=misused`. */
export function placeIn(hash: string): Place {
	const [path, search] = hash.replace(/^#/, '').split('?');
	const [scenario, scene] = path.split('/');
	return {
		...(scenario ? { scenario } : {}),
		...(scene ? { scene } : {}),
		dials: Object.fromEntries(new URLSearchParams(search))
	};
}

/** Writes the address of a place. */
export function hashOf({ scenario, scene, dials }: Place): string {
	const search = new URLSearchParams(dials).toString();
	return `#${[scenario, scene].filter(Boolean).join('/')}${search ? `?${search}` : ''}`;
}
