/** Browsers and systems by what their user agent says, the telling word first: Edge calls itself Chrome and Safari, too. */
const browsers: [RegExp, string][] = [
	[/\bEdgA?\//, 'Edge'],
	[/\bOPR\//, 'Opera'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\b(Firefox|FxiOS)\//, 'Firefox'],
	[/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];
const systems: [RegExp, string][] = [
	[/\bAndroid\b/, 'Android'],
	[/\b(iPhone|iPad|iPod)\b/, 'iOS'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b/, 'macOS'],
	[/\bLinux\b/, 'Linux']
];

/** What a session runs on, in words a person knows, as `Firefox, Windows`; null when the user agent says nothing known. */
export function deviceOf(userAgent: string | null): string | null {
	const find = (all: [RegExp, string][]) => all.find(([mark]) => mark.test(userAgent ?? ''))?.[1];
	return [find(browsers), find(systems)].filter(Boolean).join(', ') || null;
}
