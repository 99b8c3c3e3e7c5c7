import { lotDataIn } from '../../../../views/genealogy/index.ts'
import { addTo, sortedNumbers } from '../basis/collections.ts'
import type { History, HistoryEvent } from '../basis/history.ts'
import type { Making } from './makings.ts'

/**
 * Objects of which facts say what cannot all be true of one thing, with those facts: one lot name with two expiry dates, making dates or
 * suppliers; an instance made twice, or in two lots (§1).
 */
export function findContested(
  history: History,
  makingsOf: ReadonlyMap<string, readonly Making[]>,
  lotsOf: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, number[]> {
  const contested = new Map<string, number[]>()
  const standing = history.events.filter(({ voidedAt }) => voidedAt === null)
  for (const [lot, facts] of lotClaims(standing, history.objects, lotsOf)) contested.set(lot, facts)
  for (const [object, makings] of makingsOf) {
    if (history.objects.get(object)?.kind !== 'instance') continue
    const births = makings.filter(({ inputs }) => !inputs.some((line) => line.object === object))
    if (births.length > 1) contested.set(object, sortedNumbers(births.flatMap(({ events }) => events.flatMap(({ facts }) => facts))))
  }
  for (const { index, parts } of standing) {
    for (const { object, lot } of parts) {
      if (lot === null || (lotsOf.get(object)?.size ?? 0) < 2) continue
      contested.set(object, sortedNumbers([...(contested.get(object) ?? []), index]))
    }
  }
  return contested
}

function lotClaims(
  events: readonly HistoryEvent[],
  objects: History['objects'],
  lotsOf: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, number[]> {
  const claims = new Map<string, Map<string, Set<number>>>()
  const claim = (lot: string, what: string, value: string, index: number): void => {
    const key = `${what} ${lot}`
    const values = claims.get(key) ?? new Map<string, Set<number>>()
    addTo(values, value, index)
    claims.set(key, values)
  }
  for (const event of events) {
    for (const { id, supplier } of event.details.supplierLot ?? []) claim(id, 'supplier', supplier, event.index)
    const data = lotDataIn(event.details)
    if (data.length === 0) continue
    for (const lot of lotsMade(event, objects, lotsOf)) for (const [what, value] of data) claim(lot, what, value, event.index)
  }
  const contested = new Map<string, number[]>()
  for (const [key, values] of claims) {
    if (values.size < 2) continue
    const lot = key.slice(key.indexOf(' ') + 1)
    contested.set(lot, sortedNumbers([...(contested.get(lot) ?? []), ...[...values.values()].flatMap((facts) => [...facts])]))
  }
  return contested
}

function lotsMade(event: HistoryEvent, objects: History['objects'], lotsOf: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const made = event.type === 'TransformationEvent' ? 'output' : 'epc'
  const lots = new Set<string>()
  for (const { object, role } of event.parts) {
    if (role !== made) continue
    if (objects.get(object)?.kind === 'lot') lots.add(object)
    else for (const lot of lotsOf.get(object) ?? []) lots.add(lot)
  }
  return lots
}
