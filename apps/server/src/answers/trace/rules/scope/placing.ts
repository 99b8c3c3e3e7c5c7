import { partsOf } from '../basis/history.ts'
import { certain, isBefore, mayPrecede } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isReceiving, isShipping } from '../basis/words.ts'
import type { Chart } from '../chart/chart.ts'
import { birthsOf } from './births.ts'

/** A quantity of a lot, its members not named, that an event tells of. */
export type Use = { readonly event: Standing; readonly lot: string }

type Placement = 'shipped' | 'used-up' | 'put-in' | 'taken-out' | 'seen'

/**
 * May the member be among the units that the event tells of by quantity alone? Refused only by standing facts that place it elsewhere (§3,
 * unnamed quantities): a sounder "yes" costs precision, a wrong "no" costs a patient.
 * @returns the facts that place it elsewhere; undefined: it may be among them.
 */
export function placedElsewhere(chart: Chart, member: string, use: Use): readonly number[] | undefined {
  const own = (chart.own.get(member) ?? []).filter(({ doubtful }) => !doubtful)
  const here = own.find(({ index }) => index === use.event.index)
  if (here !== undefined) return here.facts
  const { time } = use.event
  const left = own.find((event) => isBefore(event.time, time) && isGone(chart, event, member, use))
  if (left !== undefined) return left.facts
  const births = bornOf(chart, member)
  if (births.length > 0 && births.every((event) => !event.doubtful && isBefore(time, event.time)))
    return births.flatMap(({ facts }) => facts)
  return own.find((event) => isBefore(time, event.time) && isIndependent(chart, event, member, use))?.facts
}

/** Where it came out of a making without having gone in: it was nowhere before. */
const bornOf = (chart: Chart, member: string): Standing[] =>
  birthsOf(chart, member).flatMap(({ outputs }) => outputs.filter((line) => line.object === member).map(({ event }) => event))

function placementIn(event: Standing, member: string): Placement {
  const roles = partsOf(event, member).map(({ role }) => role)
  if (roles.includes('input') && !roles.includes('output')) return 'used-up'
  if (roles.includes('child')) return event.action === 'DELETE' ? 'taken-out' : 'put-in'
  if (roles.includes('epc') && event.action === 'DELETE') return 'used-up'
  return roles.includes('epc') && isShipping(event) ? 'shipped' : 'seen'
}

/** Had it left with that event, or gone into something, and is there no word that it may have come back? */
function isGone(chart: Chart, left: Standing, member: string, { event: use, lot }: Use): boolean {
  switch (placementIn(left, member)) {
    case 'used-up':
      return !mayComeBack(chart, member, lot, left, use)
    case 'put-in':
      return (chart.staysOf.get(member) ?? []).some(
        ({ start, end, degree, opened }) => opened === left && degree === certain && isBefore(start, use.time) && isBefore(use.time, end),
      )
    case 'shipped':
      return !isAt(use, left) && !mayComeBack(chart, member, lot, left, use)
    default:
      return false
  }
}

/** Is the use told to have been at the party to which it had gone? */
function isAt(use: Standing, left: Standing): boolean {
  const party = left.consignee
  const place = placeOf(use)
  return party === null || use.consignor === party || place === party || left.details.destinations?.some(({ id }) => id === place) === true
}

const placeOf = ({ bizLocation, readPoint }: Standing): string | null => bizLocation ?? readPoint

/** A receipt elsewhere, or being taken out of something, at a time between the two that is not ruled out: by its own name or unnamed. */
function mayComeBack(chart: Chart, member: string, lot: string, from: Standing, to: Standing): boolean {
  const between = ({ index, time }: Standing): boolean =>
    index !== from.index && index !== to.index && mayPrecede(from.time, time) && mayPrecede(time, to.time)
  const confirms = (event: Standing): boolean => isShipping(from) && from.consignee !== null && event.consignee === from.consignee
  const isBack = (event: Standing): boolean => isReceiving(event) && !confirms(event)
  return (
    (chart.own.get(member) ?? []).some((event) => between(event) && (isBack(event) || placementIn(event, member) === 'taken-out')) ||
    (chart.own.get(lot) ?? []).some((event) => between(event) && isBack(event))
  )
}

/** Is it told of, after that, where it could not be had it been among them? */
function isIndependent(chart: Chart, after: Standing, member: string, { event: use, lot }: Use): boolean {
  const placement = placementIn(after, member)
  if (placement === 'seen' || placement === 'taken-out' || mayComeBack(chart, member, lot, use, after)) return false
  const usedUp = partsOf(use, lot).some(({ role }) => role === 'input' || (role === 'epc' && use.action === 'DELETE'))
  if (usedUp) return !partsOf(use, lot).some(({ role }) => role === 'output')
  if (!isShipping(use) || use.consignee === null) return false
  if (placement === 'shipped' && after.consignor !== null) return after.consignor === use.consignor && after.consignor !== use.consignee
  return placeOf(use) !== null && placeOf(use) === placeOf(after)
}
