import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eraseFields, readFields, writeFields } from './fields';
import { keepInvitation, keptInvitation } from './sync/code';

let kept: Record<string, string>;
beforeEach(() => {
	// What is kept are properties of it, as in a browser.
	kept = Object.create({
		getItem: (name: string) => kept[name] ?? null,
		setItem: (name: string, text: string) => (kept[name] = text),
		removeItem: (name: string) => delete kept[name]
	}) as Record<string, string>;
	vi.stubGlobal('localStorage', kept);
});
afterEach(() => vi.unstubAllGlobals());

test('What a person filled in goes with their record, and what others filled in stays', () => {
	writeFields('ada', 'here', { text: 'Hers.' });
	writeFields('ada', 'there', { text: 'Hers, too.' });
	writeFields('adam', 'here', { text: 'His.' });
	eraseFields('ada');
	expect(readFields('ada', 'here')).toEqual({});
	expect(Object.keys(kept)).toHaveLength(1);
	expect(readFields('adam', 'here')).toEqual({ text: 'His.' });
});

test('With a record goes a code that waits for a network, and the key that came with it', () => {
	keepInvitation({ code: '7KQ2M9XD', key: 'k'.repeat(43) });
	eraseFields('ada');
	expect(keptInvitation()).toEqual({ code: '', key: null });
	expect(Object.keys(kept)).toEqual([]);
});
