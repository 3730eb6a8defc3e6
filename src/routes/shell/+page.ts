/** The one page the worker keeps: an empty frame that starts the program at whatever address was asked for. */
export const prerender = true;
export const ssr = false;
