import { expect, it } from 'vitest';
import { directionOf } from './direction';
import { markUntranslated, type Published } from './untranslated';

/** Words are written `words n`, markup `html n` in here, so that what became of each can be told from itself. */
let count = 0;
const words = (): string => `words ${(count += 1)}`;
const html = (tag = ''): string => `${tag}html ${(count += 1)}`;
const prose = (tag = '<p>') => ({ html: html(tag), claims: ['b1-k1'] });

/** Everything that a course has words for, read from these files. */
function published(language = ''): Published {
	const at = (name: string, ending = 'md') => `lessons/${name}${language}.${ending}`;
	const option = () => ({ html: html(), feedback: prose() });
	return {
		index: { file: at('course'), title: words(), event: words(), lede: words() },
		folders: [
			{
				folder: 'a',
				lesson: {
					document: { file: at('a/lesson') },
					head: {
						id: 'a',
						title: words(),
						summary: words(),
						objectives: { one: words() },
						misconceptions: { two: words() }
					},
					steps: [
						{ id: 'step', title: words(), blocks: [prose('<ul>'), { activity: 'quiz' }] },
						{ id: 'next', title: words(), blocks: [{ ...prose('<h3>'), document: words() }] }
					]
				},
				quizzes: [
					{
						document: { file: at('a/quiz') },
						model: { id: 'quiz' },
						text: {
							title: words(),
							items: {
								whole: {
									title: words(),
									stem: [prose('<blockquote>')],
									hint: html('<p>'),
									options: { yes: option() },
									question: html('<em>'),
									answers: { no: option() },
									explanation: [prose('<table>')]
								},
								bare: {
									title: words(),
									stem: [],
									options: { yes: { html: html('<pre>') } },
									answers: {},
									explanation: []
								}
							}
						}
					}
				],
				scenarios: [
					{
						document: { file: at('a/scenario') },
						text: {
							title: words(),
							role: words(),
							intro: [prose('<ol>')],
							stages: { first: words() },
							tracks: { track: words() },
							dials: { dial: { label: words(), values: { low: words() } } },
							scenes: {
								scene: {
									title: words(),
									prose: [prose('<div>')],
									options: {
										go: { label: html(), date: words(), story: html('<p>'), feedback: prose() },
										stay: { label: html(), date: '', story: html('<p>'), feedback: prose() }
									}
								}
							},
							debrief: [prose()],
							map: { width: 1, height: 1, scenes: { scene: [0, 0] }, links: [] }
						}
					}
				]
			}
		],
		ledger: {
			file: at('claims', 'yaml'),
			lines: new Map([['b1-k1', 3]]),
			claims: new Map([['b1-k1', { id: 'b1-k1', text: words() }]]),
			background: new Map([['bg-1', { id: 'bg-1', text: words() }]])
		},
		glossary: {
			file: at('glossary', 'yaml'),
			terms: new Map([['mlat', { id: 'mlat', term: words(), text: words() }]])
		}
	} as unknown as Published;
}

/** The same with every text of it changed. */
function changed(part: unknown, change: (text: string) => string): unknown {
	if (typeof part === 'string') return change(part);
	if (Array.isArray(part)) return part.map((one) => changed(one, change));
	if (part instanceof Map)
		return new Map([...part].map(([key, value]) => [key, changed(value, change)]));
	if (part === null || typeof part !== 'object') return part;
	return Object.fromEntries(
		Object.entries(part).map(([key, value]) => [key, changed(value, change)])
	);
}

/** What is said of a text that is in another language: words by the first, markup by how it begins. */
const marked = (asWords: (text: string) => string, attributes: string) => (text: string) => {
	if (text.startsWith('words')) return asWords(text);
	if (/^(<em>)?html/.test(text)) return `<span ${attributes}>${text}</span>`;
	return text.startsWith('<') ? `<div class="prose" ${attributes}>${text}</div>` : text;
};

it('says of everything that is not translated which language it is in, and isolates words from a page that runs the other way', () => {
	const source = published();
	expect(markUntranslated(source, 'ar', 'en')).toEqual(
		changed(
			source,
			marked((text) => `\u2066${text}\u2069`, 'lang="en" dir="ltr"')
		)
	);
	expect(markUntranslated(source, 'en', 'fa')).toEqual(
		changed(
			source,
			marked((text) => `\u2067${text}\u2069`, 'lang="fa" dir="rtl"')
		)
	);
	expect(markUntranslated(source, 'fr', 'en')).toEqual(
		changed(
			source,
			marked((text) => text, 'lang="en" dir="ltr"')
		)
	);
});

it('leaves what is translated as it is, file by file', () => {
	const translated = published('.ar');
	expect(markUntranslated(translated, 'ar', 'en')).toEqual(translated);
	const source = published();
	const [folder] = source.folders;
	const [own] = translated.folders;
	const mixed = { ...source, folders: [{ ...folder, quizzes: own.quizzes }] };
	const made = markUntranslated(mixed, 'ar', 'en').folders[0];
	expect(made.quizzes).toEqual(own.quizzes);
	expect(made.lesson).not.toEqual(folder.lesson);
	expect(made.scenarios).not.toEqual(folder.scenarios);
});

it('knows which languages are written from right to left', () => {
	for (const language of ['ar', 'ar-EG', 'he', 'fa', 'fa-AF', 'ur'])
		expect(directionOf(language), language).toBe('rtl');
	for (const language of ['en', 'fr', 'zh-Hans', 'de-x-ar', 'arn', 'fat'])
		expect(directionOf(language), language).toBe('ltr');
});
