import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogIncompleteError } from '../../../src/views/projector/error.ts'
import { rebuildViews, verifyViews } from '../../../src/views/projector/index.ts'
import { runAsAdmin } from '../../support/index.ts'
import { openTestHistory } from '../history.ts'
import { disturbedFacts } from '../stories.ts'

test('an edited, deleted, added or moved view row is found and named; verification changes nothing', async () => {
  const history = await openTestHistory()
  await history.append(disturbedFacts('edits', 300))
  await history.project()
  const before = await history.digest()
  assert.equal((await verifyViews(history.database, history.organisation, { maxFacts: 50, maxBytes: 1_000_000 })).ok, true)
  const schema = `"${history.organisation.schema}"`
  const edits: readonly (readonly [string, unknown])[] = [
    [
      'update $view_event set occurred_from_ms = occurred_from_ms + 1 where index = 5',
      { table: 'view_event', key: { index: '5' }, what: 'different' },
    ],
    ['delete from $view_event where index in (7, 9)', { table: 'view_event', key: { index: '7' }, what: 'missing' }],
    [
      'update $view_participation set quantity = coalesce(quantity, 0) + 1 where event = 6 and position = 0',
      { table: 'view_participation', key: { event: '6', position: '0' }, what: 'different' },
    ],
    [
      "insert into $view_participation select 100000, 0, 0, 'epc', null, null, null, null",
      { table: 'view_participation', key: { event: '100000', position: '0' }, what: 'unexpected' },
    ],
    ["update $view_object set uri = uri || 'x' where id = 3", { table: 'view_object', key: { id: '3' }, what: 'different' }],
    ['update $view_event set known_to = 200 where index = 11', { table: 'view_event', key: { index: '11' }, what: 'different' }],
    [
      "insert into $view_failure values (12, 'body-not-json', '', '', '')",
      { table: 'view_failure', key: { index: '12' }, what: 'unexpected' },
    ],
  ]
  for (const [edit, expected] of edits) {
    await runAsAdmin(history.adminConnection, [edit.replaceAll('$', `${schema}.`)])
    const edited = await history.digest()
    const { ok, differences, tables } = await verifyViews(history.database, history.organisation)
    assert.equal(ok, false)
    assert.deepEqual(differences, [expected], edit)
    assert.deepEqual(tables.filter((table) => !table.ok).length, 1)
    assert.deepEqual(await history.digest(), edited)
    assert.deepEqual(await history.rebuild(), before)
  }
})

test('a cursor beyond the log is told; one behind is as far as verification goes', async () => {
  const history = await openTestHistory()
  await history.append(disturbedFacts('cursor', 60))
  await history.project()
  await runAsAdmin(history.adminConnection, [`update "${history.organisation.schema}".view_cursor set cursor = 61`])
  const { ok, fault } = await verifyViews(history.database, history.organisation)
  assert.deepEqual([ok, fault], [false, 'cursor-beyond-log'])
  await rebuildViews(history.database, history.organisation)
  const behind = await verifyViews(history.database, history.organisation)
  assert.deepEqual([behind.ok, behind.cursor, behind.logSize], [true, 0, 60])
})

test('a log with a hole: nothing is projected beyond it, verification names the fact that is missing', async () => {
  const history = await openTestHistory()
  await history.append(disturbedFacts('hole', 60))
  await history.project()
  const schema = `"${history.organisation.schema}"`
  await runAsAdmin(history.adminConnection, [
    `alter table ${schema}.record_fact disable trigger all`,
    `delete from ${schema}.record_fact where index in (20, 59)`,
  ])
  const { ok, fault, missingFact } = await verifyViews(history.database, history.organisation)
  assert.deepEqual([ok, fault, missingFact], [false, 'log-incomplete', 20])
  await rebuildViews(history.database, history.organisation)
  await assert.rejects(history.project(), (error: unknown) => error instanceof LogIncompleteError && error.index === 20)
})
