/** Where a facilitator's device keeps what capsules have brought: in the browser's database, or in memory where it has none. */
import type { DBSchema } from 'idb';
import { openConnection } from '../record/connection';
import { senderKey, type Bundle } from './capsule';

/** A bundle with the time, by this device's clock, at which its newest capsule was imported. */
export interface KeptBundle extends Bundle {
	receivedAt: string;
}

export interface BundleBox {
	/** Whether what is put here outlives the page. */
	readonly isLasting: boolean;
	read(): Promise<KeptBundle[]>;
	/** Puts a sender's bundle in place of the one before, whole or not at all. */
	put(bundle: KeptBundle): Promise<void>;
	/** Removes everything for good. */
	erase(): Promise<void>;
}

const unsaid = { language: null, joinedAt: null };

interface Boxes extends DBSchema {
	bundles: { key: string; value: KeptBundle };
}

/** Opens the box; `name` tells apart what tests open. */
export async function openBundleBox(name = 'breakout-capsules'): Promise<BundleBox> {
	try {
		const connection = openConnection<Boxes>({
			name,
			version: 1,
			upgrade: (database) => void database.createObjectStore('bundles')
		});
		await connection.connect();
		return {
			isLasting: true,
			async read() {
				const all = await connection.look(['bundles'], (reading) =>
					reading.objectStore('bundles').getAll()
				);
				// An older program kept less.
				return all.map((bundle) => ({ ...unsaid, ...bundle }));
			},
			put: (bundle) =>
				connection.change(['bundles'], async (writing) => {
					await writing.objectStore('bundles').put(bundle, senderKey(bundle.from));
				}),
			erase: () =>
				connection.change(['bundles'], (writing) => writing.objectStore('bundles').clear())
		};
	} catch {
		return memoryBox();
	}
}

/** A box that lasts as long as the page. */
export function memoryBox(): BundleBox {
	const bundles = new Map<string, KeptBundle>();
	return {
		isLasting: false,
		read: () => Promise.resolve([...bundles.values()]),
		put: (bundle) => Promise.resolve(void bundles.set(senderKey(bundle.from), bundle)),
		erase: () => Promise.resolve(bundles.clear())
	};
}
