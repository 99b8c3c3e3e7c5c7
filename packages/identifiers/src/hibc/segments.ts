import type { Remarks } from '../reading.ts'
import { type DateFormat, readDate, type UdiDate } from '../udi-date.ts'
import { isAlphanumeric, isDigit } from './alphabet.ts'
import type { Read } from './model.ts'

/** Lots and serials: 18 characters (ANSI/HIBC 2.6 §2.2.2). */
const longestValue = 18
/** A quantity behind `/Q`. */
const longestQuantity = 8

/** The format behind a date flag; 0 and 1 are the month's own first digit, 7 says that there is none (ANSI/HIBC 2.6 appendix E1.1). */
const flagged: Readonly<Record<string, DateFormat>> = { '2': 'MMDDYY', '3': 'YYMMDD', '4': 'YYMMDDHH', '5': 'YYJJJ', '6': 'YYJJJHH' }

/** Gathers what the segments of secondary data say: `from` and `to` are indices into the text that `remarks` counts from. */
export class Segments {
  readonly text: string
  readonly remarks: Remarks
  lot: Read | undefined
  serial: Read | undefined
  quantity: number | undefined
  expiry: UdiDate | undefined
  manufactured: UdiDate | undefined

  constructor(text: string, remarks: Remarks) {
    this.text = text
    this.remarks = remarks
  }

  /** Secondary data `[from, to)`, its parts separated by `/`. */
  readAll(from: number, to: number): void {
    let start = from
    for (let at = from; at <= to; at++) {
      if (at < to && this.text.charCodeAt(at) !== 47) continue
      this.readOne(start, at)
      start = at + 1
    }
  }

  private readOne(from: number, to: number): void {
    const { text } = this
    const starts = (mark: string): boolean => text.startsWith(mark, from) && from + mark.length <= to
    if (starts('$$+')) this.readDated(from + 3, to, 'serial')
    else if (starts('$$')) this.readDated(from + 2, to, 'lot')
    else if (starts('$+')) this.setValue('serial', from + 2, to)
    else if (starts('$')) this.setValue('lot', from + 1, to)
    else if (starts('16D')) this.setDate('manufactured', from + 3, to, 'YYYYMMDD')
    else if (starts('14D')) this.setDate('expiry', from + 3, to, 'YYYYMMDD')
    else if (starts('S')) this.setValue('serial', from + 1, to)
    else if (starts('Q')) this.setQuantity(from + 1, to)
    else if (to - from >= 5 && this.digitsFrom(from, to) >= 5) {
      this.setDate('expiry', from, from + 5, 'YYJJJ')
      this.setValue('lot', from + 5, to)
    } else this.remarks.add('hibc-segment', from, { found: text.slice(from, Math.min(to, from + 20)) })
  }

  /** Behind `$$`: a quantity (8QQ, 9QQQQQ) where there is one, then a date, then the lot or serial. */
  private readDated(from: number, to: number, name: 'lot' | 'serial'): void {
    let at = from
    const width = name === 'lot' ? { '8': 2, '9': 5 }[this.text.charAt(at)] : undefined
    if (width !== undefined && at < to) {
      const end = Math.min(at + 1 + width, to)
      if (end - at - 1 < width) this.remarks.add('hibc-quantity', at + 1, { expected: width })
      else this.setQuantity(at + 1, end)
      at = end
      if (at === to) return
    }
    const flag = at < to ? this.text.charAt(at) : ''
    if (flag === '7') at += 1
    else if (flag === '0' || flag === '1') at = this.setDate('expiry', at, Math.min(at + 4, to), 'MMYY')
    else {
      const format = flagged[flag]
      if (format === undefined) this.remarks.add('hibc-date-flag', at, { found: flag === '' ? '–' : flag })
      else at = this.setDate('expiry', at + 1, Math.min(at + 1 + format.length, to), format)
    }
    this.setValue(name, at, to)
  }

  private digitsFrom(from: number, to: number): number {
    let at = from
    while (at < to && isDigit(this.text.charCodeAt(at))) at++
    return at - from
  }

  private setDate(name: 'expiry' | 'manufactured', from: number, to: number, format: DateFormat): number {
    const raw = this.text.slice(from, to)
    const date = readDate(raw, format, { utc: true })
    if (date === undefined) this.remarks.add('hibc-date', from, { found: raw, format })
    else if (this[name] === undefined) this[name] = date
    else if (this[name]?.value !== date.value) this.remarks.add('hibc-repeated', from, { name, found: raw })
    return to
  }

  private setQuantity(from: number, to: number): void {
    const raw = this.text.slice(from, to)
    if (raw === '' || raw.length > longestQuantity || this.digitsFrom(from, to) < raw.length) {
      this.remarks.add('hibc-quantity', from, { expected: `1–${longestQuantity}` })
    } else if (this.quantity === undefined) this.quantity = Number(raw)
    else if (this.quantity !== Number(raw)) this.remarks.add('hibc-repeated', from, { name: 'quantity', found: raw })
  }

  /** A lot or serial; none at all is allowed (a symbol may carry a date only). */
  private setValue(name: 'lot' | 'serial', from: number, to: number): void {
    if (from >= to) return
    const value = this.text.slice(from, to)
    for (let at = from; at < to; at++) {
      const code = this.text.charCodeAt(at)
      if (isAlphanumeric(code) || code === 45 || code === 46 || code === 32) continue
      this.remarks.add('hibc-value', at, { name, character: this.text.charAt(at), most: longestValue })
      break
    }
    if (value.length > longestValue)
      this.remarks.add('hibc-value', from + longestValue, { name, character: value.charAt(longestValue), most: longestValue })
    if (this[name] === undefined) this[name] = { value, position: this.remarks.offset + from + 1 }
    else if (this[name]?.value !== value) this.remarks.add('hibc-repeated', from, { name, found: value.slice(0, 20) })
  }
}
