import type { Compilation } from './compile';

/** Where one claim is taught (prose) and exercised (activities), as `file:line`. */
export interface CoverageRow {
	id: string;
	part: 'takeaway' | 'question' | 'text';
	taught: string[];
	exercised: string[];
	/** True when the course owes it both: takeaways and discussion questions of the three sessions. */
	owed: boolean;
}

/** The coverage table of all claims of the event summary. */
export function coverage({ ledger, folders }: Compilation): CoverageRow[] {
	return [...ledger.claims.values()].map(({ id, part }) => {
		const row: CoverageRow = { id, part, taught: [], exercised: [], owed: part !== 'text' };
		for (const { citations, lesson } of folders)
			for (const citation of citations.claims) {
				if (citation.id !== id) continue;
				const place = `${citation.file.replace('lessons/', '')}:${citation.line}`;
				if (citation.file === lesson.document.file) row.taught.push(place);
				else row.exercised.push(place);
			}
		return row;
	});
}

/** Rows that are owed but lack one of the two. */
export function gaps(rows: CoverageRow[]): CoverageRow[] {
	return rows.filter((row) => row.owed && (!row.taught.length || !row.exercised.length));
}
