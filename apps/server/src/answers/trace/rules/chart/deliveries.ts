import type { Part } from '../basis/history.ts'
import { isBefore, mayPrecede } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isForProcessing, isReceiving, isReturned, isShipping, isVoidShipping } from '../basis/words.ts'

/** Something went, or came, to a party that is not ourselves. */
export type Delivery = {
  readonly event: Standing
  readonly consignee: string
  readonly items: readonly Part[]
  /** Perhaps taken back before it left, or denied. */
  readonly doubtful: boolean
}

const itemsOf = (event: Standing): Part[] => event.parts.filter(({ role }) => role === 'epc')

/**
 * Shipments to outside (§5, §6). `own`: parties and places that are ourselves. What a party says it received of things that others had before
 * is a delivery as well, whether or not its dispatch was told.
 */
export function collectDeliveries(
  events: readonly Standing[],
  own: ReadonlySet<string>,
  eventsOf: ReadonlyMap<string, readonly Standing[]>,
): Delivery[] {
  const voids = events.filter(isVoidShipping)
  const parties = partiesOf(events, own)
  const deliveries: Delivery[] = []
  for (const event of events) {
    const { consignee } = event
    const there = parties.get(event.bizLocation ?? event.readPoint ?? '')
    if (there !== undefined && !isShipping(event) && !isReceiving(event)) {
      deliveries.push({ event, consignee: there, items: thingsIn(event), doubtful: event.doubtful })
      continue
    }
    if (consignee === null || own.has(consignee) || isForProcessing(event)) continue
    if (isShipping(event)) {
      const takenBack = voids.filter((other) => mayPrecede(event.time, other.time) && isSameLoad(event, other))
      if (takenBack.some((other) => !other.doubtful && isBefore(event.time, other.time))) continue
      deliveries.push({ event, consignee, items: itemsOf(event), doubtful: event.doubtful || takenBack.length > 0 })
    } else if (isReceiving(event)) {
      const items = itemsOf(event).filter(({ object }) => firstHolder(eventsOf.get(object)?.[0]) !== consignee)
      if (items.length > 0) deliveries.push({ event, consignee, items, doubtful: event.doubtful })
    }
  }
  return deliveries
}

/**
 * What came back to us from a party; that party had it, whether or not anything tells how (a wrong lot was picked, the shipment was never told). What
 * comes from a processor was in production there.
 */
export function collectReturns(events: readonly Standing[], own: ReadonlySet<string>): Delivery[] {
  const processors = new Set(events.flatMap((event) => (isShipping(event) && isForProcessing(event) ? (event.consignee ?? []) : [])))
  return events.flatMap((event): Delivery[] => {
    const { consignor, consignee, doubtful } = event
    if (consignor === null || own.has(consignor) || processors.has(consignor)) return []
    if (!isReturned(event) || (consignee !== null && !own.has(consignee))) return []
    return [{ event, consignee: consignor, items: itemsOf(event), doubtful }]
  })
}

/** Whose place it is, as shipments tell it. */
function partiesOf(events: readonly Standing[], own: ReadonlySet<string>): Map<string, string> {
  const parties = new Map<string, string>()
  for (const event of events) {
    const { consignee, details } = event
    if (consignee === null || own.has(consignee) || !isShipping(event) || isForProcessing(event)) continue
    for (const { id } of details.destinations ?? []) if (!own.has(id)) parties.set(id, consignee)
  }
  return parties
}

/** What an event finds at a party's place, by name: that is where it is. Where a part goes that is taken out there, it does not say. */
const thingsIn = ({ action, parts }: Standing): Part[] =>
  parts.filter(({ role, quantity }) => role !== 'named' && quantity === null && !(role === 'child' && action === 'DELETE'))

/** Who had an object first, by the first event that names it: where that is who receives it, the receipt is where its story here begins. */
const firstHolder = (first: Standing | undefined): string | undefined =>
  first !== undefined && isReceiving(first) ? (first.consignee ?? undefined) : undefined

const loadOf = (event: Standing): string =>
  JSON.stringify(
    itemsOf(event)
      .map(({ object, quantity, uom }) => [object, quantity, uom].join(' '))
      .sort(),
  )

const isSameLoad = (shipped: Standing, taken: Standing): boolean =>
  (taken.consignee === null || taken.consignee === shipped.consignee) && loadOf(shipped) === loadOf(taken)
