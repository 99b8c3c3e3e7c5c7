import { byText, groupBy, sortedNumbers, sortedTexts } from './basis/collections.ts'
import type { Standing } from './basis/standing.ts'
import type { Chart } from './chart/chart.ts'
import { formatMoment } from './forward.ts'
import { concerns } from './gaps.ts'

/**
 * One way in which something of the scope was handled (§6): a step, at a place, on what equipment, by whom, under which documents, told by which
 * systems; with all facts that tell it so, and the objects of the scope that they name. What is not told is null, or an empty list.
 */
export type Responsible = {
  readonly step: string | null
  readonly place: string | null
  readonly readPoint: string | null
  /** Devices and equipment as told: identifiers, or names in the words of the source. */
  readonly equipment: readonly string[]
  /** An opaque id: names stand in no event. */
  readonly operator: string | null
  readonly transactions: readonly { readonly type: string | null; readonly id: string }[]
  /** From whom to whom, where something changed hands. */
  readonly from: string | null
  readonly to: string | null
  readonly sources: readonly string[]
  readonly facts: readonly number[]
  readonly objects: readonly string[]
  /** The first and the last of these facts, ISO 8601, UTC: not before, not after. */
  readonly began: string | null
  readonly ended: string | null
}

/**
 * Who and what stands behind every relation that was walked, in order of time.
 * @param touched what the answer reaches
 * @param equipment by index of the fact that tells it
 */
export function responsibleFor(
  chart: Pick<Chart, 'objects' | 'settled'>,
  direction: 'forward' | 'backward',
  touched: ReadonlySet<string>,
  equipment: ReadonlyMap<number, readonly string[]>,
  sourceOf: ReadonlyMap<number, string>,
): Responsible[] {
  const behind = chart.settled.events
    .filter((event) => concerns(chart, direction, event, touched))
    .map((event) => describe(event, equipment, sourceOf))
  const groups = groupBy(
    behind,
    ({ key }) => key,
    (one) => one,
  )
  return [...groups.values()].map((same) => together(same, touched)).sort(inTime)
}

/** In which events the equipment is to be looked up. */
export const factsBehind = (
  chart: Pick<Chart, 'objects' | 'settled'>,
  direction: 'forward' | 'backward',
  touched: ReadonlySet<string>,
): number[] =>
  sortedNumbers(chart.settled.events.filter((event) => concerns(chart, direction, event, touched)).flatMap(({ facts }) => facts))

type Way = Omit<Responsible, 'facts' | 'objects' | 'began' | 'ended'>
type Described = { readonly key: string; readonly way: Way; readonly event: Standing }

function describe(event: Standing, equipment: ReadonlyMap<number, readonly string[]>, sourceOf: ReadonlyMap<number, string>): Described {
  const { bizStep, bizLocation, readPoint, details, consignor, consignee, facts, source } = event
  const transactions = [...(details.transactions ?? [])].sort(
    (left, right) => byText(left.id, right.id) || byText(left.type ?? '', right.type ?? ''),
  )
  const way: Way = {
    step: bizStep,
    place: bizLocation,
    readPoint,
    equipment: sortedTexts(facts.flatMap((fact) => equipment.get(fact) ?? [])),
    operator: details.operator ?? null,
    transactions,
    from: consignor,
    to: consignee,
    sources: sortedTexts(facts.map((fact) => sourceOf.get(fact) ?? source)),
  }
  return { key: JSON.stringify(way), way, event }
}

function together(same: readonly Described[], touched: ReadonlySet<string>): Responsible {
  const events = same.map(({ event }) => event)
  const way = (same[0] as Described).way
  return {
    ...way,
    facts: sortedNumbers(events.flatMap(({ facts }) => facts)),
    objects: sortedTexts(events.flatMap(({ parts }) => parts.map(({ object }) => object).filter((object) => touched.has(object)))),
    began: formatMoment(events.reduce((first, { time }) => Math.min(first, time.from), Number.POSITIVE_INFINITY)),
    ended: formatMoment(events.reduce((last, { time }) => Math.max(last, time.to), Number.NEGATIVE_INFINITY)),
  }
}

const inTime = (left: Responsible, right: Responsible): number =>
  byText(left.began ?? '', right.began ?? '') || (left.facts[0] ?? 0) - (right.facts[0] ?? 0)
