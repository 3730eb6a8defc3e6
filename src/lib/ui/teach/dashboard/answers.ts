import type { ItemKind, ItemText } from '$lib/course/model';
import { m } from '$lib/ui/language/paraglide/messages';

/** What an option was matched with, as the course writes it: an answer, a stance, or a place in an order. */
export function answerWords(kind: ItemKind, answer: string, text: ItemText | undefined): string {
	if (kind === 'sequence') return m.teach_dash_place({ place: answer });
	if (kind === 'match') return text?.answers[answer]?.html ?? answer;
	const stances: Record<string, () => string> = {
		agreed: m.stance_agreed,
		recognised: m.stance_recognised,
		some: m.stance_some,
		disagreed: m.stance_disagreed,
		document: m.stance_document
	};
	return stances[answer]?.() ?? answer;
}
