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

/**
 * `canonicalJson` of what was read from JSON, for whoever has very many of them: what is in order already, as devices send
 * it, is only looked at and written by the engine itself, several times as fast as being put in order.
 */
export function canonicalText(value: unknown): string {
	return isInOrder(value) ? JSON.stringify(value) : canonicalJson(value);
}

/** Whether the properties of all objects in a value are in order. */
function isInOrder(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return true;
	if (Array.isArray(value)) return value.every(isInOrder);
	let last = '';
	for (const key in value) {
		if (key < last || !isInOrder((value as Record<string, unknown>)[key])) return false;
		last = key;
	}
	return true;
}
