import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, type FactoryOptions, maker, type Truth, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { type Chart, drawChart } from '../../../../src/answers/trace/rules/chart/chart.ts'
import { Consignments } from '../../../../src/answers/trace/rules/consignments.ts'
import { traceForward } from '../../../../src/answers/trace/rules/forward.ts'
import { balanceOf } from '../../../../src/answers/trace/rules/quantities/balance.ts'
import { Ledger } from '../../../../src/answers/trace/rules/quantities/ledger.ts'
import { incoming, outgoing } from '../../../../src/answers/trace/rules/quantities/terms.ts'
import { tellQuantities } from '../../../../src/answers/trace/rules/quantities.ts'
import { type Captured, factsOf, historyOf } from '../history.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 500) : 12

const uri = (id: string): string => {
  const reading = canonicalize(id)
  if (!reading.ok) throw new TypeError(`not an identifier: ${id}`)
  return reading.value.uri
}
const own = new Set([uri(urns.party(maker))])

const profiles: FactoryOptions[] = [
  { serialParts: 'A' },
  { serialParts: 'B', disturbances: { dateOnly: 0.05, equalTimes: 0.1, clockSkewSeconds: 90 } },
  { serialParts: 'C', disturbances: usualDisturbances },
]

type Plant = { readonly truth: Truth; readonly chart: Chart; readonly ledger: Ledger; readonly notable: readonly string[] }

function run(round: number, disturbances: FactoryOptions = {}): Plant {
  const factory = createFactory({ ...profiles[round % profiles.length], ...disturbances, seed: `quantities ${round}`, objects: 1_000 })
  const documents = [...factory.documents()].map(
    ({ source, document }): Captured => ({
      source,
      receivedAt: document.creationDate,
      document: document as unknown as Record<string, unknown>,
    }),
  )
  const chart = drawChart(historyOf(factsOf(documents)), own)
  const { supplierLot, typicalLot, hotLot, serial, serialLot, substitutedLot } = factory.notables()
  return {
    truth: factory.truth(),
    chart,
    ledger: new Ledger(chart, own, []),
    notable: [supplierLot, typicalLot, hotLot, serial, serialLot, substitutedLot],
  }
}

const terms = ['received', 'made', 'returned', 'consumed', 'shipped', 'scrapped', 'sampled', 'destroyed', 'onHand'] as const

/** What the books of a lot say otherwise than its true balance. */
function wrongBalance({ truth, ledger }: Plant, lot: Truth['lots'][number]): string[] {
  const { scale } = lot.product
  const told = ledger.items.accountsOf(uri(urns.lot(lot)))
  const [account] = told
  // Of a unit from before the records no fact tells the lot.
  if (account === undefined) return lot.size === 1 ? [] : ['nothing is told']
  if (told.length > 1) return ['told in several units']
  const { total } = balanceOf(account, undefined, false)
  const balance = truth.balance(urns.lot(lot))
  const steps = (term: keyof typeof total): number => Math.round(Number(total[term]) * scale)
  const wrong = terms.filter((term) => steps(term) !== balance[term]).map((term) => `${term}: ${balance[term]}, told ${steps(term)}`)
  if (steps('found') !== balance.recovered) wrong.push(`found: ${balance.recovered}, told ${steps('found')}`)
  if (steps('unexplained') !== 0) wrong.push(`unexplained ${steps('unexplained')}`)
  // A pump from before the records comes back: that we had shipped it no document tells.
  return lot.size === 1 && balance.made + balance.received === 0 ? [] : wrong
}

test('the balance of every lot is the true one, term by term: factories with their usual disturbances', (context) => {
  const seen = { lots: 0 }
  for (let round = 0; round < rounds; round++) {
    const plant = run(round)
    for (const lot of plant.truth.lots) {
      seen.lots += 1
      assert.deepEqual(wrongBalance(plant, lot), [], `round ${round}: ${lot.product.key} ${lot.code}`)
    }
  }
  context.diagnostic(JSON.stringify(seen))
})

test('the equation holds for every lot and every place, whatever is lost: what the books cannot explain is a gap', (context) => {
  const seen = { equations: 0, gaps: 0 }
  for (let round = 0; round < rounds; round += 3) {
    const plant = run(round, { disturbances: { ...usualDisturbances, missing: 0.05 } })
    for (const item of plant.ledger.items.items) {
      const { value, gaps } = tellQuantities(plant.ledger, [{ id: item }], false)
      for (const { total, places } of value.items.flatMap(({ balances }) => balances)) {
        for (const { place, ...equation } of [...places, { ...total, place: null }]) {
          const steps = (term: keyof typeof equation): number => Math.round(Number(equation[term] ?? 0) * 1_000)
          const sum = (some: readonly (keyof typeof equation)[]): number => some.reduce((all, term) => all + steps(term), 0)
          assert.equal(sum([...incoming, 'moved']), sum([...outgoing, 'onHand', 'unexplained']), `${item} ${place ?? ''}`)
          seen.equations += 1
        }
        for (const term of [...incoming, ...outgoing, 'onHand', 'unexplained'] as const) {
          const sum = places.reduce((all, one) => all + Math.round(Number(one[term]) * 1_000), 0)
          assert.equal(sum, Math.round(Number(total[term]) * 1_000), `${item} ${term}: the places are the whole`)
        }
        if (places.some(({ unexplained }) => unexplained !== '0')) assert.ok(gaps.some(({ object }) => object === item))
      }
      seen.gaps += gaps.length
    }
  }
  assert.ok(seen.gaps > 0, 'nothing was missed where one event in twenty is lost')
  context.diagnostic(JSON.stringify(seen))
})

test('each consignee has what it truly got, between what is certain and what is possible; its own equation holds', (context) => {
  const seen = { consignees: 0, amounts: 0, exact: 0 }
  for (let round = 0; round < rounds; round += 2) {
    const { truth, chart, ledger, notable } = run(round)
    for (const id of notable) {
      const { consignees } = new Consignments(traceForward(chart, [uri(id)]), ledger, false).value()
      const told = new Map(consignees.map((consignee) => [consignee.id, consignee]))
      for (const { quantities } of consignees) {
        for (const { shipped, held, used, returned, unexplained, certain, possible, excluded } of quantities) {
          const sum = (...amounts: string[]): number => amounts.reduce((all, amount) => all + Math.round(Number(amount) * 1_000), 0)
          assert.equal(sum(shipped), sum(held, used, returned, unexplained))
          assert.equal(sum(shipped), sum(certain, possible, excluded))
        }
      }
      for (const { id: party, lots } of truth.forward(id).consignees) {
        const found = told.get(uri(party))
        assert.ok(found !== undefined, `round ${round}: ${id} at ${party}`)
        seen.consignees += 1
        for (const { id: lot, product, quantity } of lots) {
          const delivered = found.quantities.find((one) => one.lot === uri(lot) && one.uom === (product.uom ?? null))
          // A unit that came back and was sent again was shipped twice, and is one.
          const sure = Number(delivered?.certain ?? 0)
          const least = delivered !== undefined && delivered.named > 0 ? Math.min(sure, delivered.named) : sure
          const open = Number(delivered?.possible ?? 0)
          const truly = quantity / product.scale
          assert.ok(
            truly >= least && truly <= least + open,
            `round ${round}: ${id} at ${party}: ${truly} of ${lot}, ${JSON.stringify(delivered)}`,
          )
          seen.amounts += 1
          if (open === 0) seen.exact += 1
        }
      }
    }
  }
  context.diagnostic(JSON.stringify(seen))
})
