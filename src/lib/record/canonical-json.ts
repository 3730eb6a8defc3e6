/**
 * Writes a JSON value as text in one way only: keys sorted, no spaces, `undefined` properties left
 * out. Two values that say the same give the same text, whatever stored or carried them.
 */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	let properties = '';
	for (const key of Object.keys(value).sort()) {
		const property = (value as Record<string, unknown>)[key];
		if (property === undefined) continue;
		properties += `${properties && ','}${JSON.stringify(key)}:${canonicalJson(property)}`;
	}
	return `{${properties}}`;
}
