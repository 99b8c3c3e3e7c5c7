import { compareEvents, type History, type HistoryEvent } from '../basis/history.ts'
import { certain, type Degree, mayPrecede, overlap, possible } from '../basis/moment.ts'
import { isToldWith, type Standing } from '../basis/standing.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import { lotsOfUntold } from '../chart/untold.ts'
import { birthsOf } from '../scope/births.ts'
import { placedElsewhere } from '../scope/placing.ts'
import { isCount } from './states.ts'
import type { Whereabouts } from './whereabouts.ts'

export const ways = ['own', 'container', 'lot', 'product'] as const
export type Way = (typeof ways)[number]

/** One fact that concerns a thing: by its own name, or through what it lay in, the lot that it is of, or its product alone. */
export type Mention = {
  readonly event: HistoryEvent
  readonly how: Way
  /** The container, lot or product that is told. */
  readonly through: string | null
  /** Whether it concerns the thing in every world. */
  readonly degree: Degree
  readonly isClaimed: boolean
  /** Another that counts may have happened before it or after it. */
  readonly isOrderOpen: boolean
}

type Concern = { readonly standing: Standing; readonly how: Way; readonly through: string | null; readonly degree: Degree }

/**
 * Every fact that concerns an object, in order of occurrence: each telling by itself, those of one happening too, and those that were declared
 * wrong.
 */
export function journeyOf(where: Whereabouts, history: History, object: string): Mention[] {
  const { settled } = where.chart
  const claimed = new Set(settled.claims.map(({ event }) => event))
  const told = new Map(history.events.map((event) => [event.index, event]))
  const concerns = new Map<number, Concern>()
  for (const concern of [...ownConcerns(where, object), ...carried(where, object), ...ofLots(where, object), ...ofProduct(where, object)]) {
    if (!concerns.has(concern.standing.index)) concerns.set(concern.standing.index, concern)
  }
  const open = openOrders([...concerns.values()])
  const standing = [...concerns.values()].flatMap(({ standing: { index, facts }, how, through, degree }) =>
    facts.flatMap((fact): Mention[] => {
      const event = told.get(fact)
      return event === undefined ? [] : [{ event, how, through, degree, isClaimed: claimed.has(fact), isOrderOpen: open.has(index) }]
    }),
  )
  const voided = settled.voided.flatMap((event): Mention[] => {
    const names = (one: string): boolean => event.parts.some((part) => part.object === one)
    const through = [object, ...(where.chart.lotsOf.get(object) ?? [])].find(names) ?? containerIn(where.chart, object, event)
    if (through === undefined) return []
    const how = through === object ? 'own' : names(through) && kindIn(where.chart, through) === 'lot' ? 'lot' : 'container'
    return [
      {
        event,
        how,
        through: through === object ? null : through,
        degree: possible,
        isClaimed: claimed.has(event.index),
        isOrderOpen: false,
      },
    ]
  })
  return [...standing, ...voided].sort((left, right) => compareEvents(left.event, right.event) || left.event.index - right.event.index)
}

/** In what it may have lain, directly, when something was told of that, or of what that lay in. */
function containerIn(
  chart: Pick<Chart, 'staysOf'>,
  object: string,
  event: HistoryEvent,
  seen: ReadonlySet<string> = new Set(),
): string | undefined {
  const within = new Set([...seen, object])
  const stays = (chart.staysOf.get(object) ?? []).filter(
    ({ parent, start, end }) => !within.has(parent) && mayPrecede(start, event.time) && mayPrecede(event.time, end),
  )
  const isMoved = (parent: string): boolean => event.parts.some((part) => part.object === parent && part.role !== 'parent')
  return stays.find(({ parent }) => isMoved(parent) || containerIn(chart, parent, event, within) !== undefined)?.parent
}

const ownConcerns = ({ chart, until }: Whereabouts, object: string): Concern[] =>
  (chart.own.get(object) ?? [])
    .filter(({ time }) => time.from <= until)
    .map((standing) => ({ standing, how: 'own', through: null, degree: standing.doubtful ? possible : certain }))

const carried = (where: Whereabouts, object: string): Concern[] =>
  (where.chart.staysOf.get(object) ?? []).flatMap((stay) =>
    where
      .wordsThrough(stay)
      .filter(({ part }) => part !== 'lot')
      .map(({ event, degree }): Concern => ({ standing: event, how: 'container', through: stay.parent, degree })),
  )

/** What is told of all its lot; and of quantities of it, where no fact places the thing elsewhere. */
function ofLots({ chart, until }: Whereabouts, object: string): Concern[] {
  const told = chart.lotsOf.get(object) ?? new Set<string>()
  const births = birthsOf(chart, object).flatMap(({ events }) => events)
  return [...told, ...lotsOfUntold(chart, object)].flatMap((lot) =>
    (chart.own.get(lot) ?? []).flatMap((standing): Concern[] => {
      const part = standing.parts.find((one) => one.object === lot && one.role !== 'named')
      if (part === undefined || standing.time.from > until) return []
      const isBirth = part.role === 'output' || (part.role === 'epc' && standing.action === 'ADD')
      if (isBirth && births.some((birth) => isToldWith(birth, standing))) return []
      const isWhole = part.quantity === null && part.role === 'epc' && told.has(lot)
      if (!isWhole && !isBirth && !isCount(standing) && placedElsewhere(chart, object, { event: standing, lot }) !== undefined) return []
      return [{ standing, how: 'lot', through: lot, degree: isWhole && !standing.doubtful ? certain : possible }]
    }),
  )
}

/** What is told of its product, no lot and no number said, may be told of it. */
function ofProduct({ chart, until }: Whereabouts, object: string): Concern[] {
  const product = chart.objects.get(object)?.product ?? null
  if (product === null || kindIn(chart, object) === 'class') return []
  return (chart.own.get(product) ?? [])
    .filter(
      (standing) => standing.time.from <= until && standing.parts.some(({ object: one, role }) => one === product && role !== 'named'),
    )
    .map((standing) => ({ standing, how: 'product', through: product, degree: possible }))
}

/** Those that may have happened before or after a neighbour: times overlap, and no document tells both for one time, one after the other (§1). */
function openOrders(concerns: readonly Concern[]): Set<number> {
  const open = new Set<number>()
  let latest: Standing | undefined
  for (const { standing } of [...concerns].sort((left, right) => compareEvents(left.standing, right.standing))) {
    if (latest !== undefined && overlap(latest.time, standing.time) && !isInOneDocument(latest, standing)) {
      open.add(latest.index)
      open.add(standing.index)
    }
    if (latest === undefined || latest.time.to < standing.time.to) latest = standing
  }
  return open
}

const isInOneDocument = (left: Standing, right: Standing): boolean =>
  left.document === right.document && left.time.from === right.time.from && left.time.to === right.time.to
