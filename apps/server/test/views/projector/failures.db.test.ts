import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { sql } from '../../../src/platform/database/index.ts'
import { guardKey, instantOf, type NewFact } from '../../../src/record/index.ts'
import { selectFailures, selectRefusalsNaming, selectRefusalsUnread } from '../../../src/views/genealogy/index.ts'
import { verifyViews } from '../../../src/views/projector/index.ts'
import { factsOf, openTestHistory } from '../history.ts'
import { lotUri, objectEvent } from '../stories.ts'

function fact(kind: NewFact['kind'], body: unknown, name: string): NewFact {
  return {
    kind,
    actor: 'mes',
    source: { system: 'mes', reference: `test:${name}`, method: 'api', receivedAt: instantOf(Date.UTC(2026, 0, 2)) },
    subject: lotUri('L1'),
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    once: guardKey('test', name),
  }
}

const refusal = (identifiers: readonly string[]) => ({ form: 'document', sha256: 'ab', events: 3, identifiers })

test('a fact that cannot be projected is noted, named with what it is about, and the log goes on', async () => {
  const history = await openTestHistory()
  await history.append(factsOf('mes', [objectEvent(1)]))
  await history.append([
    fact('event/1', 'no json', 'text'),
    fact('event/1', { type: 'ObjectEvent' }, 'without a time'),
    fact('event/1', objectEvent(9, { disposition: 'half \ud800' }), 'half a character'),
    fact('event/1', objectEvent(9, { eventID: 'urn:nul:\0' }), 'nul'),
    fact('event/1', [], 'a list'),
    // Longer than any index entry: the database itself refuses it.
    fact('refused/1', refusal([`https://example.com/${randomBytes(6_000).toString('base64url')}`]), 'long'),
    fact('master-data/1', { vocabulary: 'x', element: {} }, 'not ours'),
  ])
  await history.append(factsOf('mes', [objectEvent(2), objectEvent(3)]))
  assert.equal(await history.project(), 10)
  const failures = () =>
    history.database.transaction(history.organisation, (transaction) => selectFailures(transaction, 10, 100), { readOnly: true })
  const found = await failures()
  assert.deepEqual(
    found.map(({ index, code, kind, source, subject }) => [index, code, kind, source, subject]),
    [
      [1, 'body-not-json', 'event/1', 'mes', lotUri('L1')],
      [2, 'body-not-read', 'event/1', 'mes', lotUri('L1')],
      [3, 'body-not-storable', 'event/1', 'mes', lotUri('L1')],
      [4, 'body-not-storable', 'event/1', 'mes', lotUri('L1')],
      [5, 'body-not-json', 'event/1', 'mes', lotUri('L1')],
      [6, 'rows-refused', 'refused/1', 'mes', lotUri('L1')],
    ],
  )
  const count = () =>
    history.database.transaction(history.organisation, (transaction) =>
      transaction.query<{ index: number }>(sql`select index from view_event order by index`),
    )
  assert.deepEqual(
    (await count()).map(({ index }) => index),
    [0, 8, 9],
  )
  const digest = await history.digest()
  for (const maxFacts of [1, 3]) assert.deepEqual(await history.rebuild({ maxFacts }), digest)
  assert.equal((await verifyViews(history.database, history.organisation)).ok, true)
})

test('a body that was erased is a failure that says so, and the erasure is known from its fact on', async () => {
  const history = await openTestHistory()
  await history.append(factsOf('mes', [objectEvent(1), objectEvent(2)]))
  await history.append([fact('erased/1', { index: 0 }, 'erasure')])
  await history.database.transaction(history.organisation, (transaction) => transaction.execute(sql`call record_erase(0, 2)`))
  await history.project()
  const read = await history.database.transaction(history.organisation, async (transaction) => ({
    failures: (await selectFailures(transaction, 3, 10)).map(({ index, code }) => [index, code]),
    erased: await transaction.query(sql`select fact, known_from from view_erasure`),
  }))
  assert.deepEqual(read, { failures: [[0, 'body-erased']], erased: [{ fact: 0, known_from: 2 }] })
})

test('refused documents are found by what they name, and those that name nothing by their source', async () => {
  const history = await openTestHistory()
  await history.append([
    fact('refused/1', refusal([lotUri('L1'), lotUri('L2'), lotUri('L1')]), 'one'),
    fact('refused/1', { ...refusal([]), form: 'unreadable' }, 'two'),
    fact('refusals/1', { minute: '2026-01-01T00:00:00.000Z', notRecordedOneByOne: 7 }, 'three'),
  ])
  await history.project()
  const read = await history.database.transaction(history.organisation, async (transaction) => ({
    naming: (await selectRefusalsNaming(transaction, [lotUri('L2'), lotUri('L1'), lotUri('L3')], 3)).map(({ fact: index, uris }) => [
      index,
      [...uris].sort(),
    ]),
    before: await selectRefusalsNaming(transaction, [lotUri('L2')], 0),
    unread: (await selectRefusalsUnread(transaction, [0], 3, 10)).map(({ fact: index, form }) => [index, form]),
  }))
  assert.deepEqual(read, {
    naming: [[0, [lotUri('L1'), lotUri('L2')]]],
    before: [],
    unread: [
      [1, 'unreadable'],
      [2, 'counted'],
    ],
  })
})
