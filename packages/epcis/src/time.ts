/** A moment as an event tells it: the whole milliseconds since 1970-01-01T00:00Z at or before it, and whether it lies after them. */
export type Moment = { readonly floorMs: number; readonly exact: boolean; readonly offsetMinutes: number }
export type TimeFault = 'time-invalid' | 'time-zone-missing' | 'time-impossible' | 'time-leap-second'
export type TimeReading = { readonly ok: true; readonly moment: Moment } | { readonly ok: false; readonly fault: TimeFault }

const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/
const offsetForm = /^([+-])(\d\d):(\d\d)$/
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Reads an xsd:dateTimeStamp (XSD 1.1 part 2 §3.4.28), years 0001–9999, any number of decimals, the zone required. The day must
 * exist. Second 60 is refused: XSD has none, and neither has any clock that an event could be compared with; a source writes :59
 * or :00. So is 24:00:00, which two spellings of one midnight would make two events.
 */
export function readTime(text: string): TimeReading {
  const match = form.exec(text)
  if (match === null) return { ok: false, fault: 'time-invalid' }
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', decimals = '', zone] = match
  if (zone === undefined) return { ok: false, fault: 'time-zone-missing' }
  if (second === '60') return { ok: false, fault: 'time-leap-second' }
  const y = Number(year)
  const m = Number(month)
  const d = Number(day)
  const offsetMinutes = zone === 'Z' ? 0 : readOffset(zone)
  const days = m === 2 && isLeapYear(y) ? 29 : (monthDays[m - 1] ?? 0)
  const impossible = y === 0 || d === 0 || d > days || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59
  if (impossible || offsetMinutes === undefined) return { ok: false, fault: 'time-impossible' }
  const ms = Number(decimals.slice(0, 3).padEnd(3, '0'))
  const local = daysSince1970(y, m, d) * 86_400_000 + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + ms
  const exact = decimals.length <= 3 || /^0*$/.test(decimals.slice(3))
  return { ok: true, moment: { floorMs: local - offsetMinutes * 60_000, exact, offsetMinutes } }
}

/** Minutes east of UTC of `±hh:mm`, at most 14:00 either way (XSD 1.1 part 2 §3.3.7); undefined where it is no such offset. */
export function readOffset(text: string): number | undefined {
  const match = offsetForm.exec(text)
  if (match === null) return undefined
  const hours = Number(match[2])
  const minutes = Number(match[3])
  if (minutes > 59 || hours * 60 + minutes > 840) return undefined
  const total = hours * 60 + minutes
  return match[1] === '-' && total > 0 ? -total : total
}

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Days from 1970-01-01 of a date of the proleptic Gregorian calendar; the year is taken to begin in March, so that leap days end it. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468
}
