export const prerender = false;

/** Whether the process answers at all; for whoever restarts it when it does not. */
export const GET = (): Response => new Response('ok\n');
