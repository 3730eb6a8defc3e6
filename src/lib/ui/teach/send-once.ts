/** Milliseconds in which a form is not sent again; after that, whoever has kept its answer from coming may try once more. */
const patience = 15_000;

/**
 * Has a form sent once while its answer is on the way: on a slow line people press again, and a cohort would be made twice, or
 * a link that made an account be said to work no longer.
 */
export function sendOnce() {
	const sent = new Map<EventTarget | null, number>();
	return {
		onsubmit(event: SubmitEvent): void {
			// What a script sends in the form's place.
			if (event.defaultPrevented) return;
			const { target, timeStamp } = event;
			if (timeStamp - (sent.get(target) ?? -Infinity) < patience) event.preventDefault();
			else sent.set(target, timeStamp);
		},
		/** A browser may show the page again as it was. */
		onpagehide: (): void => sent.clear()
	};
}
