import type { Identity } from '$lib/server/identity/identity';
import type { SignedIn } from '$lib/server/identity/sign-in';

declare global {
	namespace App {
		/** On facilitators' pages alone; see routes/teach/guard.ts. */
		interface Locals {
			/** Null while the database cannot be opened. */
			identity?: Identity | null;
			facilitator?: SignedIn | null;
		}
	}
}
