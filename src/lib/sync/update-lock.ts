/** Shared by every tab with an attempt under way; whoever applies an update needs it alone. */
export const heldLock = 'breakout:held';

/**
 * Whether a tab has an attempt under way, or waits to say so until whoever applies an update lets go of the lock. False where
 * the browser has no locks.
 */
export async function isHeld(locks: LockManager | undefined): Promise<boolean> {
	const { held = [], pending = [] } = (await locks?.query()) ?? {};
	return [...held, ...pending].some(({ name, mode }) => name === heldLock && mode === 'shared');
}
