import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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

/** How often, and after how many milliseconds each time, a secret that is being written is looked for again. */
const patience = { times: 50, wait: 20 };

/**
 * The secret kept in a folder, made when there is none. It lies beside the database and not in it: a backup that falls
 * into other hands signs nobody in. A new secret ends every session and nothing more.
 */
export async function secretIn(folder: string): Promise<string> {
	const file = join(folder, 'secret');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	for (let tried = 1; ; tried++) {
		try {
			// Fails when it is there, so of two processes that start at once one makes it and both read it.
			writeFileSync(file, randomBytes(32).toString('base64url'), {
				flag: 'wx',
				mode: 0o600,
				flush: true
			});
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		const secret = readFileSync(file, 'utf8').trim();
		if (secret) return secret;
		// Another process is about to write it; or a full disk or a power cut left it empty, and then it is made anew.
		if (tried === patience.times) rmSync(file, { force: true });
		else await setTimeout(patience.wait);
	}
}
