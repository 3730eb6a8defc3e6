import * as v from 'valibot';
import { Background, Claim, kindOf, Term } from './frontmatter';
import type { ClaimText } from './model';
import type { Problems } from './problem';
import { parseWith, readYaml, type Yaml } from './yaml';

/** The rows that are right, by id, and the line of every row. */
export interface Ledger {
	claims: Map<string, Claim>;
	background: Map<string, Background>;
	lines: Map<string, number>;
	file: string;
	/** False when not even the lists can be read. */
	readable: boolean;
}

export interface Glossary {
	terms: Map<string, Term>;
	lines: Map<string, number>;
	readable: boolean;
}

const LedgerFile = v.strictObject({ claims: v.array(Claim), background: v.array(Background) });
const GlossaryFile = v.strictObject({ terms: v.array(Term) });

/** A row of a list: what it says when it is right, and its id and line even when it is not. */
interface Row<T> {
	id: string;
	line: number;
	right: T | null;
}

/**
 * Parses a YAML file whose lists hold rows with ids. A row that is wrong is reported once, here, and keeps its id, so that
 * not every place that cites it becomes a problem too.
 */
function readRows<const S extends v.GenericSchema>(
	list: string,
	schema: S,
	{ value, lineOf }: Yaml
): Row<v.InferOutput<S>>[] {
	const file = v.safeParse(listIn(list), value);
	if (!file.success) return [];
	return file.output[list].flatMap((row, index) => {
		const named = v.safeParse(v.object({ id: v.string() }), row);
		if (!named.success) return [];
		const parsed = v.safeParse(schema, row);
		return {
			id: named.output.id,
			line: lineOf([list, index, 'id']),
			right: parsed.success ? parsed.output : null
		};
	});
}

function listIn(name: string) {
	return v.object({ [name]: v.array(v.unknown()) });
}

function hasLists({ value }: Yaml, ...names: string[]): boolean {
	return names.every((name) => v.is(listIn(name), value));
}

/** Reads `ledger.yaml`: no id twice, and every kind follows from its stance. */
export function readLedger(file: string, source: string, problems: Problems): Ledger {
	const yaml = readYaml(file, source, 0, problems);
	parseWith(LedgerFile, yaml.value, { file, ...yaml }, problems, 'ledger_wrong');
	const ledger: Ledger = {
		claims: new Map(),
		background: new Map(),
		lines: new Map(),
		file,
		readable: hasLists(yaml, 'claims', 'background')
	};
	const note = ({ id, line }: Row<unknown>) => {
		const first = ledger.lines.get(id);
		if (first !== undefined)
			problems.add(
				'id_repeated',
				file,
				line,
				`The claim id ${id} already stands on line ${first}. Give one of them another id.`
			);
		else ledger.lines.set(id, line);
	};
	for (const row of readRows('claims', Claim, yaml)) {
		note(row);
		const { id, line, right } = row;
		if (!right) continue;
		ledger.claims.set(id, right);
		if (right.kind !== kindOf(right.stance))
			problems.add(
				'ledger_kind',
				file,
				line,
				`${id} has the stance "${right.stance}", so its kind is ${kindOf(right.stance)}, not ${right.kind}. Correct one of them.`
			);
	}
	for (const row of readRows('background', Background, yaml)) {
		note(row);
		const { id, line, right } = row;
		if (!right) continue;
		ledger.background.set(id, right);
		if (right.kind !== 'inference' && !right.source)
			problems.add(
				'ledger_source',
				file,
				line,
				`${id} names no source. Add source:, or make it an inference of our own.`
			);
		if (right.layer === 2 && !right['as-of'])
			problems.add(
				'ledger_date',
				file,
				line,
				`${id} is from after the consultation. Add as-of: with the date up to which it was seen.`
			);
	}
	return ledger;
}

/** Reads `glossary.yaml`; every claim it names must be in the ledger. */
export function readGlossary(
	file: string,
	source: string,
	ledger: Ledger,
	problems: Problems
): Glossary {
	const yaml = readYaml(file, source, 0, problems);
	parseWith(GlossaryFile, yaml.value, { file, ...yaml }, problems, 'glossary_wrong');
	const glossary: Glossary = {
		terms: new Map(),
		lines: new Map(),
		readable: hasLists(yaml, 'terms')
	};
	for (const { id, line, right } of readRows('terms', Term, yaml)) {
		const first = glossary.lines.get(id);
		if (first !== undefined)
			problems.add(
				'id_repeated',
				file,
				line,
				`The term "${id}" is already defined on line ${first}. Keep one definition.`
			);
		else glossary.lines.set(id, line);
		if (!right) continue;
		glossary.terms.set(id, right);
		for (const claim of right.claims)
			if (ledger.readable && !ledger.lines.has(claim))
				problems.add(
					'claim_unknown',
					file,
					line,
					`There is no claim ${claim} in lessons/ledger.yaml. Correct the id, or add the row.`
				);
	}
	return glossary;
}

/** A row of the ledger as the margin shows it. */
export function claimText(ledger: Ledger, id: string): ClaimText | null {
	const claim = ledger.claims.get(id);
	if (claim) {
		const { kind, stance, section, part, paragraph, text } = claim;
		return { id, kind, stance, section, part, paragraph, text };
	}
	const row = ledger.background.get(id);
	if (!row) return null;
	return {
		id,
		kind: row.kind,
		layer: row.layer,
		...(row.source ? { source: row.source } : {}),
		...(row.url ? { url: row.url } : {}),
		...(row['as-of'] ? { asOf: row['as-of'] } : {}),
		text: row.text
	};
}
