import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Transaction } from '../../../src/platform/database/index.ts'
import { selectNear } from '../../../src/views/genealogy/index.ts'
import { factsOf, openTestHistory } from '../history.ts'
import { boxUri, disturbedFacts, objectEvent, serialUri } from '../stories.ts'

type Told = { event: number; object: number; role: string; lot: number | null; knownTo: number | null }

const selectAll = (transaction: Transaction): Promise<Told[]> =>
  transaction.query<Told>(sql`select event, object, role, lot, known_to as "knownTo" from view_participation`)

/** Level by level, over all rows. */
function climb(all: readonly Told[], ids: readonly number[], asOf: number): { objects: number[]; events: number[] } {
  const known = all.filter(({ event }) => event < asOf)
  const objects = new Set(ids)
  for (const object of objects) {
    for (const { event, role, lot, knownTo } of known.filter((told) => told.object === object)) {
      if (lot !== null && (knownTo === null || knownTo >= asOf)) objects.add(lot)
      if (role === 'child') for (const told of known) if (told.event === event && told.role === 'parent') objects.add(told.object)
    }
  }
  const events = new Set(known.flatMap(({ event, object }) => (objects.has(object) ? event : [])))
  return { objects: ordered(objects), events: ordered(events) }
}

const ordered = (numbers: Iterable<number>): number[] => [...numbers].sort((left, right) => left - right)

test('what is around things in one round is what is found level by level, at every size of the log', async () => {
  const history = await openTestHistory()
  await history.append(disturbedFacts('near', 700))
  await history.project()
  await history.database.transaction(history.organisation, async (transaction) => {
    const all = await selectAll(transaction)
    const objects = ordered(new Set(all.map(({ object }) => object))).filter((_, at) => at % 7 === 0)
    let higher = 0
    for (const asOf of [0, 250, 701]) {
      for (const object of objects) {
        const near = await selectNear(transaction, [object], asOf)
        const expected = climb(all, [object], asOf)
        assert.deepEqual(near && { objects: ordered(near.objects), events: near.events }, expected, `${object} at ${asOf}`)
        higher += expected.objects.length - 1
      }
      const some = objects.slice(0, 20)
      assert.deepEqual(ordered((await selectNear(transaction, some, asOf))?.objects ?? []), climb(all, some, asOf).objects)
    }
    assert.ok(higher > objects.length, `${higher} of ${objects.length}, ${all.length} rows`)
  })
  await history.close()
})

test('much is left to be read level by level', async () => {
  const history = await openTestHistory()
  const inBox = (count: number, box: string): object =>
    objectEvent(count, {
      type: 'AggregationEvent',
      action: 'ADD',
      bizStep: 'packing',
      quantityList: undefined,
      parentID: box,
      childEPCs: [serialUri('1')],
    })
  await history.append(
    factsOf(
      'wms',
      Array.from({ length: 1001 }, (_, at) => inBox(at, boxUri(at))),
    ),
  )
  await history.project()
  await history.database.transaction(history.organisation, async (transaction) => {
    const [unit] = await transaction.query<{ id: number }>(sql`select id from view_object where uri = ${serialUri('1')}`)
    const ids = [unit?.id ?? -1]
    assert.equal((await selectNear(transaction, ids, 900))?.objects.length, 901)
    assert.equal(await selectNear(transaction, ids, 1001), undefined)
    assert.equal(await selectNear(transaction, Array(101).fill(ids[0]), 1), undefined)
  })
  await history.close()
})
