/** As much of a browser's cache storage as is used; while `isFull` says so nothing can be put there. */
export function makeCaches(isFull = () => false): CacheStorage {
	const all = new Map<string, Map<string, Response>>();
	const pathOf = (key: string | Request): string =>
		typeof key === 'string' ? key : new URL(key.url).pathname;
	return {
		has: async (name: string) => all.has(name),
		delete: async (name: string) => all.delete(name),
		async open(name: string) {
			const rows = all.get(name) ?? new Map<string, Response>();
			all.set(name, rows);
			return {
				async put(key: string, response: Response) {
					if (isFull()) throw new DOMException('A fault of the test.', 'QuotaExceededError');
					rows.set(key, response);
				},
				keys: async () =>
					[...rows.keys()].map((path) => new Request(`https://course.example${path}`)),
				match: async (key: string | Request) => rows.get(pathOf(key))?.clone(),
				delete: async (key: string | Request) => rows.delete(pathOf(key))
			};
		}
	} as unknown as CacheStorage;
}
