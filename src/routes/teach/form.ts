/** The text of a field, without the one sign that PostgreSQL cannot keep nor look for; nothing when it is missing or a file. */
export function textOf(form: FormData, field: string): string {
	const value = form.get(field);
	return typeof value === 'string' ? value.replaceAll('\0', '') : '';
}

/** Whole seconds until a time, at least one. */
export const secondsUntil = (until: Date): number =>
	Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
