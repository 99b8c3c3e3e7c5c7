import type { Gap } from './basis/answer.ts'
import { byText } from './basis/collections.ts'
import type { HistoryDeclaration, HistoryEvent, Role } from './basis/history.ts'
import { type Moment, none, overlap } from './basis/moment.ts'
import { type Chart, kindIn } from './chart/chart.ts'
import type { Making } from './chart/makings.ts'
import { lotsOfUntold } from './chart/untold.ts'
import type { Got } from './scope/custody.ts'
import type { Scope } from './scope/scope.ts'

/** Roles in which an event tells where a lot comes from, or what happens to it as itself: what else was made of it concerns no backward trace. */
const originRoles: ReadonlySet<Role> = new Set<Role>(['epc', 'parent', 'output', 'named'])

/** Some objects, which need not be known before they are asked about. */
export type Members = { has(object: string): boolean }

/** What the event tells of that the direction of the question asks for. */
export const concernedBy = (chart: Pick<Chart, 'objects'>, direction: 'forward' | 'backward', event: HistoryEvent): string[] =>
  event.parts.flatMap(({ object, role }) =>
    direction === 'forward' || originRoles.has(role) || kindIn(chart, object) !== 'lot' ? [object] : [],
  )

/** Does the event tell something of the scope that the direction of the question asks for? */
export const concerns = (chart: Pick<Chart, 'objects'>, direction: 'forward' | 'backward', event: HistoryEvent, scope: Members): boolean =>
  concernedBy(chart, direction, event).some((object) => scope.has(object))

/**
 * Gaps of facts that concern a scope. `touched`: all that the question reaches, in scope or past; `before`: what it would reach had nothing been
 * voided.
 */
export function gapsOf(chart: Chart, direction: 'forward' | 'backward', touched: ReadonlySet<string>, before: Members): Gap[] {
  const { claims, uncorrected, legacy, events } = chart.settled
  const known = new Map<number, HistoryEvent>([...events, ...chart.settled.voided, ...legacy].map((event) => [event.index, event]))
  for (const event of events) for (const fact of event.facts) if (!known.has(fact)) known.set(fact, event)
  const about = (code: Gap['code'], { event, index, source }: HistoryDeclaration, scope: Members): Gap[] => {
    const told = known.get(event)
    return told !== undefined && concerns(chart, direction, told, scope) ? [{ code, event: index, source }] : []
  }
  return [
    ...claims.flatMap((claim) => about('contradiction-open', claim, touched)),
    ...uncorrected.flatMap((declaration) => about('correction-missing', declaration, before)),
    ...legacy
      .filter((event) => concerns(chart, direction, event, touched))
      .map(({ index, source }): Gap => ({ code: 'legacy-grade', event: index, source })),
    ...[...touched].filter((object) => lotsOfUntold(chart, object).size > 0).map((object): Gap => ({ code: 'lot-unknown', object })),
    ...[...touched].filter((object) => isCrowded(chart, object)).map((object): Gap => ({ code: 'lot-unknown', object })),
    ...[...chart.contested.keys()].filter((object) => touched.has(object)).map((object): Gap => ({ code: 'contradiction-open', object })),
  ]
}

const isCrowded = ({ crowded }: Chart, object: string): boolean => crowded.units.has(object) || crowded.lots.has(object)

/** A product told without its lot, where it may be some of this scope; and products that a recipe needs and nothing states (§2, §3). */
export function forwardGaps(scope: Scope, got: readonly Got[]): Gap[] {
  const { chart } = scope
  const used = chart.makings.flatMap((making) => [
    ...making.inputs
      .filter(({ object, event }) => kindIn(chart, object) === 'class' && scope.productAt(object, event.time) > none)
      .map(({ object, event }): Gap => ({ code: 'lot-unknown', object, event: event.index })),
    ...(reachesOutput(scope, making) ? unstatedIn(chart, making) : []),
  ])
  const fitted = [...chart.staysOf].flatMap(([object, stays]) =>
    kindIn(chart, object) !== 'class'
      ? []
      : stays
          .filter(({ start }) => scope.productAt(object, start) > none)
          .map(({ opened }): Gap => ({ code: 'lot-unknown', object, ...(opened === undefined ? {} : { event: opened.index }) })),
  )
  const sent = got
    .filter(({ object, degree }) => degree > none && kindIn(chart, object) === 'class')
    .map(({ object, delivery }): Gap => ({ code: 'lot-unknown', object, event: delivery.event.index, consignee: delivery.consignee }))
  return [...used, ...fitted, ...sent, ...ambiguities(scope)]
}

/** What was made without a word of something that its recipe needs: the lots, or what has none. */
export function unstatedIn(chart: Chart, making: Making): Gap[] {
  if (making.unstated.length === 0) return []
  return making.outputs.flatMap(({ object, event }) => {
    const lots = [...(chart.lotsOf.get(object) ?? [])]
    return (lots.length > 0 ? lots : [object]).map((made): Gap => ({ code: 'input-unstated', object: made, event: event.index }))
  })
}

const reachesOutput = (scope: Scope, { outputs }: Making): boolean => outputs.some(({ object }) => scope.reached.has(object))

/** A portion and a batch of its lot of which each may have come first, where it makes a difference (§1). */
function ambiguities(scope: Scope): Gap[] {
  const { chart, reached } = scope
  return [...reached.lots.keys()].flatMap((lot) => {
    const batches = chart.batches.get(lot) ?? []
    if (reached.seeds.has(lot) || new Set(batches.map((batch) => reached.batches.get(batch) ?? none)).size < 2) return []
    const births = new Set(batches.map(({ event }) => event))
    return (chart.own.get(lot) ?? [])
      .filter((event) => !births.has(event) && batches.some(({ at }) => isNear(at, event.time)))
      .map(({ index }): Gap => ({ code: 'order-ambiguous', object: lot, event: index }))
  })
}

const isNear = (at: Moment, time: Moment): boolean => Number.isFinite(at.from) && overlap(at, time)

/** One of each, in an order that does not depend on where they came from. */
export function orderGaps(gaps: readonly Gap[]): Gap[] {
  const keyOf = ({
    code,
    object = '',
    event = -1,
    source = '',
    since = '',
    consignee = '',
    place = '',
    quantity = '',
    uom = '',
  }: Gap): string => [code, object, String(event).padStart(16, '0'), source, since, consignee, place, quantity, uom].join('\u0001')
  return [...new Map(gaps.map((gap) => [keyOf(gap), gap])).entries()].sort(([left], [right]) => byText(left, right)).map(([, gap]) => gap)
}
