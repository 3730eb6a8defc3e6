import { expect, test } from 'vitest';
import { reachOf } from './reach';

test.each([
	['http://localhost:4173', 'machine'],
	['https://localhost:4173', 'machine'],
	['http://127.0.0.1:4173', 'machine'],
	['http://[::1]:4173', 'machine'],
	['http://192.0.2.7:4173', 'plain'],
	['http://localhost.example', 'plain'],
	['https://course.example', 'all']
])('%s is for %s', (origin, reach) => {
	expect(reachOf(origin)).toBe(reach);
});
