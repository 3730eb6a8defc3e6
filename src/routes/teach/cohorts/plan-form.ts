import * as v from 'valibot';
import type { PlanProblem, PlanProblems, PlanValues } from '../cohort/plan';
import { textOf } from '../form';

/** Reads what PlanFields.svelte sends; lessons that the course does not have are left out. */
export function planValues(form: FormData, lessons: readonly { id: string }[]): PlanValues {
	const known = new Set(lessons.map(({ id }) => id));
	return {
		title: textOf(form, 'title'),
		language: textOf(form, 'language'),
		lessons: form.getAll('lessons').filter((one): one is string => known.has(one as string)),
		startsOn: textOf(form, 'startsOn'),
		endsOn: textOf(form, 'endsOn')
	};
}

/**
 * Gives the plan as it is now with what the form changed of the plan that it was opened on: a colleague's change since stays,
 * unless both changed the same field. A form that does not say what it was opened on changes everything.
 */
export function changedIn(form: FormData, values: PlanValues, now: PlanValues): PlanValues {
	const was = planIn(textOf(form, 'was'));
	const changed = Object.entries(values).filter(
		([field, value]) => JSON.stringify(value) !== JSON.stringify(was[field])
	);
	return { ...now, ...(Object.fromEntries(changed) as Partial<PlanValues>) };
}

function planIn(text: string): Record<string, unknown> {
	try {
		return Object(JSON.parse(text)) as Record<string, unknown>;
	} catch {
		return {};
	}
}

/** Checks a plan against the schema that stores it: what to store, or what is wrong with which field. */
export function checkPlan<Schema extends v.GenericSchema>(
	schema: Schema,
	values: PlanValues & { names?: boolean }
): { plan: v.InferOutput<Schema> } | { problems: PlanProblems } {
	const read = v.safeParse(schema, {
		...values,
		startsOn: values.startsOn || null,
		endsOn: values.endsOn || null
	});
	if (read.success) return { plan: read.output };
	const problems: PlanProblems = {};
	for (const { path, type } of read.issues) {
		const field = path?.[0]?.key as keyof PlanValues;
		problems[field] ??= problemOf(field, type);
	}
	return { problems };
}

function problemOf(field: keyof PlanValues, type: string): PlanProblem {
	if (field === 'title') return type === 'max_length' ? 'title_long' : 'title_missing';
	if (field === 'lessons') return 'lessons_none';
	if (field === 'language') return 'language_unknown';
	return type === 'partial_check' ? 'days_reversed' : 'day_malformed';
}
