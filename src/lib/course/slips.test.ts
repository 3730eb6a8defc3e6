import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import { Problems } from './problem';
import { change, paths, sampleCourse } from './sample-course';
import { mendSlips, withoutInvisible } from './slips';

/** A slip of the pen: what somebody wrote, and the whole of what is said of it. */
interface Slip {
	when: string;
	file?: string;
	changes: [from: string, to: string][];
	/** Words that begin on the line of the problem. */
	at: string;
	code: string;
	message: string;
}

const { scenario, quiz, lesson, course } = paths;

const indent =
	'What belongs to an option begins with two spaces, and this line does not. Put two spaces before each of its lines, or move it above the options.';
const gap =
	'The curly brackets end the first paragraph of an option. Put an empty line above this line, and begin it with two spaces; or move the brackets to its end.';
const hardSpace =
	'A non-breaking space begins this line, or stands behind its colon or hyphen. Delete it and type plain ones.';
const unmarked =
	'This cites a claim below an option, so it is the feedback, and it has no mark. Begin each of its lines with >.';
const apart =
	'The curly brackets stand below what they belong to. Move them up to its end, behind a space.';
const id = 'An id is lower-case words joined by hyphens.';

const slips: Slip[] = [
	// What belongs to an option
	{
		when: 'a story is not indented',
		changes: [["  **Nine o'clock.** The lamp", "**Nine o'clock.** The lamp"]],
		at: "**Nine o'clock.**",
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'a story is indented by one space',
		changes: [["  **Nine o'clock.** The lamp", " **Nine o'clock.** The lamp"]],
		at: " **Nine o'clock.**",
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'a feedback is not indented',
		changes: [['  > Described before it is lit.', '> Described before it is lit.']],
		at: '> Described before it is lit.',
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'neither the story nor the feedback is indented',
		changes: [
			["  **Nine o'clock.** The lamp", "**Nine o'clock.** The lamp"],
			['  It burns well.', 'It burns well.'],
			['  > Described before it is lit.', '> Described before it is lit.']
		],
		at: "**Nine o'clock.**",
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'nothing of the last option of a scene is indented',
		changes: [
			['  **Morning.** The ships', '**Morning.** The ships'],
			['  > They disagreed. [B1-K8a]\n\n## Safe', '> They disagreed. [B1-K8a]\n\n## Safe']
		],
		at: '**Morning.** The ships',
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'the feedback of an option of a quiz is not indented',
		file: quiz,
		changes: [['  > So it says.', '> So it says.']],
		at: '> So it says.',
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'the feedback of the last option of an item is not indented',
		file: quiz,
		changes: [['  > That is another', '> That is another']],
		at: '> That is another',
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'the feedback of the last thing to match is not indented',
		file: quiz,
		changes: [['  > In the rule book.', '> In the rule book.']],
		at: '> In the rule book.',
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'the feedback of a reason is not indented',
		file: quiz,
		changes: [['  > One side said so.', '> One side said so.']],
		at: '> One side said so.',
		code: 'option_not_indented',
		message: indent
	},
	{
		when: 'no empty line stands between an option and its story',
		changes: [['quality=sound oil-1}\n\n', 'quality=sound oil-1}\n']],
		at: "  **Nine o'clock.**",
		code: 'option_without_gap',
		message: gap
	},
	{
		when: 'a story is neither set apart nor indented',
		changes: [['quality=sound oil-1}\n\n  **Nine', 'quality=sound oil-1}\n**Nine']],
		at: "**Nine o'clock.**",
		code: 'option_without_gap',
		message: gap
	},
	{
		when: 'a line break ends an option, and no empty line',
		changes: [['quality=sound oil-1}\n\n', 'quality=sound oil-1}  \n']],
		at: "  **Nine o'clock.**",
		code: 'option_without_gap',
		message: gap
	},
	{
		when: 'an option of a quiz goes on behind its brackets',
		file: quiz,
		changes: [['- Describe {#describe}', '- Describe {#describe}\n  the light']],
		at: '  the light',
		code: 'option_without_gap',
		message: gap
	},
	{
		when: 'a story is indented too far',
		changes: [["  **Nine o'clock.** The lamp", "      **Nine o'clock.** The lamp"]],
		at: "      **Nine o'clock.**",
		code: 'prose_code',
		message: 'This line begins with too many spaces. Begin it in the same column as its neighbours.'
	},

	{
		when: 'a later paragraph of a feedback has no mark',
		changes: [
			[
				'  > Described before it is lit. [L1-K1]\n',
				'  > It is.\n\n  So it was written.\n\n  [L1-K1]\n'
			]
		],
		at: '  So it was',
		code: 'feedback_mark',
		message:
			'This stands below the feedback, so it would be shown at once. Begin it with >, or put it above.'
	},
	{
		when: 'the first line of a feedback has no mark',
		changes: [
			[
				'  > Described before it is lit.',
				'  Described [L1-K1], as was\n  agreed,\n  > before it is lit.'
			]
		],
		at: '  agreed,',
		code: 'feedback_mark',
		message:
			'This line stands right above the feedback and is no part of it, so it would be shown at once. Begin it with >, or put an empty line below it.'
	},
	{
		when: 'words below the feedback of the last option are not indented',
		changes: [
			[
				'  > They disagreed. [B1-K8a]\n\n## Safe',
				'  > They disagreed. [B1-K8a]\n\nIn vain.\n\n## Safe'
			]
		],
		at: 'In vain.',
		code: 'option_not_indented',
		message: indent
	},

	// Marks of lists
	...['–', '—', '•', '·', '−', '‐'].map((mark): Slip => ({
		when: `an option begins with ${mark}`,
		changes: [['- Wait for the moon.', `${mark} Wait for the moon.`]],
		at: `${mark} Wait`,
		code: 'option_mark',
		message: `An option begins with a plain hyphen and a space, and this one with "${mark}". Write "- " instead.`
	})),
	{
		when: 'a feedback has no mark at all',
		changes: [['  > Described before it is lit. [L1-K1]', '  Described before it is lit. [L1-K1]']],
		at: '  Described before',
		code: 'feedback_mark',
		message: unmarked
	},
	{
		when: 'the mark of a feedback is escaped',
		changes: [
			['  > Described before it is lit. [L1-K1]', '  \\> Described before it is lit. [L1-K1]']
		],
		at: '  \\> Described before',
		code: 'feedback_mark',
		message: unmarked
	},
	{
		when: 'the feedback of the last option of an item has no mark at all',
		file: quiz,
		changes: [['  > Brightness is not', '  Brightness is not']],
		at: '  Brightness is not',
		code: 'feedback_mark',
		message: unmarked
	},
	{
		when: 'the only claim of a feedback has a dash',
		changes: [['Nothing was written down. [L1-K3]', 'Nothing was written down. [L1–K3]']],
		at: '  > Nothing was',
		code: 'claim_malformed',
		message:
			'[L1–K3] looks like a claim and is none. Write [L1-K3] with plain letters and a plain hyphen, as the ledger spells it.'
	},
	{
		when: 'the only claim of a feedback in a quiz is written small',
		file: quiz,
		changes: [['So it says. [LAW-1]', 'So it says. [law-1]']],
		at: '  > So it says.',
		code: 'claim_malformed',
		message:
			'[law-1] looks like a claim and is none. Write each in brackets of its own, as the ledger spells it: [B2-K5a] [B2-K5b]; or [DOC?].'
	},
	{
		when: 'a quiz that is placed has another id',
		file: lesson,
		changes: [['<Activity id="light-checks" />', '<Activity id="lights-checks" />']],
		at: '<Activity id="lights',
		code: 'activity_unknown',
		message: 'There is no activity "lights-checks" in this folder. Correct the id, or add the file.'
	},
	{
		when: 'all options of a scene have numbers',
		changes: [
			['- Ring the bell.', '1. Ring the bell.'],
			['- Sell the oil.', '2. Sell the oil.'],
			['  **Midnight.** The lamp is dark.', '   **Midnight.** The lamp is dark.'],
			['  > The document wants', '   > The document wants']
		],
		at: '1. Ring',
		code: 'option_mark',
		message:
			'Below an option that begins with "1." two spaces are too few to belong to it. Begin it with a plain hyphen and a space: "- ".'
	},
	{
		when: 'the brackets of an option stand below it',
		changes: [
			[
				'- Ring the bell. {#ring to=report quality=sound trust+1}',
				'- Ring the bell.\n\n  {#ring to=report quality=sound trust+1}'
			]
		],
		at: '  {#ring',
		code: 'attributes_misplaced',
		message: apart
	},
	{
		when: 'the brackets of a scene stand on the line below its title',
		changes: [['## The bell {#bell stage=bell}', '## The bell\n{#bell stage=bell}']],
		at: '{#bell stage',
		code: 'attributes_misplaced',
		message: apart
	},
	{
		when: 'the brackets of a step stand in a paragraph below its title',
		file: lesson,
		changes: [['## A night in fog {#fog .scenario}', '## A night in fog\n\n{#fog .scenario}']],
		at: '{#fog .scenario',
		code: 'attributes_misplaced',
		message: apart
	},
	{
		when: 'a paragraph of a lesson has brackets',
		file: lesson,
		changes: [['First the story.', 'First the story. {.hint}']],
		at: 'First the story.',
		code: 'attributes_misplaced',
		message:
			'In lesson.md only the heading of a step has curly brackets, at its end. Move these there, or remove them.'
	},
	{
		when: 'no empty line stands between a placement and the words above it',
		file: lesson,
		changes: [['First the story.\n\n<Activity', 'First the story.\n<Activity']],
		at: '<Activity id="the-fog"',
		code: 'prose_html',
		message:
			'HTML and scripts are not used in lessons. Write Markdown; in lesson.md an activity is placed as <Activity id="…" /> alone between empty lines.'
	},
	{
		when: 'an item does not say what it asks, and is keyed to a view',
		file: quiz,
		changes: [['.choice asks=room objective', '.choice objective']],
		at: '## Which lamp',
		code: 'item_asks',
		message: 'Say what the item asks: asks=room, asks=text, asks=law or asks=judgement.'
	},
	{
		when: 'an option of a quiz begins with a dash',
		file: quiz,
		changes: [['- Light {#light}', '– Light {#light}']],
		at: '– Light',
		code: 'option_mark',
		message:
			'An option begins with a plain hyphen and a space, and this one with "–". Write "- " instead.'
	},
	{
		when: 'the brackets of an option with a dash stand on its second line',
		changes: [['- Wait for the moon. {', '– Wait for\nthe moon. {']],
		at: '– Wait',
		code: 'option_mark',
		message:
			'An option begins with a plain hyphen and a space, and this one with "–". Write "- " instead.'
	},
	{
		when: 'no space stands behind the hyphen',
		changes: [['- Wait for the moon.', '-Wait for the moon.']],
		at: '-Wait',
		code: 'option_mark',
		message: 'An option begins with a plain hyphen and a space. Put a space behind this hyphen.'
	},
	...['b)', '(b)', 'B)', '(2)', '--', '\\-', '\uF0B7'].map((mark): Slip => ({
		when: `an option begins with ${mark}`,
		changes: [['- Wait for the moon.', `${mark} Wait for the moon.`]],
		at: `${mark} Wait`,
		code: 'option_mark',
		message: `An option begins with a plain hyphen and a space, and this one with "${mark}". Write "- " instead.`
	})),
	...['-\u00A0', '-\u202F', '-\u00A0 '].map((mark): Slip => ({
		when: `an option begins with a hyphen and another space: ${encodeURIComponent(mark)}`,
		changes: [['- Wait for the moon.', `${mark}Wait for the moon.`]],
		at: `${mark}Wait`,
		code: 'option_mark',
		message: 'A non-breaking space stands behind this hyphen. Delete it and type a plain one.'
	})),
	{
		when: 'a non-breaking space stands behind the hyphen of an option of a quiz',
		file: quiz,
		changes: [['- Light {#light}', '-\u00A0Light {#light}']],
		at: '-\u00A0Light',
		code: 'option_mark',
		message: 'A non-breaking space stands behind this hyphen. Delete it and type a plain one.'
	},
	{
		when: 'no space stands behind the star of an answer',
		file: quiz,
		changes: [['* From the room {', '*From the room {']],
		at: '*From the room',
		code: 'option_mark',
		message: 'The options of this list begin with "*" and a space. Put a space behind this star.'
	},
	{
		when: 'the last answer of an item begins with a bullet',
		file: quiz,
		changes: [['* From the rules {', '• From the rules {']],
		at: '• From the rules',
		code: 'option_mark',
		message:
			'The options of this list begin with "*" and a space, and this one with "•". Write "* " instead.'
	},
	{
		when: 'the last thing to match begins with a bullet',
		file: quiz,
		changes: [['- Signed at midnight {', '• Signed at midnight {']],
		at: '• Signed',
		code: 'option_mark',
		message:
			'An option begins with a plain hyphen and a space, and this one with "•". Write "- " instead.'
	},
	{
		when: 'an option begins with a star and no space',
		changes: [['- Wait for the moon.', '*Wait for the moon.']],
		at: '*Wait',
		code: 'option_mark',
		message:
			'An option begins with a plain hyphen and a space, and this one with "*". Write "- " instead.'
	},
	{
		when: 'one option begins with a star',
		changes: [['- Wait for the moon.', '* Wait for the moon.']],
		at: '* Wait',
		code: 'option_mark',
		message:
			'This option begins with "*" and the first of its list with "-", which makes two lists. Begin it with "-", too.'
	},
	{
		when: 'one option of a quiz begins with a star',
		file: quiz,
		changes: [['- Light {#light}', '* Light {#light}']],
		at: '* Light',
		code: 'option_mark',
		message:
			'This option begins with "*" and the first of its list with "-", which makes two lists. Begin it with "-", too.'
	},

	{
		when: 'an option and all that belongs to it are indented',
		changes: [
			['- Wait for the moon.', '  - Wait for the moon.'],
			["  **Ten o'clock.**", "    **Ten o'clock.**"],
			['  > Nothing was written', '    > Nothing was written']
		],
		at: '  - Wait',
		code: 'option_indented',
		message: 'Spaces before the hyphen make this option a part of the one above. Remove them.'
	},
	{
		when: 'an option is indented, and what belongs to it is not indented further',
		changes: [['- Wait for the moon.', '  - Wait for the moon.']],
		at: '  - Wait',
		code: 'option_indented',
		message: 'Spaces before the hyphen make this option a part of the one above. Remove them.'
	},
	{
		when: 'an option of a quiz is indented',
		file: quiz,
		changes: [['- Light {#light}', '  - Light {#light}']],
		at: '  - Light',
		code: 'option_indented',
		message: 'Spaces before the hyphen make this option a part of the one above. Remove them.'
	},
	{
		when: 'one option has a number',
		changes: [['- Wait for the moon.', '1. Wait for the moon.']],
		at: '1. Wait',
		code: 'option_mark',
		message:
			'This option begins with "1." and the first of its list with "-", which makes two lists. Begin it with "-", too.'
	},

	// Curly brackets
	{
		when: 'an option has no brackets',
		changes: [['- Ring the bell. {#ring to=report quality=sound trust+1}', '- Ring the bell.']],
		at: '- Ring the bell.',
		code: 'id_missing',
		message:
			'This option has no id. Add one at the end of its first paragraph: {#ring-the-bell to=… quality=…}.'
	},
	{
		when: 'the brackets of an option are not closed',
		changes: [['quality=sound trust+1}', 'quality=sound trust+1']],
		at: '- Ring the bell.',
		code: 'attributes_misplaced',
		message:
			'Curly brackets may only hold attributes, at the very end of a heading, an option or a paragraph. Close them, or move them to the end.'
	},
	{
		when: 'the brackets of a scene stand before its title',
		changes: [['## The bell {#bell stage=bell}', '## {#bell stage=bell} The bell']],
		at: '## {#bell',
		code: 'attributes_misplaced',
		message:
			'Curly brackets may only hold attributes, at the very end of a heading, an option or a paragraph. Close them, or move them to the end.'
	},
	{
		when: 'an attribute has the quotation marks of a word processor',
		changes: [['to="aground when moon=new, weather"', 'to=“aground when moon=new, weather”']],
		at: '- Wait for the moon.',
		code: 'attribute_spelling',
		message:
			'Quotation marks in curly brackets are straight and double. Write to="aground when moon=new, weather".'
	},
	{
		when: 'all attributes of an option have such marks, and stand on its second line',
		changes: [
			[
				'- Wait for the moon. {#wait to="aground when moon=new, weather" quality="weak when moon=new, defensible"',
				'- Wait for the moon.\n  {#wait to=“aground when moon=new, weather” quality="weak when moon=new, defensible”'
			]
		],
		at: '  {#wait',
		code: 'attribute_spelling',
		message:
			'Quotation marks in curly brackets are straight and double. Write to="aground when moon=new, weather" quality="weak when moon=new, defensible".'
	},
	{
		when: 'an attribute has single quotation marks',
		changes: [['when="oil>=1"', "when='oil>=1'"]],
		at: '- Sell the oil.',
		code: 'attribute_spelling',
		message: 'Quotation marks in curly brackets are straight and double. Write when="oil>=1".'
	},
	{
		when: 'a paragraph has the quotation marks of a word processor',
		changes: [['{when="chose=borrow"}', '{when=“chose=borrow”}']],
		at: 'The lamp is green.',
		code: 'attribute_spelling',
		message: 'Quotation marks in curly brackets are straight and double. Write when="chose=borrow".'
	},
	{
		when: 'a value with conditions has no quotation marks',
		changes: [['to="safe when trust>=2, aground"', 'to=safe when trust>=2, aground']],
		at: '- Tell the ships.',
		code: 'attribute_spelling',
		message:
			'A value with spaces stands in straight quotation marks. Write to="safe when trust>=2, aground".'
	},
	{
		when: 'a condition has spaces and no quotation marks',
		changes: [
			['{when="oil<1 or not moon=full and trust=0"}', '{when=oil < 1 or not moon=full and trust=0}']
		],
		at: '> Almost nothing',
		code: 'attribute_spelling',
		message:
			'A value with spaces stands in straight quotation marks. Write when="oil < 1 or not moon=full and trust=0".'
	},
	{
		when: 'several objectives have no quotation marks',
		file: quiz,
		changes: [['objective="tell-lights, judge-fog"', 'objective=tell-lights, judge-fog']],
		at: '## What does the rule book',
		code: 'attribute_spelling',
		message:
			'A value with spaces stands in straight quotation marks. Write objective="tell-lights, judge-fog".'
	},
	{
		when: 'commas stand between attributes',
		changes: [['{#ring to=report quality=sound', '{#ring, to=report, quality=sound']],
		at: '- Ring the bell.',
		code: 'attribute_spelling',
		message: 'Spaces part attributes, and nothing else. Write #ring to=report.'
	},
	{
		when: 'a value follows a colon',
		changes: [['{#ring to=report', '{#ring to:report']],
		at: '- Ring the bell.',
		code: 'attribute_spelling',
		message: 'A value follows an equals sign, not a colon. Write to=report.'
	},
	{
		when: 'spaces stand around an equals sign',
		changes: [['{#ring to=report', '{#ring to = report']],
		at: '- Ring the bell.',
		code: 'attribute_spelling',
		message: 'No spaces stand around an equals sign. Write to=report.'
	},
	...['+ 1', ' + 1', ' +1'].map((effect): Slip => ({
		when: `an effect is written trust${effect}`,
		changes: [['quality=sound trust+1}', `quality=sound trust${effect}}`]],
		at: '- Ring the bell.',
		code: 'attribute_spelling',
		message: 'An effect is written without spaces. Write trust+1.'
	})),
	...['−1', '–1', ' − 1'].map((effect): Slip => ({
		when: `an effect is written trust${effect}`,
		changes: [['defensible" trust-1}', `defensible" trust${effect}}`]],
		at: '- Wait for the moon.',
		code: 'attribute_spelling',
		message: 'A minus is a plain hyphen without spaces. Write trust-1.'
	})),
	{
		when: 'an effect that sets and one that lowers a bound have spaces',
		changes: [['oil+1 trust<=1', 'oil +1 trust <= 1']],
		at: '- Borrow a lamp',
		code: 'attribute_spelling',
		message: 'An effect is written without spaces. Write oil+1 trust<=1.'
	},
	{
		when: 'the name of an effect is no track',
		changes: [['quality=sound trust+1}', 'quality=sound harm+2}']],
		at: '- Ring the bell.',
		code: 'track_unknown',
		message:
			'"ring" changes "harm", which is no track of this scenario (oil, trust). Correct it, or add it under tracks.'
	},
	{
		when: 'an effect is written the wrong way round',
		changes: [['quality=sound trust+1}', 'quality=sound +1trust}']],
		at: '- Ring the bell.',
		code: 'attribute_unknown',
		message:
			'+1trust means nothing here. Known here: #id, to=, quality=, when=, reveals=, and effects on a track (oil, trust), such as oil+1 oil-1 oil=0 oil<=1. Remove or correct it.'
	},
	{
		when: 'another attribute is wrong beside a track that is set',
		changes: [['when="oil>=1" oil=0}', 'when="oil>=1" oil=0 colour=green}']],
		at: '- Sell the oil.',
		code: 'attribute_unknown',
		message:
			'colour= means nothing here. Known here: #id, to=, quality=, when=, reveals=, and effects on a track (oil, trust), such as oil+1 oil-1 oil=0 oil<=1. Remove or correct it.'
	},
	{
		when: 'a flag has a capital letter',
		file: quiz,
		changes: [['{#signature right}', '{#signature Right}']],
		at: '- A signature',
		code: 'attribute_spelling',
		message: 'Right is written small. Write right.'
	},
	{
		when: 'a flag behind a value is misspelt',
		file: quiz,
		changes: [['objective=tell-lights certainty}', 'objective=tell-lights certainity}']],
		at: '## Which lamp',
		code: 'attribute_spelling',
		message: 'certainity means nothing. Write certainty, or remove it.'
	},
	{
		when: 'an effect has no sign',
		changes: [['quality=sound trust+1}', 'quality=sound trust1}']],
		at: '- Ring the bell.',
		code: 'attribute_unknown',
		message: 'trust1 is an effect without a sign. Write for example trust+1 or trust-1.'
	},
	{
		when: 'a kind has no full stop',
		changes: [['{#safe .ending outcome', '{#safe ending outcome']],
		at: '## Safe',
		code: 'attribute_spelling',
		message: 'A kind begins with a full stop and is written small. Write .ending.'
	},
	{
		when: 'a kind has a capital letter',
		changes: [['{#safe .ending outcome', '{#safe .Ending outcome']],
		at: '## Safe',
		code: 'attribute_spelling',
		message: 'A kind begins with a full stop and is written small. Write .ending.'
	},

	// Ids
	{
		when: 'the id of a scene has capital letters, where it is named as well',
		changes: [
			['## The bell {#bell', '## The bell {#Bell'],
			['{#thins to=bell}', '{#thins to=Bell}']
		],
		at: '## The bell',
		code: 'id_malformed',
		message: `${id} Write #bell, and the same wherever it is named.`
	},
	{
		when: 'the id of an option has an underscore, in a condition as well',
		changes: [
			['{#borrow to', '{#bor_row to'],
			['{when="chose=borrow"}', '{when="chose=bor_row"}']
		],
		at: '- Borrow a lamp',
		code: 'id_malformed',
		message: `${id} Write #bor-row, and the same wherever it is named.`
	},
	{
		when: 'the id of a scene has a space, where it is named as well',
		changes: [
			['## The report {#report stage', '## The report {#the report stage'],
			['{#ring to=report', '{#ring to="the report"']
		],
		at: '## The report',
		code: 'id_malformed',
		message: `${id} Write #the-report, and the same wherever it is named.`
	},
	{
		when: 'an id with spaces is named without quotation marks',
		changes: [
			['## The report {#report stage', '## The report {#The Report stage'],
			['{#ring to=report', '{#ring to=The Report']
		],
		at: '## The report',
		code: 'id_malformed',
		message: `${id} Write #the-report, and the same wherever it is named.`
	},
	{
		when: 'the id of an item has capital letters',
		file: quiz,
		changes: [['{#rule-book .choices', '{#RuleBook .choices']],
		at: '## What does the rule book',
		code: 'id_malformed',
		message: `${id} Write #rulebook, and the same wherever it is named.`
	},
	{
		when: 'the id of a step has a space',
		file: lesson,
		changes: [['{#fog .scenario}', '{#the fog .scenario}']],
		at: '## A night in fog',
		code: 'id_malformed',
		message: `${id} Write #the-fog, and the same wherever it is named.`
	},

	// Headings
	{
		when: 'the heading of a scene has no brackets',
		changes: [['## The bell {#bell stage=bell}', '## The bell']],
		at: '## The bell',
		code: 'id_missing',
		message:
			'This heading has no id. Add one at its end: {#the-bell stage=…}, or {#the-bell .ending outcome=…} where the story ends.'
	},
	{
		when: 'the heading of an ending has no brackets',
		changes: [['## Aground {#aground .ending outcome=poor}', '## Aground']],
		at: '## Aground',
		code: 'id_missing',
		message:
			'This heading has no id. Add one at its end: {#aground stage=…}, or {#aground .ending outcome=…} where the story ends.'
	},
	{
		when: 'the heading of a scene has no id, but the rest',
		changes: [['## The bell {#bell stage=bell}', '## The bell {stage=bell}']],
		at: '## The bell',
		code: 'id_missing',
		message:
			'This heading has no id. Add one at its end: {#the-bell stage=…}, or {#the-bell .ending outcome=…} where the story ends.'
	},
	{
		when: 'the debrief has no brackets',
		changes: [['## Debrief {#debrief .debrief}', '## Debrief']],
		at: '## Debrief',
		code: 'id_missing',
		message: 'This heading has no id. Add one at its end: {#debrief .debrief}.'
	},
	{
		when: 'the heading of an item has no brackets',
		file: quiz,
		changes: [
			[
				'## Put the night in order {#night-order .sequence asks=judgement}',
				'## Put the night in order'
			]
		],
		at: '## Put the night',
		code: 'id_missing',
		message:
			'This heading has no id. Add one at its end: {#put-the-night-in .choice asks=…}, with its kind and what it asks.'
	},
	{
		when: 'an item that another one closes has no id',
		file: quiz,
		changes: [['{#stand .position', '{.position']],
		at: '## Where do you stand?',
		code: 'id_missing',
		message:
			'This heading has no id. Add one at its end: {#where-do-you-stand .choice asks=…}, with its kind and what it asks.'
	},
	{
		when: 'an option that a condition asks about has no id',
		changes: [['{#borrow to=weather', '{to=weather']],
		at: '- Borrow a lamp',
		code: 'id_missing',
		message:
			'This option has no id. Add one at the end of its first paragraph: {#borrow-a-lamp-of to=… quality=…}.'
	},
	{
		when: 'the heading of a step has no brackets',
		file: lesson,
		changes: [['## A night in fog {#fog .scenario}', '## A night in fog']],
		at: '## A night',
		code: 'id_missing',
		message:
			'This heading has no id. Add one at its end: {#a-night-in-fog .reading}, with its kind.'
	},
	...['###', '####', '#'].map((marks): Slip => ({
		when: `the heading of a scene begins with ${marks}`,
		changes: [['## The bell {#bell', `${marks} The bell {#bell`]],
		at: `${marks} The bell`,
		code: 'heading_level',
		message: `A heading with an id begins with ##, and this one with ${marks}. Write ## instead.`
	})),
	{
		when: 'the heading of an ending begins with ###',
		changes: [['## Aground {#aground', '### Aground {#aground']],
		at: '### Aground',
		code: 'heading_level',
		message: 'A heading with an id begins with ##, and this one with ###. Write ## instead.'
	},
	{
		when: 'the heading of an item begins with ###',
		file: quiz,
		changes: [['## What does the rule book', '### What does the rule book']],
		at: '### What does the rule book',
		code: 'heading_level',
		message: 'A heading with an id begins with ##, and this one with ###. Write ## instead.'
	},
	{
		when: 'the heading of a scene begins with ### and has no brackets',
		changes: [['## The bell {#bell stage=bell}', '### The bell']],
		at: '### The bell',
		code: 'id_missing',
		message:
			'This heading has no id. Add one at its end: {#the-bell stage=…}, or {#the-bell .ending outcome=…} where the story ends. Begin it with ##.'
	},
	{
		when: 'no space stands behind the ## of a scene',
		changes: [['## The bell {#bell', '##The bell {#bell']],
		at: '##The bell',
		code: 'heading_level',
		message: 'A heading begins with ## and a space. Put a space behind ##.'
	},

	{
		when: 'a non-breaking space stands behind the ## of an item',
		file: quiz,
		changes: [['## What does the rule book', '##\u00A0What does the rule book']],
		at: '##\u00A0What',
		code: 'heading_level',
		message: 'A non-breaking space stands behind ##. Delete it and type a plain one.'
	},
	{
		when: 'a non-breaking space stands behind the ### of a smaller heading',
		changes: [['### Where keepers differ', '###\u00A0Where keepers differ']],
		at: '###\u00A0Where',
		code: 'heading_level',
		message: 'A non-breaking space stands behind ###. Delete it and type a plain one.'
	},
	{
		when: 'no space stands behind the ### of a smaller heading',
		file: lesson,
		changes: [['### What a bell does', '###What a bell does']],
		at: '###What',
		code: 'heading_level',
		message: 'A heading begins with ### and a space. Put a space behind ###.'
	},

	{
		when: 'the heading of an ending has no ##',
		changes: [['## Aground {#aground', 'Aground {#aground']],
		at: 'Aground {',
		code: 'heading_level',
		message: 'A heading begins with ## and a space. Put them before this line.'
	},

	// Placing an activity
	...[
		'<Activity id="the-fog"/>',
		'<activity id="the-fog" />',
		'<Activity id=“the-fog” />',
		'<Activity id="The Fog">'
	].map((line): Slip => ({
		when: `an activity is placed as ${line}`,
		file: lesson,
		changes: [['<Activity id="the-fog" />', line]],
		at: line,
		code: 'placement_malformed',
		message: 'This line places no activity. Write <Activity id="the-fog" /> exactly so.'
	})),

	// The frontmatter
	{
		when: 'what belongs to a name is not indented',
		changes: [
			[
				'  first: What you do first\n  bell: What you do with the bell\n  telling: Whom',
				'first: What you do first\nbell: What you do with the bell\ntelling: Whom'
			]
		],
		at: 'stages:',
		code: 'frontmatter_wrong',
		message:
			'stages: has no value. Write one behind it, or below it in lines that begin with two spaces. See lessons/README.md.'
	},
	{
		when: 'a non-breaking space stands behind the colon of a title',
		changes: [['title: The fog', 'title:\u00a0The fog']],
		at: 'title:',
		code: 'yaml_broken',
		message: hardSpace
	},
	{
		when: 'a line is indented with non-breaking spaces',
		changes: [['    label: The moon', '\u00a0\u00a0\u00a0\u00a0label: The moon']],
		at: '\u00a0\u00a0\u00a0\u00a0label',
		code: 'yaml_broken',
		message: hardSpace
	},
	{
		when: 'a row of the ledger begins with a dash',
		file: paths.ledger,
		changes: [['  - id: L1-K2', '  – id: L1-K2']],
		at: '  – id: L1-K2',
		code: 'yaml_broken',
		message: 'A row of a list begins with a plain hyphen and a space. Write "- " instead of "–".'
	},
	{
		when: 'a title is a number',
		changes: [['title: The fog', 'title: 2022']],
		at: 'title: 2022',
		code: 'frontmatter_wrong',
		message:
			'title: must be words, not 2022. Put it in straight double quotation marks. See lessons/README.md.'
	},
	{
		when: 'a title holds a colon',
		changes: [['title: The fog', 'title: The fog: a night']],
		at: 'title:',
		code: 'yaml_broken',
		message:
			'This line cannot be read: its value holds a colon. Put the value in straight double quotation marks.'
	},
	{
		when: 'a label among others holds a colon',
		changes: [['label: Oil left,', 'label: Oil: left,']],
		at: '  oil:',
		code: 'yaml_broken',
		message:
			'This line cannot be read: its value holds a colon. Put the value in straight double quotation marks.'
	},
	{
		when: 'a title with a colon has the quotation marks of a word processor',
		changes: [['title: The fog', 'title: “The fog: a night”']],
		at: 'title:',
		code: 'yaml_broken',
		message:
			'This line cannot be read: its quotation marks are those of a word processor. Write straight ones: ".'
	},
	{
		when: 'a quotation mark is not closed',
		changes: [['title: The fog', 'title: "The fog']],
		at: 'title:',
		code: 'yaml_broken',
		message: 'A quotation mark opens here, and nothing closes it. Close it.'
	},
	{
		when: 'a quotation mark is closed by one of another line',
		changes: [
			['title: The fog', 'title: "The fog'],
			['role: Keeper of the pier light at Harbourline', 'role: "Keeper"']
		],
		at: 'title:',
		code: 'yaml_broken',
		message: 'A quotation mark opens here, and nothing closes it. Close it.'
	},
	{
		when: 'a list of objectives is not closed',
		changes: [['objectives: [judge-fog]', 'objectives: [judge-fog']],
		at: 'objectives:',
		code: 'yaml_broken',
		message: 'A bracket opens here, and nothing closes it. Close it with ].'
	},
	{
		when: 'a track is not closed',
		changes: [['max: 3, better: up }\n  trust', 'max: 3, better: up\n  trust']],
		at: '  oil:',
		code: 'yaml_broken',
		message: 'A bracket opens here, and nothing closes it. Close it with }.'
	},
	{
		when: 'no space stands behind a colon',
		changes: [['role: Keeper', 'role:Keeper']],
		at: 'role:',
		code: 'yaml_broken',
		message: 'This line cannot be read. Write a name, a colon, a space and a value.'
	},
	{
		when: 'no space stands behind the colon of the last line',
		changes: [
			[
				'    values: { new: "No moon", full: "A full moon" }\n',
				'    values: { new: "No moon", full: "A full moon" }\nsource:B1-S1\n'
			],
			['source: B1-S1\n', '']
		],
		at: 'source:',
		code: 'yaml_broken',
		message: 'This line cannot be read. Write a name, a colon, a space and a value.'
	},
	{
		when: 'a line is indented by mistake',
		changes: [['role: Keeper', ' role: Keeper']],
		at: ' role:',
		code: 'yaml_broken',
		message: 'This line does not begin in the same column as its neighbours. Move it there.'
	},
	{
		when: 'a line is indented by one space less than its neighbours',
		changes: [['  bell: What', ' bell: What']],
		at: ' bell:',
		code: 'yaml_broken',
		message: 'This line does not begin in the same column as its neighbours. Move it there.'
	},
	{
		when: 'a name stands twice',
		changes: [['title: The fog\n', 'title: The fog\ntitle: Fog\n']],
		at: 'title: Fog',
		code: 'yaml_broken',
		message: 'The name at the beginning of this line already stands above. Keep one of them.'
	},
	{
		when: 'words stand behind a closing quotation mark',
		changes: [['title: The fog', 'title: "The" fog']],
		at: 'title:',
		code: 'yaml_broken',
		message: 'Words stand behind a closing quotation mark. Put the whole value in one pair of them.'
	},
	{
		when: 'a title begins with a star',
		changes: [['title: The fog', 'title: *The fog*']],
		at: 'title:',
		code: 'yaml_broken',
		message: 'A value cannot begin with this sign. Put it in straight double quotation marks.'
	},
	{
		when: 'a title begins with a sign that has a meaning',
		changes: [['title: The fog', 'title: @The fog']],
		at: 'title:',
		code: 'yaml_broken',
		message: 'A value cannot begin with this sign. Put it in straight double quotation marks.'
	},
	{
		when: 'the frontmatter is not closed',
		changes: [['full: "A full moon" }\n---\n', 'full: "A full moon" }\n']],
		at: '    values:',
		code: 'frontmatter_open',
		message: 'The frontmatter is not closed. Add a line of three hyphens (---) below this line.'
	},
	{
		when: 'the frontmatter of a quiz is closed by a long dash',
		file: quiz,
		changes: [['title: Which light?\n---', 'title: Which light?\n—']],
		at: '—',
		code: 'frontmatter_open',
		message: 'The frontmatter is closed by three plain hyphens. Write --- here.'
	},
	{
		when: 'the frontmatter of a lesson is not closed, and a line of --- follows later',
		file: lesson,
		changes: [
			[
				'rule-is-view: A rule is what the room thought\n---\n',
				'rule-is-view: A rule is what the room thought\n'
			],
			['First the story.', 'First the story.\n\n---']
		],
		at: '  rule-is-view:',
		code: 'frontmatter_open',
		message: 'The frontmatter is not closed. Add a line of three hyphens (---) below this line.'
	},
	{
		when: 'the frontmatter of the course is not closed',
		file: course,
		changes: [['  harbour: [lights]\n---\n', '  harbour: [lights]\n']],
		at: '  harbour:',
		code: 'frontmatter_open',
		message: 'The frontmatter is not closed. Add a line of three hyphens (---) below this line.'
	},
	{
		when: 'a scenario has no title, and a scene its objective',
		changes: [
			['title: The fog\n', ''],
			['{#bell stage=bell}', '{#bell stage=bell objective=judge-fog}']
		],
		at: '---\nid: the-fog',
		code: 'frontmatter_wrong',
		message: 'title: is missing. Add it. See lessons/README.md.'
	}
];

describe('a slip', () => {
	it.each(slips.map((slip) => [slip.when, slip] as const))(
		'is told once, as what it is, when %s',
		async (_, { file = scenario, changes, at, code, message }) => {
			const files = changes.reduce<Files>(
				(files, [from, to]) => change(files, file, from, to),
				sampleCourse
			);
			const line = files[file].slice(0, files[file].indexOf(at)).split('\n').length;
			expect((await compile(files)).problems).toEqual([{ code, file, line, message }]);
		}
	);

	it('hides no other problem of the same file', async () => {
		const files = [
			['  > Described before it is lit.', '> Described before it is lit.'],
			['quality=sound trust+1}', 'quality=sound trust + 1}'],
			['{#thins to=bell}', '{#thins to=nowhere}'],
			['{#safe .ending outcome=sound}', '{#safe .ending}']
		].reduce<Files>((files, [from, to]) => change(files, scenario, from, to), sampleCourse);
		expect((await compile(files)).problems.map(({ code }) => code)).toEqual([
			'option_not_indented',
			'link_broken',
			'attribute_spelling',
			'ending_outcome'
		]);
	});
});

describe('an invisible character', () => {
	/** What is left of a text, and where something was taken out of it. */
	const read = (text: string): { left: string; told: string[] } => {
		const problems = new Problems();
		const left = withoutInvisible(quizFile, text, problems);
		return { left, told: problems.all.map(({ line, message }) => `${line} ${message}`) };
	};
	const quizFile = 'lessons/1-x/a.quiz.md';
	const head = '---\nid: x\n---\n';

	it('is taken out where ids and attributes stand, with the line and its number', () => {
		for (const text of [
			'One {#o\u200bne}',
			'One [A-\u200b1]',
			'A {#a} {\u200b#b',
			'A [x] [\u200bB'
		]) {
			const { left, told } = read(`${head}\n${text}`);
			expect(left).toBe(`${head}\n${text.replace('\u200b', '')}`);
			expect(told).toEqual([
				'5 An invisible character (U+200B) stands here. Remove it: delete the word it hides in, and write it again.'
			]);
		}
	});

	it('is taken out of the frontmatter, to its last line', () => {
		expect(read('---\nid: x\u200fy\n---\u200e\nA.').left).toBe('---\nid: xy\n---\nA.');
		expect(read('\u200b---\nid: x\n\u200b---\nA.').left).toBe('---\nid: x\n---\nA.');
		expect(read(`---\nid: x\ufeff\n---\nA.`).told).toEqual([expect.stringMatching(/^2 .*U\+FEFF/)]);
	});

	it('stays in prose, where it marks a direction, and does not where it turns the words round', () => {
		for (const text of ['\u200fA.', 'A {#a} \u200bb', '[A-1] \u200bb', '{\n\u200fa', 'A\u2069b'])
			expect(read(head + text)).toEqual({ left: head + text, told: [] });
		for (const sign of ['\u202a', '\u202e'])
			expect(read(`${head}A ${sign}b`)).toEqual({ left: `${head}A b`, told: [expect.any(String)] });
	});

	it('stays in a word that is spelled with it, in the frontmatter and in brackets as well', () => {
		const persian = '---\nid: x\ntitle: می\u200cشود\n---\n[می\u200cشود](term:x) {#a}';
		expect(read(persian)).toEqual({ left: persian, told: [] });
		const hindi = '---\nid: x\ntitle: क्\u200dष\n---\nA.';
		expect(read(hindi)).toEqual({ left: hindi, told: [] });
		expect(read('---\nid: x\u200cy\n---\nA {#o\u200dne}').left).toBe('---\nid: xy\n---\nA {#one}');
	});

	it('is the mark that some editors put before a file, which is no problem', () => {
		expect(read(`\ufeff${head}A.`)).toEqual({ left: `${head}A.`, told: [] });
		expect(read(`${head}A\ufeffb.`).left).toBe(`${head}A\ufeffb.`);
	});

	it('is looked for in a text without a frontmatter, too', () => {
		expect(read('A\u200b {#\u200ba}').left).toBe('A\u200b {#a}');
	});
});

describe('what is mended', () => {
	const mended = (body: string, file = 'lessons/1-x/a.scenario.md'): [string, string[]] => {
		const problems = new Problems();
		const text = mendSlips(file, body, problems);
		return [text, problems.all.map(({ code, line }) => `${line} ${code}`)];
	};

	it('is the same text but for its slip, with the line counted from the beginning of the file', () => {
		expect(mended('---\nid: x\n---\n\n– One, and\n  two. {#one}\n– Three.\n')).toEqual([
			'---\nid: x\n---\n\n- One, and\n  two. {#one}\n– Three.\n',
			['5 option_mark']
		]);
		expect(mended('##One {#one}\n\n• Two {#two}')).toEqual([
			'## One {#one}\n\n- Two {#two}',
			['1 heading_level', '3 option_mark']
		]);
	});

	it('is no mark where a line of prose begins so, or stresses its first word', () => {
		for (const text of [
			'- One\n  (a) or two. {#one}',
			'- One\n  a) or two. {#one}',
			'*One* or two. {#one}',
			'**One** or two. {#one}',
			'--- {#one}',
			'#one {.hint}',
			'-\u00A0One.',
			'(a) One.'
		])
			expect(mended(text)).toEqual([text, []]);
	});

	it('is the mark of its own list, which prose at the edge ends', () => {
		expect(mended('1. One {#one}\n\n   A.\n\n• Two {#two}')[0]).toBe(
			'1. One {#one}\n\n   A.\n\n1. Two {#two}'
		);
		expect(mended('- One {#one}\n\nA.\n\n• Two {#two}\n• Three {#three}\n* Four {#four}')[0]).toBe(
			'- One {#one}\n\nA.\n\n* Two {#two}\n* Three {#three}\n* Four {#four}'
		);
		expect(mended('1)\u00A0One {#one}')).toEqual(['1) One {#one}', ['1 option_mark']]);
	});

	it('is a heading only alone between empty lines, which may hold spaces, or at an end', () => {
		const heading = 'The watch {#watch stage=first}';
		for (const [before, after] of [
			['', ''],
			['A.\n\n', '\n\nB.'],
			['A.\n  \n', '\n  \nB.']
		])
			expect(mended(before + heading + after)[0]).toBe(`${before}## ${heading}${after}`);
		for (const text of [`A.\n${heading}\n\nB.`, `A.\n\n${heading}\nB.`, `A.\n${heading}\nB.`])
			expect(mended(text)).toEqual([text, []]);
	});

	it('ends a paragraph with a line of spaces', () => {
		const speech = '– “One.”\n  \nTwo. {#two}';
		expect(mended(speech)).toEqual([speech, []]);
	});

	it('is a placement in a lesson only, and one written right stays, spaces and all', () => {
		const lesson = 'lessons/1-x/lesson.md';
		expect(mended('A.\n\n<activity id="a">', lesson)).toEqual([
			'A.\n\n<Activity id="a" />',
			['3 placement_malformed']
		]);
		expect(mended('<activity id="a">')).toEqual(['<activity id="a">', []]);
		expect(mended('  <Activity id="a" />  ', lesson)).toEqual(['  <Activity id="a" />  ', []]);
	});
});
