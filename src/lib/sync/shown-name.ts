/**
 * Gives a member's name as others are shown it: without marks that turn the order of letters round. One that is not closed
 * would do so with the words beside the name; a phone's address book puts them around names, and nobody sees them.
 */
export const shownName = (typed: string): string =>
	typed.replace(/[\u202A-\u202E\u2066-\u2069]/g, '').trim();
