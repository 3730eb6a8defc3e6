/**
 * Writes a JSON value as text in one way only: keys sorted, no spaces, `undefined` properties left
 * out. Two values that say the same give the same text, whatever stored or carried them.
 */
export function canonicalJson(value: unknown): string {
	if (typeof value === 'string') return quoted(value);
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	let properties = '';
	for (const key of Object.keys(value).sort()) {
		const property = (value as Record<string, unknown>)[key];
		if (property === undefined) continue;
		properties += `${properties && ','}${quoted(key)}:${canonicalJson(property)}`;
	}
	return `{${properties}}`;
}

/** Most texts are ids and times, of which nothing has to be escaped: seeing that is quicker than escaping. */
const plain = /^[\w .:/-]*$/;
function quoted(text: string): string {
	return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}
