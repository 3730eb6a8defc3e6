import type { LessonModel } from '$lib/course/model';
import type { CoursePlan } from '$lib/machines/course';
import { memberOf, recordFrom } from '$lib/reports/from-capsules';
import { currentOnly, memberRow, type WholeMember } from '$lib/reports/recompute';
import { sourceOf, type FiguresSource } from '$lib/reports/source';
import { memoryBox, openBundleBox, type BundleBox, type KeptBundle } from '$lib/sync/bundle-box';
import { addCapsule, readCapsule, senderKey, type CapsuleMerge } from '$lib/sync/capsule';
import type { Imported, Importer } from './importer';

/** The capsules on this device, and the members that they make. */
export class Collection implements Importer {
	/** What is shown; a capsule that was taken in is here from `show` on. */
	bundles = $state.raw<readonly KeptBundle[]>([]);
	/** Null until it is known. */
	isLasting = $state<boolean | null>(null);
	#box: BundleBox = memoryBox();
	/** What was taken in and is not shown yet, by sender. */
	readonly #taken = new Map<string, KeptBundle>();
	/** A member is replayed once for the same bundle, whatever is imported besides. */
	readonly #replayed = new WeakMap<KeptBundle, WholeMember>();

	constructor(
		readonly course: string,
		readonly plan: CoursePlan,
		readonly models: Record<string, LessonModel>
	) {}

	/** Opens what was kept. */
	async open(): Promise<void> {
		this.#box = await openBundleBox();
		this.bundles = await this.#box.read().catch(() => []);
		this.isLasting = this.#box.isLasting;
	}

	/** Takes a capsule in, whole or not at all; what it brought, or why it was refused. */
	async add(file: string, bytes: Uint8Array): Promise<Imported> {
		const read = readCapsule(bytes, this.course);
		if (!read.ok) return { ok: false, file, code: read.problem };
		const { capsule } = read;
		let brought: { kept: KeptBundle; merge: CapsuleMerge } | undefined;
		try {
			await this.#box.change(capsule.from, (here) => {
				const merge = addCapsule(here ? [here] : [], capsule);
				// The same capsule again brings nothing, and is no sign of life.
				const isNew = !here || merge.added > 0;
				const receivedAt = isNew ? new Date().toISOString() : here.receivedAt;
				const kept = { ...merge.bundles[0], receivedAt };
				brought = { kept, merge };
				return kept;
			});
		} catch {
			return { ok: false, file, code: 'not_kept' };
		}
		const { kept, merge } = brought!;
		this.#taken.set(senderKey(kept.from), kept);
		const { added, known, clashes } = merge;
		return { ok: true, file, name: kept.from.name, added, known, clashes: clashes.length };
	}

	async show(): Promise<void> {
		this.bundles = [
			...this.bundles.filter(({ from }) => !this.#taken.has(senderKey(from))),
			...this.#taken.values()
		];
		this.#taken.clear();
	}

	/** Removes everything from this device. */
	async erase(): Promise<void> {
		await this.#box.erase();
		this.#taken.clear();
		this.bundles = [];
	}

	/** What reports are made of: the members of one cohort, or those without one. */
	source(cohort: string | null): FiguresSource {
		const bundles = this.bundles.filter(({ from }) => cohortOf(from) === cohort);
		const names = new Map(bundles.map(({ from }) => [memberOf(from), from.name]));
		return sourceOf(
			bundles.map((bundle) => this.#memberIn(bundle)),
			(member) => names.get(member) ?? ''
		);
	}

	#memberIn(bundle: KeptBundle): WholeMember {
		const known = this.#replayed.get(bundle);
		if (known) return known;
		const { plan, models } = this;
		const member = memberRow({ plan, models, modelOf: currentOnly(models) }, recordFrom(bundle));
		this.#replayed.set(bundle, member);
		return member;
	}
}

type From = KeptBundle['from'];

/** The cohort that a sender belongs to; null for one who never joined any. */
export const cohortOf = (from: From): string | null =>
	from.kind === 'member' ? from.cohort : null;
