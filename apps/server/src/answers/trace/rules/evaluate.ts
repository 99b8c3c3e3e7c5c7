import { canonicalize, isGs1 } from '@proofline/identifiers'
import { reachedBackward, traceBackward } from './backward.ts'
import type { Gap, Reason, TraceValue } from './basis/answer.ts'
import { byText } from './basis/collections.ts'
import type { History } from './basis/history.ts'
import { type Chart, drawChart } from './chart/chart.ts'
import { type Forward, reachedForward, traceForward } from './forward.ts'
import { concernedBy, concerns, forwardGaps, gapsOf, type Members, orderGaps } from './gaps.ts'
import type { Exposing } from './scope/condition.ts'
import { reasonFor } from './scope/reasons.ts'

export type Direction = 'forward' | 'backward'
export type Evaluated = {
  /** What it was read off. */
  readonly chart: Chart
  readonly value: TraceValue
  readonly gaps: readonly Gap[]
  /** Made when it is asked for: for each object that is certain, possible or past, one chain of facts. */
  reasons(): readonly Reason[]
}

/** A forward answer, with the trace that it was read off. */
export type EvaluatedForward = Evaluated & { readonly traced: Forward }

/** As `evaluate`, forward: for whoever reads more off the same trace. */
export function evaluateForward(
  history: History,
  seeds: readonly string[],
  own: ReadonlySet<string> = new Set(),
  exposing?: Exposing,
): EvaluatedForward {
  const known = withAsked(history, seeds)
  const chart = drawChart(known, own, seeds)
  const traced = traceForward(chart, seeds, exposing)
  return { ...withVoided(known, chart, forward(chart, seeds, traced), { direction: 'forward', seeds, own, exposing }), traced }
}

/**
 * The answer of `trace/1` (§0–§4) from a history in memory: a pure function. What of the history cannot be reached from the seeds makes no difference.
 * @param own parties and places that are ourselves
 * @param exposing forward: a condition and what meets it, beside the seeds
 */
export function evaluate(
  history: History,
  direction: Direction,
  seeds: readonly string[],
  own: ReadonlySet<string> = new Set(),
  exposing?: Exposing,
): Evaluated {
  if (direction === 'forward') return evaluateForward(history, seeds, own, exposing)
  const known = withAsked(history, seeds)
  const chart = drawChart(known, own, seeds)
  return withVoided(known, chart, backward(chart, seeds), { direction, seeds, own, exposing })
}

function withVoided(known: History, chart: Chart, { value, gaps, touched, reasons }: Judged, judging: Judging): Evaluated {
  const { voided, reach } = voidedIn(known, chart, judging)
  return { value: { ...value, voided }, gaps: orderGaps([...gaps, ...gapsOf(chart, judging.direction, touched, reach)]), reasons, chart }
}

/** What is asked about may exist though no fact names it: a unit may be of a lot that nobody told, and of any that somebody did. */
export function withAsked(history: History, seeds: readonly string[]): History {
  const objects = new Map(history.objects)
  const untold = new Set(history.untold)
  for (const seed of seeds) {
    const unnamed = history.objects.has(seed) ? undefined : unnamedOf(seed)
    if (unnamed === undefined) continue
    objects.set(seed, { kind: unnamed.level, ...unnamed })
    if (unnamed.level === 'instance') untold.add(seed)
  }
  return { ...history, objects, untold }
}

/** A lot or instance as its identifier tells it. */
export function unnamedOf(uri: string): { readonly level: 'lot' | 'instance'; readonly product: string } | undefined {
  const reading = canonicalize(uri)
  if (!reading.ok || !isGs1(reading.value)) return undefined
  const { level, classUri: product } = reading.value
  return product !== undefined && (level === 'lot' || level === 'instance') ? { level, product } : undefined
}

type Judged = Omit<Evaluated, 'chart'> & { readonly touched: ReadonlySet<string> }

function forward(chart: Chart, seeds: readonly string[], { scope, got, value }: Forward): Judged {
  const unknown = seeds.filter((seed) => !chart.own.has(seed)).map((object): Gap => ({ code: 'origin-missing', object }))
  const inScope = [...value.certain, ...value.possible, ...value.past.map(({ id }) => id)].sort(byText)
  return {
    value,
    gaps: [...forwardGaps(scope, got), ...unknown],
    touched: reachOf(value, seeds),
    reasons: () => inScope.map((object) => reasonFor(scope, object)),
  }
}

function backward(chart: Chart, seeds: readonly string[]): Judged {
  const { value, gaps, reasons } = traceBackward(chart, seeds)
  // A container on the way is told by what went in; what else became of it concerns nobody who asks where things come from.
  return { value, gaps, touched: reachOf({ ...value, carriers: { certain: [], possible: [] } }, seeds), reasons: () => reasons }
}

const reachOf = ({ certain, possible, past, carriers }: TraceValue, seeds: readonly string[]): Set<string> =>
  new Set([...seeds, ...certain, ...possible, ...past.map(({ id }) => id), ...carriers.certain, ...carriers.possible])

type Judging = {
  readonly direction: Direction
  readonly seeds: readonly string[]
  readonly own: ReadonlySet<string>
  readonly exposing: Exposing | undefined
}

/** The voidings that shrank the answer: voided facts that name something that it would reach had none been voided (§1). */
function voidedIn(history: History, chart: Chart, { direction, seeds, own, exposing }: Judging) {
  if (chart.settled.voided.length === 0) return { voided: [], reach: new Set<string>() }
  const named = new Set(chart.settled.voided.flatMap((event) => concernedBy(chart, direction, event)))
  const unvoided: History = {
    ...history,
    events: history.events.map((event) => ({ ...event, voidedAt: null })),
    declarations: history.declarations.filter(({ effect }) => effect === 'claims'),
    lots: new Map([...history.lots.keys()].map((lot) => [lot, true])),
  }
  const before = drawChart(unvoided, own, seeds)
  const reach: Members = direction === 'forward' ? reachedForward(before, seeds, named, exposing) : reachedBackward(before, seeds)
  const voided = chart.settled.voided.filter((event) => concerns(chart, direction, event, reach)).map(({ index }) => index)
  return { voided: voided.sort((left, right) => left - right), reach }
}
