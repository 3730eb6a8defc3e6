const first = 1000;
const most = 5 * 60 * 1000;
/** Timers of a browser run off at once beyond 24 days; and a server that says more than a day means another day. */
const longestAsked = 24 * 60 * 60 * 1000;

/**
 * Gives the milliseconds until the next try: between none and a bound that doubles with each failure, so that a room of
 * phones which lost the network together does not come back together ("full jitter",
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). A server that names a time is not asked
 * sooner, and the chance comes on top. `chance` is from 0 to 1, `retryAfter` in seconds.
 */
export function backoff(failures: number, chance: number, retryAfter: number | null): number {
	const bound = Math.min(most, first * 2 ** (failures - 1));
	const asked = Math.min(longestAsked, (retryAfter ?? 0) * 1000);
	return Math.round(asked + chance * bound);
}
