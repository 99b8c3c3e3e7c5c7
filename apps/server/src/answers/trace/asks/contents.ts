import type { Asking, Read } from '../asking.ts'
import { findMatching, selectParticipants } from '../conditions.ts'
import { type Found, limits, type Question } from '../model.ts'
import { byText } from '../rules/basis/collections.ts'
import type { ObjectKind } from '../rules/basis/history.ts'
import { add, compare, formatDecimal, parseDecimal, zero } from '../rules/basis/quantity.ts'
import { type Chart, drawChart, kindIn } from '../rules/chart/chart.ts'
import { contentsOf, type Held, isHeld } from '../rules/contents.ts'
import { withAsked } from '../rules/evaluate.ts'
import { formatMoment } from '../rules/forward.ts'
import { isOver } from '../rules/where/states.ts'
import { Whereabouts } from '../rules/where/whereabouts.ts'
import { locate } from '../rules/where.ts'
import { momentsOf } from './where.ts'

export type Holder = { readonly id: string; readonly kind: ObjectKind; readonly contents: readonly Held[] }
/** `at` null: the present, as known. */
export type ContentsValue = { readonly at: string | null; readonly objects: readonly Holder[] }

/** `contents`: what is in a container, a device, a kit, or at a place, all levels down; of a lot, its members (§2). */
export async function askContents(asking: Asking, { seed, at }: Question): Promise<Found<ContentsValue>> {
  const read = await asking.read('backward', seed)
  const times = await momentsOf(asking, at)
  const chart = drawChart(withAsked(read.history, seed), read.own, seed)
  const gaps = await asking.unseen(read, seed)
  const objects: Holder[] = []
  for (const id of [...seed].sort()) {
    const there = chart.objects.get(id)?.level === 'place' ? await heldAt(asking, id, times) : []
    objects.push({ id, kind: kindIn(chart, id), contents: [...contentsOf(chart, id, times.until), ...there] })
  }
  return { value: { at: at ?? null, objects }, gaps }
}

type Times = { readonly now: number; readonly until: number }

/** What was last told to be at a place, among all that was ever told of there. What lies in something is told with that. */
async function heldAt(asking: Asking, place: string, times: Times): Promise<Held[]> {
  const sources = new Map()
  const { matched, isBounded } = await findMatching(asking.transaction, { place }, { index: asking.index, sources })
  if (isBounded) asking.note({ code: 'condition-bounded', events: limits.matching })
  const named = await selectParticipants(asking.transaction, [...matched.keys()])
  const read = await asking.aroundNumbers(named)
  const chart = drawChart(read.history, read.own)
  return thingsAt(read, chart, place, times)
}

function thingsAt(read: Read, chart: Chart, place: string, { until, now }: Times): Held[] {
  const where = new Whereabouts(chart, read.own, until)
  const held: Held[] = []
  for (const id of [...chart.own.keys()].sort(byText)) {
    const kind = kindIn(chart, id)
    if (kind === 'instance' || kind === 'carrier') held.push(...thingAt(where, id, place))
    else if (kind === 'lot') held.push(...portionsAt(where, id, place, now))
  }
  return held
}

/** What is in something else is told with that. */
function thingAt(where: Whereabouts, id: string, place: string): Held[] {
  const situations = where.situationsOf(id).filter((situation) => !isOver(situation))
  const [first] = situations.filter((situation) => situation.place === place)
  if (first === undefined || isHeld(where.chart, id, where.until)) return []
  const value = situations.every((situation) => situation.place === place) ? 'certain' : 'possible'
  return [{ id, in: place, how: 'at', value, since: formatMoment(first.since.from), facts: first.facts }]
}

function portionsAt(where: Whereabouts, lot: string, place: string, now: number): Held[] {
  const { buckets, objects } = locate({
    where,
    scope: undefined,
    objects: [],
    seeds: new Set([lot]),
    now,
    listed: Number.POSITIVE_INFINITY,
  })
  // Its named units are listed by themselves.
  const named = objects.filter((object) => object.place === place).length
  return buckets.flatMap(({ state, place: at, quantity, uom }): Held[] => {
    if (at !== place || isOver({ state })) return []
    const rest = uom === null ? formatDecimal(add(parseDecimal(quantity), { units: BigInt(-named), scale: 0 })) : quantity
    if (compare(parseDecimal(rest), zero) <= 0) return []
    return [{ id: lot, in: place, how: 'at', value: 'certain', quantity: rest, ...(uom === null ? {} : { uom }), since: null, facts: [] }]
  })
}
