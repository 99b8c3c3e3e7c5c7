import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Database, sql } from '../../../src/platform/database/index.ts'
import { assertSafe, PostgresError } from '../../../src/platform/postgres/index.ts'
import { openTestDatabase, runAsAdmin } from '../../support/index.ts'

test('what is acknowledged is on disk: fsync, full page writes, synchronous commit and checksums are on', async () => {
  const { database, admin } = await openTestDatabase()
  for (const each of [database, admin]) {
    const { version, hasChecksums } = await assertSafe(each)
    assert.match(version, /^1[5-9]/)
    assert.ok(hasChecksums)
  }
})

test('a database that would lose what it acknowledged is refused', async () => {
  const { adminConnection } = await openTestDatabase()
  await runAsAdmin(adminConnection, [`alter database "${adminConnection.database}" set synchronous_commit to off`])
  const unsafe = new Database({ connection: adminConnection, maxConnections: 1 })
  await assert.rejects(assertSafe(unsafe), (error: unknown) => error instanceof PostgresError && error.code === 'outside-unsafe')
  await unsafe.close()
})

test('Chinese text sorts by code point, and the server login is no superuser', async () => {
  const { database, organisation } = await openTestDatabase()
  const [row] = await database.transaction(organisation, (transaction) =>
    transaction.query<{ sorted: string[]; super: boolean; upper: string }>(sql`select
      (select array_agg(t order by t) from unnest(array['乙', '甲', 'z', 'a']) as t) as sorted,
      (select rolsuper from pg_roles where rolname = session_user) as super, upper('é溯') as upper`),
  )
  assert.deepEqual(row, { sorted: ['a', 'z', '乙', '甲'], super: false, upper: 'É溯' })
})
