import { digit, firstOutside } from './characters.ts'

/**
 * A date on a label, as exact as the label is: `value` is ISO 8601 `YYYY-MM`, `YYYY-MM-DD`, `YYYY-MM-DDTHH` or `YYYY-MM-DDTHH:MM`, with `Z` where
 * the standard says UTC (HIBC) and without where it says local time; a day that the label leaves open is never filled in. `raw` is what stood there.
 */
export type UdiDate = { readonly raw: string; readonly value: string; readonly precision: 'month' | 'day' | 'hour' | 'minute' }

/** Y year, M month, D day, J day of the year, H hour, N minute, C century (ISBT 128: 0 = 20YY, 9 = 19YY). */
export type DateFormat =
  | 'MMYY'
  | 'MMDDYY'
  | 'YYMMDD'
  | 'YYMMDDHH'
  | 'YYJJJ'
  | 'YYJJJHH'
  | 'YYMMDDHHNN'
  | 'YYYYMMDD'
  | 'CYYJJJ'
  | 'CYYJJJHHNN'

export type DateRules = {
  /** Day 00 leaves the day open, as on GS1 and IFA labels. */
  readonly openDay?: boolean
  /** Hours are UTC. */
  readonly utc?: boolean
  /** The year of the reading, for GS1's window (General Specifications §7.12: 49 years back, 50 ahead); without it YY is 20YY. */
  readonly readingYear?: number | undefined
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysOf = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0))
const two = (number: number): string => String(number).padStart(2, '0')

/** The digits of `raw` where `format` has the letter; -1 where it has none. */
function part(raw: string, format: DateFormat, letter: string): number {
  const from = format.indexOf(letter)
  return from < 0 ? -1 : Number(raw.slice(from, format.lastIndexOf(letter) + 1))
}

/** The full year of a two-digit one (General Specifications §7.12). */
export function fullYear(year: number, readingYear: number | undefined): number {
  if (readingYear === undefined) return 2000 + year
  const century = readingYear - (readingYear % 100)
  const distance = year - (readingYear % 100)
  return century + year + (distance >= 51 ? -100 : distance <= -50 ? 100 : 0)
}

function yearOf(raw: string, format: DateFormat, rules: DateRules): number {
  const year = part(raw, format, 'Y')
  if (format.startsWith('YYYY')) return year
  const century = part(raw, format, 'C')
  if (century >= 0) return century === 9 ? 1900 + year : 2000 + century * 100 + year
  return fullYear(year, rules.readingYear)
}

/** The date that `raw` says in that format; undefined where there is no such day. */
export function readDate(raw: string, format: DateFormat, rules: DateRules = {}): UdiDate | undefined {
  if (raw.length !== format.length || firstOutside(raw, digit) >= 0) return undefined
  const year = yearOf(raw, format, rules)
  let month = part(raw, format, 'M')
  let day = part(raw, format, 'D')
  const ordinal = part(raw, format, 'J')
  if (ordinal >= 0) {
    if (ordinal < 1 || ordinal > (isLeap(year) ? 366 : 365)) return undefined
    day = ordinal
    for (month = 1; day > daysOf(year, month); month++) day -= daysOf(year, month)
  }
  if (month < 1 || month > 12) return undefined
  const start = `${String(year).padStart(4, '0')}-${two(month)}`
  if (day < 0 || (day === 0 && rules.openDay === true)) return { raw, value: start, precision: 'month' }
  if (day < 1 || day > daysOf(year, month)) return undefined
  const hour = part(raw, format, 'H')
  if (hour < 0) return { raw, value: `${start}-${two(day)}`, precision: 'day' }
  const minute = part(raw, format, 'N')
  if (hour > 23 || minute > 59) return undefined
  const zone = rules.utc === true ? 'Z' : ''
  if (minute < 0) return { raw, value: `${start}-${two(day)}T${two(hour)}${zone}`, precision: 'hour' }
  return { raw, value: `${start}-${two(day)}T${two(hour)}:${two(minute)}${zone}`, precision: 'minute' }
}

/**
 * Writes an ISO date (as in `UdiDate.value`) in a label's format: undefined where the format cannot say it (another precision, a year
 * outside of its range, no such day). An open day is written 00 where `openDay` allows it.
 */
export function writeDate(value: string, format: DateFormat, rules: DateRules = {}): string | undefined {
  const found = /^(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d))?Z?)?)?$/.exec(value)
  if (found === null) return undefined
  const [, year = '', month = '', day = rules.openDay === true ? '00' : '', hour = '', minute = ''] = found
  let ordinal = 0
  if (format.includes('J')) {
    ordinal = Number(day)
    for (let before = 1; before < Number(month); before++) ordinal += daysOf(Number(year), before)
  }
  const parts: Readonly<Record<string, string>> = {
    Y: format.startsWith('YYYY') ? year : year.slice(2),
    M: month,
    D: day,
    J: String(ordinal).padStart(3, '0'),
    H: hour,
    N: minute,
    C: year.startsWith('19') ? '9' : year.slice(1, 2),
  }
  const text = format.replace(/(.)\1*/g, (_run, letter: string) => parts[letter] ?? '')
  return readDate(text, format, rules)?.value === value ? text : undefined
}
