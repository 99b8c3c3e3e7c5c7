import { addOnce, addTo, addTogether, groupBy } from '../basis/collections.ts'
import type { History, ObjectKind } from '../basis/history.ts'
import { type Settled, type Standing, settle } from '../basis/standing.ts'
import { type Batch, collectBatches } from './batches.ts'
import { findContested } from './contested.ts'
import { collectDeliveries, collectReturns, type Delivery } from './deliveries.ts'
import { leaveBehind, type Move, movesOf, outOfContainers, outOfQuantity } from './leaving.ts'
import { collectMakings, type Making } from './makings.ts'
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
  /** Of these, what a member may have been made with: neither others that were made by their own names, nor what was only reworked. */
  readonly births: ReadonlyMap<string, readonly Batch[]>
  readonly reworks: ReadonlyMap<string, readonly Batch[]>
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
  /** What came back, by whom it came. */
  readonly returns: readonly Delivery[]
  /** Two things under one name: all that is said of it is possible at most (§1). */
  readonly contested: ReadonlyMap<string, readonly number[]>
}

export const kindIn = ({ objects }: Pick<Chart, 'objects'>, object: string): ObjectKind => objects.get(object)?.kind ?? 'instance'

/** A logistic unit or returnable asset; places and parties hold things as well, and are not listed as carriers. */
export const isContainer = ({ objects }: Pick<Chart, 'objects'>, object: string): boolean =>
  ['logistic-unit', 'asset'].includes(objects.get(object)?.level ?? '')

/** @param own parties and places that are ourselves: what goes there has not left. */
export const drawChart = (history: History, own: ReadonlySet<string>, asked: readonly string[] = []): Chart =>
  new Drawn(history, own, asked)

/** What not every question needs is drawn when it is first asked for. */
class Drawn implements Chart {
  readonly objects: Chart['objects']
  readonly settled: Settled
  readonly makings: readonly Making[]
  readonly makingsFrom: Chart['makingsFrom']
  readonly makingsOf: Chart['makingsOf']
  readonly staysIn: Chart['staysIn']
  readonly staysOf: Chart['staysOf']
  readonly lotsOf: Chart['lotsOf']
  readonly membersOf: Chart['membersOf']
  readonly sureLotsOf: Chart['sureLotsOf']
  readonly untold: Untold
  readonly crowded: History['crowded']
  readonly own: ReadonlyMap<string, readonly Standing[]>
  readonly #history: History
  readonly #ourselves: ReadonlySet<string>
  #makingsWanting: Chart['makingsWanting'] | undefined
  #batches: Chart['batches'] | undefined
  #births: Chart['births'] | undefined
  #reworks: Chart['reworks'] | undefined
  #deliveries: readonly Delivery[] | undefined
  #deliveriesOf: Chart['deliveriesOf'] | undefined
  #returns: readonly Delivery[] | undefined
  #contested: Chart['contested'] | undefined

  constructor(history: History, ourselves: ReadonlySet<string>, asked: readonly string[]) {
    const { objects, crowded } = history
    this.#history = history
    this.#ourselves = ourselves
    this.objects = objects
    this.crowded = crowded
    this.settled = settle(history)
    const { events } = this.settled
    this.own = byPart(events)
    this.makings = collectMakings(events, objects)
    this.makingsFrom = byLine(this.makings, 'inputs')
    this.makingsOf = byLine(this.makings, 'outputs')
    const { lotsOf, membersOf } = memberships(events)
    this.lotsOf = lotsOf
    this.membersOf = membersOf
    this.sureLotsOf = sureMemberships(events, this)
    this.untold = collectUntold({ history, asked: new Set(asked), eventsOf: this.own, lotsOf, membersOf }, this.makings)
    const stays = allStays(events, this.own, this)
    this.staysIn = listedBy(stays, ({ parent }) => parent)
    this.staysOf = listedBy(stays, ({ child }) => child)
  }

  get makingsWanting(): Chart['makingsWanting'] {
    const needs = () => this.makings.flatMap((making) => making.unstated.map((product) => ({ product, making })))
    this.#makingsWanting ??= groupBy(
      needs(),
      ({ product }) => product,
      ({ making }) => making,
    )
    return this.#makingsWanting
  }

  get batches(): Chart['batches'] {
    this.#batches ??= collectBatches(this.settled.events, this.makings, this.objects, this.lotsOf)
    return this.#batches
  }

  get births(): Chart['births'] {
    this.#births ??= batchesThat(this.batches, ({ ofItself, kind }) => !ofItself && kind !== 'apart')
    return this.#births
  }

  get reworks(): Chart['reworks'] {
    this.#reworks ??= batchesThat(this.batches, ({ ofItself, kind }) => ofItself && kind === 'made')
    return this.#reworks
  }

  get deliveries(): readonly Delivery[] {
    this.#deliveries ??= collectDeliveries(this.settled.events, this.#ourselves, this.own)
    return this.#deliveries
  }

  get deliveriesOf(): Chart['deliveriesOf'] {
    this.#deliveriesOf ??= byItem(this.deliveries)
    return this.#deliveriesOf
  }

  get returns(): readonly Delivery[] {
    this.#returns ??= collectReturns(this.settled.events, this.#ourselves)
    return this.#returns
  }

  get contested(): Chart['contested'] {
    this.#contested ??= findContested(this.#history, this.makingsOf, this.lotsOf)
    return this.#contested
  }
}

const listedBy = (stays: readonly Stay[], keyOf: (stay: Stay) => string): Map<string, Stay[]> => groupBy(stays, keyOf, (stay) => stay)

const batchesThat = (batches: Chart['batches'], isMeant: (batch: Batch) => boolean): Map<string, Batch[]> =>
  new Map([...batches].map(([lot, own]) => [lot, own.filter(isMeant)]))

function memberships(events: readonly Standing[]) {
  const lotsOf = new Map<string, Set<string>>()
  const membersOf = new Map<string, Set<string>>()
  for (const { parts } of events) {
    for (const { object, lot } of parts) {
      if (lot === null) continue
      addTo(lotsOf, object, lot)
      addTo(membersOf, lot, object)
    }
  }
  return { lotsOf, membersOf }
}

/** As `lotsOf`, by the events that nothing speaks against. */
function sureMemberships(events: readonly Standing[], { lotsOf }: Pick<Chart, 'lotsOf'>): Chart['sureLotsOf'] {
  const sure = events.filter(({ doubtful }) => !doubtful)
  return sure.length === events.length ? lotsOf : memberships(sure).lotsOf
}

/** Each event once for each object that it names, in the order of the events. */
function byPart(events: readonly Standing[]): Map<string, Standing[]> {
  const groups = new Map<string, Standing[]>()
  for (const event of events) for (const { object } of event.parts) addOnce(groups, object, event)
  return groups
}

function byLine(makings: readonly Making[], side: 'inputs' | 'outputs'): Map<string, Making[]> {
  const groups = new Map<string, Making[]>()
  for (const making of makings) for (const { object } of making[side]) addOnce(groups, object, making)
  return groups
}

function byItem(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  const groups = new Map<string, Delivery[]>()
  for (const delivery of deliveries) for (const { object } of delivery.items) addTogether(groups, object, delivery)
  return groups
}

/** By parent, the events that tell of what is put into it or taken out. */
function byParent(events: readonly Standing[]): Map<string, Standing[]> {
  const groups = new Map<string, Standing[]>()
  for (const event of events) {
    if (event.type === 'TransactionEvent') continue
    for (const { object, role } of event.parts) if (role === 'parent') addOnce(groups, object, event)
  }
  return groups
}

function allStays(
  events: readonly Standing[],
  eventsOf: ReadonlyMap<string, readonly Standing[]>,
  known: Pick<Chart, 'objects' | 'lotsOf' | 'membersOf' | 'untold'>,
): Stay[] {
  const { objects, lotsOf, membersOf, untold } = known
  const told: Stay[] = []
  const putting = byParent(events)
  for (const parent of eventsOf.keys()) {
    const own = putting.get(parent)
    if (own !== undefined) for (const stay of collectStays(parent, own, objects, { lotsOf, mayBeOf: untold.mayBeOf })) told.push(stay)
  }
  const byChild = groupBy(
    told,
    ({ child }) => child,
    (stay) => stay,
  )
  const untoldMoves = new Map<ReadonlySet<string>, readonly Move[]>()
  const found: Stay[] = []
  for (const [child, stays] of byChild) {
    const kind = objects.get(child)?.kind
    let moved: readonly Stay[] = stays
    if (kind === 'lot' || kind === 'class') {
      const perhaps = untoldOf(known, child)
      const others = untoldMoves.get(perhaps) ?? movesOf(perhaps, eventsOf)
      untoldMoves.set(perhaps, others)
      const moves = kind === 'lot' ? [movesOf(membersOf.get(child) ?? [], eventsOf), others] : []
      moved = stays.flatMap((stay) => outOfQuantity(stay, moves))
    } else moved = endByNext(stays)
    for (const stay of moved) {
      for (const left of leaveBehind(stay, eventsOf, objects)) for (const rest of outOfContainers(left, eventsOf)) found.push(rest)
    }
  }
  return found
}
