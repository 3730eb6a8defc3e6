import { SqliteAdapter, sql, type Kysely } from 'kysely';

/**
 * Views, apart from everything that belongs to a member (views.ts). SQLite numbers the rows of a table in the order in
 * which they came, unless it is told not to.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
	const unnumbered = isSqlite ? sql`without rowid` : sql``;
	const { schema } = db;
	await schema
		.createTable('views')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('activity_id', 'text', (column) => column.notNull())
		.addColumn('item', 'text', (column) => column.notNull())
		.addColumn('id', 'text', (column) => column.notNull())
		.addColumn('body', 'text', (column) => column.notNull())
		.addColumn('shown', 'text')
		.addColumn('waits', 'integer', (column) => column.notNull())
		.addPrimaryKeyConstraint('views_key', ['cohort_id', 'activity_id', 'item', 'id'])
		.addForeignKeyConstraint('views_of_cohort', ['cohort_id'], 'cohorts', ['cohort_id'], (key) =>
			key.onDelete('cascade')
		)
		.modifyEnd(unnumbered)
		.execute();
	await schema
		.createTable('view_figures')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('activity_id', 'text', (column) => column.notNull())
		.addColumn('item', 'text', (column) => column.notNull())
		.addColumn('body', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('view_figures_key', ['cohort_id', 'activity_id', 'item'])
		.addForeignKeyConstraint('figures_of_cohort', ['cohort_id'], 'cohorts', ['cohort_id'], (key) =>
			key.onDelete('cascade')
		)
		.modifyEnd(unnumbered)
		.execute();
}
