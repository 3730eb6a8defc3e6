import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import type { CourseIndex } from '$lib/course/model';
import type { PageRow } from '$lib/reports/overview';
import MemberTable from './MemberTable.svelte';
import { Wording } from './wording';

const wording = new Wording({ lessons: [] } as unknown as CourseIndex, {});

const ada: PageRow = {
	...{ member: 'm', name: 'Ada', language: 'en', joined: '2026-03-01T08:00:00.000Z', left: null },
	...{ lastSeen: '2026-03-01T10:02:59.000Z', lastReceived: '2026-03-01T10:00:00.000Z' },
	...{ entries: 1, notYetReceived: null, clockAhead: null, earned: false },
	...{ done: 0, lessons: 0, underWay: [], inside: [], cells: [], reasons: [], moreReasons: 0 }
};
const shown = (row: Partial<PageRow>): string =>
	render(MemberTable, { props: { rows: [{ ...ada, ...row }], lessons: [], wording } }).body;

test('a clock is ahead by at least what shows, for what came in may have been done long before', () => {
	expect(shown({ clockAhead: 179 })).toContain('at least 2 minutes ahead');
});

test('reasons that are not shown are counted', () => {
	expect(shown({ moreReasons: 37 })).toContain('More reasons: 37.');
	expect(shown({})).not.toContain('More reasons');
});
