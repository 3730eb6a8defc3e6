/** The rows of a CSV file, its heading first, as texts. */
export function rowsOf(csv: string): string[][] {
	return csv
		.replace(/^\uFEFF/, '')
		.trimEnd()
		.split('\r\n')
		.map((line) =>
			[...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)]
				.map(([, cell]) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'))
				.slice(0, line.match(/("(?:[^"]|"")*"|[^,]+)|(?<=,|^)(?=,|$)/g)?.length)
		);
}

/** The rows of a CSV file, each under its headings. */
export function recordsOf(csv: string): Record<string, string>[] {
	const [columns, ...rows] = rowsOf(csv);
	return rows.map((row) => Object.fromEntries(row.map((cell, at) => [columns[at], cell])));
}
