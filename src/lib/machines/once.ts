/**
 * Gives a function that makes its thing once for each model, and forgets it with the model. For what is pure and
 * never changes only: charts, their beginnings, entries that were read.
 */
export function oncePer<M extends object, R>(make: (model: M) => R): (model: M) => R {
	const made = new WeakMap<M, R>();
	return (model) => {
		if (!made.has(model)) made.set(model, make(model));
		return made.get(model) as R;
	};
}

/**
 * Gives a function that remembers what it made of a thing and an argument, and forgets all of it when it has made so many,
 * so that no record, however long, can fill the memory. For what is pure and never changes only: the steps of machines,
 * which most trainees take alike. With `told`, results of which it tells the same are one object, so that a way back to
 * where one has been is remembered as such.
 */
export function remembering<T extends object, A, R>(
	make: (thing: T, argument: A) => R,
	most: number,
	told?: (result: R) => string
): (thing: T, argument: A) => R {
	let made = new WeakMap<T, Map<string, R>>();
	const results = new Map<string, R>();
	let count = 0;
	return (thing, argument) => {
		const key = typeof argument === 'string' ? argument : JSON.stringify(argument);
		const known = made.get(thing)?.get(key);
		if (known !== undefined) return known;
		if (count++ >= most) {
			made = new WeakMap();
			results.clear();
			count = 1;
		}
		let result = make(thing, argument);
		if (told) {
			const name = told(result);
			result = results.get(name) ?? result;
			results.set(name, result);
		}
		const own = made.get(thing);
		if (own) own.set(key, result);
		else made.set(thing, new Map([[key, result]]));
		return result;
	};
}
