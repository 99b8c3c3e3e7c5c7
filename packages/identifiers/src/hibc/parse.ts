import { type Result, succeed } from '@proofline/problems'
import { type Reading, Remarks } from '../reading.ts'
import { characterOf, hibcValue, isAlphanumeric, isDigit, printed, spaceValue } from './alphabet.ts'
import type { Hibc } from './model.ts'
import { Segments } from './segments.ts'

const standard = 'ANSI/HIBC 2.6'
/** No symbol's secondary data come near; a bound on looking ahead keeps hostile input linear. */
const longestSymbol = 200
const slash = 47
const plus = 43

/**
 * Reads HIBC supplier labelling data: a primary symbol, a secondary symbol, both in one (2D, joined by `/`), or linear symbols scanned one
 * after the other (`+…+…`); with the caption's asterisks and its `_` for a space as well. Every check and link character is verified.
 */
export function parseHibc(text: string): Result<Hibc> {
  const { value, problems } = readHibc(text)
  return value === undefined || problems.length > 0 ? { ok: false, problems } : succeed(value)
}

/**
 * What can be read although it is wrong, for those who take it with its flags. `offset` characters of the scan stand before `text`. Where the check
 * character would be right behind a space that a reader dropped, `hibc-space-lost` says so; the value stays what the text says.
 */
export function readHibc(text: string, offset = 0): Reading<Hibc> {
  const from = text.startsWith('*') ? 1 : 0
  const inner = text.slice(from, text.length > 1 && text.endsWith('*') ? -1 : text.length)
  const remarks = new Remarks(offset + from, standard)
  const lower = inner.search(/[a-z]/)
  if (lower >= 0) remarks.add('hibc-lower-case', lower, { character: inner.charAt(lower) })
  const read = lower < 0 ? inner : inner.replace(/[a-z]/g, (letter) => letter.toUpperCase())
  const reader = new SymbolReader(read, remarks)
  const value = reader.read()
  if (reader.wrongChecks > 0 && reader.sum(0, read.length) === spaceValue) {
    const again = new Remarks(0, standard)
    new SymbolReader(`${read} `, again).read()
    if (again.problems.length === 0) remarks.add('hibc-space-lost', read.length - 1, {}, `${standard} §B.2.1`)
  }
  return { value, problems: remarks.problems }
}

/** Sums up to each character make every check character one subtraction, whatever way the symbols are cut: linear in the text. */
class SymbolReader {
  readonly text: string
  readonly remarks: Remarks
  wrongChecks = 0
  private readonly sums: Uint32Array
  private readonly segments: Segments
  private labeler: string | undefined
  private product: string | undefined
  private unitOfMeasure: number | undefined
  private link: string | undefined

  constructor(text: string, remarks: Remarks) {
    this.text = text
    this.remarks = remarks
    this.segments = new Segments(text, remarks)
    this.sums = new Uint32Array(text.length + 1)
    for (let i = 0; i < text.length; i++) {
      const value = hibcValue(text.charCodeAt(i))
      if (value < 0) remarks.add('hibc-character', i, { character: text.charAt(i) })
      this.sums[i + 1] = (this.sums[i] ?? 0) + Math.max(0, value)
    }
  }

  sum(from: number, to: number): number {
    return ((this.sums[to] ?? 0) - (this.sums[from] ?? 0)) % 43
  }

  read(): Hibc | undefined {
    const { text, remarks } = this
    if (text.charCodeAt(0) !== plus) {
      remarks.add('hibc-flag', 0)
      return undefined
    }
    if (text.length < 4) {
      remarks.add('hibc-short', text.length - 1)
      return undefined
    }
    const second = text.charCodeAt(1)
    if (second >= 65 && second <= 90) this.readPrimary()
    else this.readSymbols(0, undefined)
    const { labeler, product, unitOfMeasure, link } = this
    const { lot, serial, quantity, expiry, manufactured } = this.segments
    const udiDi = labeler === undefined ? undefined : `${labeler}${product}${unitOfMeasure ?? ''}`
    return { udiDi, labeler, product, unitOfMeasure, lot, serial, quantity, expiry, manufactured, link }
  }

  /** The primary data are letters and digits; what follows them says how the symbols are put together. */
  private readPrimary(): void {
    const { text } = this
    const { length } = text
    let end = 1
    while (end < length && isAlphanumeric(text.charCodeAt(end))) end++
    const next = text.charCodeAt(end)
    const after = text.charCodeAt(end + 1)
    if (end === length) this.finishPrimary(end - 1)
    else if (end + 1 === length) this.finishPrimary(end)
    else if (next === plus && after !== plus) {
      this.finishPrimary(end - 1)
      this.readSymbols(end, text.charAt(end - 1))
    } else if (after === plus) {
      this.finishPrimary(end)
      this.readSymbols(end + 1, text.charAt(end))
    } else if (next === slash) {
      this.readBody(1, end)
      this.segments.readAll(end + 1, length - 1)
      this.verifyCheck(0, length - 1)
    } else {
      this.remarks.add('hibc-character', end, { character: text.charAt(end) })
      this.readBody(1, end)
    }
  }

  private finishPrimary(checkAt: number): void {
    this.readBody(1, checkAt)
    this.verifyCheck(0, checkAt)
  }

  private readBody(from: number, to: number): void {
    const { text, remarks } = this
    const product = text.slice(from + 4, to - 1)
    if (product.length < 1 || product.length > 18)
      remarks.add('hibc-product-length', from + 4, { found: Math.max(0, product.length) }, `${standard} §2.1.1`)
    if (to - from < 6) return
    this.labeler = text.slice(from, from + 4)
    this.product = product
    if (isDigit(text.charCodeAt(to - 1))) this.unitOfMeasure = text.charCodeAt(to - 1) - 48
    else remarks.add('hibc-unit-of-measure', to - 1, { found: text.charAt(to - 1) }, `${standard} §2.1.2`)
  }

  private verifyCheck(from: number, at: number): void {
    const expected = this.sum(from, at)
    if (hibcValue(this.text.charCodeAt(at)) === expected) return
    this.wrongChecks++
    const params = { found: printed(this.text.charAt(at)), expected: printed(characterOf(expected)) }
    this.remarks.add('hibc-check-character', at, params, `${standard} appendix B`)
  }

  /** Secondary symbols one after the other, from the `+` at `from`; each ends in its link and its check character. */
  private readSymbols(from: number, link: string | undefined): void {
    let start = from
    while (start < this.text.length) {
      const end = this.symbolEnd(start, link)
      if (end - start < 4) {
        this.remarks.add('hibc-short', end - 1)
        return
      }
      this.segments.readAll(start + 1, end - 2)
      const found = this.text.charAt(end - 2)
      if (link === undefined) this.link = found === '_' ? ' ' : found
      else if (hibcValue(found.charCodeAt(0)) !== hibcValue(link.charCodeAt(0))) {
        this.remarks.add('hibc-link-character', end - 2, { found: printed(found), expected: printed(link) }, `${standard} appendix E1.3`)
      }
      this.verifyCheck(start, end - 1)
      start = end
    }
  }

  /** Where the symbol ends: a `+` that begins the next one, best behind a right link and check character. */
  private symbolEnd(start: number, link: string | undefined): number {
    const { text } = this
    const last = Math.min(text.length - 1, start + longestSymbol)
    let plausible = text.length
    for (let at = start + 4; at < last; at++) {
      if (text.charCodeAt(at) !== plus || !isSecondaryStart(text.charCodeAt(at + 1))) continue
      if (this.isComplete(start, at, link)) return at
      if (plausible === text.length && text.charCodeAt(at - 1) !== 36) plausible = at
    }
    return this.isComplete(start, text.length, link) ? text.length : plausible
  }

  private isComplete(start: number, end: number, link: string | undefined): boolean {
    const { text } = this
    if (hibcValue(text.charCodeAt(end - 1)) !== this.sum(start, end - 1)) return false
    return link === undefined || hibcValue(text.charCodeAt(end - 2)) === hibcValue(link.charCodeAt(0))
  }
}

const isSecondaryStart = (code: number): boolean => code === 36 || code === 81 || code === 83 || isDigit(code)
