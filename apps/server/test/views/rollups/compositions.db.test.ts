import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory } from '@proofline/factory'
import { sql } from '../../../src/platform/database/index.ts'
import { rebuildViews } from '../../../src/views/projector/index.ts'
import { Compositions, followRollups, type Mixes, readRollupCursor, sumDone } from '../../../src/views/rollups/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../history.ts'

const follow = ({ database, organisation }: TestHistory, compositions: Compositions): Promise<void> =>
  database.transaction(organisation, (transaction) => compositions.follow(transaction), { readOnly: true, isolation: 'repeatable read' })

/** What is made of each of these, by what was kept; and by PostgreSQL alone, from the rows themselves. */
async function reaches({ database, organisation }: TestHistory, compositions: Compositions) {
  return database.transaction(organisation, async (transaction) => {
    const lots = await transaction.query<{ id: number }>(sql`select id from view_object where level in ('lot', 'class') order by id`)
    const kept = new Map<number, number[]>()
    for (const { id } of lots) {
      const reached = await compositions.reach(transaction, [id])
      kept.set(
        id,
        reached.map((one) => one.id).sort((left, right) => left - right),
      )
    }
    const rows = await transaction.query<{ id: number; reached: number[] }>(sql`
      select o.id, (
        with recursive reach (lot) as (
          select o.id
          union
          select next.lot from reach cross join lateral (
            select class as lot from view_object where id = reach.lot and class is not null
            union all
            select made.lot from view_mix_part part join view_lot_deed made on made.mix = part.mix where part.lot = reach.lot) next
        ) select array_agg(lot::integer order by lot) from reach
      ) as reached from view_object o where level in ('lot', 'class') order by o.id`)
    return { kept, rows: new Map(rows.map(({ id, reached }) => [id, reached])) }
  })
}

/** What is known of all lots now, by what was kept; and read for the first time. */
async function sums({ database, organisation }: TestHistory, compositions: Compositions) {
  return database.transaction(organisation, async (transaction) => {
    const lots = await transaction.query<{ id: number }>(sql`select id from view_object where level in ('lot', 'class') order by id`)
    const cursor = await readRollupCursor(transaction)
    const fresh = new Compositions()
    await fresh.follow(transaction)
    const of = async (some: Compositions) => {
      const found = await some.sums(
        transaction,
        lots.map(({ id }) => id),
        cursor,
      )
      return lots.flatMap(({ id }) => found.get(id) ?? []).map((sum) => ({ made: byText(sum.made), done: byText(sumDone([sum], some)) }))
    }
    return { kept: await of(compositions), read: await of(fresh) }
  })
}

const byText = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort()

test('what is kept from question to question is what the rows say, while the log grows and after views were made anew', async () => {
  const history = await openTestHistory()
  const { database, organisation } = history
  const compositions = new Compositions()
  await follow(history, compositions)
  const factory = createFactory({ seed: 'kept', objects: 1_000, serialParts: 'B', eventsPerDocument: 50 })
  for (const { source, document } of factory.documents()) await history.append(factsOfDocument(source, document, document.creationDate))
  await history.project()
  const step = (facts: number) => database.transaction(organisation, (transaction) => followRollups(transaction, facts))
  for (const facts of [150, 150, 1]) {
    await step(facts)
    await follow(history, compositions)
    const { kept, rows } = await reaches(history, compositions)
    assert.deepEqual(kept, rows)
    const known = await sums(history, compositions)
    assert.deepEqual(known.kept, known.read)
    assert.ok(known.read.some(({ made, done }) => made.length > 0 && done.length > 0))
    assert.ok([...rows.values()].some((reached) => reached.length > 3))
  }
  // Followed only in part: compositions that were known then are not there yet.
  await rebuildViews(database, organisation)
  await history.project()
  for (const facts of [100, 10_000]) {
    await step(facts)
    await follow(history, compositions)
    const { kept, rows } = await reaches(history, compositions)
    assert.deepEqual(kept, rows)
    const known = await sums(history, compositions)
    assert.deepEqual(known.kept, known.read)
  }
  await history.close()
})

const isIn = (mixes: Mixes, mix: number) => ({
  mode: mixes.mode(mix),
  parts: Array.from({ length: mixes.end(mix) - mixes.begin(mix) }, (_, at) => mixes.begin(mix) + at).map((place) => ({
    lot: mixes.lot(place),
    product: mixes.group(place),
    named: mixes.isNamed(place),
  })),
})

test('views that were made anew, and are as far as before, are read anew', async () => {
  const history = await openTestHistory()
  const { database, organisation } = history
  const compositions = new Compositions()
  const insert = (mix: number, part: number) =>
    database.transaction(organisation, (transaction) =>
      transaction.script(
        `insert into view_mix values (${mix}, 'single', gen_random_uuid(), 0); insert into view_mix_part values (${mix}, 0, ${part}, 7, true)`,
      ),
    )
  await insert(3, 11)
  await follow(history, compositions)
  assert.deepEqual(isIn(compositions.mixes, 3), { mode: 'single', parts: [{ lot: 11, product: 7, named: true }] })
  assert.deepEqual(isIn(compositions.mixes, 2), { mode: undefined, parts: [] })
  await rebuildViews(database, organisation)
  await insert(2, 12)
  await follow(history, compositions)
  assert.deepEqual(isIn(compositions.mixes, 3), { mode: undefined, parts: [] })
  assert.deepEqual(isIn(compositions.mixes, 2), { mode: 'single', parts: [{ lot: 12, product: 7, named: true }] })
  await history.close()
})
