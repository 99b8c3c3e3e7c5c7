import { atPath, type Problem, type Result, succeed } from '@proofline/problems'

/** The fields of a query schedule (EPCIS 2.0 §8.2.5.3), from the longest to the shortest. */
export const scheduleFields = ['month', 'dayOfMonth', 'dayOfWeek', 'hour', 'minute', 'second'] as const
export type ScheduleField = (typeof scheduleFields)[number]

/** As it was told: a field that is absent matches every value. */
export type ScheduleTexts = Readonly<Partial<Record<ScheduleField, string>>>

/** The values of each field that match, ascending. Times are UTC; `dayOfWeek` counts from 1 for Monday to 7 for Sunday. */
export type Schedule = Readonly<Record<ScheduleField, readonly number[]>>

const ranges: Readonly<Record<ScheduleField, readonly [min: number, max: number]>> = {
  month: [1, 12],
  dayOfMonth: [1, 31],
  dayOfWeek: [1, 7],
  hour: [0, 23],
  minute: [0, 59],
  second: [0, 59],
}

const clause = 'EPCIS 2.0 §8.2.5.3'
const elementForm = /^(?:(\d{1,2})|\[(\d{1,2})-(\d{1,2})\]|(\d{1,2})-(\d{1,2}))$/
const longestField = 400

/**
 * Reads a schedule. A field is a number, a range `[1-5]`, or several of them between commas; what stands in longer fields than the shortest
 * one given is every value, what is shorter than it is the lowest: `{ hour: '1' }` is once a day at 01:00:00, as nobody means 3,600 times.
 * Problems, at the field: `schedule-empty`, `schedule-field-unknown`, `schedule-field-malformed`, `schedule-field-range`, `schedule-never`.
 */
export function parseSchedule(given: Readonly<Record<string, unknown>>, at = ''): Result<Schedule> {
  const problems: Problem[] = []
  const read: Partial<Record<ScheduleField, readonly number[]>> = {}
  for (const [name, text] of Object.entries(given)) {
    const field = scheduleFields.find((known) => known === name)
    if (field === undefined) {
      problems.push({ code: 'schedule-field-unknown', at: atPath(at, name), params: { field: name.slice(0, 40) }, clause })
      continue
    }
    const values = parseField(field, text, atPath(at, name))
    if (values.ok) read[field] = values.value
    else problems.push(...values.problems)
  }
  const shortest = scheduleFields.findLastIndex((field) => read[field] !== undefined)
  if (problems.length === 0 && shortest < 0) problems.push({ code: 'schedule-empty', at, clause })
  if (problems.length > 0) return { ok: false, problems }
  const schedule = Object.fromEntries(
    scheduleFields.map((field, position) => [field, read[field] ?? valuesWhereAbsent(field, position, shortest)]),
  ) as Schedule
  return nextTime(schedule, Date.UTC(2000, 0, 1)) === undefined
    ? { ok: false, problems: [{ code: 'schedule-never', at, clause }] }
    : succeed(schedule)
}

/** Days are of one length: the first of January is not meant by a `dayOfWeek` alone, so that absent days and months always match. */
function valuesWhereAbsent(field: ScheduleField, position: number, shortest: number): readonly number[] {
  const [min, max] = ranges[field]
  const isShorter = position > shortest && ['hour', 'minute', 'second'].includes(field)
  return isShorter ? [min] : count(min, max)
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at)

/** Some write numbers where the standard has texts: both are read. */
function parseField(field: ScheduleField, given: unknown, at: string): Result<readonly number[]> {
  const [min, max] = ranges[field]
  const params = { field, min, max }
  const text = typeof given === 'number' ? String(given) : given
  const malformed: Problem = { code: 'schedule-field-malformed', at, params, clause }
  if (typeof text !== 'string' || text.length > longestField) return { ok: false, problems: [malformed] }
  const values = new Set<number>()
  for (const element of text.split(',')) {
    const [, single, from = single, to = single, bareFrom = from, bareTo = to] = elementForm.exec(element.trim()) ?? []
    if (bareFrom === undefined || bareTo === undefined) return { ok: false, problems: [malformed] }
    const [low, high] = [Number(bareFrom), Number(bareTo)]
    if (low < min || high > max || low > high) return { ok: false, problems: [{ code: 'schedule-field-range', at, params, clause }] }
    for (const value of count(low, high)) values.add(value)
  }
  return succeed([...values].sort((left, right) => left - right))
}

const dayMs = 86_400_000
/** The longest gap of a schedule that ever matches: 29 February on a given day of the week, over a century without a leap day. */
const searchedDays = 366 * 41

/** The first moment after `afterMs` that the schedule matches, in whole seconds of UTC; undefined: there is none, as of 31 February. */
export function nextTime(schedule: Schedule, afterMs: number): number | undefined {
  const from = Math.floor(afterMs / 1_000) * 1_000 + 1_000
  const firstDay = Math.floor(from / dayMs) * dayMs
  for (let day = 0; day < searchedDays; day += 1) {
    const midnight = firstDay + day * dayMs
    if (!matchesDay(schedule, new Date(midnight))) continue
    const within = firstWithinDay(schedule, Math.max(0, from - midnight) / 1_000)
    if (within !== undefined) return midnight + within * 1_000
  }
  return undefined
}

const matchesDay = (schedule: Schedule, day: Date): boolean =>
  schedule.month.includes(day.getUTCMonth() + 1) &&
  schedule.dayOfMonth.includes(day.getUTCDate()) &&
  schedule.dayOfWeek.includes(((day.getUTCDay() + 6) % 7) + 1)

/** @param fromS seconds since midnight. @returns the first matching second of the day at or after it. */
function firstWithinDay({ hour, minute, second }: Schedule, fromS: number): number | undefined {
  for (const h of hour) {
    if (h * 3_600 + 3_599 < fromS) continue
    for (const m of minute) {
      if (h * 3_600 + m * 60 + 59 < fromS) continue
      const s = second.find((candidate) => h * 3_600 + m * 60 + candidate >= fromS)
      if (s !== undefined) return h * 3_600 + m * 60 + s
    }
  }
  return undefined
}
