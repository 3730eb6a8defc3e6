import { expect, test } from 'vitest';
import { changedIn } from './plan-form';

const plan = { title: 'Spring', language: 'en', lessons: ['one'], startsOn: '', endsOn: '' };

function sent(was?: string): FormData {
	const form = new FormData();
	if (was !== undefined) form.set('was', was);
	return form;
}

test('A form changes what was changed in it, and leaves what a colleague has changed meanwhile', () => {
	const now = { ...plan, lessons: ['one', 'two'], endsOn: '2026-03-01' };
	const values = { ...plan, title: 'Autumn' };
	expect(changedIn(sent(JSON.stringify(plan)), values, now)).toEqual({ ...now, title: 'Autumn' });
	const both = { ...plan, lessons: ['three'] };
	expect(changedIn(sent(JSON.stringify(plan)), both, now)).toEqual({ ...now, lessons: ['three'] });
});

test.each([undefined, '', '{', 'null', '7', '[]'])(
	'A form that was opened on %s changes everything',
	(was) => {
		expect(changedIn(sent(was), plan, { ...plan, title: 'Autumn' })).toEqual(plan);
	}
);
