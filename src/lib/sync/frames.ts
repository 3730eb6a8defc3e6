/**
 * Bytes as a short series of frames for QR codes: shown one after another, again and again, and read in any order. Each
 * frame knows its series and its place, and is checked by itself, so a frame that was missed or misread costs one round
 * and nothing else. Pure; drawing and the camera are elsewhere.
 *
 *     BO1.<series>.<index>.<total>.<crc>.<data>      series: checksum of all the bytes; data: base64url
 */
import { checksum } from '../record/record-file';

/** More frames than this are shown too long for anyone to hold a phone still: use the file. */
export const mostFrames = 60;
/** Bytes of one frame: with its head a code of version 21, which cheap cameras read from another phone's screen. */
export const frameBytes = 600;

export interface Frame {
	/** The checksum of all bytes: frames of another series never mix in. */
	series: string;
	/** From 0. */
	index: number;
	total: number;
	data: Uint8Array;
}

/** A series as far as it was read. */
export interface Series {
	series: string;
	total: number;
	/** Indices that are still to be read. */
	missing: number[];
	/** All the bytes, once nothing is missing. */
	bytes: Uint8Array | null;
}

export type Frames = { ok: true; frames: string[] } | { ok: false; code: 'too_many_frames' };

/** Splits bytes into the texts of frames. */
export function makeFrames(bytes: Uint8Array): Frames {
	const total = Math.max(1, Math.ceil(bytes.length / frameBytes));
	if (total > mostFrames) return { ok: false, code: 'too_many_frames' };
	const series = checksum(bytes);
	const frames = Array.from({ length: total }, (_, index) =>
		textOf({
			series,
			index,
			total,
			data: bytes.subarray(index * frameBytes, (index + 1) * frameBytes)
		})
	);
	return { ok: true, frames };
}

/** Reads the text of a frame; null when it is none, or was misread. */
export function readFrame(text: string): Frame | null {
	const parts = /^BO1\.([0-9a-f]{16})\.(\d{1,2})\.(\d{1,2})\.[0-9a-f]{8}\.([\w-]*)$/.exec(text);
	if (!parts) return null;
	const [, series, index, total, data] = parts;
	const bytes = fromBase64Url(data);
	if (!bytes) return null;
	const frame = { series, index: Number(index), total: Number(total), data: bytes };
	const isInSeries = frame.index < frame.total && frame.total <= mostFrames;
	return isInSeries && textOf(frame) === text ? frame : null;
}

/** Joins the texts that were read so far, of whatever series, in whatever order and however often; passes over the rest. */
export function joinFrames(texts: Iterable<string>): Series[] {
	const read = new Map<string, { total: number; frames: Map<number, Uint8Array> }>();
	for (const text of texts) {
		const frame = readFrame(text);
		if (!frame) continue;
		const { series, total, index, data } = frame;
		const known = read.get(series) ?? { total, frames: new Map<number, Uint8Array>() };
		read.set(series, known);
		if (known.total === total) known.frames.set(index, data);
	}
	return [...read].map(([series, { total, frames }]) => {
		const all = Array.from({ length: total }, (_, index) => index);
		const missing = all.filter((index) => !frames.has(index));
		const bytes = missing.length > 0 ? null : joined(all.map((index) => frames.get(index)!));
		// Frames that are right one by one and wrong together come from no course: begin again.
		if (bytes && checksum(bytes) !== series) return { series, total, missing: all, bytes: null };
		return { series, total, missing, bytes };
	});
}

function textOf({ series, index, total, data }: Frame): string {
	const body = `${series}.${index}.${total}`;
	const coded = toBase64Url(data);
	const crc = checksum(new TextEncoder().encode(`${body}.${coded}`)).slice(0, 8);
	return `BO1.${body}.${crc}.${coded}`;
}

function joined(parts: Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

function toBase64Url(bytes: Uint8Array): string {
	const coded = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
	return coded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array | null {
	try {
		const letters = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
		return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
	} catch {
		return null;
	}
}
