import { invitationPlace } from '../fields';

/**
 * Gives the signs of a code as it was typed or read out: in any case, with spaces and hyphens anywhere, with the digits of an
 * Arabic keyboard or the wide signs of an East Asian one, and with the marks of direction that come along from a message.
 */
export function signsOf(typed: string): string {
	return typed
		.normalize('NFKC')
		.replace(/[\s\p{Pd}\p{Cf}]/gu, '')
		.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) % 16))
		.toUpperCase();
}

/** Gives a code in groups of four, as it is written for people. */
export function inGroups(typed: string): string {
	return signsOf(typed).replace(/.{4}(?=.)/g, '$&-');
}

/** The key that a link from the trainee's other device carries in its fragment; null when it carries none. */
export function keyIn(fragment: string): string | null {
	return /^#([\w-]{43})$/.exec(fragment)?.[1] ?? null;
}

/** A code, and the key that came with it in a link. */
export interface Invitation {
	code: string;
	key: string | null;
}

/** What led to no cohort yet: kept, so that it can be tried again when there is a network. The code is empty where nothing is. */
export function keptInvitation(): Invitation {
	let kept = '';
	try {
		kept = localStorage.getItem(invitationPlace) ?? '';
	} catch {
		// Nothing is kept then.
	}
	const [code] = kept.split('#');
	return { code, key: keyIn(kept.slice(code.length)) };
}

/**
 * The key that came with a code: in the link that led here, or in an earlier one that led to nothing. Whoever enters another code
 * beside a link is perhaps somebody else, and with the link's key would give their views in the place of its maker's.
 */
export function keyWith(signs: string, link: { code: string; fragment: string }): string | null {
	const kept = keptInvitation();
	const ofLink = signsOf(link.code) === signs ? keyIn(link.fragment) : null;
	return ofLink ?? (kept.code === signs ? kept.key : null);
}

/** Keeps a code with its key, or forgets what is kept. */
export function keepInvitation(invitation: Invitation | null): void {
	try {
		if (invitation)
			localStorage.setItem(invitationPlace, `${invitation.code}#${invitation.key ?? ''}`);
		else localStorage.removeItem(invitationPlace);
	} catch {
		// Then it stays in the field as long as the page.
	}
}
