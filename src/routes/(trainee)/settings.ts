/** How the screen looks on this device: kept by the browser, not in anyone's record. */
export const themes = ['auto', 'light', 'dark'] as const;
export const textSizes = ['normal', 'large', 'larger'] as const;
export type Theme = (typeof themes)[number];
export type TextSize = (typeof textSizes)[number];

const key = (name: string): string => `breakout:${name}`;

function stored<T extends string>(name: string, allowed: readonly T[]): T {
	try {
		const value = localStorage.getItem(key(name));
		return allowed.find((one) => one === value) ?? allowed[0];
	} catch {
		return allowed[0];
	}
}

function store(name: string, value: string): void {
	try {
		localStorage.setItem(key(name), value);
	} catch {
		// The choice then lasts as long as the page.
	}
}

/** The theme chosen here; `auto` follows the system. */
export function readTheme(): Theme {
	return stored('theme', themes);
}

export function readTextSize(): TextSize {
	return stored('text', textSizes);
}

export function chooseTheme(theme: Theme): void {
	store('theme', theme);
	applySettings(theme);
}

export function chooseTextSize(size: TextSize): void {
	store('text', size);
	applySettings(undefined, size);
}

/** Puts the choices on the page. */
export function applySettings(theme: Theme = readTheme(), size: TextSize = readTextSize()): void {
	const root = document.documentElement;
	if (theme === 'auto') delete root.dataset.theme;
	else root.dataset.theme = theme;
	if (size === 'normal') delete root.dataset.text;
	else root.dataset.text = size;
}
