/**
 * A server for tests: the protocol in one page of memory, with its rules kept strictly.
 *
 *  – The same entry again is a success; the same id, or the same (device, seq), with another body is a clash.
 *  – A bad entry is set aside and the others of its batch are stored.
 *  – The pull cursor is the server's own sequence; a page of it is short, so that a client has to ask again.
 *  – A rejoin code replaces the member's secrets, a transfer code adds one.
 */
import * as v from 'valibot';
import { Entry } from '../record/entry';
import { union } from '../record/union';
import {
	batchLimit,
	entryLimit,
	firstGeneration,
	GiveView,
	Join,
	PROTOCOL,
	Push,
	readBearer,
	statusOf,
	type CohortCard,
	type Credential,
	type Erased,
	type Joined,
	type Left,
	type Pulled,
	type Pushed,
	type Refusal,
	type Refused,
	type SentView,
	type SetAside,
	type ViewTaken
} from './protocol';

interface Member {
	cohort: CohortCard;
	name: string;
	secrets: string[];
	isErased: boolean;
	hasLeft: boolean;
	/** In the order of arrival: the place in the list is the sequence. */
	entries: Entry[];
	copies: Map<string, unknown>;
}

/** What a request was, for a test to look at. */
export interface Heard {
	method: string;
	path: string;
	encoding: string | null;
	keepalive: boolean;
	/** Ids of the entries of a push. */
	ids: string[];
}

export interface FakeServer {
	fetch: typeof fetch;
	heard: Heard[];
	/** Opens a cohort to whoever has the code. */
	openCohort(code: string, card: CohortCard): void;
	/** Gives a code for a member: after a lost phone (`replaces`), or for a further device. */
	codeFor(member: string, replaces: boolean): string;
	/** Refuses every request from now on with this reason; null takes them again. */
	refuse(why: Refusal | null, retryAfter?: number): void;
	/** Keeps what is here now; gives the way back to it. An honest restore begins another generation, a copied file does not. */
	backUp(): (how: 'honestly' | 'silently') => void;
	close(cohort: string): void;
	/** Changes what a cohort is called or takes, as its facilitator does. */
	plan(cohort: string, change: Partial<Omit<CohortCard, 'id'>>): void;
	erase(member: string): void;
	join(body: unknown): Joined | Refused;
	push(credential: Credential | null, body: unknown): Pushed | Refused;
	pull(credential: Credential | null, after: string): Pulled | Refused;
	giveView(credential: Credential | null, body: unknown): ViewTaken | Refused;
	/** The views of a cohort by their ids: nothing says whose. */
	viewsIn(cohort: string): Record<string, Omit<SentView, 'id'>>;
	/** What is stored of a member, in the order of arrival. */
	storedOf(member: string): Entry[];
	/** What came with those entries, by their ids. */
	copiesOf(member: string): Record<string, unknown>;
}

const refused = (why: Refusal, retryAfter?: number): Refused => ({
	kind: 'refused',
	why,
	...(retryAfter === undefined ? {} : { retryAfter })
});

/** Makes an empty server with a clock of its own. */
export function makeFakeServer({
	now = () => new Date('2026-03-01T12:00:00.000Z'),
	page = 3
}: { now?: () => Date; page?: number } = {}): FakeServer {
	const cohorts = new Map<string, CohortCard>();
	const closed = new Set<string>();
	const members = new Map<string, Member>();
	const codes = new Map<string, { member: string; replaces: boolean }>();
	const views = new Map<string, Map<string, Omit<SentView, 'id'>>>();
	const heard: Heard[] = [];
	let standing: Refused | null = null;
	let count = 0;
	let generation = firstGeneration;

	const at = () => now().toISOString();

	/** The member a credential speaks for, or why it speaks for none. */
	function admitted(credential: Credential | null): Member | Refused {
		if (standing) return standing;
		const member = credential && members.get(credential.member);
		if (!member) return refused('signed_out');
		if (member.isErased) return refused('erased');
		if (!member.secrets.includes(credential.secret)) return refused('signed_out');
		if (member.hasLeft) return refused('not_a_member');
		return closed.has(member.cohort.id) ? refused('cohort_closed') : member;
	}

	function join(body: unknown): Joined | Refused {
		if (standing) return standing;
		const read = v.safeParse(Join, body);
		if (!read.success) return refused('malformed');
		const { code, name } = read.output;
		const secret = `secret-${(count += 1)}`;
		const known = codes.get(code);
		const id = known?.member ?? `member-${count}`;
		const cohort = members.get(id)?.cohort ?? cohorts.get(code);
		if (!cohort) return refused('not_a_member');
		if (closed.has(cohort.id)) return refused('cohort_closed');
		const member = members.get(id) ?? {
			cohort,
			name,
			secrets: [],
			isErased: false,
			hasLeft: false,
			entries: [],
			copies: new Map()
		};
		if (member.isErased) return refused('erased');
		member.secrets = [...(known?.replaces ? [] : member.secrets), secret];
		if (known?.replaces) member.hasLeft = false;
		members.set(id, member);
		codes.delete(code);
		return {
			kind: 'joined',
			credential: { cohort: cohort.id, member: id, secret },
			cohort,
			shownAs: member.name
		};
	}

	function leave(credential: Credential | null): Left | Refused {
		const member = admitted(credential);
		if ('kind' in member) return member;
		member.hasLeft = true;
		return { kind: 'left' };
	}

	function eraseAtWish(credential: Credential | null): Erased | Refused {
		const member = admitted(credential);
		if (!credential || ('kind' in member && !['not_a_member', 'erased'].includes(member.why)))
			return member as Refused;
		erase(credential.member);
		return { kind: 'erased' };
	}

	function erase(id: string): void {
		const member = members.get(id);
		if (member) Object.assign(member, { isErased: true, entries: [], copies: new Map() });
	}

	function push(credential: Credential | null, body: unknown): Pushed | Refused {
		const member = admitted(credential);
		if ('kind' in member) return member;
		if (new TextEncoder().encode(JSON.stringify(body)).length > batchLimit.bytes)
			return refused('too_large');
		const read = v.safeParse(Push, body);
		if (!read.success) return refused('malformed');
		if (read.output.protocol < PROTOCOL) return refused('client_too_old');
		const answer: Pushed = { kind: 'pushed', at: at(), stored: [], setAside: [], generation };
		for (const [place, value] of read.output.entries.entries()) {
			const id = idOf(value);
			const isKnown = member.entries.some((entry) => entry.id === id);
			const why = store(member, value);
			const copy = id === null ? undefined : read.output.copies?.[id];
			if (id !== null && !why && !isKnown && copy !== undefined) member.copies.set(id, copy);
			if (why) answer.setAside.push({ at: place, id, why });
			else if (id) answer.stored.push(id);
		}
		return answer;
	}

	function store(member: Member, value: unknown): SetAside | null {
		if (new TextEncoder().encode(JSON.stringify(value)).length > entryLimit) return 'too_large';
		const read = v.safeParse(Entry, value);
		if (!read.success) return 'malformed';
		const { added, clashes } = union(member.entries, [read.output]);
		member.entries.push(...added);
		return clashes.length > 0 ? 'clash' : null;
	}

	function pull(credential: Credential | null, after: string): Pulled | Refused {
		const member = admitted(credential);
		if ('kind' in member) return member;
		// A cursor from beyond what is here comes from before a backup was restored: begin again.
		const from = Number(after) > member.entries.length ? 0 : Number(after);
		const entries = member.entries.slice(from, from + page);
		const reached = from + entries.length;
		const more = reached < member.entries.length;
		const copies = Object.fromEntries(
			entries.flatMap(({ id }) => (member.copies.has(id) ? [[id, member.copies.get(id)]] : []))
		);
		const { cohort } = member;
		const sequence = { after: String(reached), more };
		return { kind: 'pulled', at: at(), entries, copies, ...sequence, generation, cohort };
	}

	function giveView(credential: Credential | null, body: unknown): ViewTaken | Refused {
		const member = admitted(credential);
		if ('kind' in member) return member;
		const read = v.safeParse(GiveView, body);
		if (!read.success) return refused('malformed');
		const { id, ...view } = read.output.view;
		const all = views.get(member.cohort.id) ?? new Map<string, Omit<SentView, 'id'>>();
		views.set(member.cohort.id, all);
		const known = all.get(id);
		const { said, again } = view;
		all.set(id, {
			...view,
			said: said ?? known?.said ?? null,
			again: again ?? known?.again ?? null
		});
		return { kind: 'view', kept: true };
	}

	async function answer(
		request: Request
	): Promise<Joined | Pushed | Pulled | ViewTaken | Left | Erased | Refused> {
		const { pathname, searchParams } = new URL(request.url);
		const encoding = request.headers.get('content-encoding');
		const text = await unpacked(request, encoding);
		const body: unknown = text ? JSON.parse(text) : null;
		const sent = v.safeParse(v.object({ entries: v.array(v.unknown()) }), body);
		const ids = sent.success ? sent.output.entries.map((value) => idOf(value) ?? '') : [];
		const { method, keepalive } = request;
		heard.push({ method, path: pathname, encoding, keepalive, ids });
		if (pathname === '/api/v1/members') return join(body);
		const credential = readBearer(request.headers.get('authorization'));
		if (pathname === '/api/v1/members/leave') return leave(credential);
		if (pathname === '/api/v1/members/erase') return eraseAtWish(credential);
		if (pathname === '/api/v1/views') return giveView(credential, body);
		if (method === 'POST') return push(credential, body);
		return pull(credential, searchParams.get('after') ?? '0');
	}

	return {
		heard,
		join,
		push,
		pull,
		giveView,
		viewsIn: (cohort) => structuredClone(Object.fromEntries(views.get(cohort) ?? [])),
		openCohort: (code, card) => void cohorts.set(code, card),
		codeFor(member, replaces) {
			const code = `code-${(count += 1)}`;
			codes.set(code, { member, replaces });
			return code;
		},
		refuse: (why, retryAfter) => void (standing = why && refused(why, retryAfter)),
		backUp() {
			const kept = structuredClone({ members, views });
			return (how) => {
				const { members: then, views: given } = structuredClone(kept);
				for (const [id, { entries, copies }] of then)
					Object.assign(members.get(id)!, { entries, copies });
				views.clear();
				for (const [cohort, all] of given) views.set(cohort, all);
				if (how === 'honestly') generation = `generation-${(count += 1)}`;
			};
		},
		close: (cohort) => void closed.add(cohort),
		plan(cohort, change) {
			for (const card of cohorts.values()) if (card.id === cohort) Object.assign(card, change);
		},
		erase,
		copiesOf: (id) => Object.fromEntries(members.get(id)?.copies ?? []),
		storedOf: (id) => structuredClone(members.get(id)?.entries ?? []),
		async fetch(input, init) {
			const given = await answer(new Request(input, init));
			init?.signal?.throwIfAborted();
			return Response.json(given, { status: given.kind === 'refused' ? statusOf[given.why] : 200 });
		}
	};
}

function idOf(value: unknown): string | null {
	const read = v.safeParse(v.object({ id: v.string() }), value);
	return read.success ? read.output.id : null;
}

async function unpacked(request: Request, encoding: string | null): Promise<string> {
	if (encoding !== 'gzip' || !request.body) return request.text();
	return new Response(request.body.pipeThrough(new DecompressionStream('gzip'))).text();
}
