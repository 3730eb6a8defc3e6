import type { Kysely } from 'kysely';

/** Every table as the first release has it. A migration that was released is never edited; a change is a new one. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	await schema
		.createTable('cohorts')
		.addColumn('cohort_id', 'text', (column) => column.primaryKey())
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('language', 'text', (column) => column.notNull())
		.addColumn('lessons', 'text', (column) => column.notNull())
		.addColumn('names', 'integer', (column) => column.notNull())
		.addColumn('starts_on', 'text')
		.addColumn('ends_on', 'text')
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.execute();
	await schema
		.createTable('members')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('member_id', 'text', (column) => column.notNull())
		.addColumn('shown_as', 'text', (column) => column.notNull())
		.addColumn('joined_at', 'text', (column) => column.notNull())
		.addColumn('left_at', 'text')
		.addColumn('last_seq_no', 'bigint', (column) => column.notNull().defaultTo(0))
		.addColumn('received_at', 'text')
		.addPrimaryKeyConstraint('members_key', ['cohort_id', 'member_id'])
		.addForeignKeyConstraint('members_of_cohort', ['cohort_id'], 'cohorts', ['cohort_id'])
		.execute();
	await schema
		.createTable('secrets')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('member_id', 'text', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('secrets_key', ['cohort_id', 'member_id', 'hash'])
		.addForeignKeyConstraint('secrets_of_member', ['cohort_id', 'member_id'], 'members', [
			'cohort_id',
			'member_id'
		])
		.execute();
	await schema
		.createTable('codes')
		.addColumn('hash', 'text', (column) => column.primaryKey())
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('member_id', 'text')
		.addColumn('shown', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text')
		.execute();
	await schema
		.createIndex('codes_of_member')
		.on('codes')
		.columns(['cohort_id', 'member_id'])
		.execute();
	await schema
		.createTable('entries')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('member_id', 'text', (column) => column.notNull())
		.addColumn('id', 'text', (column) => column.notNull())
		.addColumn('seq_no', 'bigint', (column) => column.notNull())
		.addColumn('device', 'text', (column) => column.notNull())
		.addColumn('seq', 'bigint', (column) => column.notNull())
		.addColumn('activity_id', 'text')
		.addColumn('body', 'text', (column) => column.notNull())
		.addColumn('received_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('entries_key', ['cohort_id', 'member_id', 'id'])
		.addUniqueConstraint('entries_place', ['cohort_id', 'member_id', 'device', 'seq'])
		.addUniqueConstraint('entries_order', ['cohort_id', 'member_id', 'seq_no'])
		.addForeignKeyConstraint('entries_of_member', ['cohort_id', 'member_id'], 'members', [
			'cohort_id',
			'member_id'
		])
		.execute();
	await schema
		.createIndex('entries_of_activity')
		.on('entries')
		.columns(['cohort_id', 'member_id', 'activity_id'])
		.execute();
	await schema
		.createTable('summaries')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('member_id', 'text', (column) => column.notNull())
		.addColumn('activity_id', 'text', (column) => column.notNull())
		.addColumn('version', 'text', (column) => column.notNull())
		.addColumn('verified', 'integer', (column) => column.notNull())
		.addColumn('body', 'text')
		.addPrimaryKeyConstraint('summaries_key', ['cohort_id', 'member_id', 'activity_id'])
		.addForeignKeyConstraint('summaries_of_member', ['cohort_id', 'member_id'], 'members', [
			'cohort_id',
			'member_id'
		])
		.execute();
	await schema
		.createTable('tallies')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('activity_id', 'text', (column) => column.notNull())
		.addColumn('shard', 'integer', (column) => column.notNull())
		.addColumn('body', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('tallies_key', ['cohort_id', 'activity_id', 'shard'])
		.execute();
	await schema
		.createTable('tombstones')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('member_id', 'text', (column) => column.notNull())
		.addColumn('erased_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('tombstones_key', ['cohort_id', 'member_id'])
		.execute();
	await schema
		.createTable('models')
		.addColumn('activity_id', 'text', (column) => column.notNull())
		.addColumn('version', 'text', (column) => column.notNull())
		.addColumn('body', 'text', (column) => column.notNull())
		.addColumn('published_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('models_key', ['activity_id', 'version'])
		.execute();
	await schema
		.createTable('limits')
		.addColumn('space', 'text', (column) => column.notNull())
		.addColumn('address', 'text', (column) => column.notNull())
		.addColumn('since', 'text', (column) => column.notNull())
		.addColumn('failures', 'integer', (column) => column.notNull())
		.addPrimaryKeyConstraint('limits_key', ['space', 'address'])
		.execute();
}
