import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import { formatProblem } from './problem';
import { change, paths, sampleCourse } from './sample-course';

/** One way to break the sample, and the one problem it must give. */
interface Case {
	code: string;
	/** What the author did. */
	when: string;
	files: Files;
	file: string;
	/** Words that begin on the line of the problem, or its number. */
	at: string | number;
	says: string;
}

const { course, ledger, glossary, lesson, quiz, scenario, closing } = paths;

/** The sample with one change; the problem is reported in the changed file. */
function broken(
	code: string,
	when: string,
	[file, from, to]: [file: string, from: string, to: string],
	at: string | number,
	says: string
): Case {
	return { code, when, files: change(sampleCourse, file, from, to), file, at, says };
}

/** The sample with other names for what begins with a path. */
function renamed(from: string, to: string): Files {
	return Object.fromEntries(
		Object.entries(sampleCourse).map(([file, text]) => [file.replace(from, to), text])
	);
}

/** A change of the closing lesson's only sentence. */
function sentence(code: string, when: string, to: string, at: string, says: string): Case {
	return broken(code, when, [closing, 'The lamps are out. [L1-Q1]', to], at, says);
}

/** Scenes that follow one another. */
function manyScenes(count: number): string {
	return Array.from(
		{ length: count },
		(_, at) =>
			`## ${at} {#s${at} stage=telling}\n\n- On. {#g${at} to=s${at + 1} quality=open}\n\n  On.\n\n  > On. [DOC?]\n\n`
	).join('');
}

const trap = `## The pier {#pier stage=telling}

- Stay. {#stay to=pier quality=open}

  **Later.** You stay.

  > Nothing is said. [DOC?]

## Safe {#safe`;

const cases: Case[] = [
	// Files
	{
		code: 'lesson_missing',
		when: 'a folder has a quiz and no lesson',
		files: Object.fromEntries(
			Object.entries(sampleCourse).map(([file, text]) =>
				file === closing ? ['lessons/2-harbour/talk.quiz.md', text] : [file, text]
			)
		),
		file: 'lessons/2-harbour',
		at: 1,
		says: 'Add one'
	},
	{
		code: 'file_unknown',
		when: 'a file is no lesson, quiz or scenario',
		files: { ...sampleCourse, 'lessons/2-harbour/notes.md': 'Notes.' },
		file: 'lessons/2-harbour/notes.md',
		at: 1,
		says: 'name.quiz.md'
	},
	{
		code: 'file_unknown',
		when: 'a translation names its language in another way',
		files: { ...sampleCourse, 'lessons/2-harbour/lesson.FR.md': 'Bonjour.' },
		file: 'lessons/2-harbour/lesson.FR.md',
		at: 1,
		says: 'Rename it to lessons/2-harbour/lesson.fr.md'
	},
	{
		code: 'file_unknown',
		when: 'a translation names its language at another place',
		files: { ...sampleCourse, 'lessons/1-lights/light-checks.fr.quiz.md': 'Bonjour.' },
		file: 'lessons/1-lights/light-checks.fr.quiz.md',
		at: 1,
		says: 'as in lesson.fr.md or lesson.pt-BR.md'
	},
	{
		code: 'file_kind',
		when: 'a quiz is named as a scenario',
		files: renamed(quiz, quiz.replace('.quiz.', '.scenario.')),
		file: quiz.replace('.quiz.', '.scenario.'),
		at: 1,
		says: `This is written as a quiz and named as a scenario. Rename it to ${quiz}.`
	},
	{
		code: 'file_kind',
		when: 'a scenario is named as a quiz',
		files: renamed(scenario, scenario.replace('.scenario.', '.quiz.')),
		file: scenario.replace('.scenario.', '.quiz.'),
		at: 1,
		says: `This is written as a scenario and named as a quiz. Rename it to ${scenario}.`
	},
	{
		code: 'file_unknown',
		when: 'an editor has added its own ending to a scenario',
		files: renamed(scenario, `${scenario}.txt`),
		file: `${scenario}.txt`,
		at: 1,
		says: `Rename it to ${scenario}.`
	},
	{
		code: 'file_unknown',
		when: 'the name of a quiz has spaces and capitals',
		files: renamed(quiz, quiz.replace(/[^/]*$/, 'Light Checks.Quiz.markdown')),
		file: quiz.replace(/[^/]*$/, 'Light Checks.Quiz.markdown'),
		at: 1,
		says: 'Rename it to lessons/1-lights/light-checks.quiz.md.'
	},
	{
		code: 'file_unknown',
		when: 'the ending of a lesson has capitals',
		files: renamed(lesson, lesson.replace('.md', '.MD')),
		file: lesson.replace('.md', '.MD'),
		at: 1,
		says: `Rename it to ${lesson}.`
	},
	{
		code: 'file_unknown',
		when: 'the name of a folder has a space and an accent',
		files: renamed('lessons/1-lights/', 'lessons/1 Lìghts/'),
		file: 'lessons/1 Lìghts',
		at: 1,
		says: 'Rename it to lessons/1-lights.'
	},
	{
		code: 'file_unknown',
		when: 'a folder has no number',
		files: { ...sampleCourse, 'lessons/harbour/lesson.md': 'Notes.' },
		file: 'lessons/harbour/lesson.md',
		at: 1,
		says: 'a folder like 3-safeguards'
	},
	{
		code: 'translation_orphan',
		when: 'a translation has no source',
		files: { ...sampleCourse, 'lessons/2-harbour/talk.quiz.fr.md': 'Bonjour.' },
		file: 'lessons/2-harbour/talk.quiz.fr.md',
		at: 1,
		says: 'there is no lessons/2-harbour/talk.quiz.md'
	},
	{
		code: 'translation_orphan',
		when: 'a file claims to translate into the language of the source',
		files: { ...sampleCourse, 'lessons/2-harbour/lesson.en.md': sampleCourse[closing] },
		file: 'lessons/2-harbour/lesson.en.md',
		at: 1,
		says: '"en" is the language of the source'
	},
	{
		code: 'translation_graph',
		when: 'a translated item has another key',
		files: change(
			{ ...sampleCourse, 'lessons/1-lights/checks.quiz.fr.md': sampleCourse[quiz] },
			'lessons/1-lights/checks.quiz.fr.md',
			'{#brighter reveals=any-light}',
			'{#brighter reveals=rule-is-view}'
		),
		file: 'lessons/1-lights/checks.quiz.fr.md',
		at: '- The brighter one',
		says: 'copy everything in curly brackets'
	},
	{
		code: 'translation_graph',
		when: 'a translated lesson has another step',
		files: change(
			{ ...sampleCourse, 'lessons/2-harbour/lesson.fr.md': sampleCourse[closing] },
			'lessons/2-harbour/lesson.fr.md',
			'{#home .closing}',
			'{#maison .closing}'
		),
		file: 'lessons/2-harbour/lesson.fr.md',
		at: '## Home',
		says: "Copy the ids, the headings' brackets and the placements"
	},
	{
		code: 'translation_graph',
		when: 'a translated course has another order',
		files: change(
			{ ...sampleCourse, 'lessons/course.fr.md': sampleCourse[course] },
			'lessons/course.fr.md',
			'harbour: [lights]',
			'lights: []'
		),
		file: 'lessons/course.fr.md',
		at: 1,
		says: 'Copy id, lessons, sessions and after'
	},
	{
		code: 'translation_graph',
		when: 'a translated claim has another stance',
		files: change(
			{ ...sampleCourse, 'lessons/ledger.fr.yaml': sampleCourse[ledger] },
			'lessons/ledger.fr.yaml',
			'stance: agreed',
			'stance: some-participants'
		),
		file: 'lessons/ledger.fr.yaml',
		at: '  - id: L1-K1',
		says: 'Copy all but text'
	},

	// Frontmatter and YAML
	broken(
		'frontmatter_missing',
		'a quiz has no frontmatter',
		[quiz, '---\nid: light-checks\ntitle: Which light?\n---\n', ''],
		1,
		'Add it, with at least id and title'
	),
	broken(
		'frontmatter_open',
		'the frontmatter of a lesson is not closed',
		[closing, 'objectives: {}\n---', 'objectives: {}\n'],
		'objectives: {}',
		'Add a line of three hyphens'
	),
	broken(
		'yaml_broken',
		'a summary holds a colon',
		[lesson, 'summary: How a light', 'summary: How: a light'],
		'summary:',
		'straight double quotation marks'
	),
	broken(
		'yaml_broken',
		'the ledger is no YAML',
		[ledger, 'text: "The keepers met in autumn."', 'text: "The keepers" met'],
		'text: "The keepers" met',
		'one pair of them'
	),
	broken(
		'yaml_comment',
		'a title holds a number sign',
		[scenario, 'title: The fog', 'title: Fog #2 of the year'],
		'title: Fog',
		'straight double quotation marks'
	),
	broken(
		'yaml_comment',
		'a term is explained with a number sign',
		[glossary, 'text: Who tends a light.', 'text: Who tends light #1.'],
		'text: Who',
		'straight double quotation marks'
	),
	broken(
		'frontmatter_wrong',
		'a session has no number',
		[lesson, 'session: 1', 'session: one'],
		'session: one',
		'session:'
	),
	broken(
		'frontmatter_wrong',
		'the course has no title',
		[course, 'title: Lights at sea\n', ''],
		1,
		'title'
	),
	broken(
		'frontmatter_wrong',
		'an objective has no proper id',
		[lesson, '  judge-fog: Judge', '  Judge_Fog: Judge'],
		'Judge_Fog:',
		'lower-case words joined by hyphens'
	),
	broken(
		'frontmatter_wrong',
		'a value deep inside a track is wrong',
		[scenario, 'better: up }\n  trust', 'better: sideways }\n  trust'],
		'oil: {',
		'tracks.oil.better'
	),
	...(
		[
			[
				'objectives',
				lesson,
				'objectives:\n  tell-lights: Tell one light from another\n  judge-fog: Judge what helps in fog\n',
				'objectives:\n  - Tell one light from another\n  - Judge what helps in fog\n'
			],
			[
				'misconceptions',
				lesson,
				'misconceptions:\n  any-light: Any light will do\n  rule-is-view: A rule is what the room thought\n',
				'misconceptions: [any-light, rule-is-view]\n'
			],
			[
				'stages',
				scenario,
				'stages:\n  first: What you do first\n  bell: What you do with the bell\n  telling: Whom you tell\n',
				'stages:\n  - What you do first\n  - What you do with the bell\n  - Whom you tell\n'
			],
			['after', course, 'after:\n  harbour: [lights]\n', 'after: [[lights]]\n']
		] as const
	).map(([name, file, from, to]) =>
		broken(
			'frontmatter_wrong',
			`what stands below ${name} is a list`,
			[file, from, to],
			`${name}:`,
			`${name}: must be a list of names, each with its value, not a list.`
		)
	),
	broken(
		'frontmatter_wrong',
		'the values of a dial are a list',
		[
			scenario,
			'values: { new: "No moon", full: "A full moon" }',
			'values: ["No moon", "A full moon"]'
		],
		'    values:',
		'dials.moon.values: must be a list of names'
	),
	broken(
		'yaml_broken',
		'a line of the frontmatter begins with a tab',
		[scenario, '  first: What', '\tfirst: What'],
		'\tfirst: What',
		'Use two spaces'
	),
	broken(
		'option_indented',
		'a tab makes a choice belong to the one before it',
		[scenario, '- Wait for the moon.', '\t- Wait for the moon.'],
		'\t- Wait for the moon.',
		'Remove them'
	),
	broken(
		'character_invisible',
		'a direction mark hides in an id',
		[scenario, '{#light to=weather', '{#light\u200f to=weather'],
		'- Light it',
		'(U+200F)'
	),
	broken(
		'character_invisible',
		'a zero-width space hides in a claim',
		[scenario, 'Described before it is lit. [L1-K1]', 'Described before it is lit. [L1-\u200bK1]'],
		'> Described before it is lit.',
		'(U+200B)'
	),
	broken(
		'character_invisible',
		'prose turns its own order round',
		[lesson, 'First the story.', 'First the \u202estory.'],
		'First the',
		'(U+202E)'
	),
	broken(
		'file_encoding',
		'a lesson was saved in an encoding of Windows',
		[lesson, 'First the story.', 'First the caf\ufffd.'],
		'First the caf',
		'with the encoding UTF-8'
	),
	broken(
		'file_conflict',
		'two versions of a line of a scenario were left',
		[
			scenario,
			'- Light it',
			'<<<<<<< HEAD\n- Burn it\n=======\n- Light it\n>>>>>>> main\n- Light it'
		],
		'<<<<<<< HEAD',
		'Keep one of them'
	),
	broken(
		'file_conflict',
		'two versions of a title were left',
		[lesson, 'title: Lights', '<<<<<<< HEAD\r\ntitle: Lamps\r\n=======\r\ntitle: Lights'],
		'<<<<<<< HEAD',
		'Keep one of them'
	),
	broken(
		'file_conflict',
		'the last mark of two versions was left',
		[lesson, 'First the story.', 'First the story.\n\n>>>>>>> main'],
		'>>>>>>> main',
		'remove the lines'
	),
	{
		code: 'file_too_long',
		when: 'a scenario has ten thousand scenes',
		files: change(sampleCourse, scenario, '## Safe {#safe', `${manyScenes(10_000)}## Safe {#safe`),
		file: scenario,
		at: 1,
		says: 'Make several files'
	},
	{
		code: 'scenario_too_large',
		when: 'a scenario has more scenes than can be drawn',
		files: change(sampleCourse, scenario, '## Safe {#safe', `${manyScenes(100)}## Safe {#safe`),
		file: scenario,
		at: '## The watch',
		says: 'Use fewer'
	},
	broken(
		'ledger_wrong',
		'a claim has a stance that does not exist',
		[ledger, 'stance: agreed', 'stance: agred'],
		'stance: agred',
		'claims.0.stance'
	),
	broken(
		'ledger_wrong',
		'the ledger has no background',
		[ledger, sampleCourse[ledger].slice(sampleCourse[ledger].indexOf('background:')), ''],
		1,
		'background'
	),
	broken(
		'glossary_wrong',
		'a term has no text',
		[glossary, '\n    text: Who tends a light.', ''],
		'id: keeper',
		'terms.1.text'
	),
	broken(
		'ledger_kind',
		'the kind does not follow from the stance',
		[ledger, 'stance: doc-fact\n    kind: document-fact', 'stance: doc-fact\n    kind: question'],
		'id: L1-T1',
		'its kind is document-fact, not question'
	),
	broken(
		'ledger_source',
		'a background row has no source',
		[ledger, '    source: Harbour news\n', ''],
		'id: LATER-1',
		'Add source:'
	),
	broken(
		'ledger_date',
		'a later fact has no date',
		[ledger, '    as-of: 2030-01-31\n', ''],
		'id: LATER-1',
		'Add as-of:'
	),

	// The course
	broken(
		'lesson_unknown',
		'the course lists a lesson that is not there',
		[course, '[lights, harbour]', '[lights, harbour, pier]'],
		'lessons: [',
		'There is no lesson "pier"'
	),
	broken(
		'lesson_unknown',
		'a lesson waits for one that is not there',
		[course, 'harbour: [lights]', 'harbour: [lights, pier]'],
		'harbour: [',
		'There is no lesson "pier"'
	),
	{
		...broken(
			'lesson_not_listed',
			'the course does not list a lesson',
			[course, 'lessons: [lights, harbour]', 'lessons: [lights]'],
			'id: harbour',
			'Add it under lessons'
		),
		file: closing
	},
	broken(
		'lesson_session',
		'a session has no number',
		[lesson, 'session: 1\n', ''],
		'id: lights',
		'Add session:'
	),
	broken(
		'lesson_session',
		'a lesson that is no session has a number',
		[closing, 'objectives: {}', 'objectives: {}\nsession: 2'],
		'session: 2',
		'Remove session:'
	),
	broken(
		'lesson_order',
		'a lesson waits for itself',
		[course, 'harbour: [lights]', 'harbour: [lights, harbour]'],
		'harbour: [lights',
		'must come after itself'
	),

	// Ids
	sentence(
		'id_missing',
		'a heading has no id',
		'x\n\n## More {.reading}\n\ny',
		'## More',
		'{#more .reading}'
	),
	broken(
		'id_missing',
		'an option has no id',
		[quiz, '- Describe {#describe}', '- Describe'],
		'- Describe',
		'{#describe}'
	),
	sentence(
		'id_repeated',
		'two steps have one id',
		'x\n\n## More {#home .reading}\n\ny',
		'## More',
		'The step id "home" already stands on line'
	),
	broken(
		'id_repeated',
		'two items have one id',
		[quiz, '{#rule-book .choices', '{#first-lamp .choices'],
		'## What does the rule book',
		'The item id "first-lamp"'
	),
	broken(
		'id_repeated',
		'two options have one id',
		[quiz, '- Sign {#sign}', '- Sign {#light}'],
		'- Sign',
		'The option id "light"'
	),
	broken(
		'id_repeated',
		'two scenes have one id',
		[scenario, '## Aground', '## Wrecked {#safe .ending outcome=poor}\n\nNo.\n\n## Aground'],
		'## Wrecked',
		'The scene id "safe"'
	),
	broken(
		'id_repeated',
		'choices of two scenes have one id',
		[scenario, '{#tell-coast to=', '{#light to='],
		'- Tell the coast',
		'The choice id "light"'
	),
	broken(
		'id_repeated',
		'a background row has the id of a claim',
		[
			ledger,
			'  - id: OWN-1\n',
			'  - id: L1-T1\n    kind: inference\n    mark: ours\n    layer: 1\n    text: Ours.\n  - id: OWN-1\n'
		],
		'id: L1-T1\n    kind: inference',
		'The claim id L1-T1 already stands on line 42.'
	),
	broken(
		'id_repeated',
		'a term is defined twice',
		[glossary, 'id: keeper', 'id: light-character'],
		'id: light-character\n    term: Keeper',
		'Keep one definition'
	),
	broken(
		'id_repeated',
		'a lesson is listed twice',
		[course, '[lights, harbour]', '[lights, harbour, lights]'],
		'lessons: [',
		'listed twice'
	),
	{
		code: 'id_repeated',
		when: 'a lesson has the id of an activity',
		files: change(
			change(
				change(sampleCourse, course, '[lights, harbour]', '[lights, the-fog]'),
				course,
				'harbour: [',
				'the-fog: ['
			),
			closing,
			'id: harbour',
			'id: the-fog'
		),
		file: closing,
		at: 'id: the-fog',
		says: `also used in ${scenario}`
	},

	broken(
		'id_malformed',
		'an id has a capital letter',
		[scenario, '{#safe .ending', '{#Safe .ending'],
		'## Safe',
		'Write #safe'
	),
	broken(
		'attribute_spelling',
		'an effect is written with spaces',
		[scenario, 'quality=sound trust+1}', 'quality=sound trust + 1}'],
		'- Ring the bell.',
		'Write trust+1'
	),

	// Prose
	sentence('prose_code', 'prose holds a code block', '```\nout\n```', '```\nout', 'a quotation'),
	sentence(
		'prose_script',
		'prose holds a script',
		'<script>x</script>',
		'<script>',
		'Write Markdown'
	),
	sentence(
		'prose_html',
		'prose holds a tag',
		'The lamps<br> are out.',
		'The lamps',
		'Write Markdown'
	),
	sentence(
		'prose_html',
		'a comment is followed by words that it would hide',
		'<!-- a note --> The lamps are out.',
		'<!--',
		'Write Markdown'
	),
	broken(
		'prose_html',
		'an activity is placed within a paragraph',
		[lesson, 'First the story.', 'First\n<Activity id="light-checks" /> comes.'],
		'<Activity id="light-checks" /> comes',
		'alone between empty lines'
	),
	broken(
		'prose_html',
		'an activity is placed in a quiz',
		[quiz, 'Three lines are enough.', '<Activity id="the-fog" />'],
		'<Activity',
		'in lesson.md'
	),
	sentence(
		'prose_angle',
		'a < stands before a letter',
		'The lamps\nare <b out.',
		'are <b',
		'Write &lt; instead'
	),
	broken(
		'prose_angle',
		'a < stands before a letter in a quiz',
		[quiz, 'Two lamps stand', 'One<two lamps stand'],
		'One<two',
		'Write &lt; instead'
	),
	sentence(
		'prose_reference',
		'an address is kept apart',
		'The [lamp] is out.\n\n[lamps]: https://example.org',
		'[lamps]:',
		'round brackets behind its words'
	),
	sentence(
		'link_address',
		'a link leads to a file',
		'The lamps are [out](out.html).',
		'The lamps',
		'not to "out.html"'
	),
	sentence(
		'link_address',
		'a link runs a program',
		'The lamps are [out](javascript:alert(1)).',
		'The lamps',
		'https://'
	),
	sentence(
		'heading_level',
		'a heading is a title',
		'# Big\n\nOut.',
		'# Big',
		'Begin this one with ##'
	),
	sentence(
		'image_without_alt',
		'a picture has no words',
		'![](data:image/png;base64,iVBORw0KGgo=)',
		'![]',
		'Describe the picture'
	),
	sentence(
		'image_address',
		'a picture stands beside the lesson',
		'![A lamp](images/lamp.png)',
		'![A lamp]',
		'/pictures/lamp.png'
	),
	sentence(
		'picture_missing',
		'a picture has no file',
		'![A lamp](/pictures/a%20lamp.png)',
		'![A lamp]',
		'There is no file static/pictures/a lamp.png'
	),
	sentence(
		'attributes_misplaced',
		'brackets stand in the middle',
		'The lamps\nare {#very} out.',
		'are {#very}',
		'only the heading of a step'
	),
	broken(
		'attributes_misplaced',
		'the brackets of a choice are not closed',
		[scenario, 'Fog comes in at nine.', 'Fog comes in\nat {nine.'],
		'at {nine.',
		'Close them'
	),
	broken(
		'heading_without_words',
		'a heading has only brackets',
		[closing, '## Home {', '## {'],
		'## {',
		'Write a title'
	),

	// Claims and terms
	sentence(
		'claim_unknown',
		'prose cites a claim that does not exist',
		'The lamps\nare out. [L1-Q9]',
		'are out.',
		'There is no claim L1-Q9'
	),
	broken(
		'claim_unknown',
		'a feedback cites a claim that does not exist',
		[scenario, '> Nothing was written down. [L1-K3]', '> Nothing\n  > was written down. [L1-K9]'],
		'> was written',
		'There is no claim L1-K9'
	),
	broken(
		'claim_unknown',
		'a term cites a claim that does not exist',
		[glossary, '[L1-K1]', '[L1-K9]'],
		'id: light-character',
		'There is no claim L1-K9'
	),
	sentence(
		'claim_malformed',
		'two claims share their brackets',
		'The lamps are\nout. [L1-Q1, L1-K1]',
		'out.',
		'Write each in brackets of its own'
	),
	sentence(
		'claim_malformed',
		'a claim is spelt small',
		'Out. [l1-q1]',
		'Out.',
		'as the ledger spells it'
	),
	sentence(
		'claim_malformed',
		'a claim is not closed',
		'Out. [L1-Q1 and dark.',
		'Out.',
		'[L1-Q1 looks like'
	),
	sentence(
		'claim_malformed',
		'a claim has a dash for its hyphen',
		'Out. [L1–Q1]',
		'Out.',
		'Write [L1-Q1] with plain letters and a plain hyphen'
	),
	sentence(
		'claim_malformed',
		'a claim stands among words, below another',
		'The lamps are [L1-K1]\nout (as L1-Q1 says).',
		'out (',
		'Write [L1-Q1]: square brackets'
	),
	sentence('claim_malformed', 'the question mark is missing', 'Out. [DOC]', 'Out.', '[DOC?]'),
	sentence(
		'term_malformed',
		'a space stands in a link to a term',
		'The [lamps](term: keeper) are out. [L1-Q1]',
		'The [',
		'Write it as [words](term:some-term)'
	),
	sentence(
		'term_malformed',
		'a link to a term has no words',
		'Out. [](term:keeper)',
		'Out.',
		'[words]'
	),
	broken(
		'heading_underlined',
		'a line of hyphens stands right below words of a lesson',
		[lesson, 'First the story.', 'First the story.\n---\nThen the fog.'],
		'---\nThen',
		'an empty line'
	),
	broken(
		'heading_underlined',
		'a line of hyphens stands right below words of an item',
		[quiz, 'Two lamps stand', 'Two lamps\nand a bell\n---\n\nstand'],
		'---\n\nstand',
		'with ##'
	),
	broken(
		'heading_underlined',
		'a line of equals signs stands right below words of a scene',
		[scenario, 'You stand at the lamp.', 'You stand\n=====\n\nat the lamp.'],
		'=====',
		'an empty line'
	),
	broken(
		'comment_open',
		'a comment in a lesson is not closed',
		[lesson, 'First the story.', '<!-- To do: the story\nof the fog\n\nFirst the story.'],
		'<!-- To do',
		'-->'
	),
	broken(
		'comment_open',
		'a comment in a scenario ends with the next one',
		[scenario, 'You stand at the lamp.', '<!-- One\n\nYou stand at the lamp.\n\n<!-- Two -->'],
		'<!-- One',
		'-->'
	),
	broken(
		'frontmatter_missing',
		'the sample was copied with the lines around it',
		[scenario, '---\nid', '```markdown\n---\nid'],
		'```markdown',
		'Remove what stands above'
	),
	broken(
		'frontmatter_missing',
		'an empty line stands above the frontmatter',
		[lesson, '---\nid', '\n---\nid'],
		1,
		'Remove what stands above'
	),
	broken(
		'frontmatter_missing',
		'the frontmatter begins with a long dash',
		[lesson, '---\nid', '—\nid'],
		1,
		'Write --- here'
	),
	broken(
		'frontmatter_wrong',
		'a summary has bold words',
		[lesson, 'summary: How a light', 'summary: How **a** light'],
		'summary:',
		'Write it in plain words'
	),
	broken(
		'glossary_wrong',
		'a term is explained with a link to another',
		[glossary, 'Who tends a light', 'Who tends a [light](term:light-character)'],
		'    text: Who',
		'Write it in plain words'
	),
	broken(
		'ledger_wrong',
		'a row of the ledger cites another',
		[ledger, 'A keeper signs the log at midnight.', 'A keeper signs the log at midnight [L1-K1].'],
		'    text: "A keeper',
		'Write it in plain words'
	),
	broken(
		'course_words',
		'the words of the course have a list and a link',
		[course, 'Nine keepers', 'Nine keepers.\n\n- [One](https://example.org) fog\n\nNine keepers'],
		'- [One]',
		'plain paragraphs'
	),
	broken(
		'course_words',
		'a word of the course is stressed',
		[course, 'Nine keepers', '**Nine** keepers'],
		'**Nine** keepers',
		'plain paragraphs'
	),
	broken(
		'course_words',
		'the words of the course cite a claim',
		[course, 'Nine keepers', 'Nine keepers [L1-K1]'],
		'Nine keepers',
		'plain paragraphs'
	),
	sentence(
		'step_misread',
		'the numbers of a list have a bracket, which makes none on the page',
		'Out. [L1-Q1]\n\n1) The lamps\n2) The bells',
		'1) The',
		'begin it with - or 1.'
	),
	sentence(
		'step_misread',
		'a line begins with a claim and a colon, which is lost on the page',
		'Out. [L1-Q1]\n\nThe bells\n[L1-K1]: silent.',
		'The bells',
		'claim and a colon'
	),
	sentence(
		'step_misread',
		'no empty line stands above a table',
		'Out. [L1-Q1] So:\n| a | b |\n|---|---|\n| 1 | 2 |',
		'| a |',
		'an empty line above and below'
	),
	sentence(
		'step_misread',
		'a sign of its own breaks a line',
		'Out. [L1-Q1]\n\nThe lamps\\\nand the bells.',
		'The lamps',
		'two spaces'
	),
	sentence(
		'step_misread',
		'stars between spaces make words slanted on the page',
		'Three * two * one. [L1-Q1]',
		'Three',
		'write \\* and \\_ for a star or an underscore'
	),
	sentence(
		'claim_malformed',
		'round brackets stand around a claim, and would be left empty',
		'The lamps are out ([L1-Q1]).',
		'The lamps',
		'Remove the round ones'
	),
	sentence(
		'claim_malformed',
		'round brackets hold a claim and a word that leads to it',
		'The lamps\nare out (see [L1-Q1] and [L1-K3]).',
		'are out',
		'Remove the round ones'
	),
	sentence(
		'step_misread',
		'quotation marks stand around an address, and would belong to it',
		'Out: "https://example.org". [L1-Q1]',
		'Out:',
		'[words](https://…)'
	),
	sentence(
		'link_malformed',
		'the address of a picture has a space',
		'Out. ![A map](/pictures/the map.png) [L1-Q1]',
		'Out.',
		'![what it shows](/pictures/name.png)'
	),
	sentence(
		'link_malformed',
		'the address of a site has a space',
		'Out, see [the\nrules](https://example.org/the rules). [L1-Q1]',
		'rules](',
		'[words](https://…)'
	),
	sentence(
		'link_malformed',
		'an address stands on the line below its words',
		'Out, see [the rules]\n(https://example.org/rules). [L1-Q1]',
		'Out, see',
		'no space between the brackets'
	),
	broken(
		'bold_malformed',
		'a space stands before the stars behind a date',
		[scenario, "  **Nine o'clock.** The lamp", "  **Nine o'clock. ** The lamp"],
		"  **Nine o'clock.",
		'Remove the spaces'
	),
	broken(
		'claim_misplaced',
		'a claim stands in a title',
		[closing, '## Home {', '## Home [L1-Q1] {'],
		'## Home',
		'[L1-Q1] would not be seen here'
	),
	broken(
		'claim_misplaced',
		'a claim stands in an option',
		[quiz, '- Describe {', '- Describe [L1-K1] {'],
		'- Describe',
		'Cite it in prose'
	),
	broken(
		'claim_misplaced',
		'a claim stands in a hint',
		[quiz, 'Think of the order of things. {', 'Think of the order. [L1-K1] {'],
		'Think of',
		'Cite it in prose'
	),
	broken(
		'claim_misplaced',
		'a claim stands in the question over answers',
		[quiz, 'Where does each come from?', 'Where does each come from? [L1-K1]'],
		'Where does each',
		'Cite it in prose'
	),
	broken(
		'claim_misplaced',
		'a claim stands in a story',
		[scenario, '  It burns well.', '  It burns well. [L1-K1]'],
		'It burns well',
		'Cite it in prose'
	),
	broken(
		'claim_misplaced',
		'a claim stands alone at the head of a step',
		[closing, 'The lamps are out. [L1-Q1]', '[L1-Q1]\n\nThe lamps are out. [L1-Q1]'],
		'[L1-Q1]\n',
		'Put it behind the words'
	),
	broken(
		'claim_misplaced',
		'claims stand alone behind an activity',
		[lesson, '<Activity id="light-checks" />', '<Activity id="light-checks" />\n\n[L1-K1] [L1-K2]'],
		'[L1-K1] [L1-K2]',
		'Put it behind the words'
	),
	broken(
		'term_unknown',
		'prose links to a term that does not exist',
		[lesson, '(term:light-character)', '(term:dark-character)'],
		'A light is described',
		'There is no term "dark-character"'
	),
	sentence(
		'layer_mixed',
		'a later fact stands outside its step',
		'There is a list. [LATER-1]',
		'There is a list',
		'only in a .since-then step'
	),
	broken(
		'layer_mixed',
		'a later fact stands in an activity of another step',
		[quiz, 'The moon shines, too. [OWN-1]', 'The moon shines, too. [OWN-1] [LATER-1]'],
		'> The moon',
		'only in a .since-then step'
	),

	// A lesson
	broken(
		'lesson_intro',
		'words stand before the first step',
		[closing, '## Home', 'Hello.\n\n## Home'],
		'Hello.',
		'Put it below a heading'
	),
	broken(
		'lesson_empty',
		'a lesson has no step',
		[closing, '## Home {#home .closing}\n\nThe lamps are out. [L1-Q1]\n', ''],
		1,
		'Add one as a heading'
	),
	broken(
		'step_empty',
		'a step shows nothing',
		[lesson, 'Where do you stand, before anybody has told you?\n', ''],
		'## Before you read',
		'Write below its heading'
	),
	broken(
		'step_kind',
		'a step has no kind',
		[closing, '{#home .closing}', '{#home}'],
		'## Home',
		'Add one of .opening'
	),
	broken(
		'step_kind',
		'a step has two kinds',
		[closing, '{#home .closing}', '{#home .closing .reading}'],
		'## Home',
		'Keep one of .reading .closing'
	),
	broken(
		'attribute_unknown',
		'a step has an attribute of an item',
		[closing, '.closing}', '.closing asks=room}'],
		'## Home',
		'asks= means nothing here'
	),
	broken(
		'attribute_unknown',
		'an item has two ids',
		[quiz, '{#night-order .sequence', '{#night-order #night .sequence'],
		'## Put the night',
		'#night means nothing here'
	),
	broken(
		'attribute_unknown',
		'an id has a capital letter beside a proper one',
		[quiz, '{#describe}', '{#describe #Describe}'],
		'- Describe',
		'#Describe means nothing here'
	),
	broken(
		'attribute_unknown',
		'only a .position closes another',
		[quiz, '.reflection asks=judgement', '.reflection asks=judgement closes=stand'],
		'## What would you write',
		'closes= means nothing here'
	),
	broken(
		'attribute_unknown',
		'a paragraph of an item is shown on a condition',
		[quiz, 'Three lines are enough.', 'Three lines are enough. {when="oil<1"}'],
		'Three lines',
		'when= means nothing here'
	),
	broken(
		'attribute_unknown',
		'an option has an effect',
		[quiz, '{#describe}', '{#describe oil+1}'],
		'- Describe',
		'oil+1 means nothing here'
	),
	broken(
		'attribute_unknown',
		'a paragraph of a scene is a hint',
		[scenario, 'Who pays?', 'Who pays? {.hint}'],
		'Who pays?',
		'.hint means nothing here'
	),
	broken(
		'attribute_unknown',
		'a paragraph has an id',
		[scenario, '{when="chose=borrow"}', '{#green when="chose=borrow"}'],
		'The lamp is green.',
		'#green means nothing here. Known here: when=.'
	),
	broken(
		'attribute_unknown',
		'a drawn outcome has a quality',
		[scenario, '{#thins to=bell}', '{#thins to=bell quality=sound}'],
		'- The fog thins',
		'quality= means nothing here'
	),
	broken(
		'attribute_unknown',
		'a scene that goes on has an outcome',
		[scenario, '{#report stage=telling}', '{#report stage=telling outcome=sound}'],
		'## The report',
		'outcome= means nothing here'
	),
	broken(
		'attribute_unknown',
		'the debrief belongs to a stage',
		[scenario, '{#debrief .debrief}', '{#debrief .debrief stage=telling}'],
		'## Debrief',
		'stage= means nothing here'
	),
	broken(
		'attribute_unknown',
		'a quotation mark is not closed',
		[scenario, '{#tell-coast to=safe quality=open}', '{#tell-coast to=safe quality=open when="a}'],
		'- Tell the coast',
		'when="a means nothing here'
	),
	broken(
		'objective_unknown',
		'an item names an objective that does not exist',
		[quiz, 'objective=tell-lights certainty', 'objective=tell-lamps certainty'],
		'## Which lamp',
		`"tell-lamps" is not among the objectives of ${lesson}`
	),
	broken(
		'objective_unknown',
		'an objective has the name of something every object has',
		[quiz, 'objective=tell-lights certainty', 'objective=constructor certainty'],
		'## Which lamp',
		'Correct it, or add it there'
	),
	broken(
		'objective_unknown',
		'a scenario names an objective that does not exist',
		[scenario, 'objectives: [judge-fog]', 'objectives: [judge-frog]'],
		'objectives:',
		'Correct it, or add it there'
	),
	broken(
		'objective_not_exercised',
		'nothing exercises an objective',
		[lesson, '  judge-fog: Judge', '  sing: Sing to the ships\n  judge-fog: Judge'],
		'sing:',
		'Name it in an item'
	),
	broken(
		'misconception_unknown',
		'an option reveals a misconception that does not exist',
		[quiz, '{#brighter reveals=any-light}', '{#brighter reveals=no-light}'],
		'- The brighter one',
		'among the misconceptions'
	),
	broken(
		'misconception_unknown',
		'a choice reveals a misconception that does not exist',
		[scenario, 'reveals=any-light}', 'reveals=no-light}'],
		'- Borrow a lamp',
		'among the misconceptions'
	),
	broken(
		'activity_unknown',
		'a lesson places an activity that does not exist',
		[lesson, 'First the story.', '<Activity id="the-frog" />'],
		'<Activity id="the-frog"',
		'Correct the id, or add the file'
	),
	broken(
		'placement_malformed',
		'a space is missing where an activity is placed',
		[lesson, '<Activity id="the-fog" />', '<Activity id="the-fog"/>'],
		'<Activity id="the-fog"/>',
		'exactly so'
	),
	broken(
		'activity_placed_twice',
		'a lesson places an activity twice',
		[lesson, 'First the story.', '<Activity id="light-checks" />'],
		'<Activity id="light-checks" />\n\n<Activity',
		'Remove one of the two'
	),
	{
		...broken(
			'activity_not_placed',
			'a lesson does not place an activity',
			[lesson, '<Activity id="the-fog" />', ''],
			1,
			`Add a step between two others of ${lesson}: the line ## The fog {#the-fog .scenario}`
		),
		file: scenario,
		at: 'id: the-fog'
	},

	// A quiz
	broken(
		'quiz_intro',
		'words stand before the first item',
		[quiz, '## Which lamp', 'Hello.\n\n## Which lamp'],
		'Hello.',
		'Move it into an item'
	),
	{
		code: 'quiz_empty',
		when: 'a quiz has no item',
		files: {
			...change(sampleCourse, lesson, 'First the story.', '<Activity id="talk" />'),
			'lessons/1-lights/talk.quiz.md': '---\nid: talk\ntitle: Talk\n---\n'
		},
		file: 'lessons/1-lights/talk.quiz.md',
		at: 1,
		says: 'Add one as a heading'
	},
	broken(
		'item_kind',
		'an item has no kind',
		[quiz, '{#who-says .match asks', '{#who-says asks'],
		'## Who says it?',
		'Add one of .choice'
	),
	broken(
		'item_kind',
		'an item has two kinds',
		[quiz, '.sequence asks', '.sequence .position asks'],
		'## Put the night',
		'Keep one of .sequence .position'
	),
	broken(
		'item_asks',
		'an item does not say what it asks',
		[quiz, '.sequence asks=judgement}', '.sequence}'],
		'## Put the night',
		'asks=room'
	),
	broken(
		'item_asks',
		'an item asks something unheard of',
		[quiz, '.sequence asks=judgement}', '.sequence asks=weather}'],
		'## Put the night',
		'asks=room'
	),
	broken(
		'number_beyond',
		'a condition asks for more than a track can hold',
		[scenario, 'safe when trust>=2, aground', 'safe when trust>=4, aground'],
		'- Tell the ships.',
		'trust>=4 never holds, because "trust" runs from 0 to 3. Correct the number'
	),
	broken(
		'number_beyond',
		'a paragraph is shown whatever a track holds',
		[scenario, '{when="oil<1 or', '{when="oil<4 or'],
		'> **Tally of oil**',
		'oil<4 always holds'
	),
	broken(
		'number_beyond',
		'an effect gives a track what it cannot hold',
		[scenario, 'when="oil>=1" oil=0}', 'when="oil>=1" oil=4}'],
		'- Sell the oil.',
		'a value of 4, and it runs from 0 to 3'
	),
	broken(
		'case_never',
		'a scene that other choices lead to never follows one of them',
		[scenario, '"safe when trust>=2, aground"', '"safe when chose=tell-coast, aground"'],
		'- Tell the ships.',
		'"safe" in to= of "tell-ships" can never happen: its condition never holds there, or one before it does. Correct it'
	),
	broken(
		'case_never',
		'a condition always holds, so that what is left never happens',
		[scenario, '"weak when moon=new, defensible"', '"weak when moon=new or moon=full, defensible"'],
		'- Wait for the moon.',
		'"defensible" in quality= of "wait" can never happen: one of the conditions before it always holds there.'
	),
	{
		code: 'case_never',
		when: 'a scene, and another behind it, follow nothing but a condition that never holds',
		files: change(
			change(
				sampleCourse,
				scenario,
				'{#ring to=report',
				'{#ring to="pier when chose=sell, report"'
			),
			scenario,
			'## Safe {#safe',
			`${trap.replace('to=pier', 'to=quay')}`.replace(
				'## Safe {#safe',
				trap.replaceAll('pier', 'quay').replace('#stay to=quay', '#rest to=safe')
			)
		),
		file: scenario,
		at: '- Ring the bell.',
		says: '"pier" in to= of "ring"'
	},
	broken(
		'option_words_repeated',
		'two options of an item have the same words',
		[quiz, '- The brighter one {#brighter', '- the one that is described. {#brighter'],
		'- the one that is described.',
		'nobody can tell the two apart'
	),
	broken(
		'option_words_repeated',
		'two answers to match have the same words',
		[quiz, '* From the rules {#the-rules}', '* From the room {#the-rules}'],
		'* From the room {#the-rules}',
		'Change one of them'
	),
	broken(
		'option_words_repeated',
		'two choices of a scene have the same words',
		[scenario, '- Tell the ships. {', '- Tell the coast. {'],
		'- Tell the coast. {#tell-ships',
		'Change one of them'
	),
	broken(
		'ending_mark',
		'an ending says how it went and is not marked',
		[scenario, '{#aground .ending outcome=poor}', '{#aground outcome=poor}'],
		'## Aground',
		'Add .ending'
	),
	broken(
		'spot_clause',
		'an item marks phrases of no clause',
		[
			quiz,
			'> **Draft rule**\n>\n> Every lamp is signed at midnight,\n> and anything that shines is put out.',
			'Every lamp is signed at midnight, and anything that shines is put out.'
		],
		'## Which words go too far?',
		'as a quotation above the list'
	),
	broken(
		'right_reveals',
		'a right option reveals a misconception',
		[quiz, '{#described right}', '{#described right reveals=any-light}'],
		'- The one that is described',
		'Remove one of the two'
	),
	broken(
		'right_reveals',
		'a statement that is agreed reveals a misconception',
		[quiz, '{#stance-described is=agreed}', '{#stance-described is=agreed reveals=any-light}'],
		'- A light is described',
		'takes a statement for agreed'
	),
	broken(
		'right_reveals',
		'a sound choice reveals a misconception',
		[scenario, 'quality=sound oil-1}', 'quality=sound oil-1 reveals=any-light}'],
		'- Light it',
		'correct quality='
	),
	broken(
		'item_closes',
		'an item closes one that is no position',
		[quiz, 'closes=stand}', 'closes=log-entry}'],
		'## And now?',
		'Correct the id'
	),
	broken(
		'item_closes',
		'an item closes itself',
		[quiz, 'closes=stand}', 'closes=stand-again}'],
		'## And now?',
		'no other .position item'
	),
	broken(
		'item_closes',
		'an item closes one that is no opening itself',
		[
			quiz,
			'## What would you write',
			'## And at last? {#stand-last .position asks=judgement closes=stand-again}\n\n- Light every lamp {#every}\n- Light the known ones {#known}\n\n## What would you write'
		],
		'## And at last?',
		'names an item that closes another one itself. Name the one'
	),
	broken(
		'item_closes_options',
		'a position that is asked again has an option with another id',
		[
			quiz,
			'closes=stand}\n\n- Light every lamp {#every}',
			'closes=stand}\n\n- Light every lamp {#all}'
		],
		'## And now?',
		'(every, known there)'
	),
	broken(
		'item_closes_again',
		'two items ask the same position again',
		[
			quiz,
			'## What would you write',
			'## And at last? {#stand-last .position asks=judgement closes=stand}\n\n- Light every lamp {#every}\n- Light the known ones {#known}\n\n## What would you write'
		],
		'## And at last?',
		'already asked again by "stand-again"'
	),
	broken(
		'attribute_unknown',
		'an item without positions closes one',
		[
			quiz,
			'{#log-entry .reflection asks=judgement}',
			'{#log-entry .reflection asks=judgement closes=x}'
		],
		'## What would you write',
		'closes= means nothing here'
	),
	{
		code: 'item_closes_several',
		when: 'a scene has the id of what an item closes',
		files: change(
			change(sampleCourse, scenario, '{#report stage', '{#stand stage'),
			scenario,
			'to=report ',
			'to=stand '
		),
		file: quiz,
		at: '## And now?',
		says: 'in lessons/1-lights/checks.quiz.md and lessons/1-lights/the-fog.scenario.md.'
	},
	broken(
		'item_without_options',
		'an item has one option',
		[quiz, '- Light {#light}\n- Sign {#sign}\n', ''],
		'## Put the night',
		'at least two options'
	),
	broken(
		'item_question',
		'two paragraphs stand between the lists of an item',
		[quiz, 'Where does each come from?', 'Think of both.\n\nWhere does each come from?'],
		'Where does each come from?',
		'stands one paragraph'
	),
	broken(
		'option_with_more',
		'an answer to match has a feedback',
		[
			quiz,
			'* From the room {#the-room}\n',
			'* From the room {#the-room}\n\n  > It met. [L1-K1]\n\n'
		],
		'* From the room',
		'Move it to the options of the first list'
	),
	broken(
		'item_lists',
		'a .reflection item has a list',
		[quiz, 'Three lines are enough.', '- Three {#three}\n- Four {#four}'],
		'## What would you write',
		'Remove the list'
	),
	broken(
		'item_lists',
		'a .match item has no question over its second list',
		[quiz, 'Where does each come from?\n', ''],
		'## Who says it?',
		'Add a paragraph'
	),
	broken(
		'item_lists',
		'a .choice item has a second list',
		[quiz, '> Descriptions come first. [L1-K3]', 'Why?\n\n* One {#one}\n* Two {#two}'],
		'## Which lamp',
		'Remove the second'
	),
	broken(
		'item_lists',
		'an item has three lists',
		[quiz, '* From the rules {#the-rules}', '* From the rules {#the-rules}\n\n1. From nowhere'],
		'1. From nowhere',
		'Merge them'
	),
	broken(
		'item_key',
		'a .choice item has two right options',
		[quiz, '{#brighter reveals=any-light}', '{#brighter right}'],
		'## Which lamp',
		'this one has 2'
	),
	broken(
		'item_key',
		'a .choices item has no right option',
		[quiz, '{#signature right}', '{#signature reveals=any-light}'],
		'## What does the rule book',
		'at least one option marked right'
	),
	broken(
		'item_key',
		'all phrases of a .spot item are right',
		[quiz, '{#signed}', '{#signed right}'],
		'## Which words',
		'and one not'
	),
	broken(
		'item_key',
		'an option of a .match item belongs to no answer',
		[quiz, 'to=the-rules}', 'to=the-rule}'],
		'- Signed at midnight',
		'Add to='
	),
	broken(
		'item_key',
		'a .stance item has a stance that does not exist',
		[quiz, 'is=some}', 'is=most}'],
		'- A bell may help.',
		'Add is= one of agreed'
	),
	broken(
		'item_key',
		'a reason belongs to no side',
		[quiz, '* They use it.', '* Nobody asked. {#nobody}\n\n  > So? [B1-K8a]\n\n* They use it.'],
		'* Nobody asked.',
		'Add for='
	),
	broken(
		'item_key',
		'a side has no best reason',
		[quiz, 'for=ships best}', 'for=ships}'],
		'- The ships',
		'as best'
	),
	broken(
		'item_key',
		'a side has two best reasons',
		[
			quiz,
			'* They use it.',
			'* They shine. {#shine for=ships best}\n\n  > So? [B1-K8a]\n\n* They use it.'
		],
		'- The ships',
		'and no other'
	),
	broken(
		'hint_repeated',
		'an item has two hints',
		[quiz, 'of things. {.hint}', 'of things. {.hint}\n\nThink again. {.hint}'],
		'Think again.',
		'Merge the two'
	),
	broken(
		'spot_phrase',
		'a phrase does not stand in the clause',
		[quiz, '- anything that shines', '- everything that shines'],
		'- everything',
		'word for word'
	),
	broken(
		'option_without_words',
		'an option has only brackets',
		[quiz, '- Describe {#describe}', '- {#describe}'],
		'- {#describe}',
		'Write them after the dash'
	),
	broken(
		'option_with_more',
		'an option of a quiz has a second paragraph',
		[quiz, '- Describe {#describe}', '- Describe {#describe}\n\n  At length.\n'],
		'At length.',
		'of its feedback with >'
	),
	broken(
		'feedback_mark',
		'words stand below the feedback',
		[
			scenario,
			'  > Some said that it may help. [L1-K2]\n',
			'  > It may. [L1-K2]\n\n  Some said so.\n'
		],
		'  Some said so.',
		'Begin it with >'
	),
	broken(
		'option_without_feedback',
		'an option has no feedback',
		[quiz, '  > So it says. [LAW-1]\n', ''],
		'- A signature at midnight',
		'Add a quotation (>)'
	),
	broken(
		'option_without_feedback',
		'a feedback holds a claim and no words',
		[quiz, '  > So it says. [LAW-1]\n', '  > [LAW-1]\n'],
		'- A signature at midnight',
		'Add a quotation (>)'
	),
	broken(
		'option_without_feedback',
		'a choice has no feedback',
		[scenario, '  > Nothing was written down. [L1-K3]\n', ''],
		'- Wait for the moon.',
		'Add a quotation (>)'
	),
	broken(
		'option_without_claim',
		'a feedback cites nothing',
		[quiz, 'So it says. [LAW-1]', 'So it says.'],
		'- A signature at midnight',
		'[DOC?]'
	),
	broken(
		'option_without_claim',
		'the feedback of a choice cites nothing',
		[scenario, '> Nothing was written down. [L1-K3]', '> Nothing was written down.'],
		'- Wait for the moon.',
		'[DOC?]'
	),
	broken(
		'option_without_misconception',
		'a wrong option reveals nothing',
		[quiz, '{#brighter reveals=any-light}', '{#brighter}'],
		'- The brighter one',
		'Add reveals=id'
	),
	broken(
		'item_key',
		'a statement has no stance',
		[quiz, '{#stance-bell is=some}', '{#stance-bell}'],
		'- A bell may help.',
		'Add is= one of'
	),
	broken(
		'option_without_misconception',
		'a wrong option of several that are right reveals nothing',
		[quiz, '{#view reveals=rule-is-view}', '{#view}'],
		'- A view of the room',
		'Add reveals=id'
	),

	// Keys
	broken(
		'key_question',
		'a right option is keyed to a discussion question',
		[quiz, 'It is signed, too. [LAW-1]', 'It is signed, too. [L1-Q1]'],
		'- The one that is described',
		'Cite the takeaway'
	),
	broken(
		'key_disagreement',
		'a right option is keyed to the disagreement',
		[quiz, 'It is signed, too. [LAW-1]', 'It is signed, too. [B1-K8a]'],
		'- The one that is described',
		'Use a .contested item'
	),
	broken(
		'key_reported_view',
		'a view of the room is right in a question of law',
		[quiz, 'So it says. [LAW-1]', 'So it says. [LAW-1] [L1-K1]'],
		'- A signature at midnight',
		'only under asks=room'
	),
	broken(
		'key_reported_view',
		'a view of the room is a pair in a question of law',
		[quiz, '.match asks=room', '.match asks=law'],
		'- Described before it is lit',
		'only under asks=room'
	),
	broken(
		'key_modal',
		'a right option drops the hedge of its claim',
		[quiz, '> Described before it is lit. [L1-K1]', '> Described before it is lit. [L1-K2]'],
		'- The one that is described',
		'L1-K2 says "may", "some"'
	),
	broken(
		'stance_claim',
		'a statement cites no claim that has a stance',
		[quiz, '> Some said so. [L1-K2]', '> Some said so. [LAW-1]'],
		'- A bell may help.',
		'Cite it first'
	),
	broken(
		'stance_wrong',
		'a statement has another stance than its claim',
		[quiz, 'is=agreed}', 'is=some}'],
		'- A light is described first.',
		'needs is=agreed'
	),

	// A scenario: what is written
	{
		code: 'scenario_empty',
		when: 'a scenario has no scene',
		files: {
			...sampleCourse,
			'lessons/1-lights/calm.scenario.md':
				'---\nid: calm\ntitle: Calm\nrole: Keeper\nobjectives: [judge-fog]\nstages: {}\n---\n\n## Debrief {#debrief .debrief}\n'
		},
		file: 'lessons/1-lights/calm.scenario.md',
		at: 1,
		says: 'Add one as a heading'
	},
	broken(
		'scenario_without_debrief',
		'a scenario has no debrief',
		[scenario, '## Debrief {#debrief .debrief}', '### Debrief'],
		1,
		'Add a last section'
	),
	broken(
		'debrief_repeated',
		'a scenario has two debriefs',
		[scenario, '### Where keepers differ', '## Where keepers differ {#more .debrief}'],
		'## Where keepers differ',
		'Merge the two'
	),
	broken(
		'ending_outcome',
		'an ending has no outcome',
		[scenario, '.ending outcome=poor}', '.ending}'],
		'## Aground',
		'outcome=sound'
	),
	broken(
		'ending_with_choices',
		'an ending has choices',
		[scenario, 'The ship waits for the tide.', 'The ship waits.\n\n- So do you. {#so to=safe}'],
		'- So do you.',
		'Remove the list'
	),
	broken(
		'scene_without_choices',
		'a scene has no choices',
		[scenario, '## Safe', '## The pier {#pier stage=telling}\n\nIt is wet.\n\n## Safe'],
		'## The pier',
		'Add a list of choices'
	),
	broken(
		'option_not_indented',
		'a feedback is not indented',
		[scenario, '## Safe', '> The ships pay. [B1-K8a]\n\n## Safe'],
		'> The ships pay.',
		'Put two spaces before each of its lines'
	),
	broken(
		'option_without_gap',
		'a story stands right below its option',
		[scenario, 'to=safe quality=open}\n\n', 'to=safe quality=open}\n'],
		'  **Morning.** The coast',
		'Put an empty line above'
	),
	broken(
		'option_mark',
		'an option begins with a dash',
		[scenario, '- Ring the bell.', '– Ring the bell.'],
		'– Ring the bell.',
		'Write "- " instead'
	),
	{
		code: 'scene_without_stage',
		when: 'a scene belongs to no stage',
		files: change(
			change(sampleCourse, scenario, '{#report stage=telling}', '{#report}'),
			scenario,
			'  telling: Whom you tell\n',
			''
		),
		file: scenario,
		at: '## The report',
		says: 'stage=id'
	},
	broken(
		'stage_unknown',
		'a scene belongs to a stage that does not exist',
		[scenario, '.chance stage=bell}', '.chance stage=bells}'],
		'## The weather decides',
		'add it under stages'
	),
	broken(
		'stage_unused',
		'no scene belongs to a stage',
		[scenario, '  telling: Whom', '  rest: Where you rest\n  telling: Whom'],
		'rest:',
		'Add stage=rest'
	),
	broken(
		'stage_unused',
		'only chance belongs to a stage',
		[scenario, '{#bell stage=bell}', '{#bell stage=first}'],
		'bell: What you do',
		'No scene with choices'
	),
	broken(
		'stage_half_open',
		'a stage is both open and keyed',
		[scenario, '{#tell-coast to=safe quality=open}', '{#tell-coast to=safe quality=sound}'],
		'- Tell the ships.',
		'Make all of them open'
	),
	broken(
		'stage_half_open',
		'a choice is sometimes open',
		[
			scenario,
			'{#tell-coast to=safe quality=open}',
			'{#tell-coast to=safe quality="weak when oil=0, open"}'
		],
		'- Tell the coast.',
		'Make all of them open'
	),
	{
		code: 'scene_without_objective',
		when: 'a decision does not say which of two objectives it exercises',
		files: [
			['objectives: [judge-fog]', 'objectives: [judge-fog, tell-lights]'],
			['{#bell stage=bell}', '{#bell stage=bell objective=judge-fog}'],
			['{#report stage=telling}', '{#report stage=telling objective="judge-fog, tell-lights"}']
		].reduce<Files>((files, [from, to]) => change(files, scenario, from, to), sampleCourse),
		file: scenario,
		at: '## The watch',
		says: 'Name the ones'
	},
	broken(
		'scene_objective',
		'a decision exercises an objective that the scenario does not have',
		[scenario, '{#bell stage=bell}', '{#bell stage=bell objective=tell-lights}'],
		'## The bell',
		'no objective of this scenario'
	),
	broken(
		'choice_without_target',
		'a choice leads nowhere',
		[scenario, '{#tell-coast to=safe quality=open}', '{#tell-coast quality=open}'],
		'- Tell the coast.',
		'Add to='
	),
	broken(
		'choice_without_quality',
		'a choice has no quality',
		[scenario, '{#ring to=report quality=sound trust+1}', '{#ring to=report trust+1}'],
		'- Ring the bell.',
		'quality= one of sound'
	),
	broken(
		'choice_without_story',
		'a choice has no story',
		[scenario, '  **Morning.** The coast listens.\n', ''],
		'- Tell the coast.',
		'Write below it'
	),
	broken(
		'choice_without_story',
		'a choice has only a date',
		[scenario, '**Morning.** The coast listens.', '**Morning.**'],
		'- Tell the coast.',
		'Write below it'
	),
	broken(
		'value_unknown',
		'a quality does not exist',
		[scenario, 'quality=unsound', 'quality=dreadful'],
		'- Borrow a lamp',
		'"dreadful" is no quality'
	),
	broken(
		'condition_wrong',
		'the condition of a choice cannot be read',
		[scenario, 'when="oil>=1"', 'when="oil is left"'],
		'- Sell the oil.',
		'Write for example'
	),
	broken(
		'condition_wrong',
		'the condition of a paragraph cannot be read',
		[scenario, '{when="chose=borrow"}', '{when="borrow!"}'],
		'The lamp is green.',
		'Write for example'
	),
	broken(
		'condition_wrong',
		'a value has two conditions',
		[scenario, 'to="safe when trust>=2, aground"', 'to="safe when trust>=2 when oil=0, aground"'],
		'- Tell the ships.',
		'Write for example'
	),
	broken(
		'cases_without_default',
		'the last of several values has a condition',
		[scenario, 'to="safe when trust>=2, aground"', 'to="aground when trust<2, safe when oil=0"'],
		'- Tell the ships.',
		'Add one after'
	),
	broken(
		'cases_unreachable',
		'a value without a condition is not the last',
		[scenario, 'to="safe when trust>=2, aground"', 'to="safe, aground"'],
		'- Tell the ships.',
		'put it last'
	),

	// A scenario: what is named
	broken(
		'link_broken',
		'a choice leads to a scene that does not exist',
		[scenario, '{#tell-coast to=safe', '{#tell-coast to=save'],
		'- Tell the coast.',
		'Correct to='
	),
	broken(
		'track_unknown',
		'a choice changes a track that does not exist',
		[scenario, 'quality=sound trust+1}', 'quality=sound hope+1}'],
		'- Ring the bell.',
		'changes "hope"'
	),
	broken(
		'track_unknown',
		'a choice sets a track that does not exist',
		[scenario, 'oil=0}', 'hope=0}'],
		'- Sell the oil.',
		'changes "hope"'
	),
	broken(
		'track_bounds',
		'a track starts above its bound',
		[scenario, 'from: 2, min: 0, max: 3', 'from: 4, min: 0, max: 3'],
		'oil: {',
		'must start between its bounds'
	),
	broken(
		'dial_values',
		'a dial stands on a value that it does not have',
		[scenario, 'from: new', 'from: half'],
		'moon:',
		'from must be one of them'
	),
	broken(
		'condition_unknown',
		'a choice asks about a track that does not exist',
		[scenario, 'when="oil>=1"', 'when="gas>=1"'],
		'- Sell the oil.',
		'asks about "gas"'
	),
	broken(
		'condition_unknown',
		'a target asks about a choice that does not exist',
		[scenario, 'safe when trust>=2', 'safe when chose=nothing'],
		'- Tell the ships.',
		'asks about the choice "nothing"'
	),
	broken(
		'condition_unknown',
		'a quality asks about a value that a dial does not have',
		[scenario, 'weak when moon=new', 'weak when moon=half'],
		'- Wait for the moon.',
		'asks about moon=half'
	),
	broken(
		'condition_unknown',
		'a paragraph asks about a choice that does not exist',
		[scenario, '{when="chose=borrow"}', '{when="chose=steal"}'],
		'The lamp is green.',
		'asks about the choice "steal"'
	),

	// A scenario: what can happen
	broken(
		'scene_unreachable',
		'no path leads to a scene',
		[scenario, '## Safe', '## Lost {#lost .ending outcome=mixed}\n\nGone.\n\n## Safe'],
		'## Lost',
		'to=lost'
	),
	broken(
		'option_never_offered',
		'the condition of a choice never holds',
		[scenario, 'when="oil>=1"', 'when="oil>=1 and chose=sell"'],
		'- Sell the oil.',
		'Correct when='
	),
	broken(
		'effect_without_change',
		'a bound is lowered to where it stands',
		[scenario, '{#tell-coast to=safe quality=open}', '{#tell-coast to=safe quality=open trust<=3}'],
		'- Tell the coast.',
		'The effect on "trust" of "tell-coast"'
	),
	broken(
		'scene_stuck',
		'a scene offers nothing on some paths',
		[scenario, '{#ring to=report', '{#ring when="oil>=1" to=report'],
		'## The bell',
		'after light → thickens'
	),
	{
		code: 'path_endless',
		when: 'a story goes round for ever',
		files: change(
			change(sampleCourse, scenario, '## Safe {#safe', trap),
			scenario,
			'to="safe when trust>=2, aground"',
			'to="safe when trust>=2, pier"'
		),
		file: scenario,
		at: '## The pier',
		says: 'From "pier" no ending can be reached: after borrow → thins → ring → tell-ships'
	},
	broken(
		'path_unbounded',
		'a story can come back to where it was',
		[scenario, '{#ring to=report', '{#ring to="report when trust>=3, bell"'],
		'## The watch',
		'go round for ever: '
	),
	{
		code: 'objective_skipped',
		when: 'a sound ending is reached past an objective',
		files: [
			['objectives: [judge-fog]', 'objectives: [judge-fog, tell-lights]'],
			['{#watch stage=first}', '{#watch stage=first objective=judge-fog}'],
			['{#bell stage=bell}', '{#bell stage=bell objective=judge-fog}'],
			['{#report stage=telling}', '{#report stage=telling objective=judge-fog}']
		].reduce<Files>((files, [from, to]) => change(files, scenario, from, to), sampleCourse),
		file: scenario,
		at: 'objectives:',
		says: 'without exercising "tell-lights", after light → thins → ring → tell-coast'
	},
	broken(
		'sound_ending_locked',
		'the best choice leads to a poor ending',
		[scenario, '{#light to=weather', '{#light to="weather when moon=full, aground"'],
		'- Light it',
		'no better choice beside it'
	),
	{
		code: 'lock_without_notice',
		when: 'a choice shuts the sound ending out and nothing shows it',
		files: [
			['{#sell to=aground quality=weak when="oil>=1" oil=0}', '{#sell to=dark quality=weak}'],
			[
				'## Safe',
				'## The dark {#dark stage=telling}\n\n- Sit. {#sit to=aground quality=open}\n\n  Dark.\n\n  > Dark. [DOC?]\n\n## Safe'
			]
		].reduce<Files>((files, [from, to]) => change(files, scenario, from, to), sampleCourse),
		file: scenario,
		at: '- Sell the oil.',
		says: 'nothing shows it'
	},
	{
		code: 'sides_unequal',
		when: 'more decisions follow one side than the other',
		files: [
			['{#tell-coast to=safe', '{#tell-coast to=pier'],
			['## Safe {#safe', trap.replace('to=pier', 'to=safe')]
		].reduce<Files>((files, [from, to]) => change(files, scenario, from, to), sampleCourse),
		file: scenario,
		at: '## The report',
		says: '1 after "tell-coast", none after "tell-ships"'
	},
	broken(
		'paragraph_never_shown',
		'a paragraph asks for what cannot be',
		[scenario, '{when="chose=borrow"}', '{when="chose=borrow and trust>=2"}'],
		'The lamp is green.',
		'No path ever shows this paragraph'
	),
	{
		code: 'scenario_one_ending',
		when: 'a scenario has one ending',
		files: [
			['to="aground when moon=new, weather"', 'to=weather'],
			['{#sell to=aground', '{#sell to=safe'],
			['to="safe when trust>=2, aground"', 'to=safe'],
			['## Aground {#aground .ending outcome=poor}\n\nThe ship waits for the tide.\n', '']
		].reduce<Files>((files, [from, to]) => change(files, scenario, from, to), sampleCourse),
		file: scenario,
		at: '## The watch',
		says: 'at least two endings'
	},
	{
		code: 'scenario_too_large',
		when: 'a scenario has too many states to walk',
		files: [
			['from: 2, min: 0, max: 3', 'from: 2, min: 0, max: 999'],
			['from: 1, min: 0, max: 3', 'from: 1, min: 0, max: 999'],
			['{#ring to=report', '{#ring to="report when oil=0, bell"'],
			['{#sell to=aground', '{#sell to="aground when trust=0, watch"'],
			['reveals=any-light}', '}'],
			['oil+1 trust<=1', 'oil+1'],
			['oil=0}', 'oil+1}']
		].reduce<Files>((files, [from, to]) => change(files, scenario, from, to), sampleCourse),
		file: scenario,
		at: '## The watch',
		says: 'Use fewer tracks'
	}
];

/** The line of a case's problem in its broken files. */
function lineOf({ files, file, at }: Case): number {
	if (typeof at === 'number') return at;
	const text = files[file];
	const start = text.indexOf(at);
	if (start < 0) throw new Error(`"${at}" does not stand in ${file}.`);
	return text.slice(0, start).split('\n').length;
}

/** Advice is no problem, and the report on the whole course has a code of its own: both have their own tests. */
const testedElsewhere = ['advice.ts', 'report.ts'];

/** Every quoted word of the sources that looks like a code. */
function codesInSources(): string[] {
	const folder = import.meta.dirname;
	const sources = readdirSync(folder).filter(
		(name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name) && !testedElsewhere.includes(name)
	);
	const codes = sources.flatMap((name) =>
		[...readFileSync(join(folder, name), 'utf8').matchAll(/'([a-z]+(?:_[a-z]+)+)'/g)].map(
			([, code]) => code
		)
	);
	return [...new Set(codes)].sort();
}

/** Every message tells its reader to do something, or where to read what to do. */
const advice =
	/\b(Add|Begin|Change|Cite|Close|Copy|Correct|Describe|Give|Keep|Let|Make|Mark|Merge|Move|Name|Put|Remove|Rename|Save|Say|See|Translate|Use|Write)\b/;

describe('the problems of a course', () => {
	const named = cases.map((one) => [one.code, one.when, one] as const);
	it.each(named)('reports %s when %s, and says what to do', async (_, __, one) => {
		const { problems } = await compile(one.files);
		expect(problems.map(({ code, file, line }) => ({ code, file, line }))).toEqual([
			{ code: one.code, file: one.file, line: lineOf(one) }
		]);
		expect(problems[0].message).toContain(one.says);
		expect(problems[0].message).toMatch(advice);
		expect(formatProblem(problems[0])).toMatchSnapshot();
	});

	it('covers every code that the sources can report', () => {
		const covered = [...new Set(cases.map(({ code }) => code))].sort();
		expect(covered).toEqual(codesInSources());
	});
});
