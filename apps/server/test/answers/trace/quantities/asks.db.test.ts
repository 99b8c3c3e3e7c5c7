import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalEvent, type EpcisEvent, readContext } from '@proofline/epcis'
import { createFactory, maker, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { drawChart } from '../../../../src/answers/trace/rules/chart/chart.ts'
import { type ConsigneesValue, Consignments } from '../../../../src/answers/trace/rules/consignments.ts'
import { traceForward } from '../../../../src/answers/trace/rules/forward.ts'
import { Ledger } from '../../../../src/answers/trace/rules/quantities/ledger.ts'
import { type QuantitiesValue, tellQuantities } from '../../../../src/answers/trace/rules/quantities.ts'
import { instantOf, type NewFact } from '../../../../src/record/index.ts'
import { factsOfDocument, openTestHistory } from '../../../views/history.ts'
import { type Captured, factsOf, historyOf } from '../history.ts'
import { classOf, partyUri, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { ask, capture } from '../where/ask.ts'
import { deliveredTo, shown } from './books.ts'

const own = [partyUri('Maker')]
const totals = ({ items }: QuantitiesValue) => items.map(({ id, balances }) => [id, ...balances.map(({ total }) => shown(total))])

const counted = () =>
  new Story()
    .at('08:00')
    .receive(['1000 of screw:P1'], 'Supplier')
    .at('09:00')
    .make(['900 of device:L'], { of: ['900 of screw:P1'] })
    .at('10:00')
    .dispose('destroying', ['50 of screw:P1'])
    .at('18:00')
    .see('cycle_counting', ['45 of screw:P1'])

test('§8.9 captured and asked: the lot, the forward scope of what it went into, and as known before the count', async () => {
  const history = await capture(counted().documents())
  const lot = await ask(history, { ask: 'quantities', seed: [uri('screw:P1')] }, own)
  assert.deepEqual(totals(lot.value as QuantitiesValue), [
    [uri('screw:P1'), { received: '1000', consumed: '900', destroyed: '50', onHand: '45', unexplained: '5' }],
  ])
  const unexplained = lot.gaps.filter(({ code }) => code === 'quantity-unexplained')
  assert.deepEqual(unexplained, [{ code: 'quantity-unexplained', object: uri('screw:P1'), event: 3, quantity: '5' }])
  const before = await ask(history, { ask: 'quantities', seed: [uri('screw:P1')], asOf: { index: 3 } }, own)
  assert.deepEqual(totals(before.value as QuantitiesValue), [
    [uri('screw:P1'), { received: '1000', consumed: '900', destroyed: '50', onHand: '50' }],
  ])
  await history.append(factsOfDocument('wms', new Story().at('20:00').ship(['45 of screw:P1'], 'A').documents()[0]?.document))
  await history.project()
  assert.equal(
    JSON.stringify((await ask(history, { ask: 'quantities', seed: [uri('screw:P1')], asOf: { index: 3 } }, own)).value),
    JSON.stringify(before.value),
  )
  // A device of no told lot is asked about by its name.
  const facts = await ask(history, { ask: 'quantities', seed: [uri('screw:P1')], withReasons: true }, own)
  assert.deepEqual((facts.value as QuantitiesValue).items[0]?.balances[0]?.total.facts?.consumed, [1])
  await history.close()
})

const context = readContext({ proofline: 'https://proofline.dev/ns/' })

function productFact(id: string, attributes: readonly { readonly id: string; readonly attribute: unknown }[]): NewFact {
  const body = canonicalEvent(
    { element: { id, attributes, children: [] }, vocabulary: 'urn:epcglobal:epcis:vtype:EPCClass' } as unknown as EpcisEvent,
    context,
  )
  const receivedAt = instantOf(Date.UTC(2026, 5, 1))
  const source = { system: 'erp', reference: 'sha256:0#/', method: 'api' as const, receivedAt }
  return { kind: 'master-data/1', actor: 'erp', source, subject: id, body: Buffer.from(body) }
}

test('§8.9: boxes by the content that master data tells, asked by the lot of the pieces or of the boxes', async () => {
  const history = await openTestHistory()
  const content = { quantity: 12, of: classOf('screw') }
  await history.append([productFact(classOf('kit'), [{ id: 'proofline:content', attribute: content }])])
  const story = new Story()
    .at('08:00')
    .receive(['2 of kit:P1'], 'Supplier')
    .at('09:00')
    .make(['7 of device:L'], { of: ['7 of screw:P1'] })
  for (const { source, document, receivedAt } of story.documents()) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  for (const seed of ['kit:P1', 'screw:P1']) {
    const { value } = await ask(history, { ask: 'quantities', seed: [uri(seed)] }, own)
    assert.deepEqual(totals(value as QuantitiesValue), [[uri('screw:P1'), { received: '24', consumed: '7', onHand: '17' }]], seed)
  }
  await history.close()
})

test('who got how much, captured and asked; only what is certain', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['50 of screw:P1', '50 of screw:P2'], 'Supplier')
    .at('09:00')
    .make(['50 of device:L'], { of: ['50 of screw:P1'] })
    .at('12:00')
    .ship(['30 of device:L'], 'A')
    .at('15:00')
    .make(['50 of device:L'], { of: ['50 of screw:P2'] })
    .at('17:00')
    .ship(['70 of device:L'], 'B')
  const history = await capture(story.documents())
  const answer = await ask(history, { ask: 'consignees', seed: [uri('screw:P1')] }, own)
  const value = answer.value as ConsigneesValue
  assert.deepEqual(deliveredTo(value, 'A'), [{ shipped: '30', certain: '30', held: '30', unconfirmed: '30' }])
  assert.deepEqual(deliveredTo(value, 'B'), [{ shipped: '70', possible: '70', held: '70', unconfirmed: '70' }])
  const certain = await ask(history, { ask: 'consignees', seed: [uri('screw:P1')], onlyCertain: true }, own)
  assert.deepEqual(
    (certain.value as ConsigneesValue).consignees.map(({ id }) => id),
    [uri('A')],
  )
  await history.close()
})

const canonical = (id: string): string => {
  const reading = canonicalize(id)
  return reading.ok ? reading.value.uri : assert.fail(id)
}

test('what is read of a factory gives the quantities of its whole history, in whatever order it was heard', async () => {
  const factory = createFactory({
    serialParts: 'B',
    disturbances: usualDisturbances,
    seed: 'quantities asked',
    objects: 1_000,
    eventsPerDocument: 40,
  })
  const documents = [...factory.documents()].map(
    ({ source, document }): Captured => ({
      source,
      receivedAt: document.creationDate,
      document: document as unknown as Record<string, unknown>,
    }),
  )
  const self = canonical(urns.party(maker))
  const chart = drawChart(historyOf(factsOf(documents)), new Set([self]))
  const whole = new Ledger(chart, new Set([self]), [])
  const history = await capture(documents.toReversed())
  const { supplierLot, typicalLot, hotLot, serialLot } = factory.notables()
  for (const lot of [supplierLot, typicalLot, hotLot, serialLot].map(canonical)) {
    const { value } = await ask(history, { ask: 'quantities', seed: [lot] }, [self])
    assert.deepEqual(totals(value as QuantitiesValue), totals(tellQuantities(whole, [{ id: lot }], false).value), lot)
  }
  const told = (await ask(history, { ask: 'consignees', seed: [canonical(supplierLot)] }, [self])).value as ConsigneesValue
  const expected = new Consignments(traceForward(chart, [canonical(supplierLot)]), whole, false).value()
  assert.deepEqual(
    told.consignees.map(({ id, value, quantities }) => ({ id, value, quantities })),
    expected.consignees.map(({ id, value, quantities }) => ({ id, value, quantities })),
  )
  await history.close()
})
