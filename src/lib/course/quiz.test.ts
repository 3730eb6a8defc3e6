import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import type { ItemModel, ItemText } from './model';
import { change, paths, sampleCourse } from './sample-course';

const quiz = (from: string, to: string, files: Files = sampleCourse): Files =>
	change(files, paths.quiz, from, to);

/** The codes of a changed course, and one of its items. */
async function read(
	files: Files,
	id: string
): Promise<{ codes: string[]; model: ItemModel; text: ItemText }> {
	const { courses, problems } = await compile(files);
	const activity = courses.en.models.lights.activities.find(({ kind }) => kind === 'quiz');
	const model =
		activity?.kind === 'quiz' ? activity.items.find((item) => item.id === id) : undefined;
	if (!model) throw new Error(`There is no item ${id}.`);
	const text = courses.en.texts.lights.quizzes['light-checks'].items[id];
	return { codes: problems.map(({ code }) => code), model, text };
}

describe('an item', () => {
	it('may give the same reason to both sides', async () => {
		const same = quiz('* They use it. {#users', '* It guards everyone. {#users');
		expect((await read(same, 'oil-dispute')).codes).toEqual([]);
	});

	it('may have a list in its stem, as a scene may', async () => {
		const list = 'Two lamps:\n\n- a red one\n- a green one\n\nThe night is clear.';
		const { codes, text } = await read(
			quiz('Two lamps stand on the pier, and the night is clear.', list),
			'first-lamp'
		);
		expect(codes).toEqual([]);
		expect(text.stem.slice(0, 3).map(({ html }) => html.replace(/\n/g, ''))).toEqual([
			'<p>Two lamps:</p>',
			'<ul><li>a red one</li><li>a green one</li></ul>',
			'<p>The night is clear.</p>'
		]);
		expect(Object.keys(text.options)).toEqual(['described', 'brighter']);
		const above = quiz(
			'- Described before it is lit {#a-d',
			`${list}\n\n- Described before it is lit {#a-d`
		);
		expect((await read(above, 'who-says')).codes).toEqual([]);
	});

	it('has no list in its stem whose options only lack their brackets', async () => {
		const first = quiz('- The coast {#coast}\n- The ships {#ships}', '- The coast\n- The ships');
		const { text } = await read(first, 'oil-dispute');
		expect(text.stem).toEqual([]);
		const star = quiz(
			'- The one that is described {#described right}',
			'* The one that is described'
		);
		expect((await read(star, 'first-lamp')).text.stem).toHaveLength(2);
	});

	it('shows a quotation before the list as a document and one after it as an explanation', async () => {
		const files = quiz(
			'## What does the rule book ask for? {#rule-book .choices asks=law objective="tell-lights, judge-fog"}\n',
			'## What does it ask? {#rule-book .choices asks=law objective="tell-lights, judge-fog"}\n\n> Without a title. [LAW-1]\n'
		);
		const after = quiz(
			'  > That is another kind of thing. [LAW-1] [L1-K1]\n',
			'  > That is another kind of thing. [LAW-1] [L1-K1]\n\n> Afterwards. [LAW-1]\n>\n> And more.\n\nPlain words, too.\n',
			files
		);
		const { codes, text } = await read(after, 'rule-book');
		expect(codes).toEqual([]);
		expect(text.stem).toEqual([
			{ html: '<p>Without a title.</p>', claims: ['LAW-1'], document: '' }
		]);
		expect(text.explanation).toEqual([
			{ html: '<p>Afterwards.</p>\n<p>And more.</p>', claims: ['LAW-1'] },
			{ html: '<p>Plain words, too.</p>', claims: [] }
		]);
		expect(text).not.toHaveProperty('question');
	});

	// Which of two paragraphs is the question cannot be known, so that is told; nothing of them is lost.
	it('keeps what stands around the question of a second list for the explanation', async () => {
		const files = quiz(
			'Where does each come from?\n',
			'> In between. [LAW-1]\n\nWhere does each come from?\n\nA second paragraph.\n'
		);
		const { codes, text } = await read(files, 'who-says');
		expect(codes).toEqual(['item_question']);
		expect(text.question).toBe('Where does each come from?');
		expect(text.explanation.map(({ html }) => html)).toEqual([
			'<p>In between.</p>',
			'<p>A second paragraph.</p>'
		]);
	});

	it('joins the quotations below an option into one feedback, with paragraphs between them', async () => {
		const files = quiz(
			'  > So it says. [LAW-1]\n',
			'  > So it says. [LAW-1]\n\n  > - Once\n  > - Twice [OWN-1]\n'
		);
		const { codes, text } = await read(files, 'rule-book');
		expect(codes).toEqual([]);
		expect(text.options.signature.feedback).toEqual({
			html: '<p>So it says.</p>\n<ul>\n<li>Once</li>\n<li>Twice</li>\n</ul>',
			claims: ['LAW-1', 'OWN-1']
		});
	});

	it('takes the brackets of an option off its last line', async () => {
		const files = quiz(
			'- A signature at midnight {#signature right}',
			'- A signature\n  at *midnight*\n  {#signature right}'
		);
		const { codes, text } = await read(files, 'rule-book');
		expect(codes).toEqual([]);
		expect(text.options.signature.html).toBe('A signature\nat <em>midnight</em>');
	});

	it('may stand close together, without empty lines', async () => {
		const files = quiz(
			'- A signature at midnight {#signature right}\n\n  > So it says. [LAW-1]\n\n- A view',
			'- A signature at midnight {#signature right}\n  > So it says. [LAW-1]\n- A view'
		);
		const { codes, text } = await read(files, 'rule-book');
		expect(codes).toEqual([]);
		expect(text.options.signature.feedback?.html).toBe('<p>So it says.</p>');
	});

	it('may hold comments, which nobody sees', async () => {
		const files = quiz(
			'Think of the order of things. {.hint}',
			'<!-- Is this too easy? [L1-K1] {#x} -->\n\nThink of the order of things. {.hint}'
		);
		const { codes, text } = await read(files, 'first-lamp');
		expect(codes).toEqual([]);
		expect(text.stem).toHaveLength(2);
	});

	it('keeps options without an id apart', async () => {
		const files = quiz('- Describe {#describe}\n- Light {#light}', '- Describe\n- Light');
		const { codes, model } = await read(files, 'night-order');
		expect(codes).toEqual(['id_missing', 'id_missing']);
		expect(model.options).toHaveLength(3);
	});

	it('finds its phrases in a clause that wraps and stresses', async () => {
		const files = quiz(
			'> and anything that shines is put out.',
			'> and *anything\n> that* shines is put out.'
		);
		expect((await read(files, 'too-far')).codes).toEqual([]);
	});
});

describe('the hedge of a key', () => {
	const keyedTo = (claim: string, title = '## Which lamp comes first?'): Files =>
		quiz(
			'> Described before it is lit. [L1-K1]',
			`> Described before it is lit. [${claim}]`,
			quiz('## Which lamp comes first?', title)
		);
	const withModal = (modal: string, title?: string): Files =>
		change(keyedTo('L1-K2', title), paths.ledger, 'modal: [some, may help]', `modal: [${modal}]`);
	const codes = async (files: Files) => (await read(files, 'first-lamp')).codes;

	it('may stand in the question or in the option', async () => {
		expect(await codes(withModal('may help'))).toEqual(['key_modal']);
		expect(await codes(withModal('may help', '## Which lamp may come first?'))).toEqual([]);
		const option = quiz(
			'- The one that is described',
			'- The one that may be described',
			withModal('may help')
		);
		expect(await codes(option)).toEqual([]);
	});

	it('is one of the words of the claim', async () => {
		expect(await codes(withModal('some, should', '## Which lamp should come first?'))).toEqual([]);
		expect(await codes(withModal('some, should', '## Which lamp could come first?'))).toEqual([
			'key_modal'
		]);
	});

	it('counts in another form of the word, and not within another word', async () => {
		expect(await codes(withModal('encourage', '## Which lamp is encouraged?'))).toEqual([]);
		expect(await codes(withModal('can', '## Which lamp cannot be lit?'))).toEqual(['key_modal']);
		expect(await codes(withModal('some', '## Which lamp is something?'))).toEqual(['key_modal']);
	});

	it('does not matter for words that do not weaken', async () => {
		expect(await codes(withModal('must, essential'))).toEqual([]);
	});

	it('counts with a capital letter', async () => {
		expect(await codes(withModal('should', '## Should the lamp come first?'))).toEqual([]);
	});

	it('is asked only of the first claim', async () => {
		expect(await codes(quiz('It is signed, too. [LAW-1]', 'It is signed, too. [L1-K2]'))).toEqual(
			[]
		);
		const lawFirst = quiz(
			'Described before it is lit. [L1-K1]\n  >\n',
			'So it is. [LAW-1] [L1-K2]\n  >\n'
		);
		expect(await codes(lawFirst)).toEqual([]);
	});

	it('is asked only about the room, and not of a pair', async () => {
		const document = (asks: string) =>
			quiz(
				'asks=room objective=tell-lights',
				`asks=${asks} objective=tell-lights`,
				keyedTo('L1-K3', '## Which lamp comes first?')
			);
		expect(await codes(document('room'))).toEqual(['key_modal']);
		expect(await codes(document('text'))).toEqual([]);
		expect(await codes(quiz('  > Agreed. [L1-K1]', '  > Some did. [L1-K2]'))).toEqual([]);
	});
});

describe('feedback that is not indented', () => {
	const [first, second] = [
		'- Described before it is lit {#a-description to=the-room}\n\n  > Agreed. [L1-K1]\n',
		'- Signed at midnight {#a-signature to=the-rules}\n\n  > In the rule book. [LAW-1]\n'
	];
	const out = (text: string) => text.replace('  >', '>');

	it('is that of the option above it, and parts no list of an item that has two', async () => {
		const right = await read(sampleCourse, 'who-says');
		for (const files of [
			quiz(first, out(first)),
			quiz(second, out(second)),
			quiz(first, out(first), quiz(second, out(second)))
		]) {
			const { codes, model, text } = await read(files, 'who-says');
			expect(new Set(codes)).toEqual(new Set(['option_not_indented']));
			expect(model).toEqual(right.model);
			expect(text).toEqual(right.text);
		}
	});

	it('is told once where there are several quotations in a row, all of which are its', async () => {
		const files = quiz(first, `${out(first)}\n> And more. [L1-K3]\n\n> And more. [L1-T1]\n`);
		const { codes, text } = await read(files, 'who-says');
		expect(codes).toEqual(['option_not_indented']);
		expect(text.options['a-description'].feedback?.claims).toEqual(['L1-K1', 'L1-K3', 'L1-T1']);
	});

	it('is none where the option has one: then it is an explanation', async () => {
		const files = quiz(
			'  > That is another kind of thing. [LAW-1] [L1-K1]\n',
			'  > That is another kind of thing. [LAW-1] [L1-K1]\n\n> Afterwards. [LAW-1]\n'
		);
		const { codes, text } = await read(files, 'rule-book');
		expect(codes).toEqual([]);
		expect(text.explanation.map(({ html }) => html)).toEqual(['<p>Afterwards.</p>']);
	});
});

describe('a .spot item', () => {
	const phrase = '- anything that shines {#anything right}';
	const codesOf = async (files: Files) =>
		(await compile(files)).problems.map(({ code, line }) => [code, line]);

	it('finds its phrases in any quotation before the list, however their lines are broken', async () => {
		const files = quiz(
			phrase,
			'- is\n  put   out. {#anything right}',
			quiz(
				'> **Draft rule**\n>\n> Every lamp is signed at midnight,\n> and anything that shines is put out.\n',
				'> Every lamp is signed at\n> midnight, and so on.\n\n> Anything that shines is\n> put out.\n'
			)
		);
		expect(await codesOf(files)).toEqual([]);
	});

	it('finds them in all of its quotations as if they were one, and in nothing else', async () => {
		const plain = quiz(
			'> and anything that shines is put out.\n',
			'> and so on.\n\nThat is, anything that shines.\n'
		);
		expect(await codesOf(plain)).toEqual([['spot_phrase', 74]]);
		const two = quiz(
			'> and anything that shines is put out.\n',
			'> and so on. Not anything\n\n> that shines.\n'
		);
		expect(await codesOf(two)).toEqual([]);
	});
});

describe('a quiz', () => {
	it('whose frontmatter is wrong leaves the rest of the course to be shown', async () => {
		const { courses, problems } = await compile(quiz('title: Which light?', 'titel: Which light?'));
		expect(problems.map(({ code, file }) => [code, file])).toEqual([
			['frontmatter_wrong', paths.quiz],
			['frontmatter_wrong', paths.quiz]
		]);
		expect(courses.en.index.lessons.map(({ id }) => id)).toEqual(['lights', 'harbour']);
	});

	it('has reasons for sides in the second list of an open item, and nowhere else', async () => {
		const files = quiz(
			'* From the room {#the-room}',
			'* From the room {#the-room for=a-description best}'
		);
		expect((await compile(files)).problems.map(({ code }) => code)).toEqual(['attribute_unknown']);
	});

	it.each([
		['the heading', 'Which lamp comes first? {', 'Which lamp may come first? {'],
		['a line below it', 'Two lamps stand', 'Some lamps stand'],
		['the first word below a heading without a sign at its end', 'comes first? {', 'comes first {'],
		['the option itself', 'The one that is described {', 'The one that may be described {']
	])('says the hedge of its claim in %s', async (_, from, to) => {
		const hedged = quiz('Described before it is lit. [L1-K1]', 'Described. [L1-K2]');
		const first = to.endsWith('first {')
			? quiz('\nTwo lamps stand', '\nSome lamps stand', hedged)
			: hedged;
		expect((await read(quiz(from, to, first), 'first-lamp')).codes).toEqual([]);
		expect((await read(hedged, 'first-lamp')).codes).toEqual(['key_modal']);
	});

	it('of whose item the kind is not known is read as far as it can be', async () => {
		const { problems } = await compile(quiz('.sequence asks=judgement', 'asks=judgement'));
		expect(problems.map(({ code }) => code)).toEqual(['item_kind']);
	});
});

describe('a .stance item', () => {
	it('asks about the room, and so only under asks=room', async () => {
		const files = quiz('.stance asks=room', '.stance asks=law');
		const { problems } = await compile(files);
		expect(problems.map(({ code, message }) => [code, message])).toEqual(
			['L1-K1', 'L1-K2', 'B1-K8a'].map((claim) => [
				'key_reported_view',
				`${claim} is a view reported from the room. How the room stood is asked only under asks=room. Change asks=.`
			])
		);
	});

	it('has a feedback that begins with a claim of the summary, which has a stance', async () => {
		for (const claim of ['DOC?', 'LAW-1', 'L1-Q1', 'L1-T1']) {
			const files = quiz('  > They agreed. [L1-K1]', `  > They agreed. [${claim}] [L1-K1]`);
			expect((await read(files, 'how-stood')).codes, claim).toEqual(['stance_claim']);
		}
		const missing = quiz('  > They agreed. [L1-K1]', '  > They agreed. [L1-K9]');
		expect((await read(missing, 'how-stood')).codes).toEqual(['claim_unknown']);
	});

	it('counts noting, acknowledging and voicing concern as recognising', async () => {
		for (const stance of [
			'recognised',
			'acknowledged',
			'noted',
			'emphasised',
			'referred-to',
			'concerns'
		]) {
			const files = quiz(
				'is=some}',
				'is=recognised}',
				change(sampleCourse, paths.ledger, 'some-participants', stance)
			);
			expect((await read(files, 'how-stood')).codes, stance).toEqual([]);
		}
	});
});
