/** A cohort's members in pages. Pure: five thousand are sorted in some hundredths of a second, and rightly in every script. */
import { byName } from '../reports/share';
import type { Member } from './members';

export const memberOrders = ['name', 'joined', 'seen'] as const;
/** By name; or who joined, or was heard from, last. */
export type MemberOrder = (typeof memberOrders)[number];

export interface MemberQuery {
	/** Part of a name, in any case and without its accents. */
	search: string;
	order: MemberOrder;
	/** From one; a page beyond the last is the last. */
	page: number;
}

export interface MemberPage extends MemberQuery {
	members: Member[];
	/** How many the search finds, and how many there are. */
	found: number;
	all: number;
	pages: number;
}

export const membersPerPage = 50;

/** Gives one page of the members that a query finds. */
export function memberPage(
	all: readonly Member[],
	{ search, order, page }: MemberQuery
): MemberPage {
	const wanted = plain(search);
	const found = all.filter(({ shownAs }) => plain(shownAs).includes(wanted));
	const sorted = found.sort(orders[order]);
	const pages = Math.max(1, Math.ceil(found.length / membersPerPage));
	const at = Math.min(Math.max(1, page), pages);
	const start = (at - 1) * membersPerPage;
	return {
		members: sorted.slice(start, start + membersPerPage),
		found: found.length,
		all: all.length,
		pages,
		search,
		order,
		page: at
	};
}

/** Reads a query from an address; what makes no sense there is as if it were not. */
export function memberQueryIn(searchParams: URLSearchParams): MemberQuery {
	const page = Number(searchParams.get('page') ?? 1);
	return {
		search: (searchParams.get('search') ?? '').trim().slice(0, 80),
		order: memberOrders.find((one) => one === searchParams.get('order')) ?? 'name',
		page: Number.isInteger(page) ? page : 1
	};
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const byShownName = (one: Member, other: Member) => byName(one.shownAs, other.shownAs);
/** The newest first; those without a time last, and by name where times are the same. */
const byTime =
	(timeOf: (member: Member) => string | null) =>
	(one: Member, other: Member): number =>
		(timeOf(other) ?? '').localeCompare(timeOf(one) ?? '') || byShownName(one, other);

const orders: Record<MemberOrder, (one: Member, other: Member) => number> = {
	name: byShownName,
	joined: byTime(({ joinedAt }) => joinedAt),
	seen: byTime(({ receivedAt }) => receivedAt)
};
