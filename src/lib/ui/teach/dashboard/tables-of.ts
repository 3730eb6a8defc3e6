import type { ActivityReport } from '$lib/reports/activity';
import type { DebriefReport } from '$lib/reports/debrief-report';
import type { TableName } from '$lib/reports/export';
import { viewTableNames } from '$lib/reports/view-tables';

/** The tables that say what the screen of the overview says. */
export const overviewTables: TableName[] = [
	'roster',
	'heatmap',
	'needs-help',
	'items',
	'answers',
	'scenarios',
	'paths',
	'gains',
	'positions'
];

/** The tables that say what the screen of the debrief says. */
export function debriefTables({ views }: DebriefReport): TableName[] {
	return ['debates', 'misconceptions', ...(views ? viewTableNames : [])];
}

/** The tables that say what the screen of an activity says. */
export function tablesOf({
	path,
	misconceptions,
	gains,
	positions,
	views
}: ActivityReport): TableName[] {
	return [
		...(path ? (['scenarios', 'paths'] as const) : (['items', 'answers'] as const)),
		...(misconceptions.length ? (['misconceptions'] as const) : []),
		...(gains.length ? (['gains'] as const) : []),
		...(positions.length ? (['positions'] as const) : []),
		...(views?.length ? viewTableNames : [])
	];
}
