import type { Ledger } from './ledger';
import type { Problems } from './problem';

/** What is meant as a claim and is none, so that a reader would see it and no rule would know of it. */

/** Words with brackets, in which only the ledger can tell a claim from an abbreviation. */
export interface Passage {
	words: string;
	file: string;
	line: number;
}

/** Letters of other scripts, and signs, that look like one of an id; a soft hyphen is one that is not even seen. */
const lookalikes = new Map(
	[
		['АВЕКМНОРСТУХІЅЈ', 'ABEKMHOPCTYXISJ'],
		['аеосрухіѕј', 'aeocpyxisj'],
		['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
		['\u00AD‐‑‒–—―−﹘﹣－_', '-'.repeat(12)]
	].flatMap(([from, to]) => [...from].map((sign, at) => [sign, to[at]] as const))
);

/** The same words, sign for sign, in the signs of an id. */
function fold(words: string): string {
	return words.replace(/[^\x20-\x5E\x60-\x7E]/g, (sign) => lookalikes.get(sign) ?? sign);
}

const inBrackets =
	/\[(\s*(?=[^\]]*(?:\d|[A-Z]{2}))[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9-]+(?:\s*[,;]\s*[A-Za-z0-9-]+)*\s*|[Dd][Oo][Cc]\s*\??)\]|\[[A-Z][A-Z0-9]*-[A-Za-z0-9-]+(?![^[]*\])/g;

/**
 * Brackets that can only be meant as a claim, by their form: `[B2-K5a, B2-K5b]`, `[B2–K5a]`, `[doc]`, `[B2-K5a`. `words` has
 * no claims any more.
 */
export function nearClaims(words: string): { written: string; index: number; message: string }[] {
	return [...fold(words).matchAll(inBrackets)].map(({ 0: found, 1: inside, index }) => {
		const written = words.slice(index, index + found.length);
		const isPlain = found === written || /[,;]/.test(found);
		return {
			written,
			index,
			message: isPlain
				? `${written} looks like a claim and is none. Write each in brackets of its own, as the ledger spells it: [B2-K5a] [B2-K5b]; or [DOC?].`
				: `${written} looks like a claim and is none. Write ${inside ? `[${inside.trim()}]` : `${found}]`} with plain letters and a plain hyphen, as the ledger spells it.`
		};
	});
}

/** A pattern of letters, large or small. */
function inAnyCase(part: string): string {
	return part.replace(/[a-z]/gi, (sign) => `[${sign.toUpperCase()}${sign.toLowerCase()}]`);
}

/** Finds the ids of a ledger, also where a hyphen is missing or has spaces beside it. */
function patternOf(ids: string[]): RegExp {
	const written = ids.map((id) => {
		const parts = id.split('-');
		// Of words alone, as CLOUD-ACT, another spelling may be a name; and P11 may be a page.
		if (!/\d/.test(parts[0])) return parts.join('(?:\\s*-+\\s*|)');
		return parts
			.map((part) => (/^\d/.test(part) ? '[\\s-]+' : '[\\s-]*') + inAnyCase(part))
			.join('')
			.replace('[\\s-]*', '');
	});
	return new RegExp(
		`(?<![\\p{L}\\p{N}-])(?:${[...written, 'DOC\\s*\\?'].join('|')})(?![\\p{L}\\p{N}]|-[\\p{L}\\p{N}])`,
		'gu'
	);
}

/** From one bracket to the next, with them. */
const between = /[[(]?[^[\]()]+[\])]?/g;

/** Reports ids of the ledger in brackets that make no claim of them: `(B2-K1b)`, `[see B2-K1b]`, `B2-K1b]`. */
export function checkNearClaims(passages: Passage[], ledger: Ledger, problems: Problems): void {
	const idOf = new Map([...ledger.lines.keys(), 'DOC?'].map((id) => [plain(id), id]));
	// What is no id is reported where it stands, in the ledger.
	const pattern = patternOf([...ledger.lines.keys()].filter((id) => /^[\w-]+$/.test(id)));
	for (const { words, file, line } of passages)
		for (const { 0: part, index } of fold(words).matchAll(between)) {
			if (!/^[[(]|[\])]$/.test(part)) continue;
			const found = [...part.matchAll(pattern)];
			if (!found.length) continue;
			const ids = found.map(([written]) => `[${idOf.get(plain(written))}]`);
			problems.add(
				'claim_malformed',
				file,
				line + words.slice(0, index + found[0].index).split('\n').length - 1,
				`A claim is named here and not cited. Write ${ids.join(' ')}: square brackets around each id, with nothing else in them.`
			);
		}
}

/** An id without what may be wrong about it. */
function plain(id: string): string {
	return id.replace(/[\s-]/g, '').toUpperCase();
}
