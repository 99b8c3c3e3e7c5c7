import type { HistoryEvent } from '../basis/history.ts'
import type { Chart } from './chart.ts'

const names = new Set(['itemExpirationDate', 'expirationDate', 'expirationDateTime'])
const localName = (name: string): string => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':'), name.lastIndexOf('#')) + 1)
const known = new WeakMap<Chart, ReadonlyMap<string, readonly number[]>>()

/**
 * Whether a thing is past its date, at a moment (milliseconds): only where every date that a fact tells of it, or of its lot, has passed. A date without a time is the whole
 * of that day (UTC).
 */
export function isExpired(chart: Chart, object: string, at: number): boolean {
  const dates = known.get(chart) ?? collect(chart)
  known.set(chart, dates)
  const told = [object, ...(chart.lotsOf.get(object) ?? [])].flatMap((one) => dates.get(one) ?? [])
  return told.length > 0 && told.every((end) => end <= at)
}

function collect(chart: Chart): Map<string, number[]> {
  const dates = new Map<string, number[]>()
  for (const event of chart.settled.events) {
    const ends = endsIn(event)
    if (ends.length === 0) continue
    const role = event.type === 'TransformationEvent' ? 'output' : 'epc'
    for (const { object, role: own } of event.parts) if (own === role) dates.set(object, [...(dates.get(object) ?? []), ...ends])
  }
  return dates
}

const endsIn = ({ details }: HistoryEvent): number[] =>
  Object.entries(details.ilmd ?? {}).flatMap(([name, value]) => {
    if (!names.has(localName(name)) || typeof value !== 'string') return []
    const time = Date.parse(value)
    if (Number.isNaN(time)) return []
    return [/^\d{4}-\d{2}-\d{2}$/.test(value) ? time + 86_400_000 : time]
  })
