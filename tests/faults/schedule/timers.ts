/** The time of a page for what it does by and by: it passes when the schedule lets it, and stops at every timer. */
export class Timers {
	#now = 0;
	readonly #waiting = new Set<{ at: number; work: () => void }>();

	/** What `giveViews` asks of a page. */
	readonly sources = {
		now: (): Date => new Date(this.#now),
		timer: (work: () => void, milliseconds: number): (() => void) => {
			const one = { at: this.#now + milliseconds, work };
			this.#waiting.add(one);
			return () => void this.#waiting.delete(one);
		}
	};

	/**
	 * Lets so many milliseconds pass. `settle` lets everything happen that a timer has begun; `others` lets the same time pass
	 * elsewhere, before the timer goes off.
	 */
	async pass(
		milliseconds: number,
		settle: () => Promise<void>,
		others: (milliseconds: number) => Promise<void>
	): Promise<void> {
		const end = this.#now + milliseconds;
		for (;;) {
			const [next] = [...this.#waiting].sort((one, other) => one.at - other.at);
			if (!next || next.at > end) break;
			this.#waiting.delete(next);
			await others(next.at - this.#now);
			this.#now = next.at;
			next.work();
			await settle();
		}
		await others(end - this.#now);
		this.#now = end;
	}
}
