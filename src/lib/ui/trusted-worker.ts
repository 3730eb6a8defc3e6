const workerUrl = '/service-worker.js';

interface TrustedTypes {
	createPolicy(
		name: string,
		rules: { createScriptURL: (url: string) => string }
	): { createScriptURL(url: string): unknown };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** The worker's address, blessed where the browser enforces Trusted Types. Only this one address is. */
export function trustedWorkerUrl(): string {
	const { trustedTypes } = window as Window & { trustedTypes?: TrustedTypes };
	if (!trustedTypes) return workerUrl;
	policy ??= trustedTypes.createPolicy('breakout-worker', {
		createScriptURL: (url) => {
			if (url !== workerUrl) throw new TypeError('Only the course worker may be started.');
			return url;
		}
	});
	// A browser takes a TrustedScriptURL where its types know only strings.
	return policy.createScriptURL(workerUrl) as string;
}
