import { browser } from '$app/environment';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/**
 * Notes what somebody has chosen and written on the page that the server sent, before the program takes it over and sets it
 * back: to be called just before. Gives what puts it there again, as if it were done then; to be called just after.
 */
export function keepEarly(): () => void {
	if (!browser) return () => {};
	const again = [...document.querySelectorAll<Control>('input, select, textarea')].flatMap(
		(control) => {
			if ('checked' in control && /^(radio|checkbox)$/.test(control.type)) {
				const { checked } = control;
				if (checked === control.defaultChecked) return [];
				return () => void (control.checked === checked || control.click());
			}
			const { value } = control;
			if (value === ('defaultValue' in control ? control.defaultValue : '')) return [];
			return () => {
				if (control.value === value || control.type === 'file') return;
				control.value = value;
				for (const type of ['input', 'change'])
					control.dispatchEvent(new Event(type, { bubbles: true }));
			};
		}
	);
	return () => {
		for (const set of again) set();
	};
}
