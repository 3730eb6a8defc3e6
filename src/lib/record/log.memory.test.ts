import { expect, test } from 'vitest';
import { openMemoryLog } from './log.memory';
import { describeLog, makeSources, opened } from './log.contract';
import { RecordError } from './record-error';

// Memory is not shared between tabs: a second "tab" is a second caller of the same log.
describeLog('the log in memory', () => {
	let log: ReturnType<typeof openMemoryLog> | undefined;
	return { isDurable: false, open: async (sources) => (log ??= openMemoryLog(sources)) };
});

test('says why the storage is not used', () => {
	const warning = new RecordError('record_unavailable');
	expect(openMemoryLog(makeSources(), warning)).toMatchObject({ kind: 'memory', warning });
});

test('keeps a profile made elsewhere under its own id, once', async () => {
	const log = openMemoryLog(makeSources());
	const ada = await log.createProfile('Ada');
	const ben = { ...ada, id: 'ben', name: 'Ben' };
	await log.keepProfile(ben);
	await log.append(ben.id, [opened('one')], { after: 0 });
	await log.keepProfile({ ...ben, name: 'Another' });
	expect((await log.profiles()).map(({ name }) => name)).toEqual(['Ada', 'Ben']);
	expect((await log.read(ben.id)).entries).toHaveLength(1);
});
