import type { PageServerLoad } from './$types';
import { signedIn } from './guard';

export const load: PageServerLoad = (event) => {
	signedIn(event);
};
