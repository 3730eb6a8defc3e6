import encodeQR from 'qr';

/** Modules of white that a reader needs on every side (ISO/IEC 18004 §9.1). */
export const quietZone = 4;

/** A code as a drawing of squares one unit wide. */
export interface QrDrawing {
	/** Units of one side, the quiet zone included. */
	size: number;
	/** The dark squares, as the `d` of an SVG path. */
	path: string;
}

/** Draws a text. With the least correction: a screen is neither torn nor dirty, and fewer squares are larger ones. */
export function drawQr(text: string): QrDrawing {
	const rows: boolean[][] = encodeQR(text, 'raw', { ecc: 'low', border: quietZone });
	const path = rows
		.flatMap((row, y) =>
			runsOf(row).map(({ from, to }) => `M${from} ${y}h${to - from}v1h${from - to}z`)
		)
		.join('');
	return { size: rows.length, path };
}

function runsOf(row: readonly boolean[]): { from: number; to: number }[] {
	const runs: { from: number; to: number }[] = [];
	for (const [x, isDark] of row.entries()) {
		const last = runs.at(-1);
		if (!isDark) continue;
		if (last?.to === x) last.to = x + 1;
		else runs.push({ from: x, to: x + 1 });
	}
	return runs;
}
