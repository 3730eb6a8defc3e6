import type { ScenarioMap } from '$lib/course/model';
import type { EdgeFigures } from '$lib/reports/paths';

/** A way between two scenes as the diagram draws it, with all who went it by whatever choice. */
export interface DrawnLink {
	from: string;
	to: string;
	points: [x: number, y: number][];
	members: number;
	/** Of all members with an attempt that counts, 0 to 1. */
	weight: number;
	/** Where the count stands. */
	middle: [x: number, y: number];
}

/** Puts the counts of a scenario's edges on the links of its map, which is drawn larger by `scale`. */
export function linksOf(
	map: ScenarioMap,
	edges: readonly EdgeFigures[],
	members: number,
	scale: number
): DrawnLink[] {
	return map.links.map(({ from, to, points }) => {
		const count = edges
			.filter((edge) => edge.scene === from && edge.to === to)
			.reduce((sum, edge) => sum + edge.members, 0);
		const scaled = points.map(([x, y]): [number, number] => [x * scale, y * scale]);
		return {
			from,
			to,
			points: scaled,
			members: count,
			weight: members ? count / members : 0,
			middle: middleOf(scaled)
		};
	});
}

/** The point half way along a line. */
export function middleOf(points: readonly [number, number][]): [number, number] {
	const lengths = points
		.slice(1)
		.map(([x, y], at) => Math.hypot(x - points[at][0], y - points[at][1]));
	let rest = lengths.reduce((sum, one) => sum + one, 0) / 2;
	for (const [at, length] of lengths.entries()) {
		if (rest > length || length === 0) {
			rest -= length;
			continue;
		}
		const [[x, y], [nextX, nextY]] = [points[at], points[at + 1]];
		const part = rest / length;
		return [Math.round(x + (nextX - x) * part), Math.round(y + (nextY - y) * part)];
	}
	return points[points.length - 1];
}
