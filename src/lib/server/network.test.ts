import { expect, test } from 'vitest';
import { networkOf } from './network';

test.each([
	['192.0.2.1', '192.0.2.1'],
	['::ffff:192.0.2.1', '192.0.2.1'],
	['2001:db8::192.0.2.1', '2001:db8:0:0'],
	['::ffff:1', '0:0:0:0'],
	['2001:db8:0:1:aaaa::1', '2001:db8:0:1'],
	['2001:DB8::1', '2001:db8:0:0'],
	['2001:0db8:0000:0001::', '2001:db8:0:1'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
	['no address', 'no address'],
	['fe80::1%eth0', 'fe80:0:0:0'],
	['::1', '0:0:0:0']
])('the network of %s is %s', (address, network) => {
	expect(networkOf(address)).toBe(network);
});
