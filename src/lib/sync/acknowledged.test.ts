import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acknowledge, isAcknowledged, unite } from './acknowledged';

const place = fc.record({
	device: fc.constantFrom('a', 'b', '__proto__', 'constructor'),
	seq: fc.integer({ min: 1, max: 30 })
});
const key = ({ device, seq }: { device: string; seq: number }) => `${device} ${seq}`;

test('keeps runs, not numbers', () => {
	const seqs = [3, 1, 2, 9, 5, 4];
	const places = seqs.map((seq) => ({ device: 'a', seq }));
	expect(acknowledge({}, places)).toEqual({
		a: [
			[1, 5],
			[9, 9]
		]
	});
});

test('has what was added and nothing else, in whatever order and however often', () => {
	fc.assert(
		fc.property(fc.array(place), fc.array(place), (some, others) => {
			const all = acknowledge(acknowledge({}, some), others);
			const added = new Set([...some, ...others].map(key));
			for (const device of ['a', 'b', '__proto__', 'constructor'])
				for (let seq = 0; seq <= 31; seq++)
					expect(isAcknowledged(all, { device, seq })).toBe(added.has(key({ device, seq })));
			expect(acknowledge(all, some)).toEqual(all);
			expect(unite(acknowledge({}, others), acknowledge({}, some))).toEqual(all);
			expect(JSON.parse(JSON.stringify(all))).toEqual(all);
		})
	);
});
