/** The path of a smooth line, with the points between the first and the last as its corners. */
export function lineThrough([first, ...rest]: [x: number, y: number][]): string {
	const bends = rest.slice(0, -1).map(([x, y], at) => {
		const [nextX, nextY] = rest[at + 1];
		const isLast = at === rest.length - 2;
		return `Q${x} ${y} ${isLast ? nextX : (x + nextX) / 2} ${isLast ? nextY : (y + nextY) / 2}`;
	});
	return `M${first.join(' ')}${bends.length ? bends.join('') : `L${rest[0]?.join(' ')}`}`;
}
