import * as v from 'valibot';
import { notAList } from './yaml';

/** The shapes of everything an author writes as YAML. Parsed once, here; trusted afterwards. */

const Id = v.pipe(
	v.string(),
	v.regex(/^[a-z0-9][a-z0-9-]*$/, 'must be an id: lower-case words joined by hyphens')
);
/** Markdown in words that nobody reads as that. */
const markdown = /\]\(|\*[^\s*][^*]*\*|<\/?[a-z][^>]*>|\[(?:[A-Z][A-Z0-9]*-[A-Za-z0-9-]+|DOC\?)\]/;
const Sentence = v.pipe(
	v.string(),
	v.trim(),
	v.minLength(1, 'must not be empty'),
	v.check(
		(words) => !markdown.test(words),
		'is shown as it stands, so stars, links, claims and HTML would be seen. Write it in plain words'
	)
);
/** Names with their values. To the library a list is that, too, with the names 0, 1 and so on. */
function names<
	const Key extends v.BaseSchema<string, string, v.BaseIssue<unknown>>,
	const Value extends v.GenericSchema
>(key: Key, value: Value) {
	return v.pipe(
		v.unknown(),
		v.check((input) => !Array.isArray(input), notAList),
		v.record(key, value)
	);
}
const Labels = names(Id, Sentence);
/** Words that mean something else in the brackets of a choice, so no track or dial may have them as its name. */
export const reservedWords = [
	'to',
	'quality',
	'when',
	'reveals',
	'stage',
	'outcome',
	'chose'
] as const;
const Name = v.pipe(
	Id,
	v.regex(/^[a-z]/, 'must begin with a letter'),
	v.check(
		(id) => !(reservedWords as readonly string[]).includes(id),
		'is a word of the grammar: choose another'
	)
);
const Whole = v.pipe(v.number(), v.integer(), v.minValue(0, 'must be 0 or more'));
/** `record=3` would ask about a track. */
const DialValue = v.pipe(Id, v.regex(/\D/, 'must not be a number'));
const AsText = v.pipe(
	v.union([v.string(), v.number()]),
	v.transform((value) => String(value))
);

export const CourseFrontmatter = v.strictObject({
	id: Id,
	title: Sentence,
	event: Sentence,
	lessons: v.pipe(v.array(Id), v.minLength(1)),
	sessions: v.array(Id),
	after: v.optional(names(Id, v.array(Id)), {})
});

export const LessonFrontmatter = v.strictObject({
	id: Id,
	title: Sentence,
	summary: Sentence,
	session: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
	objectives: Labels,
	misconceptions: v.optional(Labels, {})
});

export const QuizFrontmatter = v.strictObject({ id: Id, title: Sentence });

export const ScenarioFrontmatter = v.strictObject({
	id: Id,
	title: Sentence,
	source: v.optional(v.string()),
	role: Sentence,
	objectives: v.pipe(v.array(Id), v.minLength(1)),
	stages: Labels,
	tracks: v.optional(
		names(
			Name,
			v.strictObject({
				label: Sentence,
				from: Whole,
				min: Whole,
				max: Whole,
				better: v.picklist(['up', 'down'])
			})
		),
		{}
	),
	dials: v.optional(
		names(
			Name,
			v.strictObject({ label: Sentence, from: DialValue, values: names(DialValue, Sentence) })
		),
		{}
	)
});

const RefId = v.pipe(
	v.string(),
	v.regex(/^[A-Z][A-Z0-9]*-[A-Za-z0-9-]+$/, 'must look like B2-K7a or BUD-16')
);

export const claimStances = {
	agreed: 'agreed',
	recognised: 'recognised',
	acknowledged: 'recognised',
	noted: 'recognised',
	'noted (limit on B2-K5a)': 'recognised',
	emphasised: 'recognised',
	'referred-to': 'recognised',
	concerns: 'recognised',
	'some-participants': 'some',
	DISAGREED: 'disagreed',
	'DISAGREED (side 1)': 'disagreed',
	'DISAGREED (side 2)': 'disagreed',
	'doc-normative': 'document',
	'doc-assertion': 'document',
	'doc-prediction': 'document',
	'doc-suggestion': 'document',
	'doc-fact': null,
	title: null,
	reference: null,
	about: null,
	question: null
} as const;
export type ClaimStance = keyof typeof claimStances;

/** The kind that follows from a stance (content.md §2). */
export function kindOf(stance: ClaimStance): string {
	const form = claimStances[stance];
	if (form === 'document') return 'document-statement';
	if (form) return 'reported-view';
	return stance === 'question' ? 'question' : 'document-fact';
}

export const Claim = v.strictObject({
	id: RefId,
	section: v.picklist([
		'title',
		'background',
		'plenary-1',
		'breakout-1',
		'breakout-2',
		'breakout-3',
		'footnotes',
		'about'
	]),
	part: v.picklist(['takeaway', 'question', 'text']),
	paragraph: v.pipe(v.number(), v.integer(), v.minValue(1)),
	stance: v.picklist(Object.keys(claimStances) as ClaimStance[]),
	kind: v.picklist(['reported-view', 'document-statement', 'document-fact', 'question']),
	modal: v.array(v.string()),
	text: Sentence
});
export type Claim = v.InferOutput<typeof Claim>;

export const Background = v.strictObject({
	id: RefId,
	kind: v.picklist(['treaty-text', 'official-source', 'secondary-source', 'inference']),
	mark: v.picklist(['verified', 'secondary', 'ours']),
	layer: v.picklist([1, 2]),
	source: v.optional(Sentence),
	url: v.optional(v.pipe(v.string(), v.url())),
	'as-of': v.optional(AsText),
	text: Sentence
});
export type Background = v.InferOutput<typeof Background>;

export const Term = v.strictObject({
	id: Id,
	term: Sentence,
	'in-summary': v.optional(v.boolean(), false),
	text: Sentence,
	claims: v.optional(v.array(RefId), [])
});
export type Term = v.InferOutput<typeof Term>;
