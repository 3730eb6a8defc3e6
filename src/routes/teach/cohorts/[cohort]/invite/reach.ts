/**
 * Who can use the address of this server: `machine`, only a browser on the machine itself; `plain`, others too, but without
 * https nothing is kept offline there; `all`, everyone. See command/listen.js.
 */
export type Reach = 'machine' | 'plain' | 'all';

export function reachOf(origin: string): Reach {
	const { hostname, protocol } = new URL(origin);
	if (/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return 'machine';
	return protocol === 'https:' ? 'all' : 'plain';
}
