import { expect, test } from 'vitest';
import { RecordError, type RecordErrorCode } from './record-error';

/** Whether the course can go on in memory. */
const isStorage: Record<RecordErrorCode, boolean> = {
	record_full: true,
	record_blocked: true,
	record_outdated: true,
	record_unavailable: true,
	record_broken: true,
	record_no_profile: false,
	record_ahead: false,
	record_closed: false
};

test.each(Object.entries(isStorage))('%s says whether the storage failed: %s', (code, expected) => {
	const error = new RecordError(code as RecordErrorCode);
	expect(error.isStorage).toBe(expected);
	expect(error).toMatchObject({ code, name: 'RecordError', message: code });
});

test('an error has the cause it was given, and no empty one', () => {
	const cause = new DOMException('No space.', 'QuotaExceededError');
	expect(new RecordError('record_full', cause).cause).toBe(cause);
	expect('cause' in new RecordError('record_full')).toBe(false);
});
