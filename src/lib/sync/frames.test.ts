import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksum } from '../record/record-file';
import { frameBytes, joinFrames, makeFrames, mostFrames, readFrame } from './frames';

const bytesOf = (length: number, seed = 1) =>
	Uint8Array.from({ length }, (_, index) => (index * 31 * seed + (index >> 7)) % 256);
function framesOf(bytes: Uint8Array): string[] {
	const made = makeFrames(bytes);
	if (!made.ok) throw new Error(made.code);
	return made.frames;
}

test('frames in any order, some again, give the bytes and what is missing until then', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 4000 }), fc.infiniteStream(fc.nat()), (bytes, picks) => {
			const frames = framesOf(bytes);
			const read: string[] = [];
			for (const pick of picks) {
				const frame = frames[pick % frames.length]!;
				read.push(frame);
				const [series] = joinFrames(read);
				const left = frames.filter((one) => !read.includes(one));
				expect(series!.missing).toEqual(left.map((one) => frames.indexOf(one)));
				expect(series!.bytes).toEqual(left.length > 0 ? null : bytes);
				if (left.length === 0 || read.length > 60) break;
			}
		}),
		{ numRuns: 50 }
	);
});

test('an empty series is one frame', () => {
	expect(joinFrames(framesOf(new Uint8Array()))).toMatchObject([
		{ total: 1, missing: [], bytes: new Uint8Array() }
	]);
});

test('two series do not mix', () => {
	const [left, right] = [framesOf(bytesOf(1500)), framesOf(bytesOf(1500, 2))];
	const read = joinFrames([left[0]!, right[1]!, right[0]!, left[2]!, right[2]!]);
	expect(read).toMatchObject([
		{ total: 3, missing: [1], bytes: null },
		{ total: 3, missing: [], bytes: bytesOf(1500, 2) }
	]);
});

/** A frame whose own checksum is right, whatever it says. */
function forged(series: string, index: number, total: number, data: string): string {
	const body = `${series}.${index}.${total}`;
	const crc = checksum(new TextEncoder().encode(`${body}.${data}`)).slice(0, 8);
	return `BO1.${body}.${crc}.${data}`;
}

test('frames that are right one by one and wrong together are read anew', () => {
	const [first, second] = framesOf(bytesOf(1000));
	const { series } = readFrame(first!)!;
	const other = forged(series, 1, 2, second!.split('.').at(-1)!.replace(/^../, '__'));
	expect(readFrame(other)).not.toBeNull();
	expect(joinFrames([first!, other])).toMatchObject([{ missing: [0, 1], bytes: null }]);
});

test('a frame that has another length for its series is passed over', () => {
	const [first, second] = framesOf(bytesOf(1000));
	const { series } = readFrame(first!)!;
	const longer = forged(series, 1, 3, 'AAAA');
	expect(joinFrames([first!, longer])).toMatchObject([{ total: 2, missing: [1], bytes: null }]);
	expect(joinFrames([first!, longer, second!])).toMatchObject([{ bytes: bytesOf(1000) }]);
});

test.each([
	[0, 1, true],
	[1, 1, false],
	[2, 1, false],
	[0, 0, false],
	[0, 60, true],
	[59, 60, true],
	[0, 61, false],
	[60, 61, false]
])('frame %d of a series of %d is one: %s', (index, total, isOne) => {
	expect(readFrame(forged('0123456789abcdef', index, total, 'AAAA')) !== null).toBe(isOne);
});

test('sixty frames are the most; what is longer goes as a file', () => {
	const most = bytesOf(mostFrames * frameBytes);
	const [series] = joinFrames(framesOf(most));
	expect(series?.total).toBe(60);
	expect(Buffer.compare(series!.bytes!, most)).toBe(0);
	expect(makeFrames(bytesOf(mostFrames * frameBytes + 1))).toEqual({
		ok: false,
		code: 'too_many_frames'
	});
});

describe('a text is no frame when', () => {
	const [frame] = framesOf(bytesOf(900));

	test('any letter of it was misread', () => {
		for (let at = 0; at < frame!.length; at += at < 40 ? 1 : 17) {
			const misread = frame!.slice(0, at) + (frame![at] === '7' ? '3' : '7') + frame!.slice(at + 1);
			expect(readFrame(misread)).toBeNull();
		}
		expect(readFrame(frame!)).toMatchObject({ index: 0, total: 2 });
	});

	test.each([
		'',
		'https://example.org',
		'BO1.',
		'BO2.0123456789abcdef.0.1.00000000.',
		`${'x'.repeat(5000)}`
	])('it is another code: %s', (text) => expect(readFrame(text)).toBeNull());

	test('it was cut short or is longer', () => {
		expect(readFrame(frame!.slice(0, -1))).toBeNull();
		expect(readFrame(`${frame!}A`)).toBeNull();
	});

	test('and is passed over when frames are joined', () => {
		expect(joinFrames(['hello', frame!, frame!.slice(1)])).toMatchObject([{ missing: [1] }]);
	});
});

test('a frame is short enough for a code that cheap cameras read', () => {
	// 929 bytes is what a QR code of version 21, level L, holds (ISO/IEC 18004, table 7).
	for (const text of framesOf(bytesOf(mostFrames * frameBytes)))
		expect(text.length).toBeLessThanOrEqual(929);
});
