import { m } from '$lib/ui/language/paraglide/messages';

/** The five ways the room can stand, as answers of a stance item. */
export function stanceAnswers(): { id: string; label: string }[] {
	return [
		{ id: 'agreed', label: m.answer_agreed() },
		{ id: 'recognised', label: m.answer_recognised() },
		{ id: 'some', label: m.answer_some() },
		{ id: 'disagreed', label: m.answer_disagreed() },
		{ id: 'document', label: m.answer_document() }
	];
}
