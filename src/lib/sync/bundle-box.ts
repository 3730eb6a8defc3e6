/** Where a facilitator's device keeps what capsules have brought: in the browser's database, or in memory where it has none. */
import type { DBSchema } from 'idb';
import { openConnection } from '../record/connection';
import { senderKey, type Bundle, type Sender } from './capsule';

/** A bundle with the time, by this device's clock, at which its newest entries were imported. */
export interface KeptBundle extends Bundle {
	receivedAt: string;
}

export interface BundleBox {
	/** Whether what is put here outlives the page. */
	readonly isLasting: boolean;
	read(): Promise<KeptBundle[]>;
	/**
	 * Puts what `change` makes of a sender's bundle, null where there is none, in its place, whole or not at all. It is given
	 * what is kept at that moment: another tab may have added to it.
	 */
	change(sender: Sender, change: (here: KeptBundle | null) => KeptBundle): Promise<void>;
	/** Removes everything for good. */
	erase(): Promise<void>;
}

/** An older program kept less. */
const whole = (bundle: KeptBundle): KeptBundle => ({ ...unsaid, ...bundle });
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
				return all.map(whole);
			},
			change: (sender, change) =>
				connection.change(['bundles'], async (writing) => {
					const bundles = writing.objectStore('bundles');
					const here = await bundles.get(senderKey(sender));
					await bundles.put(change(here ? whole(here) : null), senderKey(sender));
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
		async change(sender, change) {
			const key = senderKey(sender);
			bundles.set(key, change(bundles.get(key) ?? null));
		},
		erase: () => Promise.resolve(bundles.clear())
	};
}
