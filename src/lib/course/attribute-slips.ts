import { flags, word } from './attributes';
import { itemKinds, stepKinds } from './model';

/** Attributes as they were meant, and what to say about how they were written. */
export interface MendedAttributes {
	text: string;
	slips: { code: string; message: string }[];
}

type Say = (message: string, code?: string) => void;

/** Attributes with a value; any other name before one is a track. */
const names = [
	...['to', 'quality', 'when', 'reveals', 'stage', 'objective', 'outcome'],
	...['asks', 'is', 'for', 'closes']
].join('|');
/** What a heading can be. */
export const headingKinds = [...itemKinds, ...stepKinds, 'ending', 'chance'];
const kinds = [...headingKinds, 'hint'].join('|');
const plainWords = `${flags.join('|')}|${kinds}`;

/** Spaces that end no line, so that every line keeps its number. */
const blank = '[^\\S\\n]*';
const begin = '(?<=^|\\s)';
const end = '(?=\\s|$)';

/** An id as it should be written: lower-case words joined by hyphens. */
export function idFrom(words: string): string {
	return words
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}

/** Whether one is the other with one letter more, or with two neighbours changed round. */
function isSlipOf(written: string, meant: string): boolean {
	const [short, long] = [written, meant].sort((a, b) => a.length - b.length);
	return [...long].some((sign, at) => {
		const rest = long.slice(0, at) + long.slice(at + 1);
		return rest === short || rest.slice(0, at + 1) + sign + rest.slice(at + 1) === short;
	});
}

/** The word that may stand alone as which this one is meant; light is not right, and rights are not either. */
function flagMeant(written: string): string | undefined {
	const small = written.toLowerCase();
	return flags.find(
		(flag) =>
			small === flag || (small[0] === flag[0] && small !== `${flag}s` && isSlipOf(small, flag))
	);
}

/**
 * The id in brackets with the words behind it that belong to it. A flag or a kind does not, also with a capital, unless the
 * words of the id have such, too.
 */
function idIn(source: string): string | undefined {
	const words = idWords.exec(source)?.[1];
	if (!words) return undefined;
	const [first, ...others] = words.split(/(?=[^\S\n])(?<=\S)/);
	let id = first;
	for (const more of others) {
		const next = more.trim();
		const isOther = flagMeant(next) ?? new RegExp(`^(?:${kinds})$`, 'i').test(next);
		if (isOther && !(/\p{Lu}/u.test(next) && /\p{Lu}/u.test(id))) break;
		id += more;
	}
	return id;
}

/** The malformed id in brackets, as it was written and as it should be; nothing when there is none. */
export function malformedIds(source: string): [written: string, meant: string][] {
	const written = idIn(mendSigns(source, () => undefined));
	if (!written || /^[a-z0-9][a-z0-9-]*$/.test(written)) return [];
	const meant = idFrom(written);
	return meant ? [[written, meant]] : [];
}

/**
 * Mends the inside of curly brackets. `ids` holds the malformed ids of the whole file: where one of them is named elsewhere,
 * that is the same slip and is not told again.
 */
export function mendAttributes(source: string, ids: Map<string, string>): MendedAttributes {
	const slips: MendedAttributes['slips'] = [];
	const say: Say = (message, code = 'attribute_spelling') => slips.push({ code, message });
	let text = mendSigns(source, say);
	for (const [written, meant] of malformedIds(source)) {
		say(
			`An id is lower-case words joined by hyphens. Write #${meant}, and the same wherever it is named.`,
			'id_malformed'
		);
		text = text.replace(
			idWords,
			(all) => `#${meant}${all.slice(all.indexOf(written) + written.length)}`
		);
	}
	for (const [written, meant] of ids)
		text = text.replace(new RegExp(`(?<=[=",\\s])${written}(?=[",\\s]|$)`, 'g'), meant);
	return { text: mendWords(mendUnquoted(text, say), say), slips };
}

/** An id with the words behind it that belong to nothing else. */
const idWords = new RegExp(
	`${begin}#${blank}([\\p{L}\\p{N}_-]+(?=[\\s,]|$)(?:[^\\S\\n]+(?!(?:${plainWords}|[a-z][a-z0-9-]*-\\d+)${end})[\\p{L}_][\\p{L}\\p{N}_-]*${end})*)`,
	'u'
);

/** One way to write attributes wrongly: how it looks, what was meant, and what to say. */
interface Slip {
	pattern: RegExp;
	write: (found: string, ...groups: string[]) => string;
	tell: (mended: string, written: string) => string;
}

const marks = '"“”„‟″\'‘’‚‛′';
const someValue = `[${marks}][^${marks}]*[${marks}]|\\S+`;
const signs: Slip[] = [
	{
		pattern: new RegExp(`${begin}(${names}):${blank}(${someValue})`, 'g'),
		write: (_, name, value) => `${name}=${value}`,
		tell: (mended) => `A value follows an equals sign, not a colon. Write ${mended}.`
	},
	{
		pattern: new RegExp(`${begin}(${names})${blank}=${blank}(${someValue})`, 'g'),
		write: (_, name, value) => `${name}=${value}`,
		tell: (mended) => `No spaces stand around an equals sign. Write ${mended}.`
	},
	{
		pattern: new RegExp(`([a-z][a-z-]*=)[${marks}]([^${marks}]*)[${marks}]`, 'g'),
		write: (_, name, value) => `${name}"${value}"`,
		tell: (mended) => `Quotation marks in curly brackets are straight and double. Write ${mended}.`
	},
	{
		// A condition without quotation marks may look like an effect.
		pattern: new RegExp(
			`${begin}(?<!(?:^|[\\s="])(?:when|and|or|not)\\s+)(?!(?:${names})\\b)([a-z][a-z0-9-]*?)${blank}(<=|[-+−–=])${blank}(\\d+)(?=[\\s,]|$)`,
			'g'
		),
		write: (_, track, sign, value) => `${track}${/[−–]/.test(sign) ? '-' : sign}${value}`,
		tell: (mended, written) =>
			/[−–]/.test(written)
				? `A minus is a plain hyphen without spaces. Write ${mended}.`
				: `An effect is written without spaces. Write ${mended}.`
	}
];

function mend(text: string, { pattern, write, tell }: Slip, say: Say): string {
	const mended: string[] = [];
	const written: string[] = [];
	const result = text.replace(pattern, (found: string, ...groups: string[]) => {
		const meant = write(found, ...groups);
		if (meant !== found) {
			mended.push(meant);
			written.push(found);
		}
		return meant;
	});
	if (mended.length) say(tell(mended.join(' '), written.join(' ')));
	return result;
}

/** Signs and quotation marks: what a word processor changes, or somebody who sees no difference. */
function mendSigns(source: string, say: Say): string {
	return signs.reduce((text, slip) => mend(text, slip, say), source);
}

/** Puts a value that goes on after a space into quotation marks. */
function mendUnquoted(text: string, say: Say): string {
	const tokens = [...text.matchAll(word)].map(([token], at, all) => ({ token, at: all[at].index }));
	const mended: string[] = [];
	let result = '';
	let copied = 0;
	for (let at = 0; at < tokens.length; at++) {
		const [, name, value] = new RegExp(`^(${names})=([^"]+)$`).exec(tokens[at].token) ?? [];
		if (!name) continue;
		const first = tokens[at];
		let before = value;
		while (at + 1 < tokens.length && goesOn(name, before, tokens[at + 1].token))
			before = tokens[++at].token;
		if (tokens[at] === first) continue;
		const stop = tokens[at].at + tokens[at].token.length;
		const written = text.slice(first.at + name.length + 1, stop).replace(/,$/, '');
		const meant = `${name}="${written}"`;
		mended.push(meant.replace(/\s+/g, ' '));
		result += text.slice(copied, first.at) + meant;
		copied = stop;
	}
	if (mended.length)
		say(`A value with spaces stands in straight quotation marks. Write ${mended.join(' ')}.`);
	return result + text.slice(copied);
}

/** Attributes whose value is one of a few words. */
const oneWord = ['quality', 'stage', 'is', 'asks', 'outcome'];

/** Whether a word belongs to the value of an attribute that has no quotation marks. */
function goesOn(name: string, before: string, next: string): boolean {
	if (/^[#."]/.test(next) || new RegExp(`^(?:${names})=`).test(next)) return false;
	if (flagMeant(next.replace(/,$/, ''))) return false;
	if (/^(?:when|and|or|not)$|[<>=]$/.test(before) || /^(?:when|and|or|not)$|^[<>=,]/.test(next))
		return true;
	if (/^[a-z][a-z0-9-]*(?:[-+=]|<=)\d+,?$/.test(next))
		return name === 'objective' && before.endsWith(',');
	if (before.endsWith(',')) return true;
	if (oneWord.includes(name)) return false;
	return (
		/^[\p{L}_][\p{L}\p{N}_-]*,?$/u.test(next) && !new RegExp(`^(?:${plainWords})$`, 'i').test(next)
	);
}

/** Commas between attributes, flags misspelt, and kinds without their full stop or with a capital. */
function mendWords(text: string, say: Say): string {
	const parted = mend(
		text,
		{
			pattern: word,
			write: (token) => token.replace(/,$/, ''),
			tell: (mended) => `Spaces part attributes, and nothing else. Write ${mended}.`
		},
		say
	);
	const flagged = mend(
		parted,
		{
			pattern: new RegExp(`"[^"]*"|${begin}[a-z]+${end}`, 'gi'),
			write: (found) => flagMeant(found) ?? found,
			tell: (mended, written) =>
				written.toLowerCase() === mended
					? `${written} is written small. Write ${mended}.`
					: `${written} means nothing. Write ${mended}, or remove it.`
		},
		say
	);
	const hasKind = new RegExp(`${begin}\\.(?:${kinds})${end}`).test(text);
	return mend(
		flagged,
		{
			pattern: new RegExp(`"[^"]*"|${begin}(\\.?)(${kinds})${end}`, 'gi'),
			write: (found, dot, kind) => (kind && (dot || !hasKind) ? `.${kind.toLowerCase()}` : found),
			tell: (mended) => `A kind begins with a full stop and is written small. Write ${mended}.`
		},
		say
	);
}
