import { openStorage } from '$lib/server/open';
import type { RequestHandler } from './$types';
import { isStillPermitted, permitted } from '../../../guard';

/** Milliseconds between signs of life; a page that hears none knows that it is not live. */
const beat = 15_000;

/**
 * Says that something new has come in for the cohort, as server-sent events: `new`, `beat` between them, and `end` when the
 * session has ended or the right was taken. Whether it may is asked before every word, so nothing is heard after that.
 */
export const GET: RequestHandler = async (event) => {
	const { cohort } = event.params;
	const { identity, who } = await permitted(event, cohort, 'see');
	const { live } = (await openStorage()).database;
	const encoder = new TextEncoder();
	let stop = () => {};
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			let isOver = false;
			const say = (word: string) =>
				isOver || controller.enqueue(encoder.encode(`event: ${word}\ndata:\n\n`));
			let asked = Promise.resolve();
			const tell = (word: string) => {
				asked = asked
					.then(async () => {
						if (isOver) return;
						if (await isStillPermitted(identity, who, cohort, 'see')) return void say(word);
						say('end');
						stop();
						controller.close();
					})
					// While the database is away nothing is said; the page notices that it hears nothing.
					.catch(() => undefined);
			};
			const leave = live.follow(cohort, () => tell('new'));
			const timer = setInterval(() => tell('beat'), beat);
			stop = () => {
				isOver = true;
				leave();
				clearInterval(timer);
			};
			say('beat');
		},
		cancel: () => stop()
	});
	return new Response(body, {
		headers: {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			// A proxy that gathers answers would keep the words back.
			'x-accel-buffering': 'no'
		}
	});
};
