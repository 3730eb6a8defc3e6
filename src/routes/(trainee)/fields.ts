/**
 * Where fields are kept until what is in them is in the record: by profile and place, in the browser's storage for small
 * things, which is written at once. Where there is none or it is full, a page that is left forgets them.
 */
const key = (profile: string): string => `breakout:fields:${profile}`;

type Fields = Record<string, object | undefined>;

export function readFields(profile: string): Fields {
	try {
		return JSON.parse(localStorage.getItem(key(profile)) ?? '{}') as Fields;
	} catch {
		return {};
	}
}

/** Read before each write: another tab may have written beside this one. */
export function writeField(profile: string, place: string, filled?: object): void {
	try {
		localStorage.setItem(key(profile), JSON.stringify({ ...readFields(profile), [place]: filled }));
	} catch {
		// It stands in its field as long as the page is open.
	}
}

export function eraseFields(profile: string): void {
	try {
		localStorage.removeItem(key(profile));
	} catch {
		// Nothing was kept either.
	}
}
