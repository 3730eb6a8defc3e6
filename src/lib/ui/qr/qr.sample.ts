/** Reads codes back. Imported by tests only. */
import decodeQR from 'qr/decode.js';
import type { QrDrawing } from './qr';

/** Paints a drawing as a camera sees it, `scale` pixels to a unit, and gives its text. */
export function readDrawing({ size, path }: QrDrawing, scale = 4): string {
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
