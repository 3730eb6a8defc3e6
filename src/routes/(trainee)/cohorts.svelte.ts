import { createContext } from 'svelte';
import type { Desk } from './sync/desk.svelte';
import type { Trainee } from './trainee.svelte';

const flag = 'breakout:member';

/**
 * The way to the trainee's cohorts. Whoever is in none never fetches the program of sync: a flag in the browser's storage
 * decides, and joining sets it.
 */
export class Cohorts {
	/** What the trainee's cohorts are about, once it is here. */
	desk = $state.raw<Desk | null>(null);
	#asked: Promise<Desk> | null = null;

	constructor(readonly trainee: Trainee) {}

	/** Follows the cohorts of whoever is in any. Gives the way to stop. */
	start(): () => void {
		if (isMember()) this.open().catch(() => undefined);
		return () => this.desk?.stop();
	}

	/** Fetches what it takes; fails where that cannot be had now, and may be asked again. */
	open(): Promise<Desk> {
		return (this.#asked ??= import('./sync/desk.svelte').then(
			({ Desk }) => (this.desk = new Desk(this.trainee, setMember)),
			(error: unknown) => {
				this.#asked = null;
				throw error;
			}
		));
	}
}

/** Whether anybody at this device is in a cohort. */
export function isMember(): boolean {
	try {
		return localStorage.getItem(flag) !== null;
	} catch {
		return false;
	}
}

function setMember(is: boolean): void {
	try {
		if (is) localStorage.setItem(flag, '1');
		else localStorage.removeItem(flag);
	} catch {
		// A browser that keeps nothing keeps no membership either.
	}
}

export const [getCohorts, setCohorts] = createContext<Cohorts>();
