import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Transaction } from '../../../src/platform/database/index.ts'
import { sql } from '../../../src/platform/database/index.ts'
import type { NewFact } from '../../../src/record/index.ts'
import { findObjects, selectLotsOfClasses, selectUntold, selectUntoldAmong } from '../../../src/views/genealogy/index.ts'
import { factsOf, openTestHistory, type TestHistory } from '../history.ts'
import { declarationOf, disturbedFacts, lotUri, objectEvent, randomOf, serialUri } from '../stories.ts'

const migration = readFileSync(new URL('../../../migrations/0004_untold.sql', import.meta.url), 'utf8')
const product = 'https://id.gs1.org/01/09506000134352'
const things = (number: number, ...epcs: string[]): Record<string, unknown> =>
  objectEvent(number, { quantityList: undefined, epcList: epcs })
const told = (number: number, serial: string, lot: string): Record<string, unknown> =>
  objectEvent(number, {
    quantityList: undefined,
    epcList: [serialUri(serial)],
    'proofline:memberOf': [{ epc: serialUri(serial), lot: lotUri(lot) }],
  })

async function read<Result>(history: TestHistory, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
  return history.database.transaction(history.organisation, work, { readOnly: true, isolation: 'repeatable read' })
}

/** The serials of which nobody told a lot, as known then; asked by the product, and one by one. */
async function untoldAt(history: TestHistory, asOf: number, serials: readonly string[]): Promise<string[]> {
  return read(history, async (transaction) => {
    const found = await findObjects(transaction, [product, ...serials.map(serialUri)], asOf)
    const classId = found.get(product)?.id
    if (classId === undefined) return []
    const byClass = (await selectUntold(transaction, [classId], asOf, 100)).map(({ object }) => object)
    const known = [...found.values()].filter(({ classId: of }) => of === classId).map(({ id }) => id)
    const one = (await selectUntoldAmong(transaction, known, asOf)).map(({ object }) => object)
    assert.deepEqual(new Set(one), new Set(byClass))
    return serials.filter((serial) => byClass.includes(found.get(serialUri(serial))?.id ?? -1))
  })
}

async function tell(...facts: readonly (readonly NewFact[])[]): Promise<TestHistory> {
  const history = await openTestHistory()
  for (const some of facts) await history.append(some)
  await history.project()
  return history
}

test('a unit is untold from its first word until its lot is told, and again when that is declared wrong', async () => {
  const wrong = told(2, '1', 'L1')
  const history = await tell(
    factsOf('mes', [things(1, serialUri('1'), serialUri('2'))]),
    factsOf('mes', [wrong]),
    factsOf('mes', [told(3, '3', 'L1')]),
    factsOf('mes', [declarationOf(wrong)]),
    factsOf('mes', [told(4, '1', 'L2')]),
  )
  const serials = ['1', '2', '3']
  const expected = [[], ['1', '2'], ['2'], ['2'], ['1', '2'], ['2']]
  for (const [size, untold] of expected.entries()) assert.deepEqual(await untoldAt(history, size, serials), untold, `as of ${size}`)
  await history.close()
})

test('told twice, one word declared wrong: still told; declared wrong before it came: never told', async () => {
  const [first, second, late] = [told(1, '1', 'L1'), told(2, '1', 'L1'), told(3, '2', 'L1')]
  const history = await tell(
    factsOf('mes', [first]),
    factsOf('wms', [second]),
    factsOf('mes', [declarationOf(first)]),
    factsOf('mes', [declarationOf(late)]),
    factsOf('mes', [late]),
    factsOf('wms', [declarationOf(second)]),
  )
  const expected = [[], [], [], [], [], ['2'], ['1', '2']]
  for (const [size, untold] of expected.entries()) assert.deepEqual(await untoldAt(history, size, ['1', '2']), untold, `as of ${size}`)
  await history.close()
})

test('of a product with too many, as many as were asked for; lots of a product as of a size', async () => {
  const serials = Array.from({ length: 30 }, (_, number) => serialUri(`N${number}`))
  const history = await tell(factsOf('mes', [things(1, ...serials)]), factsOf('mes', [objectEvent(2)]))
  await read(history, async (transaction) => {
    const classId = (await findObjects(transaction, [product], 2)).get(product)?.id ?? -1
    assert.equal((await selectUntold(transaction, [classId], 2, 7)).length, 7)
    assert.equal((await selectUntold(transaction, [classId], 2, 100)).length, 30)
    assert.equal((await selectLotsOfClasses(transaction, [classId], 1, 10)).length, 0)
    assert.equal((await selectLotsOfClasses(transaction, [classId], 2, 10)).length, 1)
  })
  await history.close()
})

/** The same from the rows of participation alone, as the definition says it. */
const byDefinition = (transaction: Transaction, asOf: number) =>
  transaction.query<{ id: number }>(sql`
    select o.id from view_object o
    where o.level = 'instance' and o.class is not null and o.known_from < ${asOf} and not exists (
      select from view_participation p
      where p.object = o.id and p.lot is not null and p.event < ${asOf} and (p.known_to is null or p.known_to >= ${asOf}))
    order by 1`)

test('at every size of the log, what the definition says; batches make no difference', async () => {
  const history = await openTestHistory()
  await history.append(hardFacts())
  await history.append(disturbedFacts('untold', 300))
  await history.project()
  const digest = await history.digest()
  const { size } = history.ledger.state()
  const seen = { untold: 0 }
  await read(history, async (transaction) => {
    for (let asOf = 0; asOf <= size; asOf += 1) {
      const expected = (await byDefinition(transaction, asOf)).map(({ id }) => id)
      const rows = await transaction.query<{ object: number }>(sql`
        select object from view_untold where known_from < ${asOf} and (known_to is null or known_to >= ${asOf}) order by 1`)
      assert.deepEqual(
        rows.map(({ object }) => object),
        expected,
        `as of ${asOf}`,
      )
      seen.untold += expected.length
    }
  })
  assert.ok(seen.untold > 100)
  const backfill = migration.slice(migration.indexOf('with told as'))
  await history.database.transaction(history.organisation, (transaction) => transaction.script(`truncate view_untold; ${backfill}`))
  assert.deepEqual(await history.digest(), digest, 'what the migration fills in for facts projected before it')
  assert.deepEqual(await history.rebuild({ maxFacts: 7 }), digest)
  assert.deepEqual(await history.rebuild({ maxFacts: 1 }), digest)
  await history.close()
})

/** A few serials, told and untold and declared wrong in any order, before and after what is declared. */
function hardFacts(): NewFact[] {
  const random = randomOf(5)
  const events = Array.from({ length: 60 }, (_, number) => {
    const serial = String(Math.floor(random() * 8))
    return random() < 0.4 ? things(number, serialUri(serial)) : told(number, serial, `L${Math.floor(random() * 3)}`)
  })
  const all = [...events, ...events.filter(() => random() < 0.7).map((event) => declarationOf(event))]
  const order = all.map((event) => ({ event, at: random() })).sort((left, right) => left.at - right.at)
  return order.flatMap(({ event }) => factsOf('mes', [event]))
}
