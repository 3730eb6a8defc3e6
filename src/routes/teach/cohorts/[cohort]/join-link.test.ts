import { expect, test, vi } from 'vitest';
import { joinLink } from './join-link';

vi.mock('$lib/ui/language/paraglide/runtime', () => ({
	baseLocale: 'en',
	getLocale: () => 'en',
	isLocale: (value: string) => ['en', 'ar'].includes(value)
}));

test('A link to join leads to a page in the language of the cohort, where the screens speak it', () => {
	const link = (language: string) => joinLink('https://course.example', 'KXQ7-M2', language);
	expect(link('ar')).toBe('https://course.example/ar/join/KXQ7-M2');
	expect(link('en')).toBe('https://course.example/join/KXQ7-M2');
	expect(link('fr')).toBe('https://course.example/join/KXQ7-M2');
});
