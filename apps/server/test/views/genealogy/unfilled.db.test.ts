import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sql, type Transaction } from '../../../src/platform/database/index.ts'
import type { NewFact } from '../../../src/record/index.ts'
import { findObjects, selectSent, selectShipments, selectUnfilled, selectUnfilledBoxes } from '../../../src/views/genealogy/index.ts'
import { factsOf, openTestHistory, type TestHistory } from '../history.ts'
import { boxUri, declarationOf, disturbedFacts, objectEvent, randomOf, serialUri } from '../stories.ts'

const migration = readFileSync(new URL('../../../migrations/0025_unfilled.sql', import.meta.url), 'utf8')
const customer = 'https://id.gs1.org/417/9506000134352'
const packing = (number: number, box: number, children: readonly string[], action = 'ADD'): Record<string, unknown> =>
  objectEvent(number, {
    type: 'AggregationEvent',
    action,
    bizStep: action === 'DELETE' ? 'unpacking' : 'packing',
    quantityList: undefined,
    parentID: boxUri(box),
    childEPCs: children,
  })
const shipping = (number: number, box: number): Record<string, unknown> =>
  objectEvent(number, {
    bizStep: 'shipping',
    quantityList: undefined,
    epcList: [boxUri(box)],
    destinationList: [{ type: 'possessing_party', destination: customer }],
  })

const read = <Result>(history: TestHistory, work: (transaction: Transaction) => Promise<Result>): Promise<Result> =>
  history.database.transaction(history.organisation, work, { readOnly: true, isolation: 'repeatable read' })

const always = async (transaction: Transaction) => {
  const steps = await transaction.query<{ step: string }>(sql`
    select distinct s.step from view_epcis_event s join view_event e on e.index = s.event
    where e.biz_step in ('https://ref.gs1.org/cbv/BizStep-shipping', 'https://ref.gs1.org/cbv/BizStep-consigning') and s.step is not null`)
  return { steps: steps.map(({ step }) => step), fromMs: 0, toMs: 8.64e15 }
}

test('a box is unfilled from its first word until it is packed, and again when that is declared wrong', async () => {
  const wrong = packing(3, 1, [serialUri('1')])
  const history = await openTestHistory()
  for (const event of [
    shipping(1, 1),
    packing(2, 2, [serialUri('2')]),
    wrong,
    declarationOf(wrong),
    packing(4, 1, [serialUri('1')], 'DELETE'),
  ]) {
    await history.append(factsOf('wms', [event]))
  }
  await history.append(factsOf('wms', [packing(5, 1, [serialUri('1')], 'OBSERVE')]))
  await history.project()
  const expected = [[], [1], [1], [], [1], [1], []]
  await read(history, async (transaction) => {
    for (const [size, boxes] of expected.entries()) {
      const known = await findObjects(transaction, [1, 2].map(boxUri), size)
      const unfilled = new Set(await selectUnfilledBoxes(transaction, size, 10))
      const named = [1, 2].filter((box) => unfilled.has(known.get(boxUri(box))?.id ?? -1))
      assert.deepEqual([named, unfilled.size], [boxes, boxes.length], `as of ${size}`)
    }
  })
  await history.close()
})

test('a box in a box that was sent was sent; whoever sends another, or at another time, sends nothing', async () => {
  const history = await openTestHistory()
  const events = [
    packing(1, 1, [boxUri(2)]),
    packing(2, 3, [boxUri(1)]),
    shipping(3, 3),
    objectEvent(4, { quantityList: undefined, epcList: [boxUri(4)] }),
  ]
  await history.append(factsOf('wms', events))
  await history.project()
  await read(history, async (transaction) => {
    const boxes = await selectUnfilledBoxes(transaction, 4, 10)
    assert.equal(boxes.length, 2)
    const sendings = await always(transaction)
    assert.deepEqual(await selectSent(transaction, boxes, sendings, 4), [{ uri: boxUri(2), event: 2, consignee: customer }])
    assert.deepEqual(await selectSent(transaction, boxes, { ...sendings, toMs: 0 }, 4), [])
    assert.deepEqual(await selectSent(transaction, boxes, sendings, 2), [])
  })
  await history.close()
})

/** The same from the rows of participation alone, as the definition says it. */
const byDefinition = (transaction: Transaction, asOf: number) =>
  transaction.query<{ id: number }>(sql`
    select o.id from view_object o
    where o.level = 'logistic-unit' and o.known_from < ${asOf} and not exists (
      select from view_participation p join view_event e on e.index = p.event
      where p.object = o.id and p.role = 'parent' and e.action is distinct from 'DELETE'
        and p.event < ${asOf} and (p.known_to is null or p.known_to >= ${asOf}))
    order by 1`)

test('at every size of the log, what the definition says; batches make no difference', async () => {
  const history = await openTestHistory()
  await history.append(hardFacts())
  await history.append(disturbedFacts('unfilled', 80))
  await history.project()
  const digest = await history.digest()
  const { size } = history.ledger.state()
  const seen = { unfilled: 0, sent: 0 }
  await read(history, async (transaction) => {
    const sendings = await always(transaction)
    for (let asOf = 0; asOf <= size; asOf += 1) {
      const expected = (await byDefinition(transaction, asOf)).map(({ id }) => id)
      const boxes = await selectUnfilledBoxes(transaction, asOf, 10_000)
      assert.deepEqual(
        [...boxes].sort((left, right) => left - right),
        expected,
        `as of ${asOf}`,
      )
      seen.unfilled += expected.length
      if (asOf % 20 > 0) continue
      const sent = await selectSent(transaction, boxes, sendings, asOf)
      const shipments = await selectShipments(transaction, sendings, asOf, 10_000)
      const looked = await selectUnfilled(transaction, shipments, asOf)
      assert.deepEqual(
        sent,
        [...looked].sort((left, right) => (left.uri < right.uri ? -1 : 1)),
        `sent as of ${asOf}`,
      )
      seen.sent += sent.length
    }
  })
  assert.ok(seen.unfilled > 100 && seen.sent > 5, JSON.stringify(seen))
  const backfill = migration.slice(migration.indexOf('with filled as'))
  await history.database.transaction(history.organisation, (transaction) => transaction.script(`truncate view_unfilled; ${backfill}`))
  assert.deepEqual(await history.digest(), digest, 'what the migration fills in for facts projected before it')
  assert.deepEqual(await history.rebuild({ maxFacts: 7 }), digest)
  assert.deepEqual(await history.rebuild({ maxFacts: 1 }), digest)
  await history.close()
})

/** A few boxes, sent, packed into each other, emptied and declared wrong in any order, before and after what is declared. */
function hardFacts(): NewFact[] {
  const random = randomOf(7)
  const any = (count: number): number => Math.floor(random() * count)
  const events = Array.from({ length: 80 }, (_, number) => {
    if (random() < 0.4) return shipping(number, any(8))
    const into = any(8)
    const content = random() < 0.4 ? boxUri((into + 1 + any(7)) % 8) : serialUri(String(any(8)))
    return packing(number, into, [content], ['ADD', 'OBSERVE', 'DELETE'][any(3)])
  })
  const all = [...events, ...events.filter(() => random() < 0.7).map((event) => declarationOf(event))]
  const order = all.map((event) => ({ event, at: random() })).sort((left, right) => left.at - right.at)
  return order.flatMap(({ event }) => factsOf('wms', [event]))
}
