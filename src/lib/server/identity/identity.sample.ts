import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { openDatabase, type Database } from '../database';
import type { Sources } from '../storage';
import { firstLink, openAccount } from './accounts';
import { identityOf, type Identity } from './identity';
import { signIn, whoComes, type SignedIn } from './sign-in';

/** What the tests of this folder have in common. */

/** A database of its own for one test, and how it is opened again and removed. */
export interface Place {
	open(): Promise<Database>;
	remove(): Promise<void>;
}

/** SQLite in a folder that is removed afterwards. */
export function sqlitePlace(): Place {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-identity-'));
	return {
		open: () => openDatabase({ folder }),
		remove: () => Promise.resolve(rmSync(folder, { recursive: true }))
	};
}

/** Sources whose time the test moves. better-auth has its own clock, so the time begins now. */
export function movingSources(): Sources & { wait(seconds: number): void } {
	let time = Date.now();
	return {
		now: () => new Date(time),
		id: () => v7(),
		random: (size) => randomBytes(size),
		wait: (seconds) => (time += seconds * 1000)
	};
}

export const origin = 'http://localhost:4173';
export const secret = 'a secret of the tests that is long enough to sign with';

export const sampleIdentity = (database: Database, sources: Sources): Identity =>
	identityOf(database, sources, { origin, secret });

export const ada = { name: 'Ada Lovelace', password: 'analytical engine' };
export const grace = { name: 'Grace', password: 'nanoseconds of wire' };

/** Makes the first account. */
export async function openFirst(identity: Identity, person = ada): Promise<void> {
	const token = await firstLink(identity);
	if (!token) throw new Error('There is an account.');
	const problem = await openAccount(identity, { token, ...person });
	if (problem) throw new Error(problem);
}

/** A browser: it keeps the cookies that it is sent. */
export class Browser {
	readonly #cookies = new Map<string, string>();
	/** The cookies that were set last, as they were. */
	set: string[] = [];
	constructor(
		readonly identity: Identity,
		readonly address = '192.0.2.1',
		readonly userAgent = 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0'
	) {}

	get headers(): Headers {
		const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		return new Headers({
			cookie,
			'user-agent': this.userAgent,
			'x-forwarded-for': this.address
		});
	}

	keep(headers: Headers): void {
		this.set = headers.getSetCookie();
		for (const one of this.set) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
			if (/max-age=0/i.test(one)) this.#cookies.delete(name);
			else this.#cookies.set(name, value);
		}
	}

	async signIn(person: { name: string; password: string }): Promise<string> {
		const before = await this.who();
		const answer = await signIn(this.identity, person, {
			address: this.address,
			headers: this.headers,
			before
		});
		if (answer.kind === 'in') this.keep(answer.headers);
		return answer.kind;
	}

	async who(): Promise<SignedIn | null> {
		return (await whoComes(this.identity, this.headers)).who;
	}
}
