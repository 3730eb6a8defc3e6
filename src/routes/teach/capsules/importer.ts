import type { Brought } from '$lib/server/capsules';
import { capsuleLimit } from '$lib/sync/capsule';

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
	/** Shows what came of them: once for all that came together, since the figures of a cohort take a while to make. */
	show(): Promise<void>;
}

/** Takes files in, one after the other; `onimported` hears of each as it is done. */
export async function addFiles(
	importer: Importer,
	files: Iterable<File>,
	onimported: (imported: Imported) => void
): Promise<void> {
	for (const file of files) onimported(await addFile(importer, file));
	await importer.show();
}

/**
 * Takes a file in. One that is larger than any capsule is not even read; one that cannot be had now, as on a stick that was
 * pulled out or in a cloud without a network, has not come whole.
 */
async function addFile(importer: Importer, file: File): Promise<Imported> {
	const refuse = (code: 'capsule_too_large' | 'capsule_truncated'): Imported => ({
		ok: false,
		file: file.name,
		code
	});
	if (file.size > capsuleLimit) return refuse('capsule_too_large');
	const bytes = await file.arrayBuffer().catch(() => null);
	return bytes ? importer.add(file.name, new Uint8Array(bytes)) : refuse('capsule_truncated');
}
