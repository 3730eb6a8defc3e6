import { existsSync } from 'node:fs';
import type { Place } from './database';
import { fileIn } from './dialect';

/** Where the data are: `DATABASE_URL` names a PostgreSQL, `DATA_DIR` a folder for SQLite. Throws when the address is none. */
export function placeIn({ DATABASE_URL, DATA_DIR }: Record<string, string | undefined>): Place {
	if (!DATABASE_URL) return { folder: DATA_DIR || 'data' };
	if (!/^postgres(ql)?:\/\//.test(DATABASE_URL))
		throw new Error(
			'The address of a PostgreSQL must begin with postgres://. Without DATABASE_URL the data are kept in a folder (DATA_DIR).'
		);
	return { url: DATABASE_URL };
}

/**
 * The same for a command beside the server. Throws where nothing was ever kept: without the server's own DATA_DIR a new and
 * empty database would be made, and taken for the one that is in use.
 */
export function filledPlaceIn(env: Record<string, string | undefined>): Place {
	const place = placeIn(env);
	if ('folder' in place && !existsSync(fileIn(place.folder)))
		throw new Error(
			`There is no database in ${place.folder}. Set DATA_DIR or DATABASE_URL as they are set for the server; a new server makes its database when it is first started.`
		);
	return place;
}
