import { expect, test } from 'vitest';
import { makeFrames } from '$lib/sync/frames';
import { drawQr, quietZone } from './qr';
import { readDrawing } from './qr.sample';

test('a link is read as it was drawn', () => {
	const link = 'https://course.example/join/7KQ2-M9XD-0ABC';
	expect(readDrawing(drawQr(link))).toBe(link);
});

test('a full frame of a capsule is read as it was drawn, and is no larger than cheap cameras read', () => {
	const bytes = Uint8Array.from({ length: 1500 }, (_, at) => (at * 7919) % 251);
	const made = makeFrames(bytes);
	if (!made.ok) throw new Error(made.code);
	for (const frame of made.frames) {
		const drawing = drawQr(frame);
		expect(readDrawing(drawing)).toBe(frame);
		// Version 21 has 101 modules a side.
		expect(drawing.size).toBeLessThanOrEqual(101 + 2 * quietZone);
	}
});
