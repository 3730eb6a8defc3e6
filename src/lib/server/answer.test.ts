import { expect, test } from 'vitest';
import { addressKey, answer } from './answer';
import { refuse } from './refuse';

test('a refusal has its status, and says in whole seconds when to come back', async () => {
	const response = answer(refuse('slow_down', 1.2));
	expect(response.status).toBe(429);
	expect(response.headers.get('retry-after')).toBe('2');
	expect(await response.json()).toEqual({ kind: 'refused', why: 'slow_down', retryAfter: 1.2 });
});

test('addresses of one network count together, and none is kept in plain words', () => {
	const home = addressKey('2001:db8:1:2::1');
	expect(addressKey('2001:db8:1:2:ffff::7')).toBe(home);
	expect(addressKey('2001:0db8:0001:0002:0:0:0:1')).toBe(home);
	expect(addressKey('2001:db8:1:3::1')).not.toBe(home);
	expect(addressKey('::ffff:192.0.2.7')).toBe(addressKey('192.0.2.7'));
	expect(addressKey('192.0.2.8')).not.toBe(addressKey('192.0.2.7'));
	expect(addressKey('::1')).not.toBe(addressKey('fe80::1%eth0'));
	expect(home).toMatch(/^[0-9a-f]{32}$/);
});
