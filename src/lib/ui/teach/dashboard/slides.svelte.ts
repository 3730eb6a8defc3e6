import type { Debate, ViewDebate } from '$lib/reports/debrief';

/**
 * The choices of a debrief one at a time, first the split, then the reasons. Figures that come in may put another choice
 * before the one that the room talks about: that one stays, wherever it stands then.
 */
export class Slides {
	#held = $state<string | null>(null);
	#at = $state(0);
	#isRevealed = $state(false);

	constructor(readonly debates: () => readonly (Debate | ViewDebate)[]) {}

	/** The place of the choice that is shown; where it is among them no more, of the one in its place, and -1 of none. */
	get shown(): number {
		const place = this.#place;
		return place < 0 ? Math.min(this.#at, this.debates().length - 1) : place;
	}
	/** Whether the reasons are shown; never of a choice of which the split was not. */
	get isRevealed(): boolean {
		return this.#isRevealed && this.#place >= 0;
	}
	get isFirst(): boolean {
		return this.shown === 0 && !this.isRevealed;
	}
	get isLast(): boolean {
		return this.shown === this.debates().length - 1 && this.isRevealed;
	}

	/** Holds the choice that is shown, once there is one. */
	hold(): void {
		if (this.#place < 0 && this.debates().length) this.#show(this.shown, false);
	}
	forward(): void {
		if (this.isLast) return;
		this.#show(this.isRevealed ? this.shown + 1 : this.shown, !this.isRevealed);
	}
	back(): void {
		if (this.isFirst) return;
		this.#show(this.isRevealed ? this.shown : this.shown - 1, !this.isRevealed);
	}

	get #place(): number {
		return this.debates().findIndex((debate) => nameOf(debate) === this.#held);
	}
	#show(place: number, isRevealed: boolean): void {
		this.#at = place;
		this.#held = nameOf(this.debates()[place]);
		this.#isRevealed = isRevealed;
	}
}

/** Names a choice: a decision that is open at times may be there by its key and by its views. */
export function nameOf(debate: Debate | ViewDebate): string {
	return `${debate.activity}/${debate.at}${'view' in debate ? '/view' : ''}`;
}
