import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FactoryOptions, type Lot, maker, type State as TrueState, type Truth, urns, usualDisturbances } from '@proofline/factory'
import { add, formatDecimal, parseDecimal, zero } from '../../../../src/answers/trace/rules/basis/quantity.ts'
import type { Chart } from '../../../../src/answers/trace/rules/chart/chart.ts'
import type { Whereabouts } from '../../../../src/answers/trace/rules/where/whereabouts.ts'
import { locate, type Spot, type WhereValue } from '../../../../src/answers/trace/rules/where.ts'
import { canonical, tell, wrongSums } from './truth.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 200) : 3

const profiles: FactoryOptions[] = [
  { serialParts: 'A', disturbances: usualDisturbances },
  { serialParts: 'B', disturbances: { dateOnly: 0.05, equalTimes: 0.1, late: 0.05, clockSkewSeconds: 90 } },
  { serialParts: 'C', disturbances: { ...usualDisturbances, duplicate: 0.05, corrected: 0.02, contradictory: 0.01 } },
]

/** Who truly has it, by canonical URI; `inside`, `gone`, `transit` for what nobody has. */
function holderOf(state: TrueState | undefined, parties: ReadonlyMap<string, string>): string {
  if (state === undefined) return 'nowhere'
  const [, key] = /^(?:held|used):(.*)$/.exec(state) ?? []
  if (key !== undefined) return parties.get(key) ?? key
  return state === 'scrapped' || state === 'sampled' || state === 'destroyed' ? 'gone' : state
}

/** Who has it by the answer. Who gets something and tells nothing of it (one hospital in seven), of that it is only known to be on its way. */
function claimed({ state, party }: Spot): string {
  if (state === 'consumed') return 'inside'
  if (state === 'scrapped' || state === 'destroyed') return 'gone'
  return party ?? canonical(urns.party(maker))
}

function partiesOf({ acts }: Truth): Map<string, string> {
  const parties = new Map([[maker.key, canonical(urns.party(maker))]])
  for (const act of acts)
    if (act.kind === 'ship') for (const party of [act.shipment.from, act.shipment.to]) parties.set(party.key, canonical(urns.party(party)))
  return parties
}

/** The devices that boards sit in when the history ends. */
function devicesOf({ acts }: Truth): Map<string, string> {
  const devices = new Map<string, string>()
  for (const act of acts) {
    if (act.kind === 'make')
      for (const { unit, parts } of act.fittings)
        for (const part of parts) devices.set(urns.unit(part.lot, part.unit), urns.unit(act.lot, unit))
    if (act.kind === 'exchange') {
      devices.delete(urns.unit(act.removed.lot, act.removed.unit))
      devices.set(urns.unit(act.fitted.lot, act.fitted.unit), urns.unit(act.device.lot, act.device.unit))
    }
  }
  return devices
}

type Judged = { readonly lot: Lot; readonly truth: Truth; readonly chart: Chart }

const whereIs = (where: Whereabouts, id: string): Omit<WhereValue, 'at'> =>
  locate({ where, scope: undefined, objects: [], seeds: new Set([id]), now: 0, listed: Number.POSITIVE_INFINITY })

test('no unit is certainly placed with whom it truly is not: factories with their truth', (context) => {
  const seen = { units: 0, resolved: 0 }
  for (let round = 0; round < rounds; round++) {
    const { where, truth } = tell({ ...profiles[round % profiles.length], seed: `where ${round}`, objects: 1_000 })
    const parties = partiesOf(truth)
    const devices = devicesOf(truth)
    for (const lot of truth.lots.filter(({ serialBase }) => serialBase >= 0)) {
      for (let unit = 0; unit < lot.size; unit++) {
        const id = urns.unit(lot, unit)
        const situations = where.situationsOf(canonical(id))
        const outer = truth.where(id) === 'inside' ? (devices.get(id) ?? id) : id
        const truly = holderOf(truth.where(outer), parties)
        seen.units++
        if (situations.length === 1) seen.resolved++
        const claims = situations.map((situation) =>
          situation.state === 'unknown'
            ? truly
            : claimed({ state: situation.state, ...(situation.party !== null && { party: situation.party }) }),
        )
        const isTrue = situations.length === 0 || claims.includes(truly) || truly === 'transit' || (truly === 'inside' && outer === id)
        assert.ok(isTrue, `round ${round}: ${id} is told to be with ${claims}, and is ${truth.where(outer)}`)
      }
    }
  }
  assert.ok(seen.resolved > seen.units * 0.97, `only ${seen.resolved} of ${seen.units} have one place`)
  context.diagnostic(JSON.stringify(seen))
})

const sumOf = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, count) => sum + count, 0)

/**
 * What the answer places with each party beyond what truly is there, but what may be inside devices that are there. A lot that is told to have come
 * to be with one expiry date, and by the same system with another, stands with all that is told of it, as two that share a name would (§1).
 */
function beyond({ lot, truth, chart }: Judged, answer: Omit<WhereValue, 'at'>, parties: ReadonlyMap<string, string>): string[] {
  const steps = (quantity: string): number => Math.round(Number(quantity) * lot.product.scale)
  const truly = new Map<string, number>()
  for (const [state, count] of truth.balance(urns.lot(lot)).places)
    truly.set(holderOf(state, parties), (truly.get(holderOf(state, parties)) ?? 0) + count)
  const told = new Map<string, number>()
  for (const bucket of answer.buckets) {
    if (bucket.state !== 'unknown') told.set(claimed(bucket), (told.get(claimed(bucket)) ?? 0) + steps(bucket.quantity))
  }
  const inside = (truly.get('inside') ?? 0) - (told.get('inside') ?? 0)
  const excess = [...told]
    .filter(([holder]) => holder !== 'inside')
    .reduce((sum, [holder, count]) => sum + Math.max(0, count - (truly.get(holder) ?? 0)), 0)
  const perhapsOne = chart.contested.has(canonical(urns.lot(lot))) ? Math.max(0, sumOf(told) - sumOf(truly)) : 0
  return inside >= 0 && excess <= inside + (truly.get('transit') ?? 0) + perhapsOne
    ? []
    : [`${lot.product.key} ${lot.code}: ${JSON.stringify([...told])}, truly ${JSON.stringify([...truly])}`]
}

test('of no lot more is placed with anyone than truly is there, and every sum is the lot: factories with their truth', (context) => {
  const seen = { lots: 0, told: zero, unknown: zero }
  for (let round = 0; round < rounds; round++) {
    const { where, chart, truth } = tell({ ...profiles[round % profiles.length], seed: `lots ${round}`, objects: 1_000 })
    const parties = partiesOf(truth)
    for (const lot of truth.lots.filter(({ serialBase }) => serialBase < 0)) {
      const id = canonical(urns.lot(lot))
      if (!chart.own.has(id)) continue
      const answer = whereIs(where, id)
      seen.lots++
      assert.deepEqual([...wrongSums(answer), ...beyond({ lot, truth, chart }, answer, parties)], [], `round ${round}`)
      for (const { state, quantity } of answer.buckets) {
        if (state === 'unknown') seen.unknown = add(seen.unknown, parseDecimal(quantity))
        seen.told = add(seen.told, parseDecimal(quantity))
      }
    }
  }
  context.diagnostic(JSON.stringify({ lots: seen.lots, told: formatDecimal(seen.told), unknown: formatDecimal(seen.unknown) }))
})
