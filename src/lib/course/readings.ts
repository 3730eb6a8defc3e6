import { Problems, type Problem } from './problem';

/**
 * What was read from files, kept for the next time: reading the whole course takes seconds, and an author saves one file.
 * Who asks again for the same words of a file gets the very objects of the first time, so nobody may change them.
 */
export class Readings {
	readonly #kept = new Map<string, Promise<{ value: unknown; problems: Problem[] }>>();
	readonly #asked = new Set<string>();

	/** What `read` makes of the text of a file, and adds what it finds wrong to `problems`. A file has one way to be read. */
	async of<Value>(
		file: string,
		text: string,
		problems: Problems,
		read: (problems: Problems) => Value | Promise<Value>
	): Promise<Value> {
		const key = `${file}\n${text}`;
		let kept = this.#kept.get(key);
		if (!kept) {
			const own = new Problems();
			kept = Promise.resolve(read(own)).then((value) => ({ value, problems: own.all }));
			this.#kept.set(key, kept);
		}
		this.#asked.add(key);
		const reading = await kept;
		problems.all.push(...reading.problems);
		return reading.value as Value;
	}

	/** Forgets what nobody asked for since the last time: words that no file has any more. */
	forget(): void {
		for (const key of this.#kept.keys()) if (!this.#asked.has(key)) this.#kept.delete(key);
		this.#asked.clear();
	}
}
