import { compareEvents, type History, partsOf } from '../basis/history.ts'
import { isBefore, lesser, possible } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isReceiving, isShipping } from '../basis/words.ts'
import { type Stay, softenFrom } from './stays.ts'

type EventsOf = ReadonlyMap<string, readonly Standing[]>

/**
 * What is used up, put an end to, sent or received by its own name is no longer certain to lie in its container; nobody said that it was taken out.
 */
export function outOfContainers(stay: Stay, eventsOf: EventsOf): Stay[] {
  if (stay.kind !== 'packed') return [stay]
  const goesAlone = (event: Standing): boolean => (isShipping(event) || isReceiving(event)) && partsOf(event, stay.parent).length === 0
  const gone = (eventsOf.get(stay.child) ?? []).find(
    (event) =>
      isBefore(stay.start, event.time) &&
      partsOf(event, stay.child).some(
        ({ role }) => role === 'input' || (role === 'epc' && (event.action === 'DELETE' || goesAlone(event))),
      ),
  )
  return gone === undefined ? [stay] : softenFrom(stay, gone.time, gone.facts)
}

/** That a member of a lot is told, by its own name, to go somewhere: into `into`, or away. */
export type Move = { readonly event: Standing; readonly into: string | undefined }

/** The moves of a lot's members, in order of occurrence. */
export function movesOf(members: Iterable<string>, eventsOf: EventsOf): Move[] {
  const moves = [...members].flatMap((member) => (eventsOf.get(member) ?? []).flatMap((event) => moveIn(event, member)))
  return moves.sort((left, right) => compareEvents(left.event, right.event))
}

function moveIn(event: Standing, member: string): Move[] {
  const roles = partsOf(event, member).map(({ role }) => role)
  if (roles.includes('child')) {
    const into = event.parts.find(({ role }) => role === 'parent')?.object
    return event.action === 'DELETE' ? [] : [{ event, into }]
  }
  const isAway = roles.includes('input') || (roles.includes('epc') && (event.action === 'DELETE' || isShipping(event)))
  return isAway ? [{ event, into: undefined }] : []
}

/**
 * `moves`: of its members, and of what may be; each list in order of occurrence.
 * Of a quantity whose units are not named, one may turn up elsewhere by its own name: from then on it is no longer certain that all of it, or any,
 * is still there.
 */
export function outOfQuantity(stay: Stay, moves: readonly (readonly Move[])[]): Stay[] {
  const [first] = moves
    .flatMap((some) => some.find(({ event, into }) => into !== stay.parent && !isBefore(event.time, stay.start)) ?? [])
    .sort((left, right) => compareEvents(left.event, right.event))
  if (first === undefined) return [stay]
  const { time, facts } = first.event
  return isBefore(stay.start, time) ? softenFrom(stay, time, facts) : [{ ...stay, degree: lesser(stay.degree, possible) }]
}

const placeOf = ({ bizLocation, readPoint }: Standing): string | null => bizLocation ?? readPoint

/**
 * A returnable asset that a consignee received and that is later seen elsewhere left its contents there (§2): an inference, so that they are no
 * longer certain to be in it, and nothing is excluded.
 */
export function leaveBehind(stay: Stay, eventsOf: EventsOf, objects: History['objects']): Stay[] {
  if (stay.kind !== 'packed' || objects.get(stay.parent)?.level !== 'asset') return [stay]
  const events = eventsOf.get(stay.parent) ?? []
  const received = events.find((event) => isReceiving(event) && event.consignee !== null && isBefore(stay.start, event.time))
  if (received === undefined) return [stay]
  const place = placeOf(received)
  const elsewhere = events.find((event) => isBefore(received.time, event.time) && placeOf(event) !== null && placeOf(event) !== place)
  return elsewhere === undefined ? [stay] : softenFrom(stay, elsewhere.time, elsewhere.facts)
}
