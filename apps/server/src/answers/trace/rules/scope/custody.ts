import { groupBy } from '../basis/collections.ts'
import {
  certain,
  type Degree,
  degreeAt,
  greater,
  isBefore,
  lesser,
  type Moment,
  mayPrecede,
  never,
  none,
  possible,
  type Span,
  within,
} from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isReceiving, isShipping } from '../basis/words.ts'
import { kindIn } from '../chart/chart.ts'
import { everIn } from '../chart/coarse.ts'
import type { Delivery } from '../chart/deliveries.ts'
import type { Stay } from '../chart/stays.ts'
import { type Content, contentDegree, contentsAt } from './atoms.ts'
import type { Scope } from './scope.ts'

/** One thing, or quantity of a lot, that a party got. */
export type Got = {
  readonly delivery: Delivery
  readonly object: string
  /** Of a lot: how much; null: not told, or an instance. */
  readonly quantity: string | null
  /** How far it was in scope there. */
  readonly degree: Degree
  /** It was, and no longer is. */
  readonly past: boolean
  /** Members in scope that may be among a quantity of which nothing else is in scope. */
  readonly members: readonly string[]
}

/** What each party got, with what lay in the containers; and, with degree none, what lay in them at other times only. */
export function gotBy(scope: Scope): Got[] {
  const { chart } = scope
  const all: Got[] = []
  for (const delivery of chart.deliveries) {
    const places = placesOf(delivery.event, delivery.consignee)
    for (const { object, quantity } of delivery.items) {
      const there = { places, item: object }
      all.push(judge(scope, delivery, { object, degree: certain, put: delivery.event, quantity, facts: [] }, there))
      if (kindIn(chart, object) !== 'carrier') continue
      const inside = contentsAt(chart, object, delivery.event.time)
      for (const content of inside) all.push(judge(scope, delivery, content, there))
      const present = new Set(inside.map((content) => content.object))
      for (const content of everIn(chart, object)) {
        if (!present.has(content)) all.push({ delivery, object: content, quantity: null, degree: none, past: false, members: noMembers })
      }
    }
  }
  return [...all, ...gotUntold(scope, all)]
}

/** What a party gave back, and no delivery to it tells of: it had it all the same, as it was when it came back at the latest. */
function gotUntold(scope: Scope, told: readonly Got[]): Got[] {
  const { chart } = scope
  const partiesOf = groupBy(
    told,
    ({ object }) => object,
    ({ delivery }) => delivery,
  )
  return chart.returns.flatMap((delivery) =>
    delivery.items.flatMap(({ object, quantity }): Got[] => {
      const alike = [object, ...(chart.lotsOf.get(object) ?? []), ...(chart.membersOf.get(object) ?? [])]
      const isTold = ({ consignee, event }: Delivery): boolean =>
        consignee === delivery.consignee && mayPrecede(event.time, delivery.event.time)
      if (alike.some((one) => partiesOf.get(one)?.some(isTold) === true)) return []
      if (kindIn(chart, object) === 'lot')
        return [judge(scope, delivery, { object, degree: certain, put: delivery.event, quantity, facts: [] }, nowhere)]
      return [{ delivery, object, quantity, members: noMembers, ...untilReturn(scope, object, delivery) }]
    }),
  )
}

const nowhere: There = { places: new Set(), item: '' }

/** What reached a named thing before it came back, it may have had there. */
function untilReturn(scope: Scope, object: string, { event, doubtful }: Delivery): { readonly degree: Degree; readonly past: boolean } {
  const spans = scope.reached.spansOf(object).filter(({ start }) => mayPrecede(start, event.time))
  const then = degreeAt(spans, event.time)
  const degree = then > none ? then : spans.length > 0 ? possible : none
  const isPast = spans.length > 0 && spans.every(({ end }) => end.to < Number.POSITIVE_INFINITY)
  return { degree: lesser(degree, doubtful || scope.chart.contested.has(object) ? possible : certain), past: isPast }
}

const noMembers: readonly string[] = []

/** The places of who got it, and what was delivered: itself, or what it lay in. */
type There = { readonly places: ReadonlySet<string>; readonly item: string }

function judge(scope: Scope, delivery: Delivery, content: Content, there: There): Got {
  const { object, quantity, put } = content
  const cap = (degree: Degree): Degree => lesser(lesser(degree, content.degree), delivery.doubtful ? possible : certain)
  const got = (degree: Degree, past = false, members = noMembers): Got => ({
    delivery,
    object,
    quantity,
    degree: cap(degree),
    past: past && degree > none,
    members,
  })
  const kind = kindIn(scope.chart, object)
  if (kind === 'class') return got(scope.productAt(object, delivery.event.time))
  if (kind !== 'lot') return got(...custodyDegree(scope, object, delivery, there.places))
  const event = put ?? delivery.event
  const own = greater(scope.lotAt(object, event.time, undefined, delivery.event), metDegree(scope, delivery, content, there))
  if (own > none) return got(put === undefined ? lesser(own, possible) : own)
  const sent = new Set(scope.membersIn(object, delivery.event))
  const members = scope.membersIn(object, event).filter((member) => sent.has(member))
  return got(members.length > 0 ? possible : none, false, members)
}

/** How far what a party got of a lot was met by a condition: until it came there, or while it was there. */
function metDegree(scope: Scope, { event, consignee }: Delivery, { object, put }: Content, { places, item }: There): Degree {
  const met = scope.exposures.portionsOf(object, put)
  if (met.length === 0) return none
  const until = leftAt(scope, item, event, consignee, places)
  const degree = met.reduce<Degree>((best, { time, degree: own }) => {
    if (time === event.time || isBefore(time, event.time)) return greater(best, own)
    if (!mayPrecede(time, until)) return best
    return greater(best, isBefore(time, until) && scope.exposures.isUnder(time, event) ? own : possible)
  }, none)
  return scope.chart.contested.has(object) ? lesser(degree, possible) : degree
}

/** When it is told of elsewhere. */
function leftAt(scope: Scope, object: string, event: Standing, consignee: string, places: ReadonlySet<string>): Moment {
  const own = scope.chart.own.get(object) ?? []
  return own.find((other) => isBefore(event.time, other.time) && isElsewhere(other, consignee, places))?.time ?? never
}

/** A named thing at a party: as it was when it came there, and what happened to it until it is told of elsewhere. */
function custodyDegree(
  scope: Scope,
  object: string,
  { event, consignee }: Delivery,
  places: ReadonlySet<string>,
): readonly [Degree, boolean] {
  const spans = scope.reached.spansOf(object)
  if (spans.length === 0) return unreached
  const own = scope.chart.own.get(object) ?? []
  const until = leftAt(scope, object, event, consignee, places)
  let [lasting, ended]: [Degree, Degree] = [none, none]
  for (const span of spans) {
    const degree =
      scope.exposures.isUnder(span.start, event) && isBefore(event.time, span.start) && isBefore(span.start, until)
        ? span.degree
        : duringCustody(span, event.time, until, own, places)
    if (span.end.to === Number.POSITIVE_INFINITY) lasting = greater(lasting, degree)
    else ended = greater(ended, degree)
  }
  const cap = scope.chart.contested.has(object) && !scope.reached.seeds.has(object) ? possible : certain
  return lasting > none ? [lesser(lasting, cap), false] : [lesser(ended, cap), true]
}

const unreached = [none, false] as const

function duringCustody(span: Span, came: Moment, until: Moment, own: readonly Standing[], places: ReadonlySet<string>): Degree {
  const then = degreeAt([span], came)
  if (then === certain) return certain
  if (!mayPrecede(came, span.end) || !mayPrecede(span.start, until)) return then
  const there = own.some((event) => event.time === span.start && places.has(event.bizLocation ?? event.readPoint ?? ''))
  return there && span.degree === certain && isBefore(came, span.start) ? certain : possible
}

const placesOf = ({ details }: Standing, consignee: string): Set<string> =>
  new Set([consignee, ...(details.destinations ?? []).map(({ id }) => id)])

function isElsewhere(event: Standing, consignee: string, places: ReadonlySet<string>): boolean {
  if (isShipping(event) || isReceiving(event)) return event.consignee !== null && event.consignee !== consignee
  const place = event.bizLocation ?? event.readPoint
  return place !== null && !places.has(place)
}

/** When something in scope lay in each container (packed only), and how far. */
export function carrierDegrees(scope: Scope): Map<string, Degree> {
  const spans = new Map<string, Span[]>()
  const waiting = new Set<string>()
  const put = (parent: string, span: Span | undefined): void => {
    if (span === undefined || span.degree === none) return
    const known = spans.get(parent) ?? []
    if (known.some((other) => other.degree >= span.degree && covers(other, span))) return
    spans.set(parent, [...known, span])
    waiting.add(parent)
  }
  for (const stays of scope.chart.staysIn.values())
    for (const stay of stays) if (stay.kind === 'packed') for (const span of stayed(scope, stay)) put(stay.parent, span)
  for (const carrier of waiting) {
    waiting.delete(carrier)
    for (const { kind, parent, start, end, degree } of scope.chart.staysOf.get(carrier) ?? []) {
      if (kind === 'packed') for (const span of spans.get(carrier) ?? []) put(parent, within(span, start, end, degree))
    }
  }
  return new Map([...spans].map(([carrier, list]) => [carrier, list.reduce<Degree>((best, { degree }) => greater(best, degree), none)]))
}

const covers = (wide: Span, narrow: Span): boolean =>
  wide.start.from <= narrow.start.from &&
  wide.end.to >= narrow.end.to &&
  wide.start.to <= narrow.start.to &&
  wide.end.from >= narrow.end.from

function stayed(scope: Scope, { child, opened, start, end, degree }: Stay): Span[] {
  const kind = kindIn(scope.chart, child)
  if (kind === 'lot' || kind === 'class') {
    const part = opened === undefined ? none : contentDegree(scope.chart, child, opened, start, scope)
    return [{ start, end, degree: lesser(part, degree) }]
  }
  return scope.reached.spansOf(child).flatMap((span) => within(span, start, end, degree) ?? [])
}
