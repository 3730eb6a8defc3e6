/** The text of a field; nothing when it is missing or a file. */
export function textOf(form: FormData, field: string): string {
	const value = form.get(field);
	return typeof value === 'string' ? value : '';
}

/** Whole seconds until a time, at least one. */
export const secondsUntil = (until: Date): number =>
	Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
