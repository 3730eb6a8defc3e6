/** A report as a file for a spreadsheet: the figures of the screen, as numbers. */

/** Null is an empty cell: not known, or of nothing. */
export type Cell = string | number | boolean | null;

export interface Table {
	columns: string[];
	rows: Cell[][];
}

/** A column: its heading, and what it shows of a row. */
export type Column<T> = [heading: string, cell: (row: T) => Cell];

/** Lays figures out in columns. */
export function tableOf<T>(columns: readonly Column<T>[], rows: readonly T[]): Table {
	return {
		columns: columns.map(([heading]) => heading),
		rows: rows.map((row) => columns.map(([, cell]) => cell(row)))
	};
}

/**
 * Writes a table as CSV: lines end with CR LF, texts are quoted, numbers are not and have a point.
 * https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvOf({ columns, rows }: Table): string {
	return [columns, ...rows].map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

/** A table as a file: with the mark by which spreadsheets know UTF-8, without which they garble names. */
export function csvFile(table: Table): string {
	return `\uFEFF${csvOf(table)}`;
}

/**
 * What makes a spreadsheet take a text for a formula when it begins with it, the wide forms of Asian keyboards included. Some
 * drop the space before it, which people write.
 */
const formula = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/**
 * The same within a text. Where a computer is set to a language that writes 0,5, Excel parts cells by semicolons; quotes behind the
 * first cell of a line then hold nothing together, and what comes after a semicolon or in a new line is a cell of its own.
 */
const formulaWithin = /(;|\r\n?|\n)(?=(?:"|[^\S\r\n])*[=+\-@＝＋－＠])/g;

/**
 * A cell. A text that a spreadsheet would run as a formula gets an apostrophe before it, and where it would be parted.
 * Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
 */
function written(cell: Cell): string {
	if (typeof cell === 'number' && Number.isFinite(cell)) return String(cell);
	if (cell === null) return '';
	const text = String(cell).replace(formulaWithin, "$1'");
	return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
