import {
	startAuthentication,
	startRegistration,
	WebAuthnError,
	type PublicKeyCredentialCreationOptionsJSON,
	type PublicKeyCredentialRequestOptionsJSON
} from '@simplewebauthn/browser';

/** How an attempt with a passkey ended. */
export type PasskeyOutcome =
	| { kind: 'done' | 'cancelled' | 'known' | 'not_fresh' | 'failed' }
	/** Too many attempts; `wait` in seconds. */
	| { kind: 'locked'; wait: number };

/** Makes a passkey for whoever is signed in; `person` is shown by the device, `label` in the list. */
export function addPasskey(person: string, label: string): Promise<PasskeyOutcome> {
	return attempt(async () => {
		const optionsJSON = await ask<PublicKeyCredentialCreationOptionsJSON>(
			`generate-register-options?name=${encodeURIComponent(person)}`
		);
		const response = await startRegistration({ optionsJSON });
		await ask('verify-registration', { response, name: label });
	});
}

/** Signs in with a passkey of this device. */
export function signInWithPasskey(): Promise<PasskeyOutcome> {
	return attempt(async () => {
		const optionsJSON = await ask<PublicKeyCredentialRequestOptionsJSON>(
			'generate-authenticate-options'
		);
		const response = await startAuthentication({ optionsJSON });
		await ask('verify-authentication', { response });
	});
}

/** A refusal of the server. */
class Refused extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		readonly wait: number
	) {
		super(code);
	}
}

async function attempt(work: () => Promise<void>): Promise<PasskeyOutcome> {
	try {
		await work();
		return { kind: 'done' };
	} catch (error) {
		if (error instanceof Refused)
			return error.status === 429
				? { kind: 'locked', wait: error.wait }
				: { kind: error.code === 'SESSION_NOT_FRESH' ? 'not_fresh' : 'failed' };
		if (
			error instanceof WebAuthnError &&
			error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
		)
			return { kind: 'known' };
		// What a browser says of a refusal, of a time that ran out, and of a device without a passkey alike.
		const isCancelled =
			error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name);
		return { kind: isCancelled ? 'cancelled' : 'failed' };
	}
}

async function ask<Answer>(path: string, body?: unknown): Promise<Answer> {
	const response = await fetch(
		`/teach/auth/passkey/${path}`,
		body === undefined
			? {}
			: {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body)
				}
	);
	const answer = (await response.json().catch(() => ({}))) as { code?: string; wait?: number };
	if (!response.ok) throw new Refused(response.status, answer.code ?? '', answer.wait ?? 0);
	return answer as Answer;
}
