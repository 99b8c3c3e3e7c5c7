import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { appendInBatches, assertHolds, startTestLog, type TestLog } from './support.ts'

const tables = [
  'record_origin',
  'record_fact',
  'record_batch',
  'record_tile',
  'record_checkpoint',
  'record_cosignature',
  'record_timestamp',
]
const changes = (table: string): readonly string[] => {
  const column = { record_origin: 'number', record_fact: 'index', record_tile: 'n' }[table] ?? 'size'
  return [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table} cascade`]
}

async function startFilledLog(): Promise<TestLog> {
  const log = await startTestLog()
  const ledger = await log.open()
  await appendInBatches(ledger, 0, 300, 300)
  await ledger.close()
  // A table without rows would let a row trigger say nothing.
  await log.tamper(
    "insert into record_cosignature values (300, 'w', 'line', now())",
    "insert into record_timestamp values (300, 'a', '', now(), now())",
  )
  return log
}

const asRole = (log: TestLog, role: string, text: string): Promise<object[][]> =>
  log.test.admin.platformTransaction((transaction) =>
    transaction.script(`set local role "${role}"; set local search_path to ${log.test.organisation.schema}; ${text}`),
  )

describe('the record only grows', () => {
  it('the server, the owner and a superuser are refused every change of a record table', async () => {
    const log = await startFilledLog()
    const { owner, app, eraser } = log.test.organisation
    const superuser = log.test.adminConnection.user
    for (const table of tables) {
      for (const text of changes(table)) {
        await assert.rejects(asRole(log, app, text), { code: 'permission-denied' }, `${app}: ${text}`)
        await assert.rejects(asRole(log, eraser, text), { code: 'permission-denied' }, `${eraser}: ${text}`)
        await assert.rejects(asRole(log, owner, text), { sqlState: '23001' }, `${owner}: ${text}`)
        await assert.rejects(asRole(log, superuser, text), { sqlState: '23001' }, `superuser: ${text}`)
        // What calls itself a replica is not spared the triggers.
        await assert.rejects(asRole(log, superuser, `set local session_replication_role = replica; ${text}`), { sqlState: '23001' })
      }
    }
    await assertHolds(log)
  })

  it('nobody but the procedure may empty a body, and the procedure only what an erased fact names', async () => {
    const log = await startFilledLog()
    const { owner, app } = log.test.organisation
    await assert.rejects(asRole(log, owner, 'update record_fact set body = null, body_salt = null where index = 3'), { sqlState: '23001' })
    await assert.rejects(asRole(log, app, 'call record_erase(3, 5)'), { sqlState: '23001' })
    await assert.rejects(asRole(log, app, 'call record_erase(5, 3)'), { sqlState: '23001' })
    await assert.rejects(asRole(log, app, 'call record_erase(3, 99999)'), { sqlState: '23001' })
    await assertHolds(log)
  })

  it('the server may not give itself rights, nor switch off what holds it', async () => {
    const log = await startFilledLog()
    const { app, schema, owner } = log.test.organisation
    for (const text of [
      'alter table record_fact disable trigger all',
      'drop trigger record_fact_update on record_fact',
      'drop table record_fact',
      `grant update on record_fact to "${app}"`,
      'create table record_more (n int)',
      `create or replace function ${schema}.record_refuse() returns trigger language plpgsql as $$ begin return old; end $$`,
      `alter procedure record_erase owner to "${app}"`,
    ]) {
      // A grant without the right to it is a warning in PostgreSQL, and changes nothing.
      await asRole(log, app, text).then(
        () => assert.match(text, /^grant/),
        (error: { sqlState?: string }) => assert.equal(error.sqlState, '42501', text),
      )
    }
    await assert.rejects(asRole(log, app, 'update record_fact set salt = salt'), { code: 'permission-denied' })
    assert.notEqual(app, owner)
    await assertHolds(log)
  })
})
