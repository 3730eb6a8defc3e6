import { expect, test } from 'vitest';
import { memberPage, memberQueryIn, membersPerPage, type MemberQuery } from './member-page';
import type { Member } from './members';

const member = (shownAs: string, joined: number, received: number | null = null): Member => ({
	id: shownAs,
	shownAs,
	joinedAt: new Date(joined).toISOString(),
	leftAt: null,
	receivedAt: received === null ? null : new Date(received).toISOString()
});
const all = [
	member('Émile', 1, 5),
	member('ada', 3),
	member('Heron 10', 2, 9),
	member('Heron 9', 4)
];
const names = (query: Partial<MemberQuery>) =>
	memberPage(all, { search: '', order: 'name', page: 1, ...query }).members.map(
		({ shownAs }) => shownAs
	);

test('members are sorted by name as a person would, or the newest first', () => {
	expect(names({})).toEqual(['ada', 'Émile', 'Heron 9', 'Heron 10']);
	expect(names({ order: 'joined' })).toEqual(['Heron 9', 'ada', 'Heron 10', 'Émile']);
	expect(names({ order: 'seen' })).toEqual(['Heron 10', 'Émile', 'ada', 'Heron 9']);
});

test('a search finds parts of names in any case and without accents', () => {
	expect(names({ search: 'EMI' })).toEqual(['Émile']);
	expect(names({ search: 'heron' })).toEqual(['Heron 9', 'Heron 10']);
	expect(names({ search: 'nobody' })).toEqual([]);
});

test('five thousand come in pages, and a page beyond the last is the last', () => {
	const many = Array.from({ length: 5001 }, (_, at) => member(`Member ${at + 1}`, at));
	const page = (at: number) => memberPage(many, { search: '', order: 'name', page: at });
	expect(page(1)).toMatchObject({ found: 5001, all: 5001, pages: 101, page: 1 });
	expect(page(2).members[0].shownAs).toBe(`Member ${membersPerPage + 1}`);
	expect(page(999)).toMatchObject({ page: 101, members: [{ shownAs: 'Member 5001' }] });
	expect(page(-3).page).toBe(1);
});

test.each([
	['', { search: '', order: 'name', page: 1 }],
	['search=%20Ada%20&order=seen&page=3', { search: 'Ada', order: 'seen', page: 3 }],
	['order=worst&page=x', { search: '', order: 'name', page: 1 }],
	['page=1.5', { search: '', order: 'name', page: 1 }]
])('the address %j asks for %o', (text, query) => {
	expect(memberQueryIn(new URLSearchParams(text))).toEqual(query);
});
