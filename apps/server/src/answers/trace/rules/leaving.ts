import type { History } from './history.ts'
import { isBefore } from './moment.ts'
import type { Standing } from './standing.ts'
import { type Stay, softenFrom } from './stays.ts'
import { isReceiving, isShipping } from './words.ts'

type EventsOf = ReadonlyMap<string, readonly Standing[]>

/**
 * What is used up, put an end to, sent or received by its own name is no longer certain to lie in its container; nobody said that it was taken out.
 */
export function outOfContainers(stay: Stay, eventsOf: EventsOf): Stay[] {
  if (stay.kind !== 'packed') return [stay]
  const goesAlone = (event: Standing): boolean =>
    (isShipping(event) || isReceiving(event)) && !event.parts.some(({ object }) => object === stay.parent)
  const gone = (eventsOf.get(stay.child) ?? []).find(
    (event) =>
      isBefore(stay.start, event.time) &&
      event.parts.some(
        ({ object, role }) =>
          object === stay.child && (role === 'input' || (role === 'epc' && (event.action === 'DELETE' || goesAlone(event)))),
      ),
  )
  return gone === undefined ? [stay] : softenFrom(stay, gone.time, gone.facts)
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
