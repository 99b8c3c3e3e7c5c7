import sql from 'sql-template-tag'
import { prepareOrganisation, preparePlatform, takeTurn } from './cluster.ts'
import type { Database } from './database.ts'
import { type Migration, MigrationError, readMigrations } from './migration-files.ts'
import type { Organisation } from './organisation.ts'
import type { Transaction } from './transaction.ts'

export type MigrateOptions = {
  /** The shipped ones unless a test says otherwise. */
  readonly migrations?: readonly Migration[]
  /** The login that the server works as, where it is not the one that migrates: it becomes a member of `app`, of nothing else. */
  readonly serverLogin?: string
  readonly onMigration?: (name: string) => void
}

/**
 * Brings an organisation's schema to this program's state: makes what is missing, runs each migration that has not run, in its own
 * transaction, as the schema's owner. Two servers at once take turns. A crash leaves each migration whole or absent.
 * @returns the names of those that ran now.
 * @throws MigrationError `migration-changed` where a file is not the one that ran, `database-newer` where the database has more than this program.
 */
export async function migrate(database: Database, organisation: Organisation, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = options.migrations ?? readMigrations()
  await preparePlatform(database)
  await database.platformTransaction(async (transaction) => {
    await takeTurn(transaction)
    await prepareOrganisation(transaction, organisation, options.serverLogin)
  })
  const ran: string[] = []
  for (const migration of migrations) {
    const now = await database.platformTransaction((transaction) => runOne(transaction, organisation, migrations, migration))
    if (!now) continue
    ran.push(migration.name)
    options.onMigration?.(migration.name)
  }
  await database.platformTransaction((transaction) => assertKnown(transaction, organisation, migrations))
  return ran
}

async function runOne(
  transaction: Transaction,
  organisation: Organisation,
  migrations: readonly Migration[],
  migration: Migration,
): Promise<boolean> {
  await takeTurn(transaction)
  const done = await assertKnown(transaction, organisation, migrations)
  if (done >= migration.number) return false
  const { schema, owner } = organisation
  await transaction.script(`set local role "${owner}"; set local search_path to "${schema}"`)
  await transaction.script(fillIn(migration.text, organisation))
  await transaction.script("reset role; set local search_path to ''")
  await transaction.execute(sql`insert into proofline_platform.migration (organisation, number, name, sha256)
    values (${organisation.name}, ${migration.number}, ${migration.name}, ${migration.sha256})`)
  return true
}

/** What ran is what we have, file by file. @returns the number of the last that ran. */
async function assertKnown(transaction: Transaction, organisation: Organisation, migrations: readonly Migration[]): Promise<number> {
  const rows = await transaction.query<{ number: number; name: string; sha256: string }>(sql`select number, name, sha256
    from proofline_platform.migration where organisation = ${organisation.name} order by number`)
  for (const row of rows) {
    const ours = migrations[row.number - 1]
    const params = { file: row.name }
    if (ours === undefined) {
      throw new MigrationError(
        'database-newer',
        `the database has had ${row.name}, which this program does not know: a newer version wrote it`,
        { params },
      )
    }
    if (ours.sha256 !== row.sha256) {
      throw new MigrationError('migration-changed', `${ours.name} is not the file that ran as ${row.name}`, { params })
    }
  }
  return rows.length
}

/** The names of an organisation stand in a migration as `{{schema}}`, `{{owner}}`, `{{app}}`, `{{eraser}}`: quoted; `{{app_name}}` and so on: bare. */
function fillIn(text: string, organisation: Organisation): string {
  return text.replace(
    /\{\{(schema|owner|app|eraser)?(_name)?[^}]*\}\}/g,
    (whole, key: 'schema' | 'owner' | 'app' | 'eraser' | undefined, bare: string | undefined) => {
      if (key === undefined || whole !== `{{${key}${bare ?? ''}}}`)
        throw new MigrationError('migration-unknown', `unknown name ${whole} in a migration`)
      return bare === undefined ? `"${organisation[key]}"` : organisation[key]
    },
  )
}
