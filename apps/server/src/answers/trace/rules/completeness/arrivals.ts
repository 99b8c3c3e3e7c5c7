import type { Gap } from '../basis/answer.ts'
import { groupBy } from '../basis/collections.ts'
import type { History } from '../basis/history.ts'
import { isBefore, mayPrecede } from '../basis/moment.ts'
import { add, compare, parseDecimal, zero } from '../basis/quantity.ts'
import { type Standing, settle } from '../basis/standing.ts'
import { isForProcessing, isReceiving, isShipping, isVoidShipping } from '../basis/words.ts'

/** One thing, or quantity of a lot, that left for a party, and of which no fact may yet tell that it came. */
type Sent = {
  readonly event: Standing
  readonly consignee: string
  readonly object: string
  readonly quantity: string | null
  readonly uom: string | null
}

/** What the papers of a delivery are: despatch advice, bill of lading, receiving advice (CBV 2.0 §7.3). */
const delivering = ['desadv', 'bol', 'recadv'].map((word) => `https://ref.gs1.org/cbv/BTT-${word}`)

/** Everybody to whom something of the answer was sent: whether they report receipts decides about `missingArrivals`. */
export function receiversOf(history: History, named: ReadonlySet<string>): string[] {
  return [...new Set(sentIn(settle(history).events, named).map(({ consignee }) => consignee))]
}

/**
 * What was shipped, and no fact tells that it came (§7). Judged of ourselves, and of parties that report receipts: where nobody ever tells a receipt,
 * none is missing. No promised time is told by events: what was declared of the source of the shipment counts; else an arrival is missing from the
 * shipment on, as long as none is known.
 * @param named objects and containers of the answer
 * @param reporters parties that are known to report receipts
 * @param when as known when; by source, within how many milliseconds what it tells as sent is to be told as arrived
 */
export function missingArrivals(
  history: History,
  named: ReadonlySet<string>,
  reporters: ReadonlySet<string>,
  { momentMs, within }: { readonly momentMs: number | null; readonly within: ReadonlyMap<string, number> },
): Gap[] {
  const { events } = settle(history)
  const sent = sentIn(events, named).filter(({ event, consignee }) => reporters.has(consignee) && event.time.from <= (momentMs ?? 0))
  const packings = packingsIn(events)
  const arrivals = arrivalsOf(events)
  const known = new Map<Standing, readonly Standing[]>()
  const candidatesFor = (one: Sent): readonly Standing[] => {
    const candidates = known.get(one.event) ?? candidatesOf(one, arrivals)
    known.set(one.event, candidates)
    return candidates
  }
  const [there, missing]: [Sent[], Sent[]] = [[], []]
  for (const one of sent) (isThere(one, candidatesFor(one), packings) ? there : missing).push(one)
  const short = shortfalls(there, candidatesFor)
  return [...missing, ...short].flatMap(({ event, object, consignee }): Gap[] => {
    const withinMs = within.get(event.source) ?? 0
    const dueMs = event.time.to + withinMs
    if (withinMs > 0 && dueMs >= (momentMs ?? 0)) return []
    return [{ code: 'arrival-missing', object, event: event.index, consignee, since: new Date(dueMs).toISOString() }]
  })
}

function sentIn(events: readonly Standing[], named: ReadonlySet<string>): Sent[] {
  const voids = events.filter(isVoidShipping)
  return events.flatMap((event) => {
    const { consignee } = event
    if (consignee === null || !isShipping(event) || isForProcessing(event)) return []
    return event.parts
      .filter(({ object, role }) => role === 'epc' && named.has(object))
      .filter(({ object }) => !voids.some((other) => isTakenBack(event, other, object)))
      .map(({ object, quantity, uom }): Sent => ({ event, consignee, object, quantity, uom }))
  })
}

const isTakenBack = (shipped: Standing, other: Standing, object: string): boolean =>
  mayPrecede(shipped.time, other.time) &&
  (other.consignee === null || other.consignee === shipped.consignee) &&
  other.parts.some((part) => part.object === object)

/** By place and by party: what is told to have happened there. */
function arrivalsOf(events: readonly Standing[]): ReadonlyMap<string, readonly Standing[]> {
  const at = events.flatMap((event) => {
    const party = isReceiving(event) ? event.consignee : null
    const place = isShipping(event) ? null : (event.bizLocation ?? event.readPoint)
    return [party, place].filter((one) => one !== null).map((one) => ({ one, event }))
  })
  return groupBy(
    at,
    ({ one }) => one,
    ({ event }) => event,
  )
}

/** What is told of who lies in whom: by either, the events in order of occurrence. */
type Packing = { readonly other: string; readonly event: Standing; readonly isOut: boolean }
type Packings = { readonly around: ReadonlyMap<string, readonly Packing[]>; readonly inside: ReadonlyMap<string, readonly Packing[]> }

function packingsIn(events: readonly Standing[]): Packings {
  const pairs = events.flatMap((event) => {
    const parent = event.parts.find(({ role }) => role === 'parent')?.object
    const children = event.parts.filter(({ role }) => role === 'child').map(({ object }) => object)
    return parent === undefined ? [] : children.map((child) => ({ parent, child, event, isOut: event.action === 'DELETE' }))
  })
  return {
    around: groupBy(
      pairs,
      ({ child }) => child,
      ({ parent: other, event, isOut }) => ({ other, event, isOut }),
    ),
    inside: groupBy(
      pairs,
      ({ parent }) => parent,
      ({ child: other, event, isOut }) => ({ other, event, isOut }),
    ),
  }
}

/** Under which names a receipt may tell of it: a box at every height that it lay in when it left, and what lay in it. */
function namesThen({ object, event }: Sent, { around, inside }: Packings): Set<string> {
  const names = new Set([object])
  for (const packings of [around, inside]) {
    const own = new Set([object])
    for (const name of own) {
      const last = new Map<string, boolean>()
      for (const one of packings.get(name) ?? []) if (mayPrecede(one.event.time, event.time)) last.set(one.other, one.isOut)
      for (const [other, isOut] of last) if (!isOut) own.add(other)
    }
    for (const name of own) names.add(name)
  }
  return names
}

function candidatesOf({ event, consignee }: Sent, arrivals: ReadonlyMap<string, readonly Standing[]>): Standing[] {
  const places = [consignee, ...(event.details.destinations ?? []).map(({ id }) => id)]
  const there = new Set(places.flatMap((place) => arrivals.get(place) ?? []))
  return [...there].filter((other) => other !== event && !isBefore(other.time, event.time) && !isOther(event, other))
}

/** Both name papers of a delivery, and none is the same. */
function isOther(shipped: Standing, came: Standing): boolean {
  const papers = ({ details }: Standing): string[] =>
    (details.transactions ?? []).flatMap(({ type, id }) => (type !== null && delivering.includes(type) ? [id] : []))
  const [left, right] = [papers(shipped), papers(came)]
  return left.length > 0 && right.length > 0 && !left.some((id) => right.includes(id))
}

function isThere(one: Sent, candidates: readonly Standing[], packings: Packings): boolean {
  if (candidates.length === 0) return false
  const names = namesThen(one, packings)
  return candidates.some(({ parts }) => parts.some(({ object, lot }) => names.has(object) || lot === one.object))
}

/** Of one lot at one party, more was sent than came: the last shipments are those that are not there. Quantities that cannot be compared say nothing. */
function shortfalls(sent: readonly Sent[], candidatesFor: (one: Sent) => readonly Standing[]): Sent[] {
  const counted = sent.filter(({ quantity }) => quantity !== null)
  const byLot = groupBy(
    counted,
    ({ object, consignee, uom }) => JSON.stringify([object, consignee, uom]),
    (one) => one,
  )
  return [...byLot.values()].flatMap((shipments) => {
    const came = new Set(shipments.flatMap((one) => candidatesFor(one).filter(isReceiving)))
    const lines = [...came].flatMap(({ parts }) => parts.filter(({ object, role }) => role === 'epc' && object === shipments[0]?.object))
    if (lines.length === 0 || lines.some(({ quantity, uom }) => quantity === null || uom !== shipments[0]?.uom)) return []
    const total = lines.reduce((sum, { quantity }) => add(sum, parseDecimal(quantity ?? '0')), zero)
    let needed = zero
    return shipments.filter(({ quantity }) => {
      needed = add(needed, parseDecimal(quantity ?? '0'))
      return compare(needed, total) > 0
    })
  })
}
