import type { ValueCheck } from './value-check.ts'

const clause = 'GS1 General Specifications §7.12'

/** The two digits at `text[at]` as a number. */
const pair = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48

const found = (text: string, at: number): { found: string } => ({ found: text.slice(at, at + 2) })

/**
 * Days of the month, 0 for no such month. A year of two digits divisible by four is a leap year: 2000 was one, and 1900 and 2100 are out of reach
 * of the sliding window of a hundred years until 2050.
 */
function daysIn(month: number, leap: boolean): number {
  if (month < 1 || month > 12) return 0
  if (month === 2) return leap ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function lintDate(check: ValueCheck, monthAt: number, leap: boolean, leastDay: number): void {
  const { value } = check
  const days = daysIn(pair(value, monthAt), leap)
  if (days === 0) check.report('element-month', monthAt, found(value, monthAt), clause)
  const day = pair(value, monthAt + 2)
  if (day < leastDay || day > (days === 0 ? 31 : days)) check.report('element-day', monthAt + 2, found(value, monthAt + 2), clause)
}

/** YYMMDD with a real day. */
export const lintDay = (check: ValueCheck, from: number, _to: number): void =>
  lintDate(check, from + 2, pair(check.value, from) % 4 === 0, 1)

/** YYMMDD where day 00 says that only the month is known. */
export const lintMonthOrDay = (check: ValueCheck, from: number, _to: number): void =>
  lintDate(check, from + 2, pair(check.value, from) % 4 === 0, 0)

export function lintLongDay(check: ValueCheck, from: number, _to: number): void {
  const year = Number(check.value.slice(from, from + 4))
  lintDate(check, from + 4, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0), 1)
}

export function lintHour(check: ValueCheck, from: number, _to: number): void {
  if (pair(check.value, from) > 23) check.report('element-hour', from, found(check.value, from), clause)
}

export function lintMinute(check: ValueCheck, from: number, _to: number): void {
  if (pair(check.value, from) > 59) check.report('element-minute', from, found(check.value, from), clause)
}

export function lintSecond(check: ValueCheck, from: number, _to: number): void {
  if (pair(check.value, from) > 59) check.report('element-second', from, found(check.value, from), clause)
}
