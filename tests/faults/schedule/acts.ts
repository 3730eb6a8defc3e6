/** What may happen: as data that fast-check makes and shrinks, with what it does and how it is told. */
import fc from 'fast-check';
import { vi } from 'vitest';
import { abortWith, failOn, failOpening } from '../../../src/lib/record/storage.faults';
import { PROTOCOL } from '../../../src/lib/sync/protocol';
import type { Device } from './device';
import { troubles } from './network';
import { clockErrors, type World } from './world';

/** Something that happens, with the dice that say to whom and how. */
export interface Act {
	what: What;
	/** Which device; which of its tabs; the rest as each act takes it. */
	device: number;
	tab: number;
	number: number;
}

interface Kind {
	/** How often, against the others. */
	weight: number;
	/** What it does with the device that the dice name. */
	happens(world: World, device: Device, dice: Act): Promise<unknown>;
	/** A sentence of the story that a failure prints. */
	told(device: string, dice: Act): string;
}

const pick = <T>(list: readonly T[], number: number): T => list[number % list.length];

/** Does something while the storage of every device fails in this way, and then mends it. */
async function failing(fail: () => void, work: () => Promise<unknown>): Promise<void> {
	fail();
	try {
		await work();
	} finally {
		vi.restoreAllMocks();
	}
}

const kinds = {
	answers: {
		weight: 10,
		happens: async (world, device, { tab, number }) =>
			world.keep(device, await device.answer(tab, number, number % 2 === 0)),
		told: (device, { tab, number }) =>
			`item ${number} is answered ${number % 2 ? 'wrongly' : 'rightly'} on ${device}, tab ${tab}`
	},
	says: {
		weight: 8,
		happens: async (world, device, { tab, number }) =>
			world.keep(device, await device.say(tab, number)),
		told: (device, { tab, number }) => `view ${number} is given on ${device}, tab ${tab}`
	},
	decides: {
		weight: 10,
		happens: async (world, device, { tab, number }) =>
			world.keep(device, await device.decide(tab, number)),
		told: (device, { number }) => `a case goes on by option ${number} on ${device}`
	},
	looks: {
		weight: 8,
		happens: (_, device, { tab }) => device.look(tab),
		told: (device) => `the course is looked at on ${device}, which asks the server`
	},
	passes: {
		weight: 4,
		happens: async (_, device) => {
			await device.giveViews();
			await device.waitLong();
		},
		told: (device) => `an hour passes on ${device}`
	},
	passesBriefly: {
		weight: 4,
		// As long as a view waits here, and not so long that what the network keeps has to come.
		happens: (_, device) => device.giveViews(6 * 60_000),
		told: (device) => `six minutes pass on ${device}`
	},
	opens: {
		weight: 2,
		happens: (_, device) => (device.pages.length < 2 ? device.open() : Promise.resolve()),
		told: (device) => `another tab is opened on ${device}`
	},
	closes: {
		weight: 3,
		happens: (_, device, { tab }) => device.close(tab),
		told: (device, { tab }) => `tab ${tab} dies on ${device}`
	},
	flushes: {
		weight: 2,
		happens: (_, device, { tab }) => device.flush(tab),
		told: (device, { tab }) => `tab ${tab} is closed on ${device} with its last words`
	},
	dies: {
		weight: 3,
		happens: (_, device, { tab, number }) => device.dieStoring(tab, number),
		told: (device, { number }) =>
			`the page dies while it stores ${number < 3 ? 'an answer to' : 'view'} ${number} on ${device}`
	},
	fills: {
		weight: 2,
		happens: (world, device, { tab, number }) =>
			failing(
				() =>
					number % 2 ? failOn('add', 1, 'QuotaExceededError') : abortWith('QuotaExceededError', 1),
				async () =>
					world.keep(
						device,
						await (number < 3 ? device.answer(tab, number, true) : device.say(tab, number))
					)
			),
		told: (device, { number }) =>
			`the disk is full while ${number < 3 ? 'an answer to' : 'view'} ${number} is stored on ${device}`
	},
	isShut: {
		weight: 2,
		happens: async (world, device, { number }) =>
			world.keep(device, await device.answerShut(number, (work) => failing(failOpening, work))),
		told: (device, { number }) =>
			`the browser does not open its databases while item ${number} is answered on ${device}, and does for the next`
	},
	losesDatabases: {
		weight: 2,
		happens: (_, device) => device.loseDatabases(),
		told: (device) => `the browser of ${device} loses its databases`
	},
	isEvicted: {
		weight: 1,
		happens: (world, device) => world.loseBy(() => device.evict()),
		told: (device) => `the browser empties the storage of ${device}`
	},
	rejoins: {
		weight: 2,
		happens: (world, device) => world.letIn(device),
		told: (device) => `whoever is out of the devices of the owner of ${device} joins again`
	},
	loses: {
		weight: 3,
		happens: (_, device) => device.setNetwork(false),
		told: (device) => `${device} loses the network`
	},
	finds: {
		weight: 3,
		happens: (_, device) => device.setNetwork(true),
		told: (device) => `${device} finds the network`
	},
	suffers: {
		weight: 6,
		happens: (_, device, { number }) =>
			Promise.resolve(device.network.ahead.push(pick(troubles, number))),
		told: (device, { number }) => `the next request of ${device} will be ${pick(troubles, number)}`
	},
	arrives: {
		weight: 3,
		happens: (_, device) => device.network.deliverLate(),
		told: (device) => `the late requests of ${device} arrive`
	},
	errs: {
		weight: 2,
		happens: (_, device, { number }) =>
			Promise.resolve((device.clockError = pick(clockErrors, number))),
		told: (device, { number }) =>
			`the clock of ${device} is off by ${pick(clockErrors, number) / 3_600_000} hours`
	},
	restarts: {
		weight: 2,
		happens: ({ server }) => server.restart(),
		told: () => 'the server is restarted'
	},
	isAway: {
		weight: 2,
		happens: ({ server }) => server.loseDatabase(),
		told: () => 'the database is away'
	},
	isBack: {
		weight: 2,
		happens: ({ server }) => server.findDatabase(),
		told: () => 'the database is back'
	},
	isBackedUp: {
		weight: 2,
		happens: ({ server }) => server.backUp(),
		told: () => 'the server is backed up'
	},
	isRestored: {
		weight: 1,
		happens: (world) => world.loseBy(() => world.server.restore()),
		told: () => 'the server goes on from its backup'
	},
	isCarried: {
		weight: 2,
		happens: (world, device) => world.carry(device),
		told: (device) => `a capsule of ${device} is brought to the facilitator`
	},
	isCopied: {
		weight: 1,
		happens: (world, device) => world.copyRecord(device),
		told: (device) => `the record of ${device} is taken to the other device as a file`
	},
	publishes: {
		weight: 1,
		happens: ({ server }) => server.restart(1),
		told: () => 'the server serves the course’s second edition'
	},
	updates: {
		weight: 2,
		happens: async ({ server }, device) => {
			await device.closeAll();
			device.edition = server.edition;
			device.network.protocol = PROTOCOL;
		},
		told: (device) => `${device} takes the course that the server serves`
	},
	isOutdated: {
		weight: 1,
		happens: (_, device) => Promise.resolve((device.network.protocol = PROTOCOL - 1)),
		told: (device) => `${device} speaks a protocol that the server no longer does`
	}
} satisfies Record<string, Kind>;
type What = keyof typeof kinds;

/** A schedule: things that happen one after another. */
export const schedules: fc.Arbitrary<Act[]> = fc.array(
	fc.oneof(
		...Object.entries(kinds).map(([what, { weight }]) => ({
			weight,
			arbitrary: fc.record({
				what: fc.constant(what as What),
				device: fc.nat(3),
				tab: fc.nat(1),
				number: fc.nat(5)
			})
		}))
	),
	{ minLength: 1, maxLength: 30, size: 'max' }
);

/** Lets a schedule happen. */
export async function happen(world: World, acts: readonly Act[]): Promise<void> {
	for (const act of acts) {
		world.tick();
		const kind: Kind = kinds[act.what];
		await kind.happens(world, world.devices[act.device], act);
	}
}

/** Tells a schedule as a story, a line for each thing that happens. */
export function tell(world: World, acts: readonly Act[]): string {
	return acts
		.map((act, at) => {
			const kind: Kind = kinds[act.what];
			return `${at + 1}. ${kind.told(world.devices[act.device].name, act)}`;
		})
		.join('\n');
}
