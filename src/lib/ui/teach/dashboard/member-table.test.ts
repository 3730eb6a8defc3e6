import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import type { CourseIndex } from '$lib/course/model';
import type { OverviewRow } from '$lib/reports/overview';
import MemberTable from './MemberTable.svelte';
import { Wording } from './wording';

const wording = new Wording({ lessons: [] } as unknown as CourseIndex, {});

test('a clock is ahead by at least what shows, for what came in may have been done long before', () => {
	const row: OverviewRow = {
		...{ member: 'm', name: 'Ada', language: 'en', joined: '2026-03-01T08:00:00.000Z', left: null },
		...{ lastSeen: '2026-03-01T10:02:59.000Z', lastReceived: '2026-03-01T10:00:00.000Z' },
		...{ entries: 1, notYetReceived: null, clockAhead: 179, earned: false },
		...{ done: 0, lessons: 0, underWay: [], inside: [], cells: [], reasons: [] }
	};
	const { body } = render(MemberTable, { props: { rows: [row], lessons: [], wording } });
	expect(body).toContain('at least 2 minutes ahead');
});
