import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds, parseCondition, pick, type Standing } from './condition';
import type { Condition, Test } from './model';

const here: Standing = {
	tracks: { trust: 2, 'days-left': 0 },
	chosen: ['wait', 'ring'],
	dials: { moon: 'new' }
};
const says = (source: string): boolean => {
	const condition = parseCondition(source);
	if (!condition) throw new Error(`"${source}" is no condition.`);
	return holds(condition, here);
};

describe('parseCondition', () => {
	it('reads a comparison of a track with each sign', () => {
		for (const op of ['<', '<=', '=', '>=', '>'] as const)
			expect(parseCondition(`days-left${op}10`)).toEqual([
				[{ kind: 'track', track: 'days-left', op, value: 10 }]
			]);
	});

	it('reads an earlier choice, and a dial', () => {
		expect(parseCondition('chose=all-data')).toEqual([[{ kind: 'chose', option: 'all-data' }]]);
		expect(parseCondition('record=misused')).toEqual([
			[{ kind: 'dial', dial: 'record', value: 'misused' }]
		]);
	});

	it('joins by "and" before it joins by "or", and lets "not" turn one round', () => {
		expect(parseCondition('a<2 and not chose=b or not record=misused')).toEqual([
			[
				{ kind: 'track', track: 'a', op: '<', value: 2 },
				{ kind: 'chose', option: 'b', not: true }
			],
			[{ kind: 'dial', dial: 'record', value: 'misused', not: true }]
		]);
	});

	it('does not mind spaces and lines', () => {
		expect(parseCondition('  trust < 2\n  and   chose=b ')).toEqual([
			[
				{ kind: 'track', track: 'trust', op: '<', value: 2 },
				{ kind: 'chose', option: 'b' }
			]
		]);
	});

	it('takes "not" for a word and not for the end of one, wherever spaces are', () => {
		const not = [[{ kind: 'track', track: 'trust', op: '<', value: 2, not: true }]];
		expect(parseCondition(' \n not  trust<2 ')).toEqual(not);
		expect(parseCondition('a<1 or   not trust<2')?.slice(1)).toEqual(not);
		expect(parseCondition('a<1 and   not trust<2')?.[0].slice(1)).toEqual(not[0]);
		expect(parseCondition('knot < 2')).toEqual([
			[{ kind: 'track', track: 'knot', op: '<', value: 2 }]
		]);
	});

	it.each(['trust<2 and trust', 'trust and trust<2', 'trust<2 or trust', 'trust or trust<2'])(
		'refuses "%s" for its one wrong part',
		(source) => {
			expect(parseCondition(source)).toBeNull();
		}
	);

	it.each([
		'',
		'trust',
		'trust<',
		'<2',
		'trust<-1',
		'trust<1.5',
		'trust==2',
		'trust!=2',
		'trust<2,',
		'Trust<2',
		'trust<2 and',
		'or trust<2',
		'trust<2 && trust>0',
		'not not trust<2',
		'not',
		'chose=',
		'chose=A',
		'(trust<2)'
	])('refuses "%s"', (source) => {
		expect(parseCondition(source)).toBeNull();
	});

	it('never throws', () => {
		const pieces = fc.array(fc.constantFrom('not', 'and', 'or', 'chose=', 'a', '<', '=', '2', ' '));
		fc.assert(fc.property(fc.string(), (source) => void parseCondition(source)));
		fc.assert(fc.property(pieces, (source) => void parseCondition(source.join(''))));
	});
});

const id = fc.constantFrom('a', 'b', 'some-id');
const test: fc.Arbitrary<Test> = fc
	.oneof(
		fc.record({
			kind: fc.constant('track' as const),
			track: id,
			op: fc.constantFrom('<' as const, '<=' as const, '=' as const, '>=' as const, '>' as const),
			value: fc.nat(3)
		}),
		fc.record({ kind: fc.constant('chose' as const), option: id }),
		fc.record({ kind: fc.constant('dial' as const), dial: id, value: id })
	)
	.chain((one) => fc.boolean().map((not): Test => (not ? { ...one, not } : one)));
const condition: fc.Arbitrary<Condition> = fc.array(
	fc.array(test, { minLength: 1, maxLength: 3 }),
	{
		minLength: 1,
		maxLength: 3
	}
);
const standing: fc.Arbitrary<Standing> = fc.record({
	tracks: fc.record({ a: fc.nat(3), b: fc.nat(3), 'some-id': fc.nat(3) }),
	chosen: fc.subarray(['a', 'b', 'some-id']),
	dials: fc.record({ a: id, b: id, 'some-id': id })
});

function write(rows: Condition): string {
	const one = (test: Test): string => {
		const text =
			test.kind === 'track'
				? `${test.track}${test.op}${test.value}`
				: test.kind === 'chose'
					? `chose=${test.option}`
					: `${test.dial}=${test.value}`;
		return test.not ? `not ${text}` : text;
	};
	return rows.map((row) => row.map(one).join(' and ')).join(' or ');
}

describe('holds', () => {
	it('is true without a condition', () => {
		expect(holds(undefined, here)).toBe(true);
	});

	it('compares tracks', () => {
		expect(says('trust<3')).toBe(true);
		expect(says('trust<2')).toBe(false);
		expect(says('trust<=2')).toBe(true);
		expect(says('trust<=1')).toBe(false);
		expect(says('trust=2')).toBe(true);
		expect(says('trust=0')).toBe(false);
		expect(says('trust>=2')).toBe(true);
		expect(says('trust>=3')).toBe(false);
		expect(says('trust>1')).toBe(true);
		expect(says('trust>2')).toBe(false);
		expect(says('days-left=0')).toBe(true);
	});

	it('remembers choices and knows dials', () => {
		expect(says('chose=wait')).toBe(true);
		expect(says('chose=sell')).toBe(false);
		expect(says('moon=new')).toBe(true);
		expect(says('moon=full')).toBe(false);
	});

	it('asks for all of a row and for one of the rows', () => {
		expect(says('chose=wait and chose=sell')).toBe(false);
		expect(says('chose=wait and chose=ring')).toBe(true);
		expect(says('chose=sell or chose=ring')).toBe(true);
		expect(says('chose=ring or chose=sell and moon=full')).toBe(true);
		expect(says('chose=sell and moon=new or moon=full')).toBe(false);
	});

	it('is turned round by "not"', () => {
		fc.assert(
			fc.property(test, standing, (one, where) => {
				const { not, ...plain } = one;
				const turned: Test = not ? plain : { ...plain, not: true };
				expect(holds([[one]], where)).not.toBe(holds([[turned]], where));
			})
		);
	});

	it('understands what is written as it was meant', () => {
		fc.assert(
			fc.property(condition, (rows) => {
				expect(parseCondition(write(rows))).toEqual(rows);
			})
		);
	});
});

describe('pick', () => {
	it('gives the first value whose condition holds', () => {
		const cases = [
			{ value: 'sold', when: parseCondition('chose=sell') ?? [] },
			{ value: 'waited', when: parseCondition('chose=wait') ?? [] },
			{ value: 'rang', when: parseCondition('chose=ring') ?? [] },
			{ value: 'nothing' }
		];
		expect(pick(cases, here)).toBe('waited');
		expect(pick(cases, { ...here, chosen: [] })).toBe('nothing');
	});

	it('gives the last value where no condition holds', () => {
		const never = parseCondition('chose=sell') ?? [];
		const cases = [
			{ value: 'sold', when: never },
			{ value: 'sold again', when: never }
		];
		expect(pick(cases, here)).toBe('sold again');
	});
});
