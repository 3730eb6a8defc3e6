import { expect, test } from 'vitest';
import { Device, ordersOf } from '../machines/sample';
import { pinned } from './pinned';

const answer = { options: ['yes'] };
const places = (device: Device) => pinned(device.entries).entries.map(({ seq }) => seq);

test('the version is that of the first attempt that counts, in whatever order entries come', () => {
	const { entries } = new Device('ada')
		.start('checks', 'try', { version: '0', practice: true })
		.start('checks', 'first', { version: '1' })
		.start('checks', 'second', { version: '2' });
	for (const order of ordersOf(entries)) expect(pinned(order).version).toBe('1');
	expect(pinned(entries.slice(0, 1)).version).toBe('0');
	expect(pinned([]).version).toBeNull();
});

test('what was done under another version, or under none that is known, is not judged', () => {
	const device = new Device('ada')
		.start('checks', 'first', { version: '1' })
		.answer('checks', 'first', 'one', answer)
		.start('checks', 'second', { version: '2' })
		.answer('checks', 'second', 'two', answer)
		.answer('checks', 'unheard', 'two', answer)
		.start('checks', 'again', { version: '1', practice: true })
		.answer('checks', 'again', 'two', answer);
	expect(places(device)).toEqual([1, 2, 3, 6, 7]);
});

test('an attempt that was begun twice is of the version it was first begun in', () => {
	const device = new Device('ada')
		.start('checks', 'first', { version: '1' })
		.answer('checks', 'first', 'one', answer)
		.start('checks', 'first', { version: '2' })
		.answer('checks', 'first', 'two', answer);
	expect(pinned(device.entries).version).toBe('1');
	expect(places(device)).toEqual([1, 2, 3, 4]);
});

test('what belongs to no attempt stays', () => {
	const device = new Device('ada').open('lesson');
	expect(places(device)).toEqual([1]);
});
