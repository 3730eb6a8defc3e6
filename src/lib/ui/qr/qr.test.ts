import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { makeFrames } from '$lib/sync/frames';
import { drawQr, quietZone, type QrDrawing } from './qr';

/** Paints a drawing as a camera sees it, `scale` pixels to a unit, and reads it. */
function read({ size, path }: QrDrawing, scale = 4): string {
	const side = size * scale;
	const data = new Uint8ClampedArray(side * side * 4).fill(255);
	for (const [, from, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
		for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
			const start = (row * side + Number(from) * scale) * 4;
			for (let at = start; at < start + Number(width) * scale * 4; at += 4)
				data.fill(0, at, at + 3);
		}
	return decodeQR({ width: side, height: side, data });
}

test('a link is read as it was drawn', () => {
	const link = 'https://course.example/join/7KQ2-M9XD-0ABC';
	expect(read(drawQr(link))).toBe(link);
});

test('a full frame of a capsule is read as it was drawn, and is no larger than cheap cameras read', () => {
	const bytes = Uint8Array.from({ length: 1500 }, (_, at) => (at * 7919) % 251);
	const made = makeFrames(bytes);
	if (!made.ok) throw new Error(made.code);
	for (const frame of made.frames) {
		const drawing = drawQr(frame);
		expect(read(drawing)).toBe(frame);
		// Version 21 has 101 modules a side.
		expect(drawing.size).toBeLessThanOrEqual(101 + 2 * quietZone);
	}
});
