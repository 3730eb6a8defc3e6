import type { Heading, Paragraph, PhrasingContent } from 'mdast';

/** What stands in the curly brackets at the end of a heading, an option or a paragraph. */
export interface Attributes {
	id?: string;
	classes: string[];
	values: Record<string, string>;
	flags: string[];
	/** `trust+1`, `logs=0`, `evidence<=2`: read by the scenario, which knows its tracks. */
	effects: { track: string; sign: '+' | '-' | '<='; value: number }[];
	/** Words that fit nothing, and what stands a second time. */
	strange: string[];
}

export const noAttributes: Attributes = {
	classes: [],
	values: {},
	flags: [],
	effects: [],
	strange: []
};

/** Every word that may stand alone in the brackets. */
export const flags = ['right', 'best', 'certainty', 'extra'];

/** One attribute. An unclosed quotation mark runs to the end, so that it is reported and not lost. */
export const word = /(?:[^\s"]|"[^"]*(?:"|$))+/g;

/** Reads the inside of `{…}`: `#id .class name=value name="two words" flag track+1 track<=2`. */
export function parseAttributes(source: string): Attributes {
	const result: Attributes = { classes: [], values: {}, flags: [], effects: [], strange: [] };
	for (const [token] of source.matchAll(word)) {
		const id = /^#([a-z0-9][a-z0-9-]*)$/.exec(token);
		const cls = /^\.([a-z][a-z0-9-]*)$/.exec(token);
		const effect = /^([a-z][a-z0-9-]*?)(\+|-|<=)(\d+)$/.exec(token);
		const value = /^([a-z][a-z0-9-]*)=(?:"([^"]*)"|([^\s"]+))$/.exec(token);
		const repeated = id
			? result.id !== undefined
			: value
				? Object.hasOwn(result.values, value[1])
				: cls
					? result.classes.includes(cls[1])
					: result.flags.includes(token);
		if (repeated) result.strange.push(token);
		else if (id) result.id = id[1];
		else if (cls) result.classes.push(cls[1]);
		else if (effect)
			result.effects.push({
				track: effect[1],
				sign: effect[2] as '+' | '-' | '<=',
				value: Number(effect[3])
			});
		else if (value) result.values[value[1]] = value[2] ?? value[3];
		else if (/^[a-z][a-z0-9-]*$/.test(token)) result.flags.push(token);
		else result.strange.push(token);
	}
	return result;
}

/**
 * Takes the attributes off the end of a heading or paragraph, leaving its words.
 * Gives null when there are none.
 */
export function takeAttributes(node: Heading | Paragraph): Attributes | null {
	const last = node.children.at(-1) as PhrasingContent | undefined;
	if (last?.type !== 'text') return null;
	const found = /\s*\{([^{}]*)\}\s*$/.exec(last.value);
	if (!found) return null;
	last.value = last.value.slice(0, found.index);
	if (last.value === '') node.children.pop();
	return parseAttributes(found[1]);
}
