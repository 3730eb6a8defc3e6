/** The server's real code on a database of its own, which can be restarted, taken away and put back to a backup. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../../src/lib/record/entry';
import { writeBackup } from '../../../src/lib/server/backup/backup-file';
import { restoreBackup } from '../../../src/lib/server/backup/restore';
import { bringCapsule, type Brought } from '../../../src/lib/server/capsules';
import { createCohort, joinCodeOf } from '../../../src/lib/server/cohorts';
import { openDatabase } from '../../../src/lib/server/database';
import { readFigures, recompute } from '../../../src/lib/server/figures';
import { reportFolds } from '../../../src/lib/server/folds';
import { issueRejoinCode } from '../../../src/lib/server/members';
import { catchUp, publish } from '../../../src/lib/server/publish';
import { refuse } from '../../../src/lib/server/refuse';
import type { Storage } from '../../../src/lib/server/storage';
import { makeSources } from '../../../src/lib/server/storage.sample';
import type { ViewRow } from '../../../src/lib/server/tables';
import { transportTo } from '../../../src/lib/server/transport.sample';
import type { Copies } from '../../../src/lib/sync/protocol';
import type { Transport } from '../../../src/lib/sync/transport';
import { editions, plan } from './course';

/** In memory where the system has such a place: no schedule cuts the power, and thousands need not wait for a disk. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const temporary = () => mkdtempSync(join(place, 'breakout-schedule-'));

/** A folder with an open cohort of the course's first edition, copied for every schedule: to make one takes long. */
export async function makeTemplate(): Promise<{ folder: string; cohort: string; remove(): void }> {
	const folder = temporary();
	const storage = await openStorage(folder, 0, makeSources());
	const { id: cohort } = await createCohort(storage, {
		title: 'Keepers',
		language: 'en',
		lessons: ['lesson'],
		names: true,
		startsOn: null,
		endsOn: null
	});
	await storage.database.close();
	return { folder, cohort, remove: () => rmSync(folder, { recursive: true }) };
}

async function openStorage(
	folder: string,
	edition: 0 | 1,
	sources: Storage['sources']
): Promise<Storage> {
	const database = await openDatabase({ folder });
	const folds = reportFolds(plan, editions[edition].models) as Storage['folds'];
	const storage: Storage = { database, sources, folds };
	await publish(storage, editions[edition].activities);
	return storage;
}

/** What the server has of a member, and can read in part. */
export interface Received {
	entries: Entry[];
	copies: Copies;
}

export class Server {
	/** Which edition of the course it serves. */
	edition: 0 | 1 = 0;
	readonly sources = makeSources();
	readonly #folder = temporary();
	readonly #backup = join(this.#folder, 'backup.gz');
	#hasBackup = false;
	#isAway = false;
	#storage!: Storage;

	private constructor(readonly cohort: string) {}

	static async start(template: { folder: string; cohort: string }): Promise<Server> {
		const server = new Server(template.cohort);
		cpSync(template.folder, server.#folder, { recursive: true });
		server.#storage = await openStorage(server.#folder, 0, server.sources);
		return server;
	}

	/** Asks as a device does that calls from an address of its own; without its database the server answers as `open.ts` has it. */
	transport(address: string): Transport {
		const away = () => Promise.resolve(refuse('slow_down', 5));
		const now = (): Transport =>
			this.#isAway
				? {
						look: away,
						join: away,
						transfer: away,
						leave: away,
						erase: away,
						push: away,
						pull: away,
						giveView: away
					}
				: transportTo(this.#storage, address);
		return {
			look: (...given) => now().look(...given),
			join: (...given) => now().join(...given),
			transfer: (...given) => now().transfer(...given),
			leave: (...given) => now().leave(...given),
			erase: (...given) => now().erase(...given),
			push: (...given) => now().push(...given),
			pull: (...given) => now().pull(...given),
			giveView: (...given) => now().giveView(...given)
		};
	}

	async restart(edition = this.edition): Promise<void> {
		this.edition = edition;
		if (!this.#isAway) await this.#storage.database.close();
		this.#storage = await openStorage(this.#folder, edition, this.sources);
		this.#isAway = false;
	}

	async loseDatabase(): Promise<void> {
		if (!this.#isAway) await this.#storage.database.close();
		this.#isAway = true;
	}

	async findDatabase(): Promise<void> {
		if (this.#isAway) await this.restart();
	}

	async backUp(): Promise<void> {
		await this.findDatabase();
		await writeBackup(this.#storage.database, this.#backup, this.sources.now());
		this.#hasBackup = true;
	}

	/** Goes on from the last backup, if there is one. */
	async restore(): Promise<void> {
		if (!this.#hasBackup) return;
		await this.findDatabase();
		await restoreBackup(this.#storage, this.#backup);
		await this.restart();
	}

	joinCode(): Promise<string> {
		return joinCodeOf(this.#storage, this.cohort);
	}

	/** The code that a facilitator gives to somebody whose devices know nothing any more. */
	async rejoinCode(member: string): Promise<string> {
		return (await issueRejoinCode(this.#storage, { cohort: this.cohort, member })).code;
	}

	bring(capsule: Uint8Array): Promise<Brought> {
		return bringCapsule(this.#storage, { cohort: this.cohort, course: plan.id }, capsule);
	}

	/** What is stored of each member, as it is stored; nothing while the database is away. */
	async received(): Promise<Map<string, Received>> {
		const of = new Map<string, Received>();
		if (this.#isAway) return of;
		const rows = await this.#storage.database.db
			.selectFrom('entries')
			.select(['member_id', 'id', 'body', 'copy'])
			.orderBy('seq_no')
			.execute();
		for (const { member_id, id, body, copy } of rows) {
			const { entries, copies } = of.get(member_id) ?? { entries: [], copies: {} };
			of.set(member_id, {
				entries: [...entries, JSON.parse(body) as Entry],
				copies: copy === null ? copies : { ...copies, [id]: copy }
			});
		}
		return of;
	}

	/** The views that were given, which say of nobody whose they are. */
	views(): Promise<Pick<ViewRow, 'activity_id' | 'item' | 'id' | 'body'>[]> {
		return this.#storage.database.db
			.selectFrom('views')
			.select(['activity_id', 'item', 'id', 'body'])
			.execute();
	}

	/** The figures as they are kept once everybody is looked at anew, and as they follow from the stored entries. */
	async figures(): Promise<{ kept: unknown; recomputed: unknown }> {
		await catchUp(this.#storage);
		return {
			kept: await readFigures(this.#storage, this.cohort),
			recomputed: await recompute(this.#storage, this.cohort)
		};
	}

	async stop(): Promise<void> {
		if (!this.#isAway) await this.#storage.database.close();
		rmSync(this.#folder, { recursive: true });
	}
}
