import type { NormalEvent } from '@proofline/epcis'
import type { History } from './history.ts'
import { allIn, isStep } from './objects.ts'
import type { Happening } from './standing.ts'
import { surelyBefore } from './time.ts'

/**
 * Whether an unnamed quantity of its lot, in `by`, may hold this member: unless a fact places it elsewhere (§3, unnamed quantities).
 * Named in the same event it is not among the unnamed. Gone before: its last word before was its own leaving. Still here after: the
 * same source names it later as something that is with us, and nothing of its lot came back in between. Weak facts place nothing.
 */
export function canBeAmong(history: History, member: string, lot: string, by: Happening): boolean {
  const own = history.mentions.get(member) ?? []
  if (own.includes(by)) return false
  const strong = own.filter(({ weak }) => !weak)
  const before = strong.filter((one) => surelyBefore(one.time, by.time))
  const after = strong.filter((one) => surelyBefore(by.time, one.time))
  const leaving = before.find((gone) => takesAway(gone.event, member) && !mayReturn(history, own, { member, lot, gone, by }))
  if (leaving !== undefined) return false
  if (after.some(({ event }) => isMade(event, member))) return false
  if (by.event.outputQuantities.some(({ epcClass }) => epcClass.uri === lot)) return true
  return !after.some((later) => isStillHere(later, member, by) && !mayHaveCome(history, member, lot, by, later))
}

const names = (event: NormalEvent, id: string): boolean => allIn(event).some((named) => named.id === id)

const isMade = (event: NormalEvent, id: string): boolean =>
  event.outputs.some(({ uri }) => uri === id) && !event.inputs.some(({ uri }) => uri === id)

/** Shipped, used up, destroyed, or put into something by its own name. */
function takesAway(event: NormalEvent, id: string): boolean {
  if (event.type === 'TransformationEvent')
    return event.inputs.some(({ uri }) => uri === id) && !event.outputs.some(({ uri }) => uri === id)
  if (isStep(event, 'shipping', 'consigning', 'destroying', 'decommissioning', 'dispensing')) return names(event, id)
  return event.type === 'AssociationEvent' && event.action === 'ADD' && event.children.some(({ uri }) => uri === id)
}

type Absence = { readonly member: string; readonly lot: string; readonly gone: Happening; readonly by: Happening }

/** A later word of its own, or a receipt of its lot, may be its return. */
function mayReturn(history: History, own: readonly Happening[], { lot, gone, by }: Absence): boolean {
  const between = (one: Happening): boolean => one !== gone && !surelyBefore(one.time, gone.time) && !surelyBefore(by.time, one.time)
  return own.some(between) || history.happenings.some((one) => between(one) && names(one.event, lot) && comesIn(one.event))
}

const comesIn = (event: NormalEvent): boolean =>
  isStep(event, 'receiving', 'accepting', 'void_shipping', 'arriving', 'unpacking') || event.action === 'DELETE'

/**
 * Used up, or put into a unit, it could not have been shipped, used or put elsewhere by its own name, whoever tells of that. Shipped it could
 * not have been, where who told of the shipment tells later of something that we did with it.
 */
function isStillHere(later: Happening, member: string, by: Happening): boolean {
  const { event } = later
  const packs = event.type === 'AggregationEvent' && event.action === 'ADD' && event.children.some(({ uri }) => uri === member)
  if (by.event.type === 'TransformationEvent' || by.event.type === 'AssociationEvent') return packs || takesAway(event, member)
  if (by.event.type === 'AggregationEvent' || !later.sources.some((source) => by.sources.includes(source))) return false
  if (event.type === 'TransformationEvent') return event.inputs.some(({ uri }) => uri === member)
  return isStep(event, 'shipping', 'consigning', 'packing', 'picking', 'stocking', 'storing', 'cycle_counting', 'stock_taking')
}

function mayHaveCome(history: History, member: string, lot: string, by: Happening, later: Happening): boolean {
  return history.happenings.some(
    (one) =>
      one !== later &&
      one !== by &&
      !surelyBefore(one.time, by.time) &&
      !surelyBefore(later.time, one.time) &&
      (comesIn(one.event) || comesOut(one.event, member, lot)) &&
      (names(one.event, member) || names(one.event, lot) || one.event.type === 'AggregationEvent'),
  )
}

/** Taken apart, a thing may give back what went into it. */
const comesOut = ({ outputs, outputQuantities }: NormalEvent, member: string, lot: string): boolean =>
  outputs.some(({ uri }) => uri === member) || outputQuantities.some(({ epcClass }) => epcClass.uri === lot)
