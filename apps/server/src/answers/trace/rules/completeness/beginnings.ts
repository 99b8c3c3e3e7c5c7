import type { Gap } from '../basis/answer.ts'
import { addTo, byText } from '../basis/collections.ts'
import type { History } from '../basis/history.ts'
import type { Unchecked } from './certificate.ts'
import type { Missing, SourcePromise } from './silence.ts'

/**
 * What reaches behind the going-live of a source (§7): an object that was there before may have met with what nobody told then. That is so of every
 * source, also of one that tells nothing else of this answer. A unit is not named beside its lot.
 * @param named objects of the answer
 * @param sources every source that is known
 */
export function beforeGoLive(
  history: History,
  named: Iterable<string>,
  sources: readonly string[],
  promises: ReadonlyMap<string, SourcePromise>,
): Missing {
  const asked = [...promises.values()].some(({ goLiveMs }) => goLiveMs !== undefined) ? new Set(named) : new Set<string>()
  const { firstMs, lots } = firstSeen(history, asked)
  const known = [...firstMs.keys()].sort(byText)
  const gaps: Gap[] = []
  const unchecked: Unchecked[] = []
  for (const source of [...new Set([...sources, ...promises.keys()])].sort(byText)) {
    const goLiveMs = promises.get(source)?.goLiveMs
    if (goLiveMs === undefined) {
      unchecked.push({ code: 'before-go-live', source })
      continue
    }
    const early = new Set(known.filter((object) => (firstMs.get(object) ?? Number.POSITIVE_INFINITY) < goLiveMs))
    const since = new Date(goLiveMs).toISOString()
    for (const object of early) {
      if (![...(lots.get(object) ?? [])].some((lot) => early.has(lot))) gaps.push({ code: 'before-go-live', object, source, since })
    }
  }
  return { gaps, unchecked }
}

/** When a standing event first tells of each of these lots and units, at the earliest; and the lots that they are told to be of. */
function firstSeen({ events, objects }: History, asked: ReadonlySet<string>) {
  const firstMs = new Map<string, number>()
  const lots = new Map<string, Set<string>>()
  const see = (object: string, ms: number): void => {
    if (!asked.has(object)) return
    const kind = objects.get(object)?.kind
    if (kind !== 'lot' && kind !== 'instance') return
    firstMs.set(object, Math.min(ms, firstMs.get(object) ?? Number.POSITIVE_INFINITY))
  }
  for (const { voidedAt, time, parts } of asked.size === 0 ? [] : events) {
    if (voidedAt !== null) continue
    for (const { object, lot } of parts) {
      see(object, time.from)
      if (lot === null) continue
      see(lot, time.from)
      if (asked.has(object)) addTo(lots, object, lot)
    }
  }
  return { firstMs, lots }
}
