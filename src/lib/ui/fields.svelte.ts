import { createContext, untrack } from 'svelte';

/** Where fields are kept that are filled in and not sent off. A place is any name that is unlike others on the page. */
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
	#isKnown = false;
	#isTouched = false;

	constructor(place: () => string, empty: T) {
		this.#place = place;
		this.value = this.#empty = empty;
		$effect(() => {
			const before = this.#fields.read(place());
			if (!before) return;
			untrack(() => {
				// What was filled in before it was known who is here, is theirs.
				if (this.#isTouched && !this.#isKnown) this.#fields.write(place(), this.value);
				else this.value = { ...empty, ...before };
				this.#isKnown = true;
			});
		});
	}

	fill(part: Partial<T>): void {
		this.#isTouched = true;
		this.value = { ...this.value, ...part };
		this.#fields.write(this.#place(), this.value);
	}

	/** It is sent off. */
	clear(): void {
		this.value = this.#empty;
		this.#fields.write(this.#place());
	}
}
