/**
 * Gives views to the servers of a profile's cohorts, one at a time and each some while after it was given.
 *
 * Entries are sent seconds after they are written, and the one that says that a view was given among them. A view that came
 * in the same moment could be paired with it by whoever watches the database. So each waits for a time of its own, drawn
 * anew whenever the page opens or wakes, a network was away or the view changes, between half a minute and ten: long enough
 * for a room of trainees to get mixed up, and short enough for the debrief in the same hour. No two go together, or it would
 * be seen that they are one person's. Nothing is sent as the page goes away; what waits then waits until the course is opened
 * again. Nothing of the waiting is stored.
 *
 * A view of which an earlier request got no answer is given once more (`views-outbox` [G7]), five to ten minutes after it was
 * taken. By then whatever was under way is there or never will be: a device goes on sending what nobody waits for any more
 * for some minutes at most, and a proxy that has it for less.
 */
import type { Membership } from './membership';
import { keyOf, type MembershipKey } from './memberships';
import type { SentView } from './protocol';
import type { RoundOptions } from './rounds';
import { viewId } from './seal';
import {
	afterGiven,
	isGiven,
	nameOf,
	noViews,
	pendingViews,
	viewsFor,
	whileGiving,
	type OwnView,
	type ViewsState
} from './views-outbox';

/** Milliseconds that a view waits at least and at most. */
export const viewWait = { least: 30_000, most: 600_000 };
/** The same for one that is given once more. */
export const againWait = { ...viewWait, least: 300_000 };

export interface GivingOptions extends Omit<RoundOptions, 'locks'> {
	/** The profile at the desk. */
	profile: string;
	/** From 0 to 1, new at each call. */
	chance: () => number;
	/** Whether there may be a network. Where there is none, nothing is sent of which no answer could come. */
	isOnline?: () => boolean;
	/** The page's timers, unless a test says otherwise. */
	timer?: (work: () => void, milliseconds: number) => () => void;
}

/** How late a timer may be, in milliseconds. What is later slept, and wakes with others. */
const punctual = 5_000;

/** When a view goes, and what it then said and waited for: when either has changed since, it is drawn anew. */
interface Plan {
	at: number;
	about: string;
}

export interface Giving {
	stop(): void;
	/** Resolves when nothing is under way; what waits for its time may still wait. */
	settled(): Promise<void>;
}

/**
 * Starts giving the views of a profile to all its cohorts, now and whenever the record changes. Which views those are is
 * decided in `views-outbox`.
 */
export function giveViews(options: GivingOptions): Giving {
	const { profile, log, memberships, transport, loadModels, lessonOf, now, chance } = options;
	const { isOnline = () => true, timer = pageTimer } = options;
	const plans = new Map<string, Plan>();
	/** Until when a server has asked to be left alone, by membership. */
	const quiet = new Map<string, number>();
	const controller = new AbortController();
	let cancel = () => {};
	let turn: Promise<void> = Promise.resolve();
	let isAsked = false;

	/** Looks at everything, one look after another; many calls at once are one. */
	function look(): void {
		if (isAsked) return;
		isAsked = true;
		turn = turn.then(async () => {
			isAsked = false;
			if (controller.signal.aborted) return;
			// Whatever fails (models that cannot be had, a profile that is gone) is looked at again with the next change.
			const next = await round().catch(() => viewWait.most);
			cancel();
			if (next !== null && !controller.signal.aborted) cancel = timer(look, next);
		});
	}

	/** Gives what is due; gives the milliseconds until the next one is, or null when nothing waits. */
	async function round(): Promise<number | null> {
		const standings = await memberships.of(profile);
		const open = standings.filter(({ state }) => state.ended === null);
		if (!open.length) return null;
		const record = await log.read(profile);
		const models = await loadModels();
		const waits: number[] = [];
		let hasGiven = false;
		for (const { membership, state } of open) {
			const { views: before = noViews } = state;
			const views = viewsFor(record, { membership, state }, { models, lessonOf });
			for (const view of pendingViews(views, before)) {
				const rest = restOf(membership);
				const isAgain = isGiven(before, view);
				const wait = rest > 0 ? rest : waitOf(membership, view, { isAgain, isLate: hasGiven });
				if (wait <= 0) hasGiven = true;
				waits.push(wait > 0 ? wait : await give(membership, view, before));
			}
		}
		return waits.length ? Math.min(...waits) : null;
	}

	/** Milliseconds for which a server has asked to be left alone; 0 or less when it may be asked. */
	function restOf(membership: Membership): number {
		return (quiet.get(JSON.stringify(keyOf(membership))) ?? 0) - now().getTime();
	}

	/** Milliseconds until a view goes, 0 or less when it is due; draws them when they are not known, or have passed unused. */
	function waitOf(
		membership: Membership,
		view: OwnView,
		{ isAgain = false, isLate = false } = {}
	): number {
		const name = planOf(membership, view);
		const about = JSON.stringify([view, isAgain]);
		const known = plans.get(name);
		const wait = known?.about === about ? known.at - now().getTime() : -Infinity;
		if (wait > 0 || (wait > -punctual && !isLate)) return wait;
		const fresh = drawn(isAgain ? againWait : viewWait);
		plans.set(name, { at: now().getTime() + fresh, about });
		return fresh;
	}

	function planOf(membership: Membership, view: OwnView): string {
		return JSON.stringify([keyOf(membership), nameOf(view)]);
	}

	function drawn({ least, most }: typeof viewWait): number {
		return least + chance() * (most - least);
	}

	async function edit(
		key: MembershipKey,
		change: (views: ViewsState | undefined) => ViewsState
	): Promise<void> {
		await memberships.change(key, ({ membership, state }) => ({
			membership,
			state: { ...state, views: change(state.views) }
		}));
	}

	/** Gives one view; gives the milliseconds until it is to be tried again, or the longest wait when it need not be. */
	async function give(membership: Membership, view: OwnView, before: ViewsState): Promise<number> {
		const key = keyOf(membership);
		plans.delete(planOf(membership, view));
		if (!isOnline()) return waitOf(membership, view);
		const id = await viewId(membership.key, [key.cohort, view.activity, view.item]);
		// A page without WebCrypto has no id that stays the same.
		if (id === null) return viewWait.most;
		await edit(key, (views) => whileGiving(views, view));
		const sent: SentView = { id, ...view };
		const answer = await transport.giveView(membership.credential, sent, controller.signal);
		const isUnfit = answer.kind === 'refused' && ['malformed', 'too_large'].includes(answer.why);
		if (answer.kind === 'view' || isUnfit) {
			await edit(key, (views) => afterGiven(views, view, before));
			return viewWait.most;
		}
		const patience = 'retryAfter' in answer ? (answer.retryAfter ?? 0) * 1000 : 0;
		quiet.set(JSON.stringify(key), now().getTime() + patience);
		return Math.max(patience, waitOf(membership, view));
	}

	const stops = [
		log.subscribe((id) => id === profile && look()),
		memberships.subscribe((id) => id === profile && look())
	];
	look();
	return {
		stop() {
			controller.abort();
			cancel();
			for (const stop of stops) stop();
		},
		async settled() {
			for (let last; last !== turn;) await (last = turn);
		}
	};
}

function pageTimer(work: () => void, milliseconds: number): () => void {
	const handle = setTimeout(work, milliseconds);
	return () => clearTimeout(handle);
}
