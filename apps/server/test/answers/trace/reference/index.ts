import type { Gap, HistoryFact, Origin, PastObject, TraceAnswer, TraceQuestion, Value } from './answer.ts'
import { reachCoarsely } from './coarse.ts'
import { emptyAnswer, type Forward, walkForward } from './forward.ts'
import { readBackwardGaps, readForwardGaps, readGaps } from './gaps.ts'
import { type History, readHistory } from './history.ts'
import { allIn, kindOfUri } from './objects.ts'
import { readStanding, type Standing } from './standing.ts'

/**
 * The naive reference of `trace/1` §0–§4: the whole history in memory, read word by word, no index, no bound. README.md lists the places
 * where the text leaves a choice. Pure; the order of `facts` makes no difference.
 */
export function referenceTrace(facts: readonly HistoryFact[], question: TraceQuestion): TraceAnswer {
  const known = facts.filter(({ index }) => index < (question.asOf ?? Number.POSITIVE_INFINITY)).sort((a, b) => a.index - b.index)
  const standing = readStanding(known)
  const answer = answerFrom(standing, question)
  if (standing.voided.length === 0) return answer
  const unvoided = answerFrom(readStanding(known, true), question)
  const reached = new Set([
    ...unvoided.certain,
    ...unvoided.possible,
    ...unvoided.past.map(({ id }) => id),
    ...unvoided.carriers.certain,
    ...unvoided.carriers.possible,
  ])
  const voided = standing.voided.filter(({ fact }) => allIn(fact.event).some(({ id }) => reached.has(id)))
  return { ...answer, voided: voided.map(({ fact }) => fact.index).sort((a, b) => a - b) }
}

function answerFrom(standing: Standing, question: TraceQuestion): TraceAnswer {
  const history = readHistory(standing.happenings, question.seed)
  const seeds = question.seed.filter((id) => kindOfUri(id) !== 'class' && history.objects.get(id)?.kind !== 'class')
  const own = new Set(question.own ?? [])
  const answer = question.direction === 'forward' ? forward(history, standing, seeds, own) : backward(history, standing, seeds)
  const classes = question.seed.filter((id) => !seeds.includes(id)).map((object): Gap => ({ code: 'lot-unknown', object }))
  const unknown = seeds.filter((id) => !history.objects.has(id)).map((object): Gap => ({ code: 'origin-missing', object }))
  return { ...answer, gaps: sortSet([...answer.gaps, ...classes, ...unknown]) }
}

const keys = (map: ReadonlyMap<string, Value>, value: Value): string[] =>
  [...map]
    .filter(([, one]) => one === value)
    .map(([id]) => id)
    .sort()
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byId = <T extends { id: string }>(list: readonly T[]): T[] => [...list].sort((a, b) => byCodeUnit(a.id, b.id))

function sortSet<T>(list: readonly T[]): T[] {
  const texts = new Map(list.map((entry) => [JSON.stringify(entry), entry]))
  return [...texts].sort(([a], [b]) => byCodeUnit(a, b)).map(([, entry]) => entry)
}

function scopeOf({ values, past, carriers }: Pick<Forward, 'values' | 'past' | 'carriers'>): Set<string> {
  return new Set([...values.keys(), ...past.map(({ id }) => id), ...carriers.keys()])
}

function forward(history: History, { voided }: Standing, seeds: readonly string[], own: ReadonlySet<string>): TraceAnswer {
  const walked = walkForward(history, seeds, own)
  const { values, carriers, delivered } = walked
  return {
    ...emptyAnswer,
    certain: keys(values, 'certain'),
    possible: keys(values, 'possible'),
    past: byId(walked.past),
    excluded: byId(walked.excluded),
    carriers: { certain: keys(carriers, 'certain'), possible: keys(carriers, 'possible') },
    consignees: byId(delivered.consignees),
    atMost: sortSet(delivered.atMost),
    oneOf: byId(delivered.oneOf.filter(({ id }) => values.has(id))),
    gaps: [...readGaps(history, scopeOf(walked), voided), ...readForwardGaps(walked.scope, delivered)],
  }
}

/** §4: y is in the backward scope of x with the value that x has in the forward scope of {y}; asked for every y that could be. */
function backward(history: History, { voided }: Standing, seeds: readonly string[]): TraceAnswer {
  const values = new Map<string, Value>()
  const carriers = new Map<string, Value>()
  const past = new Map<string, PastObject>()
  const excluded = new Map<string, readonly number[]>()
  for (const { id, kind } of [...history.objects.values(), ...seeds.map((seed) => ({ id: seed, kind: kindOfUri(seed) }))]) {
    if (kind === 'class' || !seeds.some((seed) => seed === id || reachCoarsely(history, [id]).has(seed))) continue
    const walked = walkForward(history, [id], new Set())
    const isCarrier = walked.carriers.has(id)
    for (const seed of seeds) {
      const value = walked.values.get(seed) ?? (seed === id ? 'certain' : undefined)
      const ended = walked.past.find((one) => one.id === seed)
      const refuted = walked.excluded.find((one) => one.id === seed)
      if (value !== undefined) {
        const target = isCarrier ? carriers : values
        target.set(id, target.get(id) === 'certain' ? 'certain' : value)
      } else if (ended !== undefined && !isCarrier) past.set(id, { ...ended, id })
      else if (refuted !== undefined && !isCarrier) excluded.set(id, refuted.by)
    }
  }
  const notIn =
    (...maps: ReadonlyMap<string, unknown>[]) =>
    (id: string) =>
      maps.every((map) => !map.has(id))
  const ended = [...past.values()].filter(({ id }) => notIn(values)(id))
  const origins = readOrigins(history, values)
  const inScope = scopeOf({ values, past: ended, carriers })
  return {
    ...emptyAnswer,
    certain: keys(values, 'certain'),
    possible: keys(values, 'possible'),
    past: byId(ended),
    excluded: byId([...excluded].map(([id, by]) => ({ id, by })).filter(({ id }) => notIn(values, past)(id))),
    carriers: { certain: keys(carriers, 'certain'), possible: keys(carriers, 'possible') },
    origins: sortSet(origins),
    gaps: [...readGaps(history, inScope, voided), ...readBackwardGaps(history, inScope, new Set(origins.map(({ id }) => id)))],
  }
}

/** Received from a supplier with a lot or a serial. */
function readOrigins({ receipts }: History, values: ReadonlyMap<string, Value>): Origin[] {
  return receipts.flatMap(({ object, supplier }) => {
    const value = values.get(object.id)
    return value === undefined || object.kind === 'class' ? [] : [{ id: object.id, value, supplier }]
  })
}
