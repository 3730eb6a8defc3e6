import type { LayoutServerLoad } from './$types';

export const prerender = false;
export const ssr = true;

export const load: LayoutServerLoad = ({ locals }) => ({
	who: locals.facilitator ? { name: locals.facilitator.name } : null
});
