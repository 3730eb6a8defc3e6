import type { ReadFolder } from './compile';
import { directionOf } from './direction';
import type { Glossary, Ledger } from './ledger';
import type { CourseIndex, ItemText, Prose, QuizText, ScenarioText } from './model';
import { translation } from './translation';

/** What a course in one language is published from; each part with the file it was read from, where it does not know that. */
export interface Published {
	index: Pick<CourseIndex, 'title' | 'event' | 'lede'> & { file: string };
	folders: ReadFolder[];
	ledger: Ledger;
	glossary: Glossary & { file: string };
}

const all = <Value>(given: Record<string, Value>, change: (value: Value) => Value) =>
	Object.fromEntries(Object.entries(given).map(([id, value]) => [id, change(value)]));

const rows = <Row extends object>(given: Map<string, Row>, change: (row: Row) => Row) =>
	new Map([...given].map(([id, row]) => [id, change(row)]));

/**
 * Files may be translated one by one, and what is not translated yet is shown in the language of the source. There it says
 * so, or a screen reader would pronounce it as if it were in that of the page (WCAG 2.2, 3.1.2), and a page from right to left
 * would put its full stops at the wrong end. Words without markup, such as titles, can only say their direction.
 */
export function markUntranslated(
	{ index, folders, ledger, glossary }: Published,
	language: string,
	sourceLanguage: string
): Published {
	const direction = directionOf(sourceLanguage);
	const attributes = `lang="${sourceLanguage}" dir="${direction}"`;
	const isTurned = directionOf(language) !== direction;

	/** Isolated in the direction of the source (UAX #9). */
	const isolate = direction === 'rtl' ? '\u2067' : '\u2066';
	const words = (given: string): string => (isTurned && given ? `${isolate}${given}\u2069` : given);
	const html = (given: string): string =>
		/^<(?:p|ul|ol|h\d|table|blockquote|pre|div)\b/.test(given)
			? `<div class="prose" ${attributes}>${given}</div>`
			: `<span ${attributes}>${given}</span>`;
	const prose = <Given extends Prose>(given: Given): Given => ({
		...given,
		html: html(given.html),
		...(given.document ? { document: words(given.document) } : {})
	});

	type OptionText = ItemText['options'][string];
	const option = (given: OptionText): OptionText => ({
		html: html(given.html),
		...(given.feedback ? { feedback: prose(given.feedback) } : {})
	});
	const quiz = (given: QuizText): QuizText => ({
		title: words(given.title),
		items: all(given.items, (item) => ({
			title: words(item.title),
			stem: item.stem.map(prose),
			...(item.hint ? { hint: html(item.hint) } : {}),
			options: all(item.options, option),
			...(item.question ? { question: html(item.question) } : {}),
			answers: all(item.answers, option),
			explanation: item.explanation.map(prose)
		}))
	});
	const scenario = (given: ScenarioText): ScenarioText => ({
		title: words(given.title),
		role: words(given.role),
		intro: given.intro.map(prose),
		stages: all(given.stages, words),
		tracks: all(given.tracks, words),
		dials: all(given.dials, ({ label, values }) => ({
			label: words(label),
			values: all(values, words)
		})),
		scenes: all(given.scenes, ({ title, prose: parts, options }) => ({
			title: words(title),
			prose: parts.map(prose),
			options: all(options, ({ label, date, story, feedback }) => ({
				label: html(label),
				date: words(date),
				story: html(story),
				feedback: prose(feedback)
			}))
		})),
		debrief: given.debrief.map(prose),
		map: given.map
	});
	const lesson = ({ head, steps, ...rest }: ReadFolder['lesson']): ReadFolder['lesson'] => ({
		...rest,
		head: {
			...head,
			title: words(head.title),
			summary: words(head.summary),
			objectives: all(head.objectives, words),
			misconceptions: all(head.misconceptions, words)
		},
		steps: steps.map((step) => ({
			...step,
			title: words(step.title),
			blocks: step.blocks.map((block) => ('html' in block ? prose(block) : block))
		}))
	});

	const unless = <Part>(file: string, part: Part, change: (part: Part) => Part): Part =>
		translation.test(file) ? part : change(part);
	const row = <Row extends { text: string }>(one: Row) => ({ ...one, text: words(one.text) });
	return {
		index: unless(index.file, index, ({ file, ...rest }) => ({
			file,
			title: words(rest.title),
			event: words(rest.event),
			lede: words(rest.lede)
		})),
		folders: folders.map((folder) => ({
			...folder,
			lesson: unless(folder.lesson.document.file, folder.lesson, lesson),
			quizzes: folder.quizzes.map((one) =>
				unless(one.document.file, one, (one) => ({ ...one, text: quiz(one.text) }))
			),
			scenarios: folder.scenarios.map((one) =>
				unless(one.document.file, one, (one) => ({ ...one, text: scenario(one.text) }))
			)
		})),
		ledger: unless(ledger.file, ledger, (given) => ({
			...given,
			claims: rows(given.claims, row),
			background: rows(given.background, row)
		})),
		glossary: unless(glossary.file, glossary, (given) => ({
			...given,
			terms: rows(given.terms, (one) => ({ ...row(one), term: words(one.term) }))
		}))
	};
}
