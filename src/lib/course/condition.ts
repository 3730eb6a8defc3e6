import type { Cases, Condition, Test } from './model';

/** Where a story stands: what conditions look at. Tracks hold their current values. */
export interface Standing {
	tracks: Record<string, number>;
	chosen: readonly string[];
	dials: Record<string, string>;
}

const trackTest = /^([a-z][a-z0-9-]*)\s*(<=|>=|<|>|=)\s*(\d+)$/;
const wordTest = /^([a-z][a-z0-9-]*)=([a-z0-9][a-z0-9-]*)$/;

/** Reads `a<2 and not chose=b or record=misused`. Returns null when it is not a condition. */
export function parseCondition(source: string): Condition | null {
	const rows = source
		.trim()
		.split(/\s+or\s+/)
		.map((row) => row.split(/\s+and\s+/).map(parseTest));
	return rows.every((row) => row.every((test) => test !== null)) ? (rows as Condition) : null;
}

function parseTest(source: string): Test | null {
	const not = /^not\s+/.test(source);
	const text = source.replace(/^not\s+/, '').trim();
	const flag = not ? { not } : {};
	const track = trackTest.exec(text);
	if (track) {
		return {
			kind: 'track',
			track: track[1],
			op: track[2] as '<' | '<=' | '=' | '>=' | '>',
			value: Number(track[3]),
			...flag
		};
	}
	const word = wordTest.exec(text);
	if (!word) return null;
	return word[1] === 'chose'
		? { kind: 'chose', option: word[2], ...flag }
		: { kind: 'dial', dial: word[1], value: word[2], ...flag };
}

/** Whether a condition holds where the story stands; an absent condition always does. */
export function holds(condition: Condition | undefined, standing: Standing): boolean {
	return (
		!condition ||
		condition.some((row) => row.every((test) => passes(test, standing) !== Boolean(test.not)))
	);
}

function passes(test: Test, { tracks, chosen, dials }: Standing): boolean {
	switch (test.kind) {
		case 'chose':
			return chosen.includes(test.option);
		case 'dial':
			return dials[test.dial] === test.value;
		case 'track': {
			const value = tracks[test.track];
			if (test.op === '<') return value < test.value;
			if (test.op === '<=') return value <= test.value;
			if (test.op === '=') return value === test.value;
			if (test.op === '>=') return value >= test.value;
			return value > test.value;
		}
	}
}

/** The first case whose condition holds; the last has none, so there always is one. */
export function pick<T>(cases: Cases<T>, standing: Standing): T {
	const found = cases.find((entry) => holds(entry.when, standing)) ?? cases[cases.length - 1];
	return found.value;
}
