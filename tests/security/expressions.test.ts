import { describe, expect, test } from 'vitest';
import { importRecord } from '../../src/lib/record/record-file';
import { csvOf } from '../../src/lib/reports/csv';
import { readFilter } from '../../src/lib/reports/report-filter';
import { addressKey } from '../../src/lib/server/answer';
import { readCode } from '../../src/lib/server/code';
import { deviceOf } from '../../src/lib/server/identity/device';
import { isName, nameKey } from '../../src/lib/server/identity/name';
import { memberPage, memberQueryIn } from '../../src/lib/server/member-page';
import { readBatch } from '../../src/lib/server/sift';
import { readSpoken } from '../../src/lib/server/spoken';
import { readFrame } from '../../src/lib/sync/frames';
import { GiveView, Join, Push, readBearer } from '../../src/lib/sync/protocol';
import { isKey } from '../../src/lib/sync/seal';
import { inGroups, keyIn, signsOf } from '../../src/routes/(trainee)/sync/code';
import { wantedPath } from '../../src/routes/teach/guard';

/**
 * Expressions that take text from strangers must not take more than in proportion to its length. Only time can show it: each
 * is given a text, and one sixteen times as long, of the kinds that make an expression go back and forth. In proportion the
 * longer one takes sixteen times as long; by the square, 256 times. The bound lies between, far from both.
 */
const [short, long] = [2 ** 11, 2 ** 15];
const bound = 100;

/** Everything that reads a stranger's text with an expression of ours. */
const readers: Record<string, (text: string) => unknown> = {
	'a bearer token': (text) => readBearer(`Bearer ${text}`),
	'a code': readCode,
	'signs of a code': signsOf,
	'groups of a code': inGroups,
	'a key in a link': keyIn,
	'a key': isKey,
	'a frame of a QR series': (text) => readFrame(`BO1.${text}`),
	'a request to join': (text) => readSpoken(Join, { protocol: 1, code: text, name: text }),
	'the language of a push': (text) =>
		readSpoken(Push, { protocol: 1, entries: [], language: text }),
	'a view': (text) =>
		readSpoken(GiveView, {
			protocol: 1,
			view: { id: text, activity: text, item: text, said: null, again: null }
		}),
	'an entry': (text) =>
		readBatch([
			{ id: text, device: text, seq: 1, at: text, attempt: null, type: 'x', v: 1, data: {} }
		]),
	'a record file': (text) =>
		importRecord(JSON.stringify({ format: 'breakout-record', version: 1, exportedAt: text })),
	'an address': addressKey,
	'an address with a zone': (text) => addressKey(`fe80::1%${text.replace(/[^\w.:-]/g, '1')}`),
	'a name': (text) => [isName(text), nameKey(text)],
	'a user agent': deviceOf,
	'a cell of a spreadsheet': (text) => csvOf({ columns: [text], rows: [[text]] }),
	'a search for members': (text) =>
		memberPage([], memberQueryIn(new URLSearchParams({ search: text }))),
	'a filter': (text) => readFilter(new URLSearchParams({ joined: text, lesson: text })),
	'an address to go to': (text) => wantedPath(`/teach/${text}`)
};

const pieces = [
	'a',
	'1',
	' ',
	'\t',
	'.',
	'-',
	'%',
	'/',
	'\\',
	'"',
	'<',
	'é',
	'1.',
	'a ',
	'1:',
	': '
];
const ends = ['', '!', '\u0000'];

/** Milliseconds of the quickest of some turns, on the processor: what others do on a busy machine does not count. */
function quickest(work: () => unknown): number {
	let least = Infinity;
	for (let turn = 0; turn < 4; turn++) {
		const began = process.cpuUsage();
		work();
		const { user, system } = process.cpuUsage(began);
		least = Math.min(least, (user + system) / 1000);
	}
	return least;
}

describe('the time to read grows no faster than the text:', () => {
	test.each(Object.entries(readers))('%s', (_name, read) => {
		for (const piece of pieces)
			for (const end of ends) {
				const textOf = (length: number) => piece.repeat(length / piece.length) + end;
				const [less, more] = [textOf(short), textOf(long)];
				// Below a millisecond nothing is told, and nothing is amiss.
				const grain = 1;
				const growth =
					quickest(() => read(more)) /
					Math.max(
						grain,
						quickest(() => read(less))
					);
				expect(growth, JSON.stringify(piece + end)).toBeLessThan(bound);
			}
	});
});
