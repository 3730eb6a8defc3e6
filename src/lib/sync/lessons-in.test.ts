import { expect, test } from 'vitest';
import type { LessonCard } from '../course/model';
import { foreign } from '../record/log.contract';
import { lessonsIn } from './lessons-in';

const lessonOf = lessonsIn({
	lessons: [{ id: 'scope', activities: { checks: 'Checks' } } as unknown as LessonCard]
});

test.each([
	['names its lesson', { lesson: 'other' }, 'other'],
	['is about an activity of a lesson', { activity: 'checks', item: 'a' }, 'scope'],
	['is about an activity that is gone', { activity: 'gone' }, null],
	['says neither', {}, null]
])('the lesson of an entry that %s', (_what, data, lesson) => {
	expect(lessonOf(foreign(1, { data }))).toBe(lesson);
});
