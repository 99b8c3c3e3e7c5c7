import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, usualDisturbances } from '@proofline/factory'
import { verifyViews } from '../../../src/views/projector/index.ts'
import { factsOfDocument, openTestHistory } from '../history.ts'

test('same log, same rows, bit for bit, whatever the size of batches', async () => {
  const history = await openTestHistory()
  const factory = createFactory({
    objects: 1_000,
    eventsPerDocument: 50,
    serialParts: 'B',
    disturbances: { ...usualDisturbances, corrected: 0.1, contradictory: 0.05, duplicate: 0.1 },
  })
  const t0 = performance.now()
  for (const { source, document } of factory.documents())
    await history.append(factsOfDocument(source, document, '2030-01-01T00:00:00.000Z'))
  console.log(history.ledger.state().size, performance.now() - t0)
  await history.project()
  const first = await history.digest()
  console.log(first)
  assert.deepEqual(await history.rebuild({ maxFacts: 1 }), first)
  assert.deepEqual(await history.rebuild({ maxFacts: 7 }), first)
  const verdict = await verifyViews(history.database, history.organisation)
  console.log(verdict)
})
