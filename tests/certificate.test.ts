import { expect, test } from 'vitest';
import { planOf } from '../src/lib/machines/plan';
import { replayLessons } from '../src/lib/machines/replay-lessons';
import { compile } from '../src/lib/course/compile';
import { readLessonFiles } from '../src/lib/course/read-files';
import { Device } from '../src/lib/machines/sample';
import { understoodInOrder } from '../src/lib/machines/understood';
import { say } from './e2e/course';

test('the certificate is earned without extra practice, and says so', async () => {
	const { index, models } = (await compile(readLessonFiles(process.cwd()))).courses.en;
	const steps = Object.values(models).flatMap(({ id, steps }) =>
		steps.map((step) => ({ lesson: id, ...step }))
	);
	const asked = steps.filter(({ extra }) => !extra);
	const device = new Device('ada');
	for (const { lesson, id } of asked) device.finish(lesson, id);
	const finished = new Set(asked.flatMap(({ activities }) => activities));
	const known = understoodInOrder(device.entries);
	expect(replayLessons(planOf(index), models, known, finished).earned).toBe(true);
	expect(steps.some(({ extra, activities }) => extra && activities.length)).toBe(true);
	expect(say('certificate_proves')).toContain('extra practice aside');
});
