/** Figures on views as tables, from the very reports that the screens show. What trainees wrote is only ever a cell of text. */
import { tableOf, type Column, type Table } from './csv';
import { told } from './tables';
import type { ViewReport } from './view-report';

export const viewTableNames = ['views', 'view-moves', 'view-reasons', 'view-words'] as const;
export type ViewTableName = (typeof viewTableNames)[number];

export const isViewTable = (name: string): name is ViewTableName =>
	(viewTableNames as readonly string[]).includes(name);

/** A table of what was released; places without figures have no row. */
export function viewTable(name: ViewTableName, reports: readonly ViewReport[]): Table {
	switch (name) {
		case 'views':
			return tableIn(
				reports,
				({ split, again }) => [
					...told(split).map((one) => ({ asked: 'opening', ...one })),
					...told(again).map((one) => ({ asked: 'closing', ...one }))
				],
				[
					['asked', ({ asked }) => asked],
					['option', ({ option }) => option],
					['views', ({ members }) => members],
					['certain', ({ certain }) => certain],
					['fairly sure', ({ fairly }) => fairly],
					['guessing', ({ guessing }) => guessing]
				]
			);
		case 'view-moves':
			return tableIn(reports, ({ moved }) => moved, [
				['from', ({ from }) => from],
				['to', ({ to }) => to],
				['views', ({ views }) => views]
			]);
		case 'view-reasons':
			return tableIn(reports, ({ reasons }) => reasons, [
				['option', ({ option }) => option],
				['reason', ({ reason }) => reason],
				['views', ({ views }) => views]
			]);
		case 'view-words':
			return tableIn(reports, (_, { words }) => words, [
				['option', ({ option }) => option],
				['against', ({ against }) => against],
				['words', ({ text }) => text]
			]);
	}
}

function tableIn<T extends object>(
	reports: readonly ViewReport[],
	rowsOf: (figures: NonNullable<ViewReport['figures']>, report: ViewReport) => readonly T[],
	columns: readonly Column<T>[]
): Table {
	const rows = reports.flatMap((report) =>
		report.figures
			? rowsOf(report.figures, report).map((row) => ({
					activity: report.activity,
					item: report.item,
					row
				}))
			: []
	);
	return tableOf<(typeof rows)[number]>(
		[
			['activity', ({ activity }) => activity],
			['item', ({ item }) => item],
			...columns.map(([heading, cell]): Column<(typeof rows)[number]> => [
				heading,
				({ row }) => cell(row)
			])
		],
		rows
	);
}
