/**
 * Gives a function that makes its thing once for each model, and forgets it with the model. For what is pure and
 * never changes only: charts, their beginnings, entries that were read.
 */
export function oncePer<M extends object, R>(make: (model: M) => R): (model: M) => R {
	const made = new WeakMap<M, { thing: R }>();
	return (model) => {
		const known = made.get(model) ?? { thing: make(model) };
		made.set(model, known);
		return known.thing;
	};
}
