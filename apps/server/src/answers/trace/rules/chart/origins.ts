import { isBefore, type Moment } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { type Chart, kindIn } from './chart.ts'
import type { Stay } from './stays.ts'

/**
 * May what was taken out of a unit, and of which nobody told that it was put in, have come with it (§8.14)? Some of a lot not where the lot was told
 * of before, anywhere: then it was put in untold, and has nothing of the unit. Of a lot taken out of several units, some came with each.
 */
export function mayComeFrom(chart: Chart, stay: Stay): boolean {
  if (stay.kind !== 'part' || stay.opened !== undefined) return false
  return kindIn(chart, stay.child) !== 'lot' || !isBefore(toldAt(chart, stay.child), removedAt(chart, stay))
}

/** When it was taken out. */
export const removedAt = (chart: Chart, { child, end, endedBy }: Stay): Moment =>
  chart.own.get(child)?.find((event) => tellsOf(event, endedBy))?.time ?? end

const tellsOf = ({ facts }: Standing, some: readonly number[]): boolean => facts.some((fact) => some.includes(fact))

const known = new WeakMap<Chart, Map<string, Moment>>()
const untold: Moment = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** When the lot was told of at the latest, otherwise than as taken out of something that nobody told it to be in. */
function toldAt(chart: Chart, lot: string): Moment {
  const moments = known.get(chart) ?? new Map<string, Moment>()
  known.set(chart, moments)
  const told = moments.get(lot) ?? firstTold(chart, lot)
  moments.set(lot, told)
  return told
}

function firstTold(chart: Chart, lot: string): Moment {
  const unseen = (chart.staysOf.get(lot) ?? []).flatMap(({ kind, opened, endedBy }) =>
    kind === 'part' && opened === undefined ? endedBy : [],
  )
  const isOther = (event: Standing): boolean => !tellsOf(event, unseen)
  return (chart.own.get(lot) ?? []).filter(isOther).reduce((first, { time }) => (time.to < first.to ? time : first), untold)
}
