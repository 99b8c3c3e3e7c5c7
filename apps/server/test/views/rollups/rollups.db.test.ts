import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, usualDisturbances } from '@proofline/factory'
import { followRollups, rollupTables } from '../../../src/views/rollups/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../history.ts'
import { selectStale } from './standing.ts'

async function told(objects: number, seed: string): Promise<TestHistory> {
  const history = await openTestHistory()
  const disturbances = { ...usualDisturbances, late: 0.1, duplicate: 0.05, corrected: 0.03, contradictory: 0.01 }
  const factory = createFactory({ seed, objects, serialParts: 'B', disturbances, eventsPerDocument: 50 })
  for (const { source, document } of factory.documents()) await history.append(factsOfDocument(source, document, document.creationDate))
  await history.project()
  return history
}

/** Every row of the roll-ups, made with so many facts at a time. */
async function rowsBy({ database, organisation }: TestHistory, facts: number): Promise<string> {
  return database.transaction(organisation, async (transaction) => {
    await transaction.script(`truncate ${Object.keys(rollupTables).join(', ')}; update view_cursor set cursor = 0 where name = 'rollups'`)
    for (let cursor = -1; ; ) {
      const next = await followRollups(transaction, facts)
      if (next === cursor) break
      cursor = next
    }
    const texts: string[] = []
    for (const [table, key] of Object.entries(rollupTables)) {
      const [rows = []] = await transaction.script(`select t::text from ${table} t order by ${key.join(', ')}`)
      texts.push(table, ...rows.map((row) => JSON.stringify(row)))
    }
    return texts.join('\n')
  })
}

test('how the log is cut makes no difference to what the roll-ups hold, nor to what they held at any size', async () => {
  const history = await told(1_000, 'cuts')
  const whole = await rowsBy(history, 100_000)
  assert.ok(whole.includes('made'))
  for (const facts of [1_000, 97, 17]) assert.equal(await rowsBy(history, facts), whole, `${facts} facts at a time`)
  await history.close()
})

for (const seed of ['late', 'corrected', 'told twice']) {
  test(`${seed}: what stands in the end is what every event means with all that is known in the end`, async () => {
    const history = await told(1_000, seed)
    await rowsBy(history, 500)
    const { size } = history.ledger.state()
    await history.database.transaction(history.organisation, async (transaction) => {
      assert.deepEqual(await selectStale(transaction, size), [])
    })
    await history.close()
  })
}
