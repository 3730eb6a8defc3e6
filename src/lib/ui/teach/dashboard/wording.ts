import type { CourseIndex, LessonText, QuizText, ScenarioText } from '$lib/course/model';
import type { HelpReason } from '$lib/reports/needs-help';
import { getLocale } from '$lib/ui/language/paraglide/runtime';
import { m } from '$lib/ui/language/paraglide/messages';

/** The words of the course for the ids in figures: a thing that has lost its words is called by its id. */
export class Wording {
	readonly #lessons: Map<string, string>;
	readonly #activities: Map<string, string>;

	constructor(
		index: CourseIndex,
		readonly texts: Record<string, LessonText>
	) {
		this.#lessons = new Map(index.lessons.map(({ id, title }) => [id, title]));
		this.#activities = new Map(
			index.lessons.flatMap(({ activities }) => Object.entries(activities))
		);
	}

	lesson(id: string): string {
		return this.#lessons.get(id) ?? id;
	}
	activity(id: string): string {
		return this.#activities.get(id) ?? id;
	}
	quiz(id: string): QuizText | undefined {
		return this.#find(({ quizzes }) => quizzes[id]);
	}
	scenario(id: string): ScenarioText | undefined {
		return this.#find(({ scenarios }) => scenarios[id]);
	}
	item(activity: string, item: string): string {
		return this.quiz(activity)?.items[item]?.title ?? item;
	}
	scene(activity: string, scene: string): string {
		return this.scenario(activity)?.scenes[scene]?.title ?? scene;
	}
	option(activity: string, scene: string, option: string): string {
		return this.scenario(activity)?.scenes[scene]?.options[option]?.label ?? option;
	}
	/** The item of a quiz or the scene of a scenario. */
	place(activity: string, at: string): string {
		return this.quiz(activity) ? this.item(activity, at) : this.scene(activity, at);
	}
	misconception(lesson: string, id: string): string {
		return this.texts[lesson]?.misconceptions[id] ?? id;
	}
	/** Why a member may need help, in a sentence. */
	reason(reason: HelpReason): string {
		switch (reason.code) {
			case 'stuck':
				return m.teach_dash_reason_stuck({
					item: this.item(reason.activity, reason.item),
					activity: this.activity(reason.activity),
					tries: String(reason.tries)
				});
			case 'confident-and-wrong':
				return m.teach_dash_reason_certain({
					item: this.item(reason.activity, reason.item),
					activity: this.activity(reason.activity)
				});
			case 'idle':
				return m.teach_dash_reason_idle({
					days: String(Math.floor(reason.hours / 24)),
					lessons: reason.lessons.map((id) => this.lesson(id)).join(', ')
				});
		}
	}

	#find<T>(look: (text: LessonText) => T | undefined): T | undefined {
		for (const text of Object.values(this.texts)) {
			const found = look(text);
			if (found) return found;
		}
		return undefined;
	}
}

/**
 * A share as a whole percentage; a dash where there is none. What is not none of a thousand members, or not all of them, is
 * not rounded to none or all.
 */
export function percent(share: number | null): string {
	if (share === null) return '–';
	const { format } = new Intl.NumberFormat(getLocale(), {
		style: 'percent',
		maximumFractionDigits: 0
	});
	if (share > 0 && share < 0.01) return `<${format(0.01)}`;
	if (share > 0.99 && share < 1) return `>${format(0.99)}`;
	return format(share);
}

/** A number with so many digits after the point; a dash where there is none. */
export function decimal(value: number | null, digits = 2): string {
	return value === null
		? '–'
		: new Intl.NumberFormat(getLocale(), {
				minimumFractionDigits: digits,
				maximumFractionDigits: digits
			}).format(value);
}

/** A count of members in words. */
export function membersWords(count: number): string {
	return count === 1
		? m.teach_dash_member_one()
		: m.teach_dash_members_many({ count: String(count) });
}

/** The name of a language in the reader's language. */
export function languageWords(code: string): string {
	try {
		return new Intl.DisplayNames(getLocale(), { type: 'language' }).of(code) ?? code;
	} catch {
		return code;
	}
}
