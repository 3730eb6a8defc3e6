import zlib from 'node:zlib';
import { gzipSync } from 'fflate';
import { afterEach, describe, expect, test } from 'vitest';
import { sampleCourse } from '../../src/lib/course/sample-course';
import { replay } from '../../src/lib/machines/replay';
import { canonicalJson } from '../../src/lib/record/canonical-json';
import type { Entry } from '../../src/lib/record/entry';
import { openMemoryLog } from '../../src/lib/record/log.memory';
import { digestOf, importInto, importRecord } from '../../src/lib/record/record-file';
import { overview } from '../../src/lib/reports/overview';
import { currentOnly, memberRow } from '../../src/lib/reports/recompute';
import { courseOf } from '../../src/lib/reports/sample';
import { sourceOf } from '../../src/lib/reports/source';
import { acknowledge, isAcknowledged } from '../../src/lib/sync/acknowledged';
import { addCapsule, capsuleLimit, readCapsule, type Bundle } from '../../src/lib/sync/capsule';

/** Record files and capsules that somebody made to harm whoever opens them. */

/** Words that name what every object inherits. */
const inherited = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
const course = await courseOf(sampleCourse);
const at = '2026-03-01T09:00:00.000Z';
const uuid = (version: number, count: number) =>
	`01900000-0000-${version}000-8000-${count.toString(16).padStart(12, '0')}`;

/** Entries of every type in which every name is one that objects inherit. */
function hostileEntries(): Entry[] {
	let seq = 0;
	return inherited.flatMap((name) => {
		const entry = (type: string, attempt: string | null, data: object): Entry =>
			// From text, as a file is: written in a program, `__proto__` would be no key.
			JSON.parse(
				`{"id":"${uuid(7, ++seq)}","device":"${name}","seq":${seq},"at":"${at}","attempt":${JSON.stringify(attempt)},"type":"${type}","v":1,"data":${JSON.stringify(data).replaceAll('NAME', name)}}`
			) as Entry;
		return [
			entry('lesson.opened', null, { lesson: 'NAME' }),
			entry('step.reached', null, { lesson: 'NAME', step: 'NAME' }),
			entry('step.moved', null, { lesson: 'NAME', from: 'NAME', to: 'NAME' }),
			entry('attempt.started', name, {
				activity: 'NAME',
				version: 'NAME',
				seed: 1,
				dials: { NAME: 'polluted' },
				practice: false,
				fork: null
			}),
			...course.activities.flatMap((activity) => [
				entry('attempt.started', `${name}-${activity.id}`, {
					activity: activity.id,
					version: activity.version,
					seed: 1,
					dials: { NAME: 'polluted' },
					practice: false,
					fork: null
				}),
				...(activity.kind === 'quiz'
					? activity.items.map(({ id }) =>
							entry('item.answered', `${name}-${activity.id}`, {
								activity: activity.id,
								item: id,
								answer: { options: ['NAME', '<img src=x>'], pairs: { NAME: '<img src=x>' } }
							})
						)
					: [
							entry('choice.made', `${name}-${activity.id}`, {
								activity: activity.id,
								scene: activity.start,
								option: '<img src=x>'
							})
						])
			]),
			entry('dream.had', null, { NAME: { polluted: true } })
		];
	});
}

/** A record file, whose digest anybody can make. */
function fileOf(entries: readonly unknown[], change: object = {}): string {
	const content = {
		format: 'breakout-record',
		version: 1,
		exportedAt: at,
		profile: { name: '__proto__' },
		entries,
		views: [],
		...change
	};
	return canonicalJson({ ...content, digest: digestOf(content) });
}

function capsuleOf(member: string, entries: readonly unknown[]): Uint8Array {
	const from = { kind: 'member', cohort: '__proto__', member, name: '<script>alert(1)</script>' };
	const head = { format: 'breakout-capsule', version: 1, course: 'norms', from, madeAt: at };
	return gzipSync(new TextEncoder().encode(JSON.stringify({ ...head, entries })));
}

/** A capsule that must be read. */
function bundlesOf(bytes: Uint8Array): Bundle[] {
	const read = readCapsule(bytes, 'norms');
	if (!read.ok) throw new Error(read.problem);
	return addCapsule([], read.capsule).bundles;
}

// Nothing new may be inherited by an object, whatever was read.
afterEach(() => {
	const plain: Record<string, unknown> = {};
	for (const name in plain) expect(name).toBe('inherited by all');
	expect(plain.polluted).toBeUndefined();
	expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('names that every object inherits', () => {
	test('in a record file are names like others, and change no object', async () => {
		const read = importRecord(fileOf(hostileEntries()));
		if (!read.ok) throw new Error(read.problem);
		let count = 0;
		const id = () => uuid(7, 0xa000 + ++count);
		const log = openMemoryLog({ now: () => new Date(at), id, viewId: () => uuid(4, ++count) });
		const { id: profile } = await log.createProfile('Ada');
		const merged = await importInto(log, profile, read.record);
		expect(merged.added).toBe(hostileEntries().length);
		const { entries } = await log.read(profile);
		const progress = replay(course.plan, course.models, entries);
		expect(Object.keys(progress.lessons)).toEqual(course.plan.lessons);
		expect(Object.keys(progress.items)).toEqual(
			course.activities.flatMap(({ kind, id }) => (kind === 'quiz' ? [id] : []))
		);
	});

	test('in a capsule are in no figure, and neither is a word that only its maker wrote', async () => {
		const members = inherited.flatMap((name) =>
			bundlesOf(capsuleOf(name, hostileEntries())).map(({ from, entries }) =>
				memberRow(
					{ ...course, modelOf: currentOnly(course.models) },
					{
						member: from.kind === 'member' ? from.member : '',
						joined: at,
						language: 'en',
						lastReceived: at,
						notYetReceived: null,
						entries
					}
				)
			)
		);
		expect(JSON.stringify(members.map(({ summaries }) => summaries))).not.toMatch(/img|polluted/);
		const cohort = { lessons: course.plan.lessons, models: course.models, texts: {} };
		const source = sourceOf(members, () => 'Ada');
		const figures = await overview(source, cohort, {}, { now: Date.parse(at), page: 1 });
		expect(JSON.stringify(figures)).not.toMatch(/img|polluted/);
	});

	test('as a device are acknowledged like any other', () => {
		const places = inherited.map((device) => ({ device, seq: 1 }));
		expect(places.some((place) => isAcknowledged({}, place))).toBe(false);
		const known = acknowledge({}, places);
		expect(places.every((place) => isAcknowledged(known, place))).toBe(true);
	});
});

describe('a file that is too much', () => {
	const entry = (data: string) =>
		`{"id":"${uuid(7, 1)}","device":"d","seq":1,"at":"${at}","attempt":null,"type":"dream.had","v":1,"data":${data}}`;
	const deep = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
	const packed = (entries: string) =>
		gzipSync(
			new TextEncoder().encode(
				`{"format":"breakout-capsule","version":1,"course":"norms","from":{"kind":"guest","profile":"p","name":"Ada"},"madeAt":"${at}","entries":[${entries}]}`
			)
		);

	test('of a capsule with one entry nested deeper than the stack is refused, and does not crash the next import', () => {
		const read = readCapsule(packed(entry(deep(200_000))), 'norms');
		expect(read).toMatchObject({ ok: false, problem: 'capsule_malformed' });
		const nested = readCapsule(packed(entry(deep(200))), 'norms');
		if (!nested.ok) throw new Error(nested.problem);
		const again = addCapsule(addCapsule([], nested.capsule).bundles, nested.capsule);
		expect(again).toMatchObject({ added: 0, known: 1 });
	});

	test('of a record with one entry nested deeper than the stack is refused', () => {
		const text = `{"format":"breakout-record","version":1,"exportedAt":"${at}","profile":{"name":""},"entries":[${entry(deep(200_000))}],"views":[],"digest":""}`;
		expect(importRecord(text)).toMatchObject({ ok: false });
	});

	test('of a capsule that unpacks to a thousand times its size is let go before it is whole', () => {
		const zeros = (bytes: number) => zlib.gzipSync(Buffer.alloc(bytes));
		const bomb = zeros(2 * capsuleLimit);
		expect(bomb.length).toBeLessThan(capsuleLimit / 100);
		// Many packings in a row are no way around it.
		const row = Buffer.concat([1, 2, 3].map(() => zeros(capsuleLimit / 2)));
		for (const bytes of [bomb, row])
			expect(readCapsule(bytes, 'norms')).toMatchObject({ problem: 'capsule_too_large' });
	});

	test('of a name longer than eighty signs is no capsule', () => {
		const long = new TextEncoder().encode(
			JSON.stringify({
				format: 'breakout-capsule',
				version: 1,
				course: 'norms',
				from: { kind: 'guest', profile: 'p', name: 'x'.repeat(81) },
				madeAt: at,
				entries: []
			})
		);
		expect(readCapsule(gzipSync(long), 'norms')).toMatchObject({
			problem: 'capsule_malformed'
		});
	});
});
