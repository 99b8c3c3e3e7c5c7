import type { Gap } from './basis/answer.ts'
import type { History } from './basis/history.ts'
import { formatMoment } from './forward.ts'

/**
 * Since when something is missing, where the gap itself does not say: from when its event happened at the earliest, else from when an event first
 * tells of its object. Left out where no event of the history tells either.
 */
export function withSince({ events }: Pick<History, 'events'>, gaps: readonly Gap[]): Gap[] {
  const happened = new Map(events.map(({ index, time }) => [index, time.from]))
  const told = new Map<string, number>()
  for (const { time, parts } of events) {
    for (const { object } of parts) told.set(object, Math.min(time.from, told.get(object) ?? Number.POSITIVE_INFINITY))
  }
  return gaps.map((gap) => {
    const ms = happened.get(gap.event ?? -1) ?? told.get(gap.object ?? '')
    const since = gap.since ?? (ms === undefined ? null : formatMoment(ms))
    return since === null ? gap : { ...gap, since }
  })
}
