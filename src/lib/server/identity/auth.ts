import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { username } from 'better-auth/plugins/username';
import { CamelCasePlugin } from 'kysely';
import type { Database } from '../database';
import { logFailure } from '../operations/log';
import type { Sources } from '../storage';
import { isName, nameKey, nameLength } from './name';
import { passwordLength } from './password';

/** Where better-auth answers a browser: only for passkeys, see the route of that name. */
export const authPath = '/teach/auth';

/** Seconds: how long a session lives unseen, how exactly "last seen" is known, and how old one may be that adds a passkey. */
const session = { expiresIn: 7 * 86_400, updateAge: 300, freshAge: 3_600 };

/** What better-auth is told: nothing leaves this server, and nobody makes an account but with a one-time link. */
export function makeAuth(
	{ db }: Database,
	{ id }: Pick<Sources, 'id'>,
	{ origin, secret }: { origin: string; secret: string }
) {
	const isHttps = origin.startsWith('https://');
	return betterAuth({
		appName: 'Breakout',
		baseURL: origin,
		basePath: authPath,
		trustedOrigins: [origin],
		secret,
		// Not the engine, but how values are written: here times are text and flags 0 or 1, on both engines (tables.ts).
		database: { db: db.withPlugin(new CamelCasePlugin()), type: 'sqlite' },
		user: { modelName: 'facilitators' },
		account: { modelName: 'passwords' },
		verification: { modelName: 'challenges' },
		session: { modelName: 'sessions', ...session },
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: passwordLength.least,
			maxPasswordLength: passwordLength.most
		},
		plugins: [
			username({
				displayUsername: false,
				minUsernameLength: nameLength.least,
				maxUsernameLength: nameLength.most,
				usernameNormalization: nameKey,
				usernameValidator: isName
			}),
			passkey({
				rpName: 'Breakout',
				rpID: new URL(origin).hostname,
				origin,
				// A passkey stands for name and password together, so it must know its person and ask for a finger or a code.
				authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
				registration: {
					afterVerification: ({ verification }) => askedPerson(verification.registrationInfo)
				},
				authentication: {
					afterVerification: ({ verification }) => askedPerson(verification.authenticationInfo)
				},
				schema: { passkey: { modelName: 'passkeys', fields: { credentialID: 'credentialId' } } }
			})
		],
		// lockout.ts counts in the database instead, where a restart does not forget.
		rateLimit: { enabled: false },
		telemetry: { enabled: false },
		logger: { level: 'error', log: logOfAuth },
		advanced: {
			// By its name a browser takes such a cookie from this host alone: no other host of the domain can plant one
			// (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie). better-auth's own prefix says less, so it is not asked for.
			cookiePrefix: isHttps ? '__Host-breakout' : 'breakout',
			useSecureCookies: false,
			defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps },
			ipAddress: { disableIpTracking: true },
			// Our migrations make the tables, without the columns of sign-ins that we do not have.
			database: { generateId: id, validateSchema: false }
		}
	});
}

export type Auth = ReturnType<typeof makeAuth>;

/**
 * What better-auth has to say goes into the one log, as a line like the others. What stands behind a colon came with a request, as
 * an address that was refused.
 */
function logOfAuth(_level: string, message: unknown, ...given: unknown[]): void {
	const error = [message, ...given].find((one) => one instanceof Error);
	logFailure('none', authPath, error ?? String(message).split(':')[0]);
}

function askedPerson(info: { userVerified: boolean } | undefined): Promise<void> {
	if (!info?.userVerified) throw new APIError('UNAUTHORIZED', { code: 'PERSON_NOT_VERIFIED' });
	return Promise.resolve();
}
