import { describe, expect, it } from 'vitest';
import { hashOf, placeIn, type Place } from './place';

describe('a place on the page for authors', () => {
	it.each<[string, Place]>([
		['#', { dials: {} }],
		['#the-fog', { scenario: 'the-fog', dials: {} }],
		['#the-fog/bell', { scenario: 'the-fog', scene: 'bell', dials: {} }],
		['#the-fog?moon=full', { scenario: 'the-fog', dials: { moon: 'full' } }],
		[
			'#the-fog/bell?moon=full&wind=calm',
			{ scenario: 'the-fog', scene: 'bell', dials: { moon: 'full', wind: 'calm' } }
		]
	])('is written %s and read again', (hash, place) => {
		expect(hashOf(place)).toBe(hash);
		expect(placeIn(hash)).toEqual(place);
	});

	it('is all scenarios where the address names none', () => {
		expect(placeIn('')).toEqual({ dials: {} });
	});
});
