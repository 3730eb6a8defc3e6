import type { Outcome, Quality } from '$lib/course/model';
import { m } from '$lib/ui/language/paraglide/messages';

/** A quality in words: how close to what the summary supports, never "right". Absent for chance. */
export function qualityLabel(quality: Quality | undefined): string {
	if (!quality) return m.quality_chance();
	return {
		sound: m.quality_sound,
		defensible: m.quality_defensible,
		weak: m.quality_weak,
		unsound: m.quality_unsound,
		open: m.quality_open
	}[quality]();
}

/** How a story went, apart from how it was decided. */
export function outcomeLabel(outcome: Outcome): string {
	return { sound: m.outcome_sound, mixed: m.outcome_mixed, poor: m.outcome_poor }[outcome]();
}
