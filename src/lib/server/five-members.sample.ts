/**
 * Five members who do everything there is to hold an opinion on in the real course, over the real outbox and the real
 * server functions; and what each of them thinks, so that a test can look for it. Imported by tests only.
 */
import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { ActivityModel } from '../course/model';
import { readLessonFiles } from '../course/read-files';
import { choose, offered, sceneOf, scenarioMachine, startScenario } from '../machines/scenario';
import { tellPath } from '../machines/told';
import { viewPlaces } from '../machines/view-places';
import { draft, type Draft, type Entry, type ViewDraft } from '../record/entry';
import { openMemoryLog } from '../record/log.memory';
import { courseOf } from '../reports/sample';
import { membershipOf } from '../sync/membership';
import { keyOf } from '../sync/memberships';
import { openMemoryMemberships } from '../sync/memberships.memory';
import { PROTOCOL, type Credential } from '../sync/protocol';
import { makeRounds } from '../sync/rounds';
import { makeKey } from '../sync/seal';
import type { Transport } from '../sync/transport';
import { transportTo } from './transport.sample';
import { nameOf, shareReflection } from '../sync/views-outbox';
import { giveViews } from '../sync/views-round';
import { createCohort, joinCodeOf } from './cohorts';
import type { Database } from './database';
import { reportFolds } from './folds';
import { push } from './inbox';
import { join } from './joining';
import { publish } from './publish';
import type { Storage } from './storage';
import { readViewFigures, giveView } from './views';

export interface Opinion {
	member: Credential;
	device: string;
	/** Ids of this member's entries, attempts and views on the device. */
	own: string[];
	/** Texts that nobody else wrote. */
	words: string[];
	/** Ids of the sides taken, and of scenes and choices that tell one. */
	telling: { activity: string; name: string; isElsewhere: boolean }[];
}

export interface Evidence {
	storage: Storage;
	cohort: string;
	opinions: Opinion[];
	/** Views in the order in which they came, with whose they are. */
	arrivals: { place: string; id: string; member: number }[];
	/** How many views each reading of each place was made of, one after each arrival. */
	readings: Record<string, number[]>;
}

const names = ['Ada', 'Ben', 'Cleo', 'Dara', 'Edda'];
/** What is drawn is the same each time the tests run. */
function makeDice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1664525 + 1013904223) % 2 ** 32;
		return state / 2 ** 32;
	};
}

/** Lets five members do everything; without the seal, entries are sent as they stand in the record. */
export async function fiveMembers(
	database: Database,
	{ isSealed, arrives = () => {} }: { isSealed: boolean; arrives?: (id: string) => void }
): Promise<Evidence> {
	const { plan, models: lessons, activities } = await courseOf(readLessonFiles(process.cwd()));
	const dice = makeDice(20260301);
	let clock = Date.parse('2026-03-01T09:00:00.000Z');
	const now = () => new Date(clock);
	const random = (size: number) =>
		Uint8Array.from({ length: size }, () => Math.floor(dice() * 256));
	const sources = { now, id: () => v7(), random };
	const folds = reportFolds(plan, lessons) as Storage['folds'];
	const storage: Storage = { database, sources, folds };
	await publish(storage, activities);
	const { id: cohort } = await createCohort(storage, {
		title: 'Five',
		language: 'en',
		lessons: Object.keys(lessons),
		names: true,
		startsOn: null,
		endsOn: null
	});
	const code = await joinCodeOf(storage, cohort);
	const arrivals: Evidence['arrivals'] = [];
	const readings: Evidence['readings'] = {};
	const timers = new Set<{ at: number; work: () => void }>();

	const members = await Promise.all(
		names.map(async (name, number) => {
			const log = openMemoryLog({ now, id: () => v7(), viewId: () => randomUUID() });
			const memberships = openMemoryMemberships();
			const { id: profile, device } = await log.createProfile(name);
			const joined = await join(storage, { protocol: PROTOCOL, code, name }, { address: name });
			if (joined.kind === 'refused') throw new Error(joined.why);
			const membership = membershipOf(joined, { id: profile, device }, [], {
				earlier: true,
				now: now(),
				key: makeKey()
			});
			await memberships.join(membership);
			const raw = async (entries: readonly Entry[]) => {
				const all = (await log.read(profile)).entries;
				return entries.map(({ id }) => all.find((entry) => entry.id === id));
			};
			const transport: Transport = {
				...transportTo(storage, name),
				push: async (credential, batch) =>
					push(storage, credential, {
						...batch,
						entries: isSealed ? batch.entries : await raw(batch.entries)
					}),
				async giveView(credential, view) {
					const answer = await giveView(storage, credential, { protocol: PROTOCOL, view });
					arrivals.push({ place: nameOf(view), id: view.id, member: number });
					for (const one of await readViewFigures(storage, cohort))
						(readings[nameOf(one)] ??= []).push(one.views);
					arrives(view.id);
					return answer;
				}
			};
			const lessonOf = () => null;
			const loadModels = () => Promise.resolve(activities);
			const options = { profile, log, memberships, transport, lessonOf, loadModels, now };
			const giving = giveViews({
				...options,
				chance: dice,
				timer(work, wait) {
					const one = { at: clock + wait, work };
					timers.add(one);
					return () => void timers.delete(one);
				}
			});
			const rounds = makeRounds(keyOf(membership), { ...options, locks: null });
			const opinion: Opinion = {
				member: joined.credential,
				device,
				own: [],
				words: [],
				telling: []
			};
			return { number, log, memberships, membership, profile, giving, rounds, opinion };
		})
	);
	type Member = (typeof members)[number];

	/** Writes what one does in an activity, and shares what can be shared. */
	async function does(member: Member, activity: ActivityModel): Promise<void> {
		const { drafts, views, shared } = actsOf(activity, activities, member.number, member.opinion);
		for (const [at, draft] of drafts.entries()) {
			clock += 1000 + Math.floor(dice() * 4000);
			const { entries } = await member.log.read(member.profile);
			const given = views.filter((view) => view.at === at).map(({ view }) => view);
			await member.log.append(member.profile, [draft], { after: entries.length, views: given });
		}
		await member.memberships.change(keyOf(member.membership), (standing) => ({
			...standing,
			state: {
				...standing.state,
				views: shared.reduce(
					(state, item) => shareReflection(state, { activity: activity.id, item }, true),
					standing.state.views
				)
			}
		}));
		await member.rounds.push(new AbortController().signal);
	}

	async function pass(milliseconds: number): Promise<void> {
		const end = clock + milliseconds;
		for (;;) {
			for (const { giving } of members) await giving.settled();
			const [next] = [...timers].sort((a, b) => a.at - b.at);
			if (!next || next.at > end) break;
			clock = Math.max(clock, next.at);
			timers.delete(next);
			next.work();
		}
		clock = end;
	}

	for (const activity of activities.filter((one) => viewPlaces(one).length)) {
		for (const member of [...members].sort(() => dice() - 0.5)) await does(member, activity);
		await pass(200_000);
	}
	await pass(4_000_000);
	for (const { giving, log, profile, opinion } of members) {
		giving.stop();
		const { entries, views } = await log.read(profile);
		const attempts = entries.flatMap(({ attempt }) => attempt ?? []);
		opinion.own.push(
			...entries.map(({ id }) => id),
			...new Set(attempts),
			...views.map(({ id }) => id)
		);
	}
	return { storage, cohort, opinions: members.map(({ opinion }) => opinion), arrivals, readings };
}

interface Acts {
	drafts: Draft[];
	/** With the place of the draft that each is written with. */
	views: { at: number; view: ViewDraft }[];
	shared: string[];
}

/** What a member does in an activity: everything that asks for a view, each member in a way of their own. */
function actsOf(
	activity: ActivityModel,
	all: readonly ActivityModel[],
	number: number,
	opinion: Opinion
): Acts {
	const attempt = v7();
	const parts = { version: activity.version, seed: 1, dials: {}, practice: false, fork: null };
	const acts: Acts = {
		drafts: [draft('attempt.started', { activity: activity.id, ...parts }, attempt)],
		views: [],
		shared: []
	};
	const words = (about: string): string => {
		const text = `${about} ${randomUUID()}`;
		opinion.words.push(text);
		return text;
	};
	const give = (item: string, content: ViewDraft['content']): void => {
		const about = { activity: activity.id, item };
		acts.drafts.push(draft('view.given', about, attempt));
		acts.views.push({ at: acts.drafts.length - 1, view: { ...about, attempt, content } });
	};
	const places = viewPlaces(activity);
	if (activity.kind === 'quiz') {
		for (const { item, kind, options, reasons } of places) {
			const taken = [options[number % Math.max(1, options.length)]];
			if (kind === 'reflection') {
				give(item, { text: words('I think') });
				acts.shared.push(item);
			} else if (kind === 'contested')
				give(item, { options: taken, reasons: reasons.slice(0, 1 + (number % 2)) });
			else give(item, { options: taken, certainty: 1 });
		}
		return acts;
	}
	const elsewhere = new Set(all.flatMap((one) => (one === activity ? [] : idsIn(one))));
	const tell = (name: string): void =>
		void opinion.telling.push({ activity: activity.id, name, isElsewhere: elsewhere.has(name) });
	const machine = scenarioMachine(activity);
	let here = startScenario(machine);
	for (;;) {
		const scene = sceneOf(activity, here);
		const on = offered(scene, here.context);
		if (!on.length) break;
		const isOpen = places.some(({ item }) => item === scene.id);
		const { id: option } = on[isOpen ? number % on.length : 0];
		acts.drafts.push(
			draft('choice.made', { activity: activity.id, scene: scene.id, option }, attempt)
		);
		const told = tellPath(activity, { dials: {}, context: here.context, scene: scene.id });
		if (told.sealed) tell(scene.id);
		if (isOpen || told.sealed) tell(option);
		if (isOpen)
			give(scene.id, { options: [option], text: words('Because'), reasons: [words('Yet')] });
		here = choose(machine, here, option) ?? here;
	}
	return acts;
}

/** Every name that an activity gives to something. */
function idsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : [];
}
