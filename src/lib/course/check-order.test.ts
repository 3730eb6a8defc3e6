import { describe, expect, it } from 'vitest';
import { compile } from './compile';
import { paths, sampleCourse } from './sample-course';

/** What is told of a course.md with this order. */
async function told(order: string): Promise<string[]> {
	const head = [
		'---',
		'id: lights-at-sea',
		'title: Lights',
		'event: Autumn',
		order,
		'---',
		'',
		'A.'
	];
	const { problems } = await compile({ ...sampleCourse, [paths.course]: head.join('\n') });
	return problems
		.filter(({ file }) => file === paths.course)
		.map(({ line, code, message }) => `${line} ${code} ${/"([^"]*)"/.exec(message)?.[1]}`);
}
const whole = 'lessons: [lights, harbour]\nsessions: [lights]\nafter:\n  harbour: [lights]';

describe('the order of a course', () => {
	it('is right as the sample has it', async () => {
		expect(await told(whole)).toEqual([]);
	});

	it.each([
		['lessons', whole.replace('harbour]', 'harbour, moon]'), '5'],
		['sessions', whole.replace('[lights]\nafter', '[lights, moon]\nafter'), '6'],
		['what waits', `${whole}\n  moon: [lights]`, '9'],
		[
			'what is waited for',
			whole.replace('harbour: [lights]', 'harbour:\n    - lights\n    - moon'),
			'10'
		]
	])(
		'names a lesson that is not there on the line where it stands among %s',
		async (_, order, line) => {
			expect(await told(order)).toEqual([`${line} lesson_unknown moon`]);
		}
	);

	it('tells a lesson that is not there once, where it is named first', async () => {
		expect(await told(`${whole.replace('harbour]', 'harbour, moon]')}\n  moon: [lights]`)).toEqual([
			'5 lesson_unknown moon'
		]);
	});

	it('tells those that wait for themselves, and not one that waits for them', async () => {
		const order = `${whole.replace('harbour: [lights]', 'harbour: [sun]')}\n  moon: [sun]\n  sun: [moon]`;
		expect((await told(order)).filter((one) => one.includes('lesson_order'))).toEqual([
			'9 lesson_order moon',
			'10 lesson_order sun'
		]);
	});
});
