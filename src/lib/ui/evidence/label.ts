import type { ClaimText } from '$lib/course/model';
import { m } from '$lib/ui/language/paraglide/messages';

/** The form in which a stance is drawn; each has a shape and a word of its own. */
export type StanceForm =
	'agreed' | 'recognised' | 'some' | 'disagreed' | 'document' | 'question' | 'background' | 'later';

const recognised = ['recognised', 'acknowledged', 'noted', 'emphasised', 'referred-to', 'concerns'];

/** The form of a claim. */
export function stanceForm({ stance, layer }: Pick<ClaimText, 'stance' | 'layer'>): StanceForm {
	if (layer === 2) return 'later';
	if (!stance) return 'background';
	if (stance === 'agreed') return 'agreed';
	if (recognised.includes(stance.split(' ')[0])) return 'recognised';
	if (stance === 'some-participants') return 'some';
	if (stance.startsWith('DISAGREED')) return 'disagreed';
	return stance === 'question' ? 'question' : 'document';
}

/** The stance of a claim in words: who said it, how firmly. */
export function stanceLabel(claim: Pick<ClaimText, 'stance' | 'layer'>): string {
	switch (claim.stance?.split(' ')[0]) {
		case 'recognised':
			return m.stance_recognised();
		case 'acknowledged':
			return m.stance_acknowledged();
		case 'noted':
			return m.stance_noted();
		case 'emphasised':
			return m.stance_emphasised();
		case 'referred-to':
			return m.stance_referred();
		case 'concerns':
			return m.stance_concerns();
	}
	const labels: Record<StanceForm, () => string> = {
		agreed: m.stance_agreed,
		recognised: m.stance_recognised,
		some: m.stance_some,
		disagreed: m.stance_disagreed,
		document: m.stance_document,
		question: m.stance_question,
		background: m.stance_background,
		later: m.stance_later
	};
	return labels[stanceForm(claim)]();
}

/** Where a claim stands: `Session 2 · ¶7`, or the source of a background row. */
export function placeLabel({ section, part, paragraph, source }: ClaimText): string {
	if (!section) return source ?? m.place_ours();
	const session = /^breakout-(\d)$/.exec(section)?.[1];
	if (session)
		return part === 'question'
			? m.place_session_question({ session, number: String(paragraph) })
			: m.place_session({ session, number: String(paragraph) });
	const names: Record<string, () => string> = {
		title: m.place_title,
		background: m.place_background,
		'plenary-1': m.place_plenary,
		footnotes: m.place_footnote,
		about: m.place_about
	};
	const name = names[section]?.() ?? section;
	return section === 'background' || section === 'footnotes' ? `${name} · ¶${paragraph}` : name;
}
