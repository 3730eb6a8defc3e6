/** Reports on members as tables, from the very figures that the screens show. */
import { tableOf, type Table } from './csv';
import type { OverviewRow } from './overview';
import type { RosterRow } from './roster';

/** A member a row, seen in the lessons that the report is about; `nameOf` gives the name or pseudonym that the facilitator sees. */
export function rosterTable(
	rows: readonly (RosterRow & Pick<OverviewRow, 'left'>)[],
	nameOf: (member: string) => string
): Table {
	return tableOf<(typeof rows)[number]>(
		[
			['member', ({ member }) => member],
			['name', ({ member }) => nameOf(member)],
			['language', ({ language }) => language],
			['joined', ({ joined }) => joined],
			['left', ({ left }) => left],
			['last seen', ({ lastSeen }) => lastSeen],
			['last received', ({ lastReceived }) => lastReceived],
			['entries', ({ entries }) => entries],
			['not yet received', ({ notYetReceived }) => notYetReceived],
			['clock ahead, at least (s)', ({ clockAhead }) => clockAhead],
			['lessons done', ({ done }) => done],
			['lessons', ({ lessons }) => lessons],
			['under way', ({ underWay }) => underWay.join(' ')],
			['activities begun', ({ inside }) => inside.join(' ')],
			['all these lessons done', ({ earned }) => earned]
		],
		rows
	);
}

/** A member and lesson a row; of its steps and activities, the shares that are finished. */
export function heatmapTable(
	rows: readonly Pick<OverviewRow, 'member' | 'cells'>[],
	nameOf: (member: string) => string
): Table {
	const cells = rows.flatMap(({ member, cells }) => cells.map((cell) => ({ member, ...cell })));
	return tableOf<(typeof cells)[number]>(
		[
			['member', ({ member }) => member],
			['name', ({ member }) => nameOf(member)],
			['lesson', ({ lesson }) => lesson],
			['state', ({ state }) => state],
			['share of steps', ({ steps }) => steps],
			['share of activities', ({ activities }) => activities]
		],
		cells
	);
}

/** A member and reason a row. */
export function needsHelpTable(
	rows: readonly Pick<OverviewRow, 'member' | 'reasons'>[],
	nameOf: (member: string) => string
): Table {
	const each = rows.flatMap(({ member, reasons }) => reasons.map((reason) => ({ member, reason })));
	return tableOf<(typeof each)[number]>(
		[
			['member', ({ member }) => member],
			['name', ({ member }) => nameOf(member)],
			['reason', ({ reason }) => reason.code],
			['activity', ({ reason }) => ('activity' in reason ? reason.activity : null)],
			['item', ({ reason }) => ('item' in reason ? reason.item : null)],
			['tries', ({ reason }) => ('tries' in reason ? reason.tries : null)],
			['lessons', ({ reason }) => ('lessons' in reason ? reason.lessons.join(' ') : null)],
			['hours', ({ reason }) => ('hours' in reason ? reason.hours : null)]
		],
		each
	);
}
