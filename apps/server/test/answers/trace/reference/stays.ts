import { childrenIn, isStep, type Named, thing } from './objects.ts'
import type { Happening } from './standing.ts'
import { intersect, type Span, surelyBefore } from './time.ts'

/** `child` in `holder`: packed in a carrier, or part of a trade item. Possibly during `may`, certainly during `must` (undefined: never certainly). */
export type Stay = {
  readonly holder: string
  readonly child: Named
  readonly began: Happening
  readonly ends: readonly Happening[]
  /** What may have ended it. */
  readonly doubts: readonly Happening[]
  readonly may: Span
  readonly must: Span | undefined
  /** Known only by its end. */
  readonly unopened: boolean
}

export type Stays = { readonly packed: readonly Stay[]; readonly parts: readonly Stay[] }

const isHolding = ({ event }: Happening): boolean =>
  (event.type === 'AggregationEvent' || event.type === 'AssociationEvent') && event.parent !== null

/** An aggregation under a trade item joins parts (kit, carton with its own UDI); under anything else it packs. Associations join parts. */
function joinsParts({ event }: Happening): boolean {
  return event.type === 'AssociationEvent' || event.parent?.level === 'instance'
}

const isComplete = ({ event }: Happening): boolean =>
  [event.disposition, ...event.persistentDisposition.set].some((word) => word === 'https://ref.gs1.org/cbv/Disp-completeness_verified')

const namesChild = (happening: Happening, id: string): boolean => childrenIn(happening.event).some((child) => child.id === id)
const holderOf = ({ event }: Happening): string => event.parent?.uri ?? ''

/** Whether a unit may be of a lot: its lot is told as this one, or not at all. */
export type MayBeOf = (unit: Named, lot: Named) => boolean

export function readStays(happenings: readonly Happening[], mayBeOf: MayBeOf): Stays {
  const holdings = happenings.filter(isHolding)
  const stays = (list: readonly Happening[]): Stay[] => [...openStays(list, happenings, mayBeOf), ...unopenedStays(list)]
  return { packed: stays(holdings.filter((one) => !joinsParts(one))), parts: stays(holdings.filter(joinsParts)) }
}

function openStays(holdings: readonly Happening[], happenings: readonly Happening[], mayBeOf: MayBeOf): Stay[] {
  return holdings
    .filter(({ event }) => event.action !== 'DELETE')
    .flatMap((began) =>
      childrenIn(began.event).map((child) => {
        const others = happenings.filter((one) => one !== began)
        const certainEnds = others.filter(
          (one) => !one.weak && surelyBefore(began.time, one.time) && ends(one, began, child, holdings, mayBeOf),
        )
        const possibleEnds = others.filter(
          (one) => !surelyBefore(one.time, began.time) && (mayEnd(one, began, child, holdings) || takesMember(one, began, child, mayBeOf)),
        )
        const lastMoment = Math.min(...certainEnds.map(({ time }) => time.to))
        return {
          holder: holderOf(began),
          child,
          began,
          ends: certainEnds.filter(({ time }) => time.to === lastMoment),
          may: { from: began.time.from, to: lastMoment },
          doubts: possibleEnds,
          must: surelyDuring(began, possibleEnds),
          unopened: false,
        }
      }),
    )
}

function surelyDuring(began: Happening, doubts: readonly Happening[]): Span | undefined {
  const firstDoubt = Math.min(...doubts.map(({ time }) => time.from - 1))
  return began.weak || firstDoubt < began.time.to ? undefined : { from: began.time.to, to: firstDoubt }
}

/** What ends the stay that `began` opened for certain. A quantity is taken out when all that was ever put in is out. */
function ends(one: Happening, began: Happening, child: Named, holdings: readonly Happening[], mayBeOf: MayBeOf): boolean {
  if (consumes(one, began) || empties(one, began, child)) return true
  if (child.kind === 'instance' || child.kind === 'carrier') {
    if (holdings.includes(one) && holderOf(one) === holderOf(began) && one.event.action === 'DELETE' && namesChild(one, child.id))
      return true
    return !joinsParts(began) && isElsewhere(one, began, child)
  }
  return leavesNothing(one, began, child, holdings) && !mayBeOfNamed(one, child, holdings, mayBeOf)
}

/** Some of a lot was taken out, and units that may be of it had been put in by their own names: perhaps it was those. */
const mayBeOfNamed = (one: Happening, lot: Named, holdings: readonly Happening[], mayBeOf: MayBeOf): boolean =>
  holdings.some(
    (put) =>
      put.event.action !== 'DELETE' &&
      holderOf(put) === holderOf(one) &&
      !surelyBefore(one.time, put.time) &&
      put.event.children.map(thing).some((unit) => unit.kind === 'instance' && mayBeOf(unit, lot)),
  )

function mayEnd(one: Happening, began: Happening, child: Named, holdings: readonly Happening[]): boolean {
  if (consumes(one, began) || empties(one, began, child)) return true
  const takesOut = holderOf(one) === holderOf(began) && one.event.action === 'DELETE' && holdings.includes(one)
  if (takesOut && namesChild(one, child.id)) return !leavesSome(began, child, holdings)
  if (takesOut && namesMemberOf(one, child)) return true
  return (child.kind === 'instance' || child.kind === 'carrier') && isElsewhere(one, began, child)
}

/** A member's own event takes one unit out of a quantity (§3): put elsewhere, used or shipped by its own name. */
function takesMember(one: Happening, began: Happening, child: Named, mayBeOf: MayBeOf): boolean {
  if (child.kind !== 'lot') return false
  const { event } = one
  const elsewhere = isHolding(one) && event.action === 'ADD' && holderOf(one) !== holderOf(began) ? event.children : []
  const shipped = isStep(event, 'shipping', 'consigning') ? event.epcs : []
  return [...elsewhere, ...event.inputs, ...shipped].map(thing).some((unit) => unit.kind === 'instance' && mayBeOf(unit, child))
}

/** A unit of the product by its own name may be one of the quantity, and a quantity may hold the unit. */
const namesMemberOf = (one: Happening, { kind, product }: Named): boolean =>
  childrenIn(one.event).some(
    (other) =>
      other.kind !== kind &&
      other.kind !== 'carrier' &&
      kind !== 'carrier' &&
      (product === null || other.product === product || other.id === product),
  )

/** A container named as an input stands for its contents, which leave it for the output; a device keeps its parts, wherever it goes. */
const consumes = ({ event }: Happening, began: Happening): boolean =>
  !joinsParts(began) && event.type === 'TransformationEvent' && event.inputs.some(({ uri }) => uri === holderOf(began))

/** DELETE without children removes all; a complete observation ends the stay of what it does not name. */
function empties(one: Happening, began: Happening, child: Named): boolean {
  if (!isHolding(one) || holderOf(one) !== holderOf(began) || joinsParts(one) !== joinsParts(began)) return false
  if (one.event.action === 'DELETE') return childrenIn(one.event).length === 0
  return one.event.action === 'OBSERVE' && isComplete(one) && !namesChild(one, child.id)
}

/** An instance is in one container: a later ADD elsewhere ends the earlier stay. */
const isElsewhere = (one: Happening, began: Happening, child: Named): boolean =>
  isHolding(one) &&
  one.event.action === 'ADD' &&
  joinsParts(one) === joinsParts(began) &&
  holderOf(one) !== holderOf(began) &&
  namesChild(one, child.id)

function leavesNothing(one: Happening, began: Happening, child: Named, holdings: readonly Happening[]): boolean {
  if (!isHolding(one) || one.event.action !== 'DELETE' || holderOf(one) !== holderOf(began) || !namesChild(one, child.id)) return false
  const same = holdings.filter((other) => holderOf(other) === holderOf(began) && namesChild(other, child.id))
  const sum = (list: readonly Happening[]): number =>
    list
      .flatMap(({ event }) => childrenIn(event).filter(({ id, uom }) => id === child.id && uom === child.uom))
      .reduce((total, { quantity }) => total + (quantity ?? Number.NaN), 0)
  const added = sum(same.filter(({ event, time }) => event.action !== 'DELETE' && !surelyBefore(one.time, time)))
  const removed = sum(
    same.filter((other) => other.event.action === 'DELETE' && !other.weak && (other === one || surelyBefore(other.time, one.time))),
  )
  return removed >= added
}

/** All that was ever taken out of there is less than what was put in here: some of it stays, whichever it was. */
function leavesSome(began: Happening, { id, kind, quantity, uom }: Named, holdings: readonly Happening[]): boolean {
  if (kind !== 'lot' || quantity === null || joinsParts(began)) return false
  const taken = holdings
    .filter((one) => one.event.action === 'DELETE' && holderOf(one) === holderOf(began))
    .flatMap(({ event }) => childrenIn(event).filter((child) => child.id === id))
  const isComparable = taken.every((child) => child.uom === uom && child.quantity !== null)
  return isComparable && taken.reduce((total, child) => total + (child.quantity ?? 0), 0) < quantity
}

/** DELETE without ADD: start unknown. */
function unopenedStays(holdings: readonly Happening[]): Stay[] {
  return holdings
    .filter(({ event }) => event.action === 'DELETE')
    .flatMap((end) =>
      childrenIn(end.event)
        .filter((child) => !holdings.some((one) => isOpening(one, end, child)))
        .map((child) => ({
          holder: holderOf(end),
          child,
          began: end,
          ends: [end],
          doubts: [end],
          may: { from: Number.NEGATIVE_INFINITY, to: end.time.to },
          must: undefined,
          unopened: true,
        })),
    )
}

const isOpening = (one: Happening, end: Happening, child: Named): boolean =>
  one.event.action !== 'DELETE' && holderOf(one) === holderOf(end) && !surelyBefore(end.time, one.time) && namesChild(one, child.id)

/** What an asset received by a consignee and later seen elsewhere left there is not read here: an inference excludes nothing. */
export type Content = { readonly named: Named; readonly sure: boolean; readonly packedAt: Span; readonly by: readonly Happening[] }

/** By its identifier, or because something was packed in it. */
export const isCarrier = ({ id, kind }: Named, packed: readonly Stay[]): boolean =>
  kind === 'carrier' || (kind === 'instance' && staysIn(packed).has(id))

const lookups = new WeakMap<readonly Stay[], Map<string, Stay[]>>()

/** Stays by their holder, looked up once for a history. */
export function staysIn(packed: readonly Stay[]): ReadonlyMap<string, readonly Stay[]> {
  const known = lookups.get(packed) ?? Map.groupBy(packed, ({ holder }) => holder)
  lookups.set(packed, known)
  return known
}

/** What a carrier holds when something happens to it, its own carriers opened; what this itself ends has not ended before it. */
export function contentsAt(carrier: string, by: Happening, packed: readonly Stay[], above: readonly string[] = []): Content[] {
  const { time } = by
  return (staysIn(packed).get(carrier) ?? [])
    .filter((stay) => intersect(stay.may, time) !== undefined && !above.includes(stay.child.id))
    .flatMap((stay): Content[] => {
      const must = stay.doubts.includes(by)
        ? surelyDuring(
            stay.began,
            stay.doubts.filter((one) => one !== by),
          )
        : stay.must
      const sure = must !== undefined && !stay.unopened && must.from < time.from && time.to <= must.to
      if (!isCarrier(stay.child, packed))
        return [{ named: stay.child, sure, packedAt: stay.unopened ? time : stay.began.time, by: [stay.began] }]
      const inside = contentsAt(stay.child.id, by, packed, [...above, carrier])
      return inside.map((content) => ({ ...content, sure: content.sure && sure, by: [...content.by, stay.began] }))
    })
}
