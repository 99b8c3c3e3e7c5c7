import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Transaction } from '../../../src/platform/database/index.ts'
import {
  findObjects,
  selectDeclarations,
  selectErased,
  selectEventIndexes,
  selectEvents,
  selectFailures,
  selectLots,
  selectMembers,
  selectObjects,
  selectSources,
  selectTransformationEvents,
} from '../../../src/views/genealogy/index.ts'
import { draftEvent } from '../../../src/views/genealogy/rules.ts'
import { openTestHistory, type TestHistory } from '../history.ts'
import { disturbedFacts } from '../stories.ts'

/** Everything that the queries tell as of a log size, from a few objects on, in numbers: they too are those of the log. */
async function readAll(history: TestHistory, uris: readonly string[], asOf: number) {
  const read = async (transaction: Transaction) => {
    const found = await findObjects(transaction, uris, asOf)
    const ids = [...found.values()].map(({ id }) => id).sort((left, right) => left - right)
    const indexes = await selectEventIndexes(transaction, ids, asOf)
    const events = await selectEvents(transaction, indexes, asOf)
    const touched = [...new Set(events.flatMap(({ participations }) => participations.map(({ object }) => object)))]
    const transformations = events.flatMap(({ transformation }) => transformation ?? [])
    return {
      found: [...found],
      indexes,
      events,
      objects: [...(await selectObjects(transaction, touched))].sort(([left], [right]) => left - right),
      transformations: await selectTransformationEvents(transaction, transformations, asOf),
      members: await selectMembers(transaction, touched, asOf),
      lots: await selectLots(transaction, touched, asOf),
      declarations: await selectDeclarations(transaction, indexes, asOf),
      sources: [...(await selectSources(transaction, asOf))],
      failures: await selectFailures(transaction, asOf, 100),
      erased: await selectErased(transaction, indexes, asOf),
    }
  }
  return history.database.transaction(history.organisation, read, { readOnly: true, isolation: 'repeatable read' })
}

test('what was known at N is the same after any later fact', async () => {
  const history = await openTestHistory()
  const facts = disturbedFacts('known')
  const sizes = [1, 200, 400, 600, 800, 1_000, 1_200]
  const uris = new Set<string>()
  for (const fact of facts) {
    const { participations } = draftEvent(JSON.parse(Buffer.from(fact.body).toString()))
    for (const { object, lot } of participations) for (const named of [object, lot]) if (named !== null) uris.add(named.uri)
  }
  const asked = [...uris].filter((_, i) => i % 9 === 0)
  assert.ok(asked.length > 20)
  const first = new Map<number, Awaited<ReturnType<typeof readAll>>>()
  let from = 0
  for (const size of [...sizes, facts.length]) {
    await history.append(facts.slice(from, size))
    await history.project()
    for (const [earlier, read] of first)
      assert.deepEqual(await readAll(history, asked, earlier), read, `as known at ${earlier}, at ${size}`)
    first.set(size, await readAll(history, asked, size))
    from = size
  }
  const last = first.get(facts.length)
  assert.ok((last?.events.length ?? 0) > 100)
  assert.ok(last?.events.some(({ voidedAt }) => voidedAt !== null))
  assert.ok((last?.members.length ?? 0) > 0)
})
