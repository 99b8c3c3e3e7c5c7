import type { BitWriter } from './bits.ts'
import type { Decoding } from './findings.ts'

const widths = [7, 4, 5, 5, 6, 6]

/** The date types of a prioritised date (TDS §14.5.3), by their four bits. */
export const dateTypes = ['11', '13', '15', '16', '17', '7006', '7007'] as const
export type DateAi = (typeof dateTypes)[number]
export const isDateAi = (ai: string): ai is DateAi => (dateTypes as readonly string[]).includes(ai)

/**
 * Whether `YYMMDD`, with `hh`, `mm` and `ss` where `pairs` is 4, 5 or 6, is a date (TDS §14.5.8). Day 00 says that no day is told. 24 hours
 * only with nothing behind them. Every year that YY can mean and 4 divides has 29 February, 2000 too.
 */
export function isTagDate(text: string, pairs: number): boolean {
  if (text.length !== pairs * 2 || !/^\d*$/.test(text)) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = pairsOf(text)
  const days = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? -1
  return day <= days && minute < 60 && second < 60 && (hour < 24 || (hour === 24 && minute === 0 && second === 0))
}

const pairsOf = (text: string): number[] => Array.from({ length: text.length / 2 }, (_, i) => Number(text.slice(i * 2, i * 2 + 2)))

export function takeDate(decoding: Decoding, pairs: number): string {
  const { reader } = decoding
  const at = reader.at
  let text = ''
  for (const width of widths.slice(0, pairs)) text += String(reader.take(width)).padStart(2, '0')
  if (!isTagDate(text, pairs)) decoding.add('tag-date', at, { value: text }, 'TDS 2.3 §14.5.8')
  return text
}

/** The caller has checked the date. */
export function putDate(writer: BitWriter, text: string): void {
  for (const [i, value] of pairsOf(text).entries()) writer.put(value, widths[i] ?? 0)
}
