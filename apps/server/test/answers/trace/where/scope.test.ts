import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Act, type FactoryOptions, urns, usualDisturbances } from '@proofline/factory'
import { drawChart } from '../../../../src/answers/trace/rules/chart/chart.ts'
import { traceForward } from '../../../../src/answers/trace/rules/forward.ts'
import { journeyOf } from '../../../../src/answers/trace/rules/where/mentions.ts'
import { Whereabouts } from '../../../../src/answers/trace/rules/where/whereabouts.ts'
import { locate } from '../../../../src/answers/trace/rules/where.ts'
import { canonical, tell, us, wrongSums } from './truth.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 100) : 2
const profiles: FactoryOptions[] = [
  { serialParts: 'B', disturbances: usualDisturbances },
  { serialParts: 'A', disturbances: { dateOnly: 0.05, equalTimes: 0.1, late: 0.05, clockSkewSeconds: 90 } },
  { serialParts: 'C', disturbances: { ...usualDisturbances, duplicate: 0.05, corrected: 0.02 } },
]

test('of what a lot truly reached, nothing is left out of the buckets, and every sum is the scope: factories with their truth', (context) => {
  const seen = { questions: 0, lots: 0 }
  for (let round = 0; round < rounds; round++) {
    const { history, truth, notables } = tell({ ...profiles[round % profiles.length], seed: `scope ${round}`, objects: 1_000 })
    for (const id of [notables.supplierLot, notables.typicalLot, notables.serialLot, notables.serial]) {
      const seeds = [canonical(id)]
      const chart = drawChart(history, us, seeds)
      const { scope, value } = traceForward(chart, seeds)
      const objects = [...value.certain, ...value.possible]
      const where = new Whereabouts(chart, us)
      const answer = locate({ where, scope, objects, seeds: new Set(seeds), now: 0, listed: 0 })
      assert.deepEqual(wrongSums(answer), [], `round ${round}: ${id}`)
      for (const { id: lot, product, quantity, of } of truth.forward(id).lots) {
        // A unit of a lot of its own that nobody ever told is nowhere.
        const told = answer.lots.find((one) => one.lot === canonical(lot))
        if (told === undefined && !chart.own.has(canonical(lot))) continue
        seen.lots++
        const left = told === undefined ? 0 : Math.round(Number(told.quantity ?? Number.POSITIVE_INFINITY) * product.scale)
        assert.ok(left >= quantity, `round ${round}: ${id} truly reached ${quantity} of ${of} of ${lot}, told are ${left}`)
      }
      seen.questions++
    }
  }
  context.diagnostic(JSON.stringify(seen))
})

const stepOf = (act: Act): string | undefined => {
  if (act.kind === 'ship' && act.shipment.from.role === 'maker') return 'shipping'
  if (act.kind === 'arrive' && act.shipment.to.role === 'maker') return 'receiving'
  if (act.kind === 'pack') return 'packing'
  if (act.kind === 'remove') return act.step === 'scrap' ? 'scrapping' : 'destroying'
  return act.kind === 'load' ? 'sterilizing' : undefined
}

test('what our systems wrote of a unit’s life is in its history, with its time: factories with their truth', (context) => {
  const seen = { units: 0, acts: 0 }
  for (let round = 0; round < rounds; round++) {
    const { history, where, truth } = tell({ ...profiles[round % profiles.length], seed: `life ${round}`, objects: 1_000 })
    for (const lot of truth.lots.filter(({ serialBase }) => serialBase >= 0)) {
      for (let unit = round % 23; unit < lot.size; unit += 23) {
        const id = urns.unit(lot, unit)
        if (!where.chart.own.has(canonical(id))) continue
        const mentions = journeyOf(where, history, canonical(id)).filter(({ event }) => event.voidedAt === null)
        seen.units++
        for (const act of truth.journey(id)) {
          const step = stepOf(act)
          if (step === undefined) continue
          seen.acts++
          const slackMs = 180_000
          const isTold = mentions.some(
            ({ event: { bizStep, time } }) =>
              bizStep?.endsWith(`-${step}`) && time.from - slackMs <= act.timeMs && act.timeMs <= time.to + slackMs,
          )
          assert.ok(isTold, `round ${round}: ${id} has no ${step} of ${new Date(act.timeMs).toISOString()}`)
        }
      }
    }
  }
  context.diagnostic(JSON.stringify(seen))
})
