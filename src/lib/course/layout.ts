import { Graph, layout } from '@dagrejs/dagre';
import type { ScenarioMap, ScenarioModel } from './model';

/** Sizes in pixels: of a scene's box, and of the gaps beside and below it. */
export interface Spacing {
	width: number;
	height: number;
	beside: number;
	below: number;
}

/** Scenes as dots, narrow enough for a phone. */
const dots: Spacing = { width: 28, height: 28, beside: 22, below: 34 };

/**
 * Draws a scenario's graph from the first scene down (a layered drawing by dagre): where each scene stands and how the
 * links between scenes run. Several choices with one target make one link. Build time only.
 */
export function layoutOf(
	model: Pick<ScenarioModel, 'scenes'>,
	{ width, height, beside, below }: Spacing = dots
): ScenarioMap {
	const graph = new Graph();
	graph.setGraph({ rankdir: 'TB', nodesep: beside, ranksep: below, marginx: 4, marginy: 4 });
	graph.setDefaultEdgeLabel(() => ({}));
	for (const { id } of model.scenes) graph.setNode(id, { width, height });
	for (const { from, to } of linksOf(model)) graph.setEdge(from, to);
	layout(graph);
	const size = graph.graph();
	return {
		width: Math.ceil(size.width ?? 0),
		height: Math.ceil(size.height ?? 0),
		scenes: Object.fromEntries(
			model.scenes.map(({ id }) => {
				const { x, y } = graph.node(id);
				return [id, [Math.round(x), Math.round(y)]];
			})
		),
		links: linksOf(model).map(({ from, to }) => ({
			from,
			to,
			points: graph
				.edge(from, to)
				.points.map(({ x, y }: { x: number; y: number }): [number, number] => [
					Math.round(x),
					Math.round(y)
				])
		}))
	};
}

/** Every pair of scenes that some choice joins, once. */
function linksOf({ scenes }: Pick<ScenarioModel, 'scenes'>): { from: string; to: string }[] {
	const known = new Set(scenes.map(({ id }) => id));
	return scenes.flatMap(({ id, options }) =>
		[...new Set(options.flatMap(({ to }) => to.map(({ value }) => value)))]
			.filter((to) => known.has(to))
			.map((to) => ({ from: id, to }))
	);
}
