import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../database';
import type { Sources } from '../storage';
import { makeAuth, type Auth } from './auth';

/** What every function of this folder works with. */
export interface Identity {
	database: Database;
	sources: Sources;
	/** Signs cookies and hides who failed to sign in. */
	secret: string;
	auth: Auth;
}

/** Facilitators' accounts in a database, for browsers that see this server at `origin`. */
export function identityOf(
	database: Database,
	sources: Sources,
	{ origin, secret }: { origin: string; secret: string }
): Identity {
	return { database, sources, secret, auth: makeAuth(database, sources, { origin, secret }) };
}

/**
 * The secret kept in a folder, made when there is none. It lies beside the database and not in it: a backup that falls
 * into other hands signs nobody in. A new secret ends every session and nothing more.
 */
export function secretIn(folder: string): string {
	const file = join(folder, 'secret');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	try {
		// Fails when it is there, so of two processes that start at once one makes it and both read it.
		writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	return readFileSync(file, 'utf8').trim();
}
