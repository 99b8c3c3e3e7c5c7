import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyViews } from '../../../src/views/projector/index.ts'
import { openTestHistory } from '../history.ts'
import { differencesOf, disturbedFacts, randomOf, readPresent, shuffled } from '../stories.ts'

test('same log, same rows, bit for bit: batches of 10,000, 7 and 1', async () => {
  const history = await openTestHistory()
  await history.append(disturbedFacts('batches', 500))
  await history.project()
  const first = await history.digest()
  for (const table of ['view_event', 'view_participation', 'view_object', 'view_declaration', 'view_correction', 'view_discrepancy']) {
    assert.ok((first.find((digest) => digest.table === table)?.rows ?? 0) > 0, `${table} is empty`)
  }
  assert.deepEqual(await history.rebuild({ maxFacts: 7 }), first)
  assert.deepEqual(await history.rebuild({ maxFacts: 1 }), first)
  assert.deepEqual(await history.rebuild({ maxBytes: 5_000 }), first)
})

test('same set of facts in any order, same present', async () => {
  const facts = disturbedFacts('orders', 800)
  const presents: Record<string, string[]>[] = []
  for (const order of [facts, facts.toReversed(), shuffled(facts, 1), shuffled(facts, 2)]) {
    const history = await openTestHistory()
    await history.append(order)
    await history.project({ maxFacts: 97 })
    presents.push(await readPresent(history.database, history.organisation))
    await history.close()
  }
  const [first, ...others] = presents
  assert.ok((first?.declaration?.length ?? 0) > 10 && (first?.discrepancy?.length ?? 0) > 0)
  for (const other of others) assert.deepEqual(differencesOf(first ?? {}, other), [])
})

test('projected as it is appended, or at once, or rolled back and taken up again in between: the same rows', async () => {
  const history = await openTestHistory()
  const facts = disturbedFacts('rounds', 500)
  const random = randomOf(3)
  for (let at = 0; at < facts.length; ) {
    const next = at + 1 + Math.floor(random() * 40)
    await history.append(facts.slice(at, next))
    await history.project({ maxFacts: 1 + Math.floor(random() * 20) })
    at = next
  }
  const grown = await history.digest()
  assert.deepEqual(await history.rebuild(), grown)
  const verdict = await verifyViews(history.database, history.organisation)
  assert.deepEqual([verdict.ok, verdict.cursor, verdict.differences], [true, history.ledger.state().size, []])
  assert.deepEqual(await history.digest(), grown)
})
