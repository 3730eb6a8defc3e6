import type { Place } from './database';

/** Where the data are: `DATABASE_URL` names a PostgreSQL, `DATA_DIR` a folder for SQLite. Throws when the address is none. */
export function placeIn({ DATABASE_URL, DATA_DIR }: Record<string, string | undefined>): Place {
	if (!DATABASE_URL) return { folder: DATA_DIR || 'data' };
	if (!/^postgres(ql)?:\/\//.test(DATABASE_URL))
		throw new Error(
			'The address of a PostgreSQL must begin with postgres://. Without DATABASE_URL the data are kept in a folder (DATA_DIR).'
		);
	return { url: DATABASE_URL };
}
