import type { Identity } from '$lib/server/identity/identity';
import type { SignedIn } from '$lib/server/identity/sign-in';

declare global {
	namespace App {
		interface Locals {
			/** Names a request in what the server writes down. */
			request?: string;
			/* The others are there on facilitators' pages alone; see routes/teach/guard.ts. */
			/** Null while the database cannot be opened. */
			identity?: Identity | null;
			facilitator?: SignedIn | null;
		}
	}
}
