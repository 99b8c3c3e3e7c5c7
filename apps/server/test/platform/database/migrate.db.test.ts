import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  assertSealed,
  Database,
  DatabaseError,
  type Migration,
  MigrationError,
  migrate,
  organisationOf,
  readMigrations,
  readSeal,
  sql,
} from '../../../src/platform/database/index.ts'
import { openTestDatabase } from '../../support/index.ts'

const migration = (number: number, text: string): Migration => ({
  number,
  name: `${String(number).padStart(4, '0')}_test.sql`,
  text,
  sha256: createHash('sha256').update(text).digest('hex'),
})
const codeIs = (code: string) => (error: unknown) => error instanceof MigrationError && error.code === code
const second = organisationOf('second')

test('every shipped migration is sealed, and as it was sealed', () => {
  const migrations = readMigrations()
  const sealed = readSeal()
  assertSealed(migrations, sealed)
  assert.deepEqual(
    migrations.map(({ name }) => name),
    Object.keys(sealed),
    'node apps/server/src/platform/database/seal-migrations.ts',
  )
  const [first] = migrations
  assert.throws(() => assertSealed(first === undefined ? [] : [{ ...first, sha256: '00' }], sealed), codeIs('seal-broken'))
})

test('a migration runs once, as the owner, in the schema of its organisation', async () => {
  const { admin } = await openTestDatabase()
  const migrations = [migration(1, 'create table one (id integer); grant select on one to {{app}}')]
  assert.deepEqual(await migrate(admin, second, { migrations }), ['0001_test.sql'])
  assert.deepEqual(await migrate(admin, second, { migrations }), [])
  const more = [...migrations, migration(2, "create table two (name text default '{{app_name}}')")]
  assert.deepEqual(await migrate(admin, second, { migrations: more }), ['0002_test.sql'])
  const rows = await admin.platformTransaction((transaction) =>
    transaction.query(sql`select tablename, tableowner from pg_tables where schemaname = 'org_second' order by 1`),
  )
  const owned = (tablename: string) => ({ tablename, tableowner: second.owner })
  assert.deepEqual(rows, [owned('one'), owned('two')])
})

test('a changed file and a newer database are refused; a failing migration leaves nothing', async () => {
  const { admin } = await openTestDatabase()
  const first = migration(1, 'create table one (id integer)')
  await migrate(admin, second, { migrations: [first] })
  await assert.rejects(migrate(admin, second, { migrations: [migration(1, 'create table one (id bigint)')] }), codeIs('migration-changed'))
  await assert.rejects(migrate(admin, second, { migrations: [] }), codeIs('database-newer'))
  const failing = migration(2, 'create table two (id integer); select 1 / 0')
  await assert.rejects(migrate(admin, second, { migrations: [first, failing] }), DatabaseError)
  assert.deepEqual(await migrate(admin, second, { migrations: [first, migration(2, 'create table two (id integer)')] }), ['0002_test.sql'])
  await assert.rejects(
    migrate(admin, organisationOf('third'), { migrations: [migration(1, 'select {{nobody}}')] }),
    codeIs('migration-unknown'),
  )
})

test('two servers that start at once migrate once', async () => {
  const { admin, adminConnection } = await openTestDatabase()
  const others = [1, 2, 3].map(() => new Database({ connection: adminConnection, maxConnections: 1 }))
  const migrations = [1, 2, 3, 4].map((number) => migration(number, `create table t${number} (id integer)`))
  const ran = await Promise.all([admin, ...others].map((database) => migrate(database, second, { migrations })))
  assert.deepEqual(
    ran.flat().sort(),
    migrations.map(({ name }) => name),
  )
  await Promise.all(others.map((database) => database.close()))
})
