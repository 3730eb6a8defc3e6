import { expect, it } from 'vitest';
import { heldLock, isHeld } from './update-lock';

const locks = (query: LockManagerSnapshot) => ({ query: async () => query }) as LockManager;
const attempt: LockInfo = { name: heldLock, mode: 'shared' };
const updating: LockInfo = { name: heldLock, mode: 'exclusive' };

it('is held by an attempt, or by one that begins while an update is applied, and by nothing else', async () => {
	expect(await isHeld(locks({ held: [attempt], pending: [] }))).toBe(true);
	expect(await isHeld(locks({ held: [updating], pending: [attempt] }))).toBe(true);
	const record: LockInfo = { name: 'breakout:record', mode: 'shared' };
	expect(await isHeld(locks({ held: [record, updating], pending: [record] }))).toBe(false);
	expect(await isHeld(undefined)).toBe(false);
});
