/**
 * Where fields are kept until what is in them is in the record: by profile and place, in the browser's storage for small
 * things, which is written at once. Each place by itself: what another tab has written may not be known here yet. Where there
 * is no storage or it is full, a page that is left forgets them.
 */
const allOf = (profile: string): string => `breakout:fields:${profile} `;
/** Where a code waits that led to no cohort yet (sync/code.ts). It is entered before it is known for whom. */
export const invitationPlace = 'breakout:join-code';

/** What stands at a place, nothing as well. */
export function readFields(profile: string, place: string): object {
	try {
		return JSON.parse(localStorage.getItem(allOf(profile) + place) ?? '{}') as object;
	} catch {
		return {};
	}
}

export function writeFields(profile: string, place: string, filled?: object): void {
	try {
		if (filled) localStorage.setItem(allOf(profile) + place, JSON.stringify(filled));
		else localStorage.removeItem(allOf(profile) + place);
	} catch {
		// It stands in its fields as long as the page is open.
	}
}

/** Removes what a person has filled in. A code that waits may bring the key to what was sealed for them, and goes as well. */
export function eraseFields(profile: string): void {
	try {
		localStorage.removeItem(invitationPlace);
		for (const key of Object.keys(localStorage))
			if (key.startsWith(allOf(profile))) localStorage.removeItem(key);
	} catch {
		// Nothing was kept either.
	}
}
