import type { ExcludedObject, PastObject, TraceAnswer, Value } from './answer.ts'
import { everIn, reachCoarsely } from './coarse.ts'
import { type Delivered, readConsignees } from './consignees.ts'
import type { History } from './history.ts'
import { allIn } from './objects.ts'
import { refutedBy } from './refutations.ts'
import { Scope } from './scope.ts'
import { isCarrier } from './stays.ts'
import { endsOpen, formatMoment, intersect, meets } from './time.ts'

export type Forward = {
  readonly scope: Scope
  readonly values: ReadonlyMap<string, Value>
  readonly past: readonly PastObject[]
  readonly excluded: readonly ExcludedObject[]
  readonly carriers: ReadonlyMap<string, Value>
  readonly delivered: Delivered
}

/** The forward scope of a seed set (§4), before it is written down. */
export function walkForward(history: History, seeds: readonly string[], own: ReadonlySet<string>): Forward {
  const scope = new Scope(history, seeds)
  const coarse = reachCoarsely(history, seeds)
  const values = new Map<string, Value>()
  const past: PastObject[] = []
  const excluded: ExcludedObject[] = []
  for (const id of new Set([...seeds, ...coarse])) {
    const kind = history.objects.get(id)?.kind ?? (scope.seeds.has(id) ? 'instance' : undefined)
    if (kind === undefined || kind === 'class' || isHolder(history, id)) continue
    const value = scope.seeds.has(id) ? 'certain' : kind === 'lot' ? lotValue(scope, id) : instanceValue(scope, id)
    if (value === 'certain' || value === 'possible') values.set(id, value)
    else if (value === undefined) excluded.push({ id, by: excludingFacts(history, id, coarse) })
    else past.push(value)
  }
  return { scope, values, past, excluded, carriers: readCarriers(scope), delivered: readConsignees(scope, coarse, own) }
}

const isHolder = (history: History, id: string): boolean => {
  const named = history.objects.get(id)
  return named !== undefined && isCarrier(named, history.stays.packed)
}

const lotValue = (scope: Scope, id: string): Value | undefined =>
  scope.lot(id, 'may') ? (scope.lot(id, 'must') ? 'certain' : 'possible') : undefined

function instanceValue(scope: Scope, id: string): Value | PastObject | undefined {
  const { may, must } = scope.instance(id)
  const [first, last] = [may.at(0), may.at(-1)]
  if (first === undefined || last === undefined) return undefined
  if (!endsOpen(may)) return { id, from: formatMoment(first.from), to: formatMoment(last.to) }
  return endsOpen(must) ? 'certain' : 'possible'
}

/** The facts that bind it to what a coarser reading reaches, and those that refute: together they show why nothing came this way. */
function excludingFacts(history: History, id: string, coarse: ReadonlySet<string>): number[] {
  const binding = history.happenings.filter(({ event }) => {
    const named = allIn(event).map((one) => one.id)
    return named.includes(id) && named.some((other) => other !== id && coarse.has(other))
  })
  const itself = history.happenings.filter(({ event }) => allIn(event).some((one) => one.id === id))
  const refuting = history.makings.flatMap((making) =>
    making.inputs.filter((input) => coarse.has(input.id)).flatMap((input) => refutedBy(history, making, input, id)),
  )
  const membership = history.memberships.filter(({ member }) => member === id).map(({ by }) => by)
  const facts = [...(binding.length > 0 ? binding : itself), ...membership].flatMap((one) => one.facts)
  return [...new Set([...facts, ...refuting])].sort((a, b) => a - b)
}

/** Carriers that something in scope lay in, while it was. */
function readCarriers(scope: Scope): Map<string, Value> {
  const { packed } = scope.history.stays
  const carriers = new Map<string, Value>()
  for (const { holder, child, may, must, began, unopened } of packed) {
    const direct = isCarrier(child, packed)
      ? [...everIn(scope.history, child.id)].map((id) => ({ id, sure: isSurelyIn(scope, child.id, id, must) }))
      : [{ id: child.id, sure: true }]
    for (const { id, sure } of direct) {
      const kind = scope.history.objects.get(id)?.kind
      const time = unopened || direct.length > 1 || child.id !== id ? may : began.time
      const reached = kind === 'instance' ? meets(scope.instance(id).may, may) : kind === 'lot' && scope.portion(id, time, began, 'may')
      if (!reached) continue
      const known =
        kind === 'instance' ? must !== undefined && meets(scope.instance(id).must, must) : scope.portion(id, time, began, 'must')
      const certain = sure && must !== undefined && known
      carriers.set(holder, certain || carriers.get(holder) === 'certain' ? 'certain' : 'possible')
    }
  }
  for (const seed of scope.seeds)
    if (isHolder(scope.history, seed) || scope.history.objects.get(seed)?.kind === 'carrier') carriers.set(seed, 'certain')
  return carriers
}

function isSurelyIn(scope: Scope, inner: string, id: string, during: { from: number; to: number } | undefined): boolean {
  if (during === undefined) return false
  return scope.history.stays.packed.some(
    ({ holder, child, must }) => holder === inner && child.id === id && must !== undefined && intersect(must, during) !== undefined,
  )
}

export const isUnit = (history: History, id: string): boolean =>
  ['instance', 'lot'].includes(history.objects.get(id)?.kind ?? '') && !isHolder(history, id)

export const emptyAnswer: TraceAnswer = {
  certain: [],
  possible: [],
  past: [],
  excluded: [],
  carriers: { certain: [], possible: [] },
  consignees: [],
  origins: [],
  atMost: [],
  oneOf: [],
  gaps: [],
  voided: [],
}
