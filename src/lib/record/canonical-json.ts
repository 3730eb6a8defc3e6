/**
 * Writes a JSON value as text in one way only: keys sorted, no spaces, `undefined` properties left
 * out. Two values that say the same give the same text, whatever stored or carried them.
 */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	const properties = Object.entries(value)
		.filter(([, property]) => property !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, property]) => `${JSON.stringify(key)}:${canonicalJson(property)}`);
	return `{${properties.join(',')}}`;
}
