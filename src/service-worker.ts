/// <reference lib="webworker" />
import {
	cleanupOutdatedCaches,
	createHandlerBoundToURL,
	getCacheKeyForURL,
	precacheAndRoute,
	type PrecacheEntry
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/**
 * Keeps the whole course on the device: one shell, the program, and a file for each lesson, each known by a hash of its
 * content, so an update downloads only what changed. A new worker waits until the trainee consents, or until every tab is closed:
 * then the browser starts it by itself, and an attempt left open is taken up in the new version, which says what changed.
 */
declare const self: ServiceWorkerGlobalScope;

/** What is on the device, as the "on this device" page shows it. */
export interface Inventory {
	files: { url: string; present: boolean; bytes: number }[];
}

/** Written here by the build, see svelte.config.js. */
const files = self.__WB_MANIFEST as PrecacheEntry[];

precacheAndRoute(files, { directoryIndex: '', cleanURLs: false });
cleanupOutdatedCaches();

// Every trainee page is the shell, which finds its way by the address. What a facilitator sees, and data, come from the server.
registerRoute(
	new NavigationRoute(createHandlerBoundToURL('/shell'), {
		denylist: [/^\/api\//, /^\/teach(\/|$)/, /^\/course\//, /\.[a-z0-9]+$/]
	})
);

self.addEventListener('message', (event) => {
	const { type } = event.data as { type: string };
	if (type === 'update.apply') void self.skipWaiting();
	if (type === 'inventory.ask') event.waitUntil(tellInventory(event.ports[0]));
});

// The first install takes over at once, so that the very next tap already works without a network.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

async function tellInventory(port: MessagePort): Promise<void> {
	const list = await Promise.all(
		files.map(async ({ url }) => {
			const response = await caches.match(getCacheKeyForURL(url) ?? url);
			return {
				url,
				present: Boolean(response),
				bytes: response ? (await response.blob()).size : 0
			};
		})
	);
	port.postMessage({ files: list } satisfies Inventory);
}
