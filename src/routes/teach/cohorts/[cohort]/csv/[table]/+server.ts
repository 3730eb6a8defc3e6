import { error } from '@sveltejs/kit';
import { csvFile } from '$lib/reports/csv';
import { exportTable, fileNameOf, isTableName } from '$lib/reports/export';
import { readFilter } from '$lib/reports/report-filter';
import type { RequestHandler } from './$types';
import { answerReport } from '../../report.server';

/** A report as a file for a spreadsheet: of the filter in the address, or of one `activity`. */
export const GET: RequestHandler = async (event) => {
	const { table } = event.params;
	if (!isTableName(table)) error(404);
	const { searchParams } = event.url;
	const filter = readFilter(searchParams);
	const activity = searchParams.get('activity') ?? undefined;
	const { found, file } = await answerReport(event, async (source, course, now) => {
		const found = await exportTable(source, course, table, { filter, activity, now });
		return found && { found, file: fileNameOf(course, table, { filter, activity }) };
	});
	return new Response(csvFile(found), {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${file}"`
		}
	});
};
