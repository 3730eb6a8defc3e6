/** What can be wrong with a screen in another language. Each runs inside the page. */

/** Elements whose text is cut off, because they hide what does not fit. */
export function cutOff(): string[] {
	return [...document.querySelectorAll<HTMLElement>('body *')]
		.filter((one) => {
			const { overflowX, overflowY, clipPath } = getComputedStyle(one);
			const isHiding = [overflowX, overflowY].some((way) => way === 'hidden' || way === 'clip');
			// What only screen readers read is hidden on purpose.
			if (!isHiding || clipPath !== 'none' || !one.textContent?.trim()) return false;
			return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
		})
		.map((one) => `${one.tagName} ${one.className}: ${one.textContent?.trim().slice(0, 60)}`);
}

/** Visible words that stand neither in brackets, as every message does here, nor in the course; a language names itself. */
export function notFromMessages(course: string): string[] {
	const letters = (text: string) => text.replace(/[^\p{L}]/gu, '');
	const known = letters(
		course
			.replace(/<[^>]+>/g, '')
			.replace(/\\[nt"]/g, '')
			.replace(/&#?\w+;/g, '')
	);
	const found: string[] = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		const parent = node.parentElement;
		if (!parent || parent.closest('script, style, code, noscript, [hreflang]')) continue;
		if (!parent.checkVisibility()) continue;
		// A text may be put together from a message and words of the course.
		let own = node.textContent ?? '';
		// One message may stand inside another, as a name does in a sentence.
		for (let last = ''; last !== own;) [last, own] = [own, own.replace(/\[[^[\]]*\]/g, ' ')];
		for (const part of own.split(/[[\]]|\s·\s/)) {
			const words = letters(part);
			if (words.length > 1 && !known.includes(words)) found.push(part.trim());
		}
	}
	return found;
}

/** Links inside the course that leave its language without saying so. */
export function strayLinks(language: string): string[] {
	return [...document.querySelectorAll('a')]
		.filter(
			({ origin, hash, pathname, hreflang }) =>
				origin === location.origin && !(hash && pathname === location.pathname) && !hreflang
		)
		.map(({ pathname }) => pathname)
		.filter((path) => path !== `/${language}` && !path.startsWith(`/${language}/`));
}
