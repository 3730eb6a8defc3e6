import { expect, test } from 'vitest';
import { textOf } from './form';

test('of a field comes its text, without the sign that PostgreSQL fails at', () => {
	const form = new FormData();
	form.set('name', 'A\0da');
	form.set('file', new Blob(['Ada']));
	expect([textOf(form, 'name'), textOf(form, 'file'), textOf(form, 'none')]).toEqual([
		'Ada',
		'',
		''
	]);
});
