// The page with a code in its address is made when it is asked for, the one without is made once.
export const prerender = 'auto';

export const load = ({ params }) => ({ code: params.code ?? '' });
