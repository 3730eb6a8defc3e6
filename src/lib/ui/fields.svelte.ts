import { createContext, untrack } from 'svelte';

/**
 * Where fields are kept that are filled in and not sent off. A place is named by the activity, wherever that stands in the
 * course, and by what is unlike others in it.
 */
interface Fields {
	/** What stands at a place, nothing as well; null until it is known who is here. */
	read(place: string): object | null;
	/** Without anything the place is empty again. */
	write(place: string, filled?: object): void;
}

export const [getFields, setFields] = createContext<Fields>();

/**
 * What stands in the fields of a place until it is sent off: whoever goes to look something up, or whose phone throws the
 * page away, finds it there again.
 */
export class Filled<T extends object> {
	value: T = $state.raw() as T;
	#fields = getFields();
	#place: () => string;
	#empty: T;
	/** What is filled in before it is known who is here; null from then on. */
	#early: Partial<T> | null = {};

	constructor(place: () => string, empty: T) {
		this.#place = place;
		this.value = this.#empty = empty;
		$effect(() => {
			const before = this.#fields.read(place());
			if (!before) return;
			untrack(() => {
				// What was filled in before it was known who is here, is theirs, and newer than what they left here.
				this.value = { ...empty, ...before, ...this.#early };
				if (this.#early && Object.keys(this.#early).length) this.#fields.write(place(), this.value);
				this.#early = null;
			});
		});
	}

	fill(part: Partial<T>): void {
		if (this.#early) this.#early = { ...this.#early, ...part };
		this.value = { ...this.value, ...part };
		this.#fields.write(this.#place(), this.value);
	}

	/** It is sent off. */
	clear(): void {
		this.value = this.#empty;
		this.#fields.write(this.#place());
	}
}
