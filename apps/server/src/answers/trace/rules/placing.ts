import type { Chart } from './chart.ts'
import { certain, isBefore } from './moment.ts'
import type { Standing } from './standing.ts'
import { isReceiving, isShipping } from './words.ts'

/** A quantity of a lot, its members not named, that an event tells of. */
export type Use = { readonly event: Standing; readonly lot: string }

type Placement = 'shipped' | 'used-up' | 'put-in' | 'taken-out' | 'seen'

/**
 * May the member be among the units that the event tells of by quantity alone? Refused only by standing facts that place it elsewhere (§3,
 * unnamed quantities): a sounder "yes" costs precision, a wrong "no" costs a patient.
 * @returns the facts that place it elsewhere; undefined: it may be among them.
 */
export function placedElsewhere(chart: Chart, member: string, { event: use, lot }: Use): readonly number[] | undefined {
  const own = (chart.own.get(member) ?? []).filter(({ doubtful }) => !doubtful)
  const here = own.find(({ index }) => index === use.index)
  if (here !== undefined) return here.facts
  const before = own.filter((event) => isBefore(event.time, use.time) && placementIn(event, member) !== 'seen').at(-1)
  if (before !== undefined && isGone(chart, before, member, use, lot)) return before.facts
  const after = own.find((event) => isBefore(use.time, event.time) && (placementIn(event, member) !== 'seen' || isReceiving(event)))
  return after !== undefined && contradicts(chart, after, member, use, lot) ? after.facts : undefined
}

function placementIn(event: Standing, member: string): Placement {
  const roles = event.parts.filter(({ object }) => object === member).map(({ role }) => role)
  if (roles.includes('input') && !roles.includes('output')) return 'used-up'
  if (roles.includes('child')) return event.action === 'DELETE' ? 'taken-out' : 'put-in'
  if (roles.includes('epc') && event.action === 'DELETE') return 'used-up'
  return roles.includes('epc') && isShipping(event) ? 'shipped' : 'seen'
}

/** Had it left, or gone into something else, and is there no word that it may have come back? */
function isGone(chart: Chart, before: Standing, member: string, use: Standing, lot: string): boolean {
  switch (placementIn(before, member)) {
    case 'used-up':
      return true
    case 'put-in':
      return (chart.staysOf.get(member) ?? []).some(
        ({ start, end, degree }) => degree === certain && isBefore(start, use.time) && isBefore(use.time, end),
      )
    case 'shipped':
      return !isAt(use, before) && !mayReturn(chart, lot, before, use)
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

/** Some of the lot was received, unnamed, at a time between the two that is not ruled out. */
const mayReturn = (chart: Chart, lot: string, from: Standing, to: Standing): boolean =>
  (chart.own.get(lot) ?? []).some((event) => isReceiving(event) && !isBefore(event.time, from.time) && !isBefore(to.time, event.time))

/** Is it, after that, where it could not be had it been among them? */
function contradicts(chart: Chart, after: Standing, member: string, use: Standing, lot: string): boolean {
  if (mayReturn(chart, lot, use, after) || isReceiving(after)) return false
  const placement = placementIn(after, member)
  if (placement === 'taken-out') return false
  const usedUp = use.parts.some(({ object, role }) => object === lot && (role === 'input' || (role === 'epc' && use.action === 'DELETE')))
  if (usedUp) return !use.parts.some(({ object, role }) => object === lot && role === 'output')
  if (!isShipping(use) || use.consignee === null) return false
  if (placement === 'shipped' && after.consignor !== null) return after.consignor === use.consignor && after.consignor !== use.consignee
  return placeOf(use) !== null && placeOf(use) === placeOf(after)
}
