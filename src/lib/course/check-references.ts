import type { Files, ReadFolder } from './compile';
import type { Citation } from './citations';
import type { Glossary, Ledger } from './ledger';
import type { ItemModel } from './model';
import { isUnnamed } from './option';
import type { Problems } from './problem';

/** Every picture must have its file, by its name to the letter: a server may tell capitals apart where the author's system does not. */
export function checkPictures(pictures: Citation[], files: Files, problems: Problems): void {
	for (const { id, file, line } of pictures) {
		const path = `static${nameIn(id)}`;
		if (!(path in files))
			problems.add(
				'picture_missing',
				file,
				line,
				`There is no file ${path}. Put it there, or correct its name here; capitals count.`
			);
	}
}

/** An address as the file is called. */
function nameIn(address: string): string {
	try {
		return decodeURIComponent(address);
	} catch {
		return address;
	}
}

/** Every claim, term, objective, misconception and activity that is named must exist, and be used. */
export function checkReferences(
	folder: ReadFolder,
	ledger: Ledger,
	glossary: Glossary,
	problems: Problems
): void {
	const { lesson, quizzes, scenarios, citations } = folder;
	for (const { id, file, line } of citations.claims)
		if (id !== 'DOC?' && ledger.readable && !ledger.lines.has(id))
			problems.add(
				'claim_unknown',
				file,
				line,
				`There is no claim ${id} in lessons/ledger.yaml. Correct the id, or add the row; where words are meant and no claim, put them in round brackets.`
			);
	for (const { id, file, line } of citations.terms)
		if (glossary.readable && !glossary.lines.has(id))
			problems.add(
				'term_unknown',
				file,
				line,
				`There is no term "${id}" in lessons/glossary.yaml. Correct the link, or define the term.`
			);

	const known = (name: 'objectives' | 'misconceptions', id: string, file: string, line: number) => {
		if (!Object.hasOwn(lesson.head[name], id))
			problems.add(
				name === 'objectives' ? 'objective_unknown' : 'misconception_unknown',
				file,
				line,
				`"${id}" is not among the ${name} of ${lesson.document.file}. Correct it, or add it there.`
			);
	};
	const activities = new Map([...quizzes, ...scenarios].map((one) => [one.model.id, one]));
	// It may be the one that is placed nowhere, or exercise what nothing else does.
	const isOneUnknown = lesson.placements.some(({ id }) => !activities.has(id));
	const exercised = new Set<string>();
	for (const quiz of quizzes)
		for (const { model, line, lines } of quiz.items) {
			for (const id of model.objectives) {
				known('objectives', id, quiz.document.file, line);
				exercised.add(id);
			}
			for (const option of model.options)
				if (option.reveals)
					known('misconceptions', option.reveals, quiz.document.file, lines[option.id]);
		}
	for (const { model, document, lines } of scenarios) {
		for (const id of model.objectives) {
			known('objectives', id, document.file, document.lineOf(['objectives']));
			exercised.add(id);
		}
		for (const option of model.scenes.flatMap((scene) => scene.options))
			if (option.reveals)
				known('misconceptions', option.reveals, document.file, lines.choices[option.id]);
	}
	for (const id of Object.keys(lesson.head.objectives))
		if (folder.whole && !isOneUnknown && !exercised.has(id))
			problems.add(
				'objective_not_exercised',
				lesson.document.file,
				lesson.document.lineOf(['objectives', id]),
				`No activity exercises the objective "${id}". Name it in an item (objective=) or a scenario, or remove it.`
			);

	const placed = new Set<string>();
	for (const { id, line } of lesson.placements) {
		if (folder.whole && !activities.has(id))
			problems.add(
				'activity_unknown',
				lesson.document.file,
				line,
				`There is no activity "${id}" in this folder. Correct the id, or add the file.`
			);
		if (placed.has(id))
			problems.add(
				'activity_placed_twice',
				lesson.document.file,
				line,
				`"${id}" is already placed. Remove one of the two.`
			);
		placed.add(id);
	}
	for (const [id, { model, text, document }] of activities)
		if (!placed.has(id) && !lesson.misplaced.has(id) && !(folder.whole && isOneUnknown))
			problems.add(
				'activity_not_placed',
				document.file,
				document.lineOf(['id']),
				`This activity is placed nowhere. Add a step between two others of ${lesson.document.file}: the line ## ${text.title} {#${id} .${model.kind === 'quiz' ? 'checks' : 'scenario'}}, an empty line, and <Activity id="${id}" /> alone on a line.`
			);
	// What is named may stand in a file that could not be read, or lack nothing but its id.
	const isComplete =
		folder.whole && quizzes.every(({ items }) => !items.some(({ model }) => isUnnamed(model.id)));
	const positions = quizzes
		.flatMap(({ items }) => items)
		.filter(({ model }) => model.kind === 'position');
	for (const quiz of quizzes)
		for (const item of quiz.items) {
			const { closes, options } = item.model;
			if (!closes || !isComplete) continue;
			const add = (code: string, message: string) =>
				problems.add(code, quiz.document.file, item.line, message);
			const opening = positions.find(({ model }) => model.id === closes && model !== item.model);
			const ids = (model: ItemModel) => model.options.map(({ id }) => id);
			if (!opening)
				add(
					'item_closes',
					`closes="${closes}" names no other .position item of this lesson. Correct the id.`
				);
			else if (opening.model.closes)
				add(
					'item_closes',
					`closes="${closes}" names an item that closes another one itself. Name the one that is asked first.`
				);
			else if (
				!options.every(({ id }) => ids(opening.model).includes(id)) ||
				options.length < opening.model.options.length
			)
				add(
					'item_closes_options',
					`This item asks "${closes}" again, and its options have other ids (${ids(opening.model).join(', ')} there), so the two answers cannot be compared. Give both the same options.`
				);
		}
}

/** What a closing position asks again is found by its id alone, in whatever lesson, so no other item or scene may have it. */
export function checkClosings(folders: ReadFolder[], problems: Problems): void {
	const quizzes = folders.flatMap((folder) => folder.quizzes);
	const named = [
		...quizzes.flatMap(({ document, items }) =>
			items.map(({ model }) => ({ id: model.id, file: document.file }))
		),
		...folders.flatMap(({ scenarios }) =>
			scenarios.flatMap(({ model, document }) =>
				model.scenes.map(({ id }) => ({ id, file: document.file }))
			)
		)
	];
	const closers = new Map<string, string>();
	for (const { items, document } of quizzes)
		for (const { model, line } of items) {
			if (!model.closes) continue;
			const other = closers.get(model.closes);
			if (other)
				problems.add(
					'item_closes_again',
					document.file,
					line,
					`"${model.closes}" is already asked again by "${other}", and only one answer can stand beside the first. Remove closes= here, or there.`
				);
			else closers.set(model.closes, model.id);
			const files = named.filter(({ id }) => id === model.closes).map(({ file }) => file);
			if (files.length > 1)
				problems.add(
					'item_closes_several',
					document.file,
					line,
					`closes="${model.closes}" is the id of more than one item or scene: in ${files.join(' and ')}. Give all but the one it asks again another id.`
				);
		}
}

/** What happened later stands apart: layer 2 is cited only in "since then" steps and the activities placed there. */
export function checkLayers(folders: ReadFolder[], ledger: Ledger, problems: Problems): void {
	for (const { lesson, quizzes, scenarios, citations } of folders) {
		const later = new Set(
			lesson.placements.filter(({ step }) => step === 'since-then').map(({ id }) => id)
		);
		const laterFiles = new Set(
			[...quizzes, ...scenarios]
				.filter(({ model }) => later.has(model.id))
				.map(({ document }) => document.file)
		);
		for (const { id, file, line } of citations.claims) {
			if (ledger.background.get(id)?.layer !== 2 || laterFiles.has(file)) continue;
			const step =
				file === lesson.document.file &&
				lesson.steps.find((step) => step.line <= line && line <= step.to);
			if (step && step.model.kind === 'since-then') continue;
			problems.add(
				'layer_mixed',
				file,
				line,
				`${id} is from after the consultation. Cite it only in a .since-then step, or in an activity placed in one.`
			);
		}
	}
}
