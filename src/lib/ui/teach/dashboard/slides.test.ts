import { expect, test } from 'vitest';
import type { Debate } from '$lib/reports/debrief';
import { nameOf, Slides } from './slides.svelte';

const debate = (at: string): Debate => ({
	...{ lesson: 'lights', activity: 'checks', at, members: 5, heat: 0.5, split: [], claims: [] }
});
const [lamp, bell, oil] = ['lamp', 'bell', 'oil'].map(debate);

function slidesOf(...first: Debate[]) {
	let debates = first;
	const slides = new Slides(() => debates);
	slides.hold();
	return {
		slides,
		/** What the room sees after figures have come in. */
		see(...now: Debate[]) {
			debates = now;
			slides.hold();
			const shown = debates[slides.shown];
			return `${shown ? shown.at : 'nothing'}${slides.isRevealed ? ', reasons' : ''}`;
		}
	};
}

test('a debrief goes from the split to the reasons, then to the next choice, and back', () => {
	const { slides, see } = slidesOf(lamp, bell);
	const goes = (how: 'forward' | 'back') => {
		slides[how]();
		return see(lamp, bell);
	};
	expect([goes('back'), slides.isFirst]).toEqual(['lamp', true]);
	expect([goes('forward'), goes('forward')]).toEqual(['lamp, reasons', 'bell']);
	expect([goes('forward'), slides.isLast, goes('forward')]).toEqual([
		...['bell, reasons', true, 'bell, reasons']
	]);
	expect([goes('back'), goes('back'), goes('back')]).toEqual(['bell', 'lamp, reasons', 'lamp']);
});

test('what the room talks about stays though figures put another choice before it', () => {
	const { slides, see } = slidesOf(lamp, bell);
	expect(see(bell, lamp)).toBe('lamp');
	slides.forward();
	expect(see(oil, bell, lamp)).toBe('lamp, reasons');
	expect(slides.isLast).toBe(true);
	expect(see(oil, lamp, bell)).toBe('lamp, reasons');
	slides.forward();
	expect(see(oil, lamp, bell)).toBe('bell');
});

test('reasons are never shown before the split, also where the choice is there no more', () => {
	const { slides, see } = slidesOf(lamp, bell);
	slides.forward();
	expect(see(oil, bell)).toBe('oil');
	slides.forward();
	expect(see(oil)).toBe('oil, reasons');
	expect(see()).toBe('nothing');
	expect(see(bell)).toBe('bell');
});

test('a choice with a key and the views on it are two', () => {
	expect(nameOf(lamp)).not.toBe(nameOf({ ...lamp, view: {} } as Debate));
});
