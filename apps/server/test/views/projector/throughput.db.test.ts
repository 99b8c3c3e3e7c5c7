import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory } from '@proofline/factory'
import { factsOfDocument, openTestHistory } from '../history.ts'

const events = process.env.PROOFLINE_LONG === '1' ? 30_000 : 3_000

for (const profile of ['mixed', 'packing'] as const) {
  test(`how fast the views of ${profile} events are made (told, not judged)`, async (context) => {
    const history = await openTestHistory()
    let count = 0
    for (const { source, document } of createFactory({ objects: 20 * events, profile, serialParts: 'B' }).documents()) {
      const facts = factsOfDocument(source, document)
      await history.append(facts)
      count += facts.length
      if (count >= events) break
    }
    const startedAt = performance.now()
    const size = await history.project()
    const seconds = (performance.now() - startedAt) / 1000
    assert.equal(size, count)
    const rows = (await history.digest()).find(({ table }) => table === 'view_participation')?.rows ?? 0
    assert.ok(rows > count)
    context.diagnostic(
      `${profile}: ${Math.round(count / seconds)} events/s, ${Math.round(rows / seconds)} participations/s, as busy as the machine was`,
    )
  })
}
