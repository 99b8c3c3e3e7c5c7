import { type Batch, collectBatches } from './batches.ts'
import { addTo, groupBy } from './collections.ts'
import { findContested } from './contested.ts'
import { collectDeliveries, type Delivery } from './deliveries.ts'
import type { History, ObjectKind } from './history.ts'
import { leaveBehind, type Move, movesOf, outOfContainers, outOfQuantity } from './leaving.ts'
import { collectMakings, type Making, unstatedNeeds } from './makings.ts'
import { type Settled, type Standing, settle } from './standing.ts'
import { collectStays, endByNext, type Stay } from './stays.ts'
import { collectUntold, type Untold, untoldOf } from './untold.ts'

/**
 * The history as the rules read it: what was made of what, what was in what, what went where. Nothing in it depends on a question, but that what is
 * asked about is taken to exist.
 */
export type Chart = {
  readonly objects: History['objects']
  readonly settled: Settled
  readonly makings: readonly Making[]
  readonly makingsFrom: ReadonlyMap<string, readonly Making[]>
  readonly makingsOf: ReadonlyMap<string, readonly Making[]>
  /** By product: makings whose recipe needs it, and none of whose inputs is told to be it. */
  readonly makingsWanting: ReadonlyMap<string, readonly Making[]>
  readonly staysIn: ReadonlyMap<string, readonly Stay[]>
  readonly staysOf: ReadonlyMap<string, readonly Stay[]>
  readonly batches: ReadonlyMap<string, readonly Batch[]>
  readonly lotsOf: ReadonlyMap<string, ReadonlySet<string>>
  readonly membersOf: ReadonlyMap<string, ReadonlySet<string>>
  /** Memberships that a fact states of which nobody says that it did not happen so. */
  readonly sureLotsOf: ReadonlyMap<string, ReadonlySet<string>>
  readonly untold: Untold
  readonly crowded: History['crowded']
  /** Events that name the object itself, in order of occurrence. */
  readonly own: ReadonlyMap<string, readonly Standing[]>
  readonly deliveries: readonly Delivery[]
  readonly deliveriesOf: ReadonlyMap<string, readonly Delivery[]>
  /** Two things under one name: all that is said of it is possible at most (§1). */
  readonly contested: ReadonlyMap<string, readonly number[]>
}

export const kindIn = ({ objects }: Pick<Chart, 'objects'>, object: string): ObjectKind => objects.get(object)?.kind ?? 'instance'

/** A logistic unit or returnable asset; places and parties hold things as well, and are not listed as carriers. */
export const isContainer = ({ objects }: Pick<Chart, 'objects'>, object: string): boolean =>
  ['logistic-unit', 'asset'].includes(objects.get(object)?.level ?? '')

/** @param own parties and places that are ourselves: what goes there has not left. */
export function drawChart(history: History, own: ReadonlySet<string>, asked: readonly string[] = []): Chart {
  const { objects } = history
  const settled = settle(history)
  const { events } = settled
  const eventsOf = groupBy(
    events.flatMap((event) => [...new Set(event.parts.map(({ object }) => object))].map((object) => ({ object, event }))),
    ({ object }) => object,
    ({ event }) => event,
  )
  const makings = collectMakings(events, objects)
  const { lotsOf, membersOf, sureLotsOf } = memberships(events)
  const untold = collectUntold({ history, asked: new Set(asked), eventsOf, lotsOf, membersOf }, makings)
  const stays = allStays(eventsOf, { objects, lotsOf, membersOf, untold })
  const deliveries = collectDeliveries(events, own)
  const makingsOf = byLine(makings, 'outputs')
  return {
    objects,
    settled,
    makings,
    makingsFrom: byLine(makings, 'inputs'),
    makingsOf,
    makingsWanting: groupBy(
      makings.flatMap((making) => unstatedNeeds(making, objects).map((product) => ({ product, making }))),
      ({ product }) => product,
      ({ making }) => making,
    ),
    staysIn: groupBy(
      stays,
      ({ parent }) => parent,
      (stay) => stay,
    ),
    staysOf: groupBy(
      stays,
      ({ child }) => child,
      (stay) => stay,
    ),
    batches: collectBatches(events, makings, objects, lotsOf),
    lotsOf,
    membersOf,
    sureLotsOf,
    untold,
    crowded: history.crowded,
    own: eventsOf,
    deliveries,
    deliveriesOf: groupBy(
      deliveries.flatMap((delivery) => delivery.items.map(({ object }) => ({ object, delivery }))),
      ({ object }) => object,
      ({ delivery }) => delivery,
    ),
    contested: findContested(history, makingsOf, lotsOf),
  }
}

function memberships(events: readonly Standing[]) {
  const lotsOf = new Map<string, Set<string>>()
  const membersOf = new Map<string, Set<string>>()
  const sureLotsOf = new Map<string, Set<string>>()
  for (const { parts, doubtful } of events) {
    for (const { object, lot } of parts) {
      if (lot === null) continue
      if (!doubtful) addTo(sureLotsOf, object, lot)
      addTo(lotsOf, object, lot)
      addTo(membersOf, lot, object)
    }
  }
  return { lotsOf, membersOf, sureLotsOf }
}

function byLine(makings: readonly Making[], side: 'inputs' | 'outputs'): Map<string, Making[]> {
  return groupBy(
    makings.flatMap((making) => [...new Set(making[side].map(({ object }) => object))].map((object) => ({ object, making }))),
    ({ object }) => object,
    ({ making }) => making,
  )
}

function allStays(
  eventsOf: ReadonlyMap<string, readonly Standing[]>,
  known: Pick<Chart, 'objects' | 'lotsOf' | 'membersOf' | 'untold'>,
): Stay[] {
  const { objects, lotsOf, membersOf, untold } = known
  const told: Stay[] = []
  for (const [parent, events] of eventsOf) {
    const putting = events.filter(
      ({ type, parts }) => type !== 'TransactionEvent' && parts.some(({ role, object }) => role === 'parent' && object === parent),
    )
    if (putting.length > 0) told.push(...collectStays(parent, putting, objects, { lotsOf, mayBeOf: untold.mayBeOf }))
  }
  const byChild = groupBy(
    told,
    ({ child }) => child,
    (stay) => stay,
  )
  const untoldMoves = new Map<ReadonlySet<string>, readonly Move[]>()
  return [...byChild].flatMap(([child, stays]) => {
    const kind = objects.get(child)?.kind
    const perhaps = untoldOf(known, child)
    const others = untoldMoves.get(perhaps) ?? movesOf(perhaps, eventsOf)
    untoldMoves.set(perhaps, others)
    const moves = kind === 'lot' ? [movesOf(membersOf.get(child) ?? [], eventsOf), others] : []
    const moved = kind === 'lot' || kind === 'class' ? stays.flatMap((stay) => outOfQuantity(stay, moves)) : endByNext(stays)
    return moved.flatMap((stay) => leaveBehind(stay, eventsOf, objects)).flatMap((stay) => outOfContainers(stay, eventsOf))
  })
}
