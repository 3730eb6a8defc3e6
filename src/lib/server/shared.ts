/**
 * One answer for all who ask the same at the same time. Twenty facilitators who watch one cohort read its figures whenever
 * something comes in; each reading made for itself, they would leave the server no time to take anything in.
 */
import { setTimeout } from 'node:timers/promises';

/** How many times as long as it took the same is not made again: it then takes a tenth of a processor at most. */
const rest = 9;
/** Milliseconds that nobody waits longer than for the turn of the next, however long the last one took. */
const longest = 5_000;

/** What is asked for under one name: the one that has not begun yet, if there is one, and when it may. */
interface Asked {
	next: Promise<unknown> | null;
	turn: Promise<void>;
}

/**
 * Gives a function that makes what is asked for under a name, or shares it. Whatever is given was begun after it was asked
 * for, so nobody is told of a past in which what they know of had not happened; who asks while it is being made gets the
 * next, which waits a while. What fails, fails for all who share it, and the next is tried at once: what took long was perhaps
 * a database that is away. `wait` lets so many milliseconds go by.
 */
export function sharing(
	wait: (milliseconds: number) => Promise<void> = (milliseconds) =>
		setTimeout(milliseconds, undefined, { ref: false })
): <T>(name: string, make: () => Promise<T>) => Promise<T> {
	const all = new Map<string, Asked>();
	return <T>(name: string, make: () => Promise<T>): Promise<T> => {
		const asked = all.get(name) ?? { next: null, turn: Promise.resolve() };
		all.set(name, asked);
		if (asked.next) return asked.next as Promise<T>;
		const next = asked.turn.then(async () => {
			asked.next = null;
			const began = performance.now();
			const made = make();
			asked.turn = made
				.then(
					() => wait(Math.min(longest, rest * (performance.now() - began))),
					() => undefined
				)
				.then(() => {
					if (!asked.next) all.delete(name);
				});
			return made;
		});
		asked.next = next;
		return next;
	};
}
