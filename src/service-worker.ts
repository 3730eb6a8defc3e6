/// <reference lib="webworker" />
import { PrecacheController, type PrecacheEntry } from 'workbox-precaching';
import { outboxTag, sendKept } from './lib/sync/background';
import { isHeld } from './lib/sync/update-lock';

/**
 * Keeps the whole course on the device: one shell, the program, and a file for each lesson, each known by a hash of its
 * content, so an update downloads only what changed. A file of another content is not taken in its place: the server may be
 * given a newer course while this one is still being fetched, and something in between may answer with a page of its own.
 *
 * What a page gets is decided by the *list in force*, and only a trainee's consent puts another list in force. That a browser
 * starts a waiting worker by itself, once every tab is closed, therefore changes nothing: an attempt left open yesterday goes
 * on today in the course it was begun in, and both sets of files stay until the newer one is accepted.
 */
declare const self: ServiceWorkerGlobalScope;

/** What is on the device, as the "on this device" page shows it. */
export interface Inventory {
	files: { url: string; present: boolean; bytes: number }[];
	/** Whether this worker has a newer course than the one in force. */
	newer: boolean;
}

/** What a page asks of the worker. Every question carries a port for the answer, which is null when the worker fails at it. */
export type Question =
	/** Answered by an `Inventory`. */
	| { type: 'inventory.ask' }
	/** Fetches what is missing of the course in force. Answered by whether it is complete. */
	| { type: 'files.fetch' }
	/** Puts this worker's course in force. Answered by whether it is: not while a file of it cannot be had, or an attempt is under way. */
	| { type: 'update.apply' };

/** Told to every page when another course came into force. */
export type Announcement = { type: 'update.applied' };

/** Address of a file to the key under which the cache holds that version of it. */
type List = Record<string, string>;

const controller = new PrecacheController();
// Written here by the build, see svelte.config.js.
controller.addToCacheList(self.__WB_MANIFEST as PrecacheEntry[]);
const files = controller.strategy.cacheName;
const own: List = Object.fromEntries(
	[...controller.getURLsToCacheKeys()].map(([url, key]) => [pathOf(url), pathOf(key)])
);

/** Beside the files, because the two are evicted together. */
const noteCache = 'breakout-list';
const note = '/list-in-force';

/** Read anew each time: another worker may have put another list in force. */
async function inForce(): Promise<List> {
	const stored = await (await caches.open(noteCache)).match(note);
	return stored ? ((await stored.json()) as List) : own;
}

async function putInForce(list: List): Promise<void> {
	await (await caches.open(noteCache)).put(note, Response.json(list));
}

function pathOf(url: string): string {
	const { pathname, search } = new URL(url, self.location.href);
	return pathname + search;
}

const isSame = (one: List, other: List): boolean =>
	JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

self.addEventListener('install', (event) => {
	event.waitUntil(
		(async () => {
			await controller.install(event);
			const isFirst = !(await (await caches.open(noteCache)).match(note));
			if (isFirst) await putInForce(own);
		})()
	);
});

// The first install takes over at once, so that the very next tap already works without a network.
self.addEventListener('activate', (event) => {
	event.waitUntil(Promise.all([self.clients.claim(), dropOthers()]));
});

/** Drops every file that neither this worker nor the list in force needs. */
async function dropOthers(): Promise<void> {
	const needed = new Set([...Object.values(own), ...Object.values(await inForce())]);
	const cache = await caches.open(files);
	for (const request of await cache.keys())
		if (!needed.has(pathOf(request.url))) await cache.delete(request);
}

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== self.location.origin) return;
	if (request.mode === 'navigate') {
		if (isTraineePage(url.pathname))
			event.respondWith(
				isReadable(url.pathname)
					? answer('/shell', request)
					: Response.redirect(encodeURI(url.pathname))
			);
		if (url.pathname === '/teach/capsules') event.respondWith(fetchOrKept(url.pathname, request));
	} else if (own[url.pathname] || isListed(url.pathname))
		event.respondWith(answer(url.pathname, request));
});

/** Every trainee page is the shell, which finds its way by the address. What a facilitator sees, and data, come from the server. */
const isTraineePage = (path: string): boolean =>
	!/^\/(api|course|teach|healthz|readyz|metrics)(\/|$)/.test(path) && !/\.[a-z0-9]+$/.test(path);

/**
 * Whether the program can start at an address: not where a link was cut off in the midst of a letter. What is left of that
 * letter can stand for itself instead, in the address of a page that the course does not have.
 */
function isReadable(path: string): boolean {
	try {
		return Boolean(decodeURI(path));
	} catch {
		return false;
	}
}

/** Also what a version before this one has, which may be in force. */
const isListed = (path: string): boolean =>
	isProgram(path) || /^\/(course|fonts|icons|pictures)\//.test(path);
const isProgram = (path: string): boolean => path.startsWith('/_app/immutable/');

async function answer(path: string, request: Request): Promise<Response> {
	// A browser that does not open what it keeps must not take the network away as well.
	const kept = await find(path).catch(() => null);
	return kept ?? fetchOrKept(path, request);
}

async function find(path: string): Promise<Response | undefined> {
	const key = (await inForce())[path];
	return key ? (await caches.open(files)).match(key) : undefined;
}

/** Milliseconds in which a network must answer where there is something that can stand in for it. */
const patience = 5_000;

/**
 * What a facilitator chose to keep (routes/teach/capsules/keep.ts) stands in where the network fails: where nobody answers,
 * or nobody does in time, or what answers is in trouble or has another version by now.
 */
async function fetchOrKept(path: string, request: Request): Promise<Response> {
	const network = fetch(request).catch(() => Response.error());
	const late = new Promise<Response>((late) => setTimeout(() => late(Response.error()), patience));
	const answered = await Promise.race([network, late]);
	if (answered.type !== 'error' && answered.status < 400) return answered;
	// Not by opening that cache, which would make one for whoever chose to keep nothing.
	const kept = await caches.match(path, { cacheName: 'breakout-capsules' }).catch(() => null);
	return kept ?? network;
}

self.addEventListener('message', (event) => {
	const { type } = event.data as Question;
	const port = event.ports[0];
	// What fails, as on a full disk, is said at once, or the page would wait for an answer as long as it waits for a slow network.
	const tell = (work: Promise<unknown>) =>
		event.waitUntil(work.catch(() => null).then((result) => port?.postMessage(result)));
	if (type === 'inventory.ask') tell(inventory());
	if (type === 'files.fetch') tell(inForce().then(fetchMissing));
	if (type === 'update.apply') tell(apply());
});

async function inventory(): Promise<Inventory> {
	const list = await inForce();
	const cache = await caches.open(files);
	const all = await Promise.all(
		Object.entries(list).map(async ([url, key]) => {
			const kept = await cache.match(key);
			return { url, present: Boolean(kept), bytes: kept ? (await kept.blob()).size : 0 };
		})
	);
	return { files: all, newer: !isSame(list, own) };
}

/** Fetches the files of a list that are not on the device. False when one cannot be had in the version listed. */
async function fetchMissing(list: List): Promise<boolean> {
	const cache = await caches.open(files);
	for (const [path, key] of Object.entries(list)) {
		if (await cache.match(key)) continue;
		// A file without a hash in its name may have changed on the server, and would be taken for the version listed.
		if (own[path] !== key && !isProgram(path)) return false;
		const integrity = controller.getIntegrityForCacheKey(new URL(key, self.location.href).href);
		const response = await fetch(path, { cache: 'reload', integrity }).catch(() => null);
		if (!response?.ok) return false;
		await cache.put(key, response);
	}
	return true;
}

async function apply(): Promise<boolean> {
	if (!(await fetchMissing(own))) return false;
	// A page that reloads while this worker is being activated can wait for ever in Chromium (one try in five here), so no
	// page is told before that is over; should it never be over, the old list stays in force and the trainee may try again.
	await self.skipWaiting();
	// The worker before this one makes way once it has answered everything, which on a bad network may take minutes.
	if (await isHeld(navigator.locks)) return false;
	await putInForce(own);
	await dropOthers();
	for (const client of await self.clients.matchAll({ includeUncontrolled: true }))
		client.postMessage({ type: 'update.applied' } satisfies Announcement);
	return true;
}

// Not every browser wakes a worker when there is a network; where one does, what a closed page left is sent.
self.addEventListener('sync', (event) => {
	const woken = event as ExtendableEvent & { tag: string };
	if (woken.tag === outboxTag) woken.waitUntil(sendKept(caches, (...given) => fetch(...given)));
});
