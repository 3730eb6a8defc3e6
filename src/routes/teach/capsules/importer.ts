import type { Brought } from '$lib/server/capsules';

/** What came of one capsule, of the file or the camera that it came from. */
export type Imported = { file: string } & (
	| Extract<Brought, { ok: true }>
	| {
			ok: false;
			code:
				| Extract<Brought, { ok: false }>['code']
				/** This device had no room for it. */
				| 'not_kept'
				/** There was no answer of the server. */
				| 'not_sent';
	  }
);

/** Takes capsules in: this device, or a server. */
export interface Importer {
	/** Takes the bytes of a capsule in; `file` says where they are from. */
	add(file: string, bytes: Uint8Array): Promise<Imported>;
	/** Takes a file in; one that is larger than any capsule is not even read. */
	addFile(file: File): Promise<Imported>;
}
