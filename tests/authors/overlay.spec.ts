import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { CourseCopy, CourseServer } from '../course-copy';

const copy = new CourseCopy();
const server = new CourseServer(Number(process.env.TEST_PORT ?? 4271) + 6);
const quiz = 'lessons/0-background/the-rule.quiz.md';
const lesson = 'lessons/0-background/lesson.md';

test.afterAll(async () => {
	await server.stop();
	copy.remove();
});

test('An author sees file, line and advice in the browser, and the saved mend at once', async ({
	page
}) => {
	test.setTimeout(180_000);
	const text = readFileSync(quiz, 'utf8');
	const [heading, id] = /^## .*\{(#[a-z-]+) .*$/m.exec(text) as RegExpExecArray;
	const line = text.slice(0, text.indexOf(heading)).split('\n').length;
	await server.develop(copy.root);
	await page.goto(`${server.url}/lesson/background/the-rule`, { timeout: 120_000 });
	await expect(page.locator('main h1')).toHaveText('The Rule in the room');

	copy.edit(quiz, heading, heading.replace(`${id} `, ''));
	const overlay = page.locator('vite-error-overlay');
	await expect(overlay).toContainText(`${quiz}:${line}`, { timeout: 60_000 });
	await expect(overlay).toContainText('This heading has no id. Add one at its end');
	await page.reload();
	await expect(overlay).toContainText(`${quiz}:${line}`, { timeout: 60_000 });

	copy.edit(quiz, heading.replace(`${id} `, ''), heading);
	await expect(overlay).toHaveCount(0, { timeout: 60_000 });
	await expect(page.locator('main h1')).toHaveText('The Rule in the room');

	const [, first] = /## The Rule in the room.*\n+([A-Z][^.]*\.)/.exec(
		readFileSync(join(copy.root, lesson), 'utf8')
	) as RegExpExecArray;
	copy.edit(lesson, first, `${first} A sentence was added while the page was open.`);
	await expect(page.locator('main')).toContainText(
		'A sentence was added while the page was open.',
		{
			timeout: 60_000
		}
	);
	expect(server.printed.match(/No facilitator has an account yet/g), 'once a start').toHaveLength(
		1
	);
});
