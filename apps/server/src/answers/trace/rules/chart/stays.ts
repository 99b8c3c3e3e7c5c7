import type { History, Part } from '../basis/history.ts'
import { always, certain, type Degree, isBefore, type Moment, never, overlap, possible } from '../basis/moment.ts'
import { add, compare, type Decimal, negate, one, parseDecimal, zero } from '../basis/quantity.ts'
import type { Standing } from '../basis/standing.ts'
import { isComplete } from '../basis/words.ts'

/** `part`: material of the parent while it lasts. `packed`: goes where the parent goes, never becomes material of it (§2). */
export type StayKind = 'part' | 'packed'

/** `child` is in `parent` from `start` until `end`. Degree 2: in every world, for the whole of that time. */
export type Stay = {
  readonly kind: StayKind
  readonly parent: string
  readonly child: string
  /** Of a lot: how much; null: not told, or an instance. */
  readonly quantity: string | null
  readonly start: Moment
  readonly end: Moment
  readonly degree: Degree
  /** The event that opened it; undefined: only its end is told. */
  readonly opened: Standing | undefined
  readonly facts: readonly number[]
  /** Facts that end it. */
  readonly endedBy: readonly number[]
}

type Open = {
  readonly kind: StayKind
  readonly parent: string
  readonly child: string
  readonly start: Moment
  readonly opened: Standing
  readonly quantity: string | null
  readonly uom: string | null
  degree: Degree
}

type Memberships = {
  readonly lotsOf: ReadonlyMap<string, ReadonlySet<string>>
  /** No fact tells the unit's lot: may it be this one? */
  readonly mayBeOf: (unit: string, lot: string) => boolean
}
type Taken = { readonly event: Standing /** undefined: everything. */; readonly child: string | undefined }

/** A trade item that others are put into is made of them (a kit, a carton with its own identity); any other parent only holds them. */
const kindOfStay = (event: Standing, parent: string, objects: History['objects']): StayKind =>
  event.type === 'AssociationEvent' || (objects.get(parent)?.kind ?? 'carrier') !== 'carrier' ? 'part' : 'packed'

/** The stays in one parent, from its events in order of occurrence. */
export function collectStays(parent: string, events: readonly Standing[], objects: History['objects'], lots: Memberships): Stay[] {
  const walk = new Walk(parent, events, objects, lots)
  for (const event of events) walk.take(event)
  return walk.finish()
}

class Walk {
  readonly #parent: string
  readonly #objects: History['objects']
  readonly #lots: Memberships
  /** What is ever put in. */
  readonly #puts: readonly { readonly child: string; readonly at: Moment }[]
  readonly #open = new Map<string, Open[]>()
  /** What was taken out of an open quantity so far. */
  readonly #out = new Map<string, Decimal>()
  /** Of these more was taken out than can be counted: in another unit; perhaps. */
  readonly #incomparable = new Set<string>()
  readonly #perhapsLess = new Set<string>()
  readonly #taken: Taken[] = []
  readonly #stays: Stay[] = []

  constructor(parent: string, events: readonly Standing[], objects: History['objects'], lots: Memberships) {
    this.#parent = parent
    this.#puts = events
      .filter(({ action }) => action !== 'DELETE')
      .flatMap(({ parts, time }) => parts.filter(({ role }) => role === 'child').map(({ object }) => ({ child: object, at: time })))
    this.#objects = objects
    this.#lots = lots
  }

  take(event: Standing): void {
    const children = event.parts.filter(({ role }) => role === 'child')
    if (event.action === 'ADD') for (const part of children) this.#add(event, part)
    else if (event.action === 'OBSERVE') {
      for (const part of children) if (!this.#open.has(part.object)) this.#add(event, part)
      if (isComplete(event)) this.#endOthers(event, new Set(children.map(({ object }) => object)))
    } else if (event.action === 'DELETE') {
      if (children.length === 0) this.#endOthers(event, new Set())
      for (const part of children) this.#remove(event, part)
    }
  }

  finish(): Stay[] {
    for (const open of this.#open.values()) for (const stay of open) this.#keep(stay, never, [])
    return this.#stays
  }

  #isInstance(object: string): boolean {
    return this.#objects.get(object)?.kind !== 'lot' && this.#objects.get(object)?.kind !== 'class'
  }

  #add(event: Standing, { object: child, quantity, uom }: Part): void {
    const open = this.#open.get(child) ?? []
    if (open.length > 0 && this.#isInstance(child)) return
    // A removal at a time that overlaps may have been of this very stay.
    const removed = this.#taken.some((taken) => this.#mayBeOf(taken.child, child) && overlap(taken.event.time, event.time))
    const degree = event.doubtful || removed ? possible : certain
    const kind = kindOfStay(event, this.#parent, this.#objects)
    open.push({ kind, parent: this.#parent, child, quantity, uom, start: event.time, degree, opened: event })
    this.#open.set(child, open)
  }

  /** May what was taken out be this: by its name, as one of its lot, or with everything? */
  #mayBeOf(taken: string | undefined, child: string): boolean {
    if (taken === undefined || taken === child) return true
    return this.#mayBeMember(child, taken) || this.#mayBeMember(taken, child)
  }

  #mayBeMember(unit: string, lot: string): boolean {
    return this.#lots.lotsOf.get(unit)?.has(lot) === true || this.#lots.mayBeOf(unit, lot)
  }

  #remove(event: Standing, { object: child, quantity, uom }: Part): void {
    this.#taken.push({ event, child })
    if (!this.#isInstance(child)) this.#softenMembers(event, child)
    const open = this.#open.get(child)
    if (open === undefined) {
      this.#removeUnseen(event, child, quantity)
      // Put in as one of a quantity, taken out by name: one less of the quantity.
      for (const lot of this.#lots.lotsOf.get(child) ?? []) {
        const portions = this.#open.get(lot)
        if (portions !== undefined) this.#takeOut(event, lot, portions, { quantity: one, uom: null })
      }
      // Of which quantity, no fact tells: perhaps of this one.
      for (const [lot, portions] of this.#open) if (this.#lots.mayBeOf(child, lot)) for (const stay of portions) this.#soften(stay, event)
    } else if (this.#isInstance(child) || quantity === null) this.#end(event, child)
    else this.#takeOut(event, child, open, { quantity: parseDecimal(quantity), uom })
  }

  /** Some of a lot was taken out, which units is not told: perhaps those that were put in by name. */
  #softenMembers(event: Standing, lot: string): void {
    for (const open of this.#open.values()) for (const stay of open) if (this.#mayBeMember(stay.child, lot)) this.#soften(stay, event)
  }

  /** Removed without having been put in: it was there, since when is not told; not later than the making (§2). */
  #removeUnseen(event: Standing, child: string, quantity: string | null): void {
    const kind = kindOfStay(event, this.#parent, this.#objects)
    const degree = kind === 'part' && !event.doubtful ? certain : possible
    this.#stays.push({
      kind,
      parent: this.#parent,
      child,
      quantity,
      start: always,
      end: event.doubtful ? never : event.time,
      degree,
      opened: undefined,
      facts: event.facts,
      endedBy: event.facts,
    })
  }

  /** Quantities of one unit add up; what is left may be of any that went in. What is more than all that was taken out is there still, in part. */
  #takeOut(event: Standing, child: string, open: readonly Open[], { quantity, uom }: { quantity: Decimal; uom: string | null }): void {
    const isComparable = open.every((stay) => stay.quantity !== null && stay.uom === uom)
    if (event.doubtful) this.#perhapsLess.add(child)
    if (!isComparable) this.#incomparable.add(child)
    if (event.doubtful || !isComparable) {
      for (const stay of open) this.#soften(stay, event)
      return
    }
    const sum = open.reduce((total, stay) => add(total, parseDecimal(stay.quantity ?? '0')), zero)
    const out = add(this.#out.get(child) ?? zero, quantity)
    this.#out.set(child, out)
    const left = add(sum, negate(out))
    if (!this.#incomparable.has(child) && compare(left, zero) <= 0 && !this.#mayBeOfNamed(event, child)) this.#end(event, child)
    else for (const stay of open) if (!this.#isMoreThan(stay, out)) this.#soften(stay, event)
  }

  /** May what was taken out have been units that were put in by their own names? */
  #mayBeOfNamed({ time }: Standing, lot: string): boolean {
    return this.#puts.some(
      ({ child, at }) => this.#mayBeMember(child, lot) && (isBefore(at, time) ? this.#open.has(child) : overlap(at, time)),
    )
  }

  /** Parts are softened all the same: what was removed from a unit refutes nothing of it any more. */
  #isMoreThan({ kind, child, quantity }: Open, out: Decimal): boolean {
    return (
      kind === 'packed' &&
      !this.#incomparable.has(child) &&
      !this.#perhapsLess.has(child) &&
      compare(parseDecimal(quantity ?? '0'), out) > 0
    )
  }

  #endOthers(event: Standing, named: ReadonlySet<string>): void {
    this.#taken.push({ event, child: undefined })
    for (const child of [...this.#open.keys()]) if (!named.has(child)) this.#end(event, child)
  }

  #end(event: Standing, child: string): void {
    const lasting: Open[] = []
    for (const open of this.#open.get(child) ?? []) {
      if (!event.doubtful && isBefore(open.start, event.time)) this.#keep(open, event.time, event.facts)
      else {
        this.#soften(open, event)
        lasting.push(open)
      }
    }
    this.#out.delete(child)
    if (lasting.length > 0) this.#open.set(child, lasting)
    else for (const known of [this.#open, this.#incomparable, this.#perhapsLess]) known.delete(child)
  }

  /** It is no longer certain from here on, and not over in every world. */
  #soften(open: Open, event: Standing): void {
    if (open.degree === certain && isBefore(open.start, event.time)) this.#keep(open, event.time, event.facts)
    open.degree = possible
  }

  #keep(open: Open, end: Moment, endedBy: readonly number[]): void {
    const { kind, parent, child, quantity, start, degree, opened } = open
    this.#stays.push({ kind, parent, child, quantity, start, end, degree, opened, facts: opened.facts, endedBy })
  }
}

/**
 * An instance is in one container at a time: being put into another ends the earlier stay (§2). Where the order of the two is not known, both
 * stand as possible. A part that turns up in a second device without a word of its removal may still be in the first.
 */
export function endByNext(stays: readonly Stay[]): readonly Stay[] {
  if (stays.length < 2) return stays
  const ordered = [...stays].sort((left, right) => left.start.from - right.start.from || left.start.to - right.start.to)
  // Up to each, by when all of them had begun: what was over by then cannot be a rival.
  const begun: number[] = []
  for (const { start } of ordered) begun.push(Math.max(start.to, begun.at(-1) ?? start.to))
  return ordered.flatMap((stay, place) => {
    let pieces: readonly Stay[] = [hasRival(ordered, begun, place) ? { ...stay, degree: possible } : stay]
    for (let next = place + 1; next < ordered.length; next++) {
      const move = ordered[next] as Stay
      if (pieces.every(({ end }) => end.from <= move.start.from)) break
      if (isMove(stay, move)) pieces = pieces.flatMap((piece) => cut(piece, move))
    }
    return pieces
  })
}

/** Does another stay begin at a time that overlaps with its beginning? */
function hasRival(ordered: readonly Stay[], begun: readonly number[], place: number): boolean {
  const stay = ordered[place] as Stay
  const isRival = (other: Stay): boolean => isMove(stay, other) && overlap(stay.start, other.start)
  for (let at = place - 1; at >= 0 && (begun[at] ?? 0) >= stay.start.from; at--) if (isRival(ordered[at] as Stay)) return true
  for (let at = place + 1; at < ordered.length; at++) {
    const other = ordered[at] as Stay
    if (other.start.from > stay.start.to) return false
    if (isRival(other)) return true
  }
  return false
}

const isAggregated = ({ opened }: Stay): boolean => opened?.type === 'AggregationEvent'

const isMove = (stay: Stay, other: Stay): boolean =>
  other !== stay &&
  other.opened !== undefined &&
  other.parent !== stay.parent &&
  ((isAggregated(stay) && isAggregated(other)) || other.kind === 'part')

function cut(stay: Stay, move: Stay): Stay[] {
  if (!isBefore(stay.start, move.start) || !isBefore(move.start, stay.end)) return [stay]
  const ended: Stay = { ...stay, end: move.start, endedBy: move.facts }
  if (move.degree === certain && isAggregated(stay) && isAggregated(move)) return [ended]
  return stay.degree === certain ? [ended, { ...stay, degree: possible }] : [stay]
}

/** From this moment on it is no longer certain that the stay lasts; its end is told by nobody. */
export function softenFrom(stay: Stay, at: Moment, facts: readonly number[]): Stay[] {
  if (stay.degree !== certain || !isBefore(stay.start, at) || !isBefore(at, stay.end)) return [stay]
  return [
    { ...stay, end: at, endedBy: facts },
    { ...stay, degree: possible },
  ]
}

export const unitOf = (quantity: string | null, isInstance: boolean): Decimal | undefined =>
  isInstance ? one : quantity === null ? undefined : parseDecimal(quantity)
