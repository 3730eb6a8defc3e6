/**
 * Gives a copy of a value with something else at a path, the names on which are parted by dots; without what stands there when
 * nothing is given. Imported by tests only.
 */
export function changeAt(value: unknown, path: string, ...other: [] | [unknown]): unknown {
	const [name, ...rest] = path.split('.');
	const copy = (Array.isArray(value) ? [...value] : { ...Object(value) }) as Record<
		string,
		unknown
	>;
	if (rest.length) copy[name] = changeAt(copy[name], rest.join('.'), ...other);
	else if (other.length) [copy[name]] = other;
	else delete copy[name];
	return copy;
}
