import pg from 'pg'
import sql from 'sql-template-tag'
import { type Database, DatabaseError } from '../database/index.ts'
import { PostgresError } from './failure.ts'
import type { EmbeddedPostgres } from './postgres.ts'

/** Makes the login of the server and its database where they are missing. `server` may connect to nothing else. */
export async function prepareDatabase(postgres: EmbeddedPostgres, name: string): Promise<void> {
  const { user, password } = postgres.server(name)
  const client = new pg.Client(postgres.admin('postgres'))
  await client.connect()
  try {
    const roles = await client.query('select from pg_roles where rolname = $1', [user])
    if (roles.rowCount === 0) await client.query(`create role "${user}" login noinherit password ${pg.escapeLiteral(password)}`)
    const databases = await client.query('select from pg_database where datname = $1', [name])
    if (databases.rowCount === 0) await client.query(`create database "${name}"`)
    await client.query(`revoke all on database "${name}" from public; grant connect on database "${name}" to "${user}"`)
  } finally {
    await client.end()
  }
}

export type Safety = { readonly version: string; readonly hasChecksums: boolean }

/**
 * What is acknowledged must be on disk: refuses a database where `fsync`, `full_page_writes` or `synchronous_commit` is off.
 * @throws PostgresError
 */
export async function assertSafe(database: Database): Promise<Safety> {
  const rows = await settingsOf(database)
  const value = (name: string): string => rows.find((row) => row.name === name)?.setting ?? ''
  const version = value('server_version').split(' ', 1)[0] ?? ''
  if (Number(value('server_version_num')) < 150_000) {
    throw new PostgresError('outside-too-old', `PostgreSQL ${version} is older than 15`, { params: { version } })
  }
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    if (value(setting) !== 'off') continue
    throw new PostgresError('outside-unsafe', `${setting} is off`, { params: { setting, value: 'off' } })
  }
  return { version, hasChecksums: value('data_checksums') === 'on' }
}

async function settingsOf(database: Database): Promise<{ name: string; setting: string }[]> {
  try {
    return await database.platformTransaction((transaction) =>
      transaction.query<{ name: string; setting: string }>(sql`select name, setting from pg_settings
        where name in ('server_version', 'server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')`),
    )
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    throw new PostgresError('outside-unreachable', error.message, { params: { reason: error.message }, cause: error })
  }
}
