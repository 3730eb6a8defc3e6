import type { LayoutLoad } from './$types';

export const prerender = false;
export const ssr = true;

/** Who is signed in; nobody, too, where that cannot be asked. The pages themselves say why they show nothing. */
export const load: LayoutLoad = async ({ fetch, route }) => {
	// Kit asks again where another page is gone to: in another tab somebody may have signed out, or in as another.
	void route.id;
	const answer = await fetch('/teach/who').catch(() => null);
	return { who: answer?.ok ? ((await answer.json()) as { name: string } | null) : null };
};
