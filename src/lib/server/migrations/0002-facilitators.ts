import type { Kysely } from 'kysely';

/**
 * Facilitators, what they sign in with, and what they may do. The first five tables are better-auth's, under our names
 * (identity/auth.ts); they hold only the columns that are used.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	await schema
		.createTable('facilitators')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('username', 'text', (column) => column.notNull().unique())
		.addColumn('email', 'text', (column) => column.notNull().unique())
		.addColumn('email_verified', 'integer', (column) => column.notNull())
		.addColumn('image', 'text')
		.addColumn('is_owner', 'integer', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('updated_at', 'text', (column) => column.notNull())
		.execute();
	await schema
		.createTable('passwords')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('user_id', 'text', (column) =>
			column.notNull().unique().references('facilitators.id').onDelete('cascade')
		)
		.addColumn('provider_id', 'text', (column) => column.notNull())
		.addColumn('account_id', 'text', (column) => column.notNull())
		.addColumn('password', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('updated_at', 'text', (column) => column.notNull())
		.execute();
	await schema
		.createTable('sessions')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('user_id', 'text', (column) =>
			column.notNull().references('facilitators.id').onDelete('cascade')
		)
		.addColumn('token', 'text', (column) => column.notNull().unique())
		.addColumn('user_agent', 'text')
		.addColumn('ip_address', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('updated_at', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
	await schema.createIndex('sessions_of_facilitator').on('sessions').column('user_id').execute();
	await schema
		.createTable('passkeys')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('user_id', 'text', (column) =>
			column.notNull().references('facilitators.id').onDelete('cascade')
		)
		.addColumn('name', 'text')
		.addColumn('credential_id', 'text', (column) => column.notNull().unique())
		.addColumn('public_key', 'text', (column) => column.notNull())
		.addColumn('counter', 'bigint', (column) => column.notNull())
		.addColumn('device_type', 'text', (column) => column.notNull())
		.addColumn('backed_up', 'integer', (column) => column.notNull())
		.addColumn('transports', 'text')
		.addColumn('aaguid', 'text')
		.addColumn('created_at', 'text')
		.execute();
	await schema.createIndex('passkeys_of_facilitator').on('passkeys').column('user_id').execute();
	await schema
		.createTable('challenges')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('identifier', 'text', (column) => column.notNull())
		.addColumn('value', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('updated_at', 'text', (column) => column.notNull())
		.execute();
	await schema.createIndex('challenges_asked').on('challenges').column('identifier').execute();
	await schema
		.createTable('links')
		.addColumn('hash', 'text', (column) => column.primaryKey())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('facilitator_id', 'text', (column) =>
			column.references('facilitators.id').onDelete('cascade')
		)
		.addColumn('cohort_id', 'text')
		.addColumn('role', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
	await schema
		.createTable('roles')
		.addColumn('cohort_id', 'text', (column) => column.notNull())
		.addColumn('facilitator_id', 'text', (column) =>
			column.notNull().references('facilitators.id').onDelete('cascade')
		)
		.addColumn('role', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('roles_key', ['cohort_id', 'facilitator_id'])
		.execute();
	await schema.createIndex('roles_of_facilitator').on('roles').column('facilitator_id').execute();
	await schema
		.createTable('lockouts')
		.addColumn('subject', 'text', (column) => column.primaryKey())
		.addColumn('failures', 'integer', (column) => column.notNull())
		.addColumn('last_at', 'text', (column) => column.notNull())
		.execute();
}
