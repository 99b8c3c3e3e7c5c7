import type { Place, Report } from '../report.ts'
import { survivesDouble } from './decimal.ts'
import type { JsonLimits } from './limits.ts'
import { type JsonObject, type JsonValue, setMember } from './model.ts'

const jsonClause = 'RFC 8259'
const numberClause = 'RFC 7493 §2.2'
const textClause = 'RFC 7493 §2.1'
const spelledNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/**
 * Reads I-JSON and reports everything that is wrong with it, going on wherever the intention is plain: a bad escape, a control
 * character, a number badly spelled, a trailing comma, a name told twice. What stops it is said last. Linear in the text.
 */
export class JsonReader {
  readonly #text: string
  readonly #limits: JsonLimits
  readonly #report: Report
  #pos = 0
  #place: Place | null = null
  #depth = 0
  #members = 0
  #stopped = false
  #lineOf = { pos: 0, line: 1, lineStart: 0 }

  constructor(text: string, limits: JsonLimits, report: Report) {
    this.#text = text
    this.#limits = limits
    this.#report = report
  }

  read(): JsonValue {
    this.#skipSpace()
    if (this.#pos === this.#text.length) {
      this.#report.add('json-empty', null, undefined, `${jsonClause} §2`)
      return null
    }
    const value = this.#value()
    this.#skipSpace()
    if (!this.#stopped && this.#pos < this.#text.length) this.#stop('json-text-after-end', this.#pos)
    return value
  }

  /** 1-based line and column (UTF-16 units) of a position; the mark moves on, so that many questions stay linear. */
  #where(pos: number): { line: number; column: number } {
    const mark = this.#lineOf
    if (pos < mark.pos) return { line: mark.line, column: Math.max(1, pos - mark.lineStart + 1) }
    let next = this.#text.indexOf('\n', mark.pos)
    while (next !== -1 && next < pos) {
      mark.line += 1
      mark.lineStart = next + 1
      next = this.#text.indexOf('\n', next + 1)
    }
    mark.pos = pos
    return { line: mark.line, column: pos - mark.lineStart + 1 }
  }

  #problem(code: string, pos: number, clause: string, params: Record<string, string | number> = {}): void {
    if (this.#report.listing) this.#report.add(code, this.#place, { ...params, ...this.#where(pos) }, clause)
    else this.#report.add(code, null)
  }

  #stop(code: string, pos: number, params: Record<string, string | number> = {}): void {
    if (this.#stopped) return
    this.#stopped = true
    const point = this.#text.codePointAt(pos)
    const found = point === undefined ? '' : String.fromCodePoint(point)
    this.#problem(point === undefined ? 'json-ends-early' : code, pos, jsonClause, { found, ...params })
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#pos)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
      this.#pos += 1
    }
  }

  #value(): JsonValue {
    const unit = this.#text.charCodeAt(this.#pos)
    if (unit === 0x22) return this.#string()
    if (unit === 0x7b || unit === 0x5b) return this.#container(unit === 0x7b)
    return this.#word()
  }

  #container(named: boolean): JsonValue {
    if (this.#depth === this.#limits.maxDepth) {
      this.#problem('json-too-deep', this.#pos, `${jsonClause} §9`, { limit: this.#limits.maxDepth })
      this.#skipContainer()
      return null
    }
    this.#depth += 1
    this.#pos += 1
    const value = named ? this.#object() : this.#array()
    this.#depth -= 1
    return value
  }

  #object(): JsonObject {
    const up = this.#place
    const object: JsonObject = {}
    for (let more = this.#opens(0x7d); more && this.#count(); more = this.#follows(0x7d)) {
      if (this.#text.charCodeAt(this.#pos) !== 0x22) {
        this.#stop('json-name-expected', this.#pos)
        break
      }
      const start = this.#pos
      const name = this.#string()
      this.#place = { up, token: name }
      if (Object.hasOwn(object, name)) this.#problem('json-name-duplicate', start, 'RFC 7493 §2.3', { name })
      this.#skipSpace()
      if (!this.#stopped && this.#text.charCodeAt(this.#pos) !== 0x3a) this.#stop('json-colon-expected', this.#pos)
      if (this.#stopped) break
      this.#pos += 1
      this.#skipSpace()
      setMember(object, name, this.#value())
      this.#place = up
    }
    this.#place = up
    return object
  }

  #array(): JsonValue[] {
    const up = this.#place
    const array: JsonValue[] = []
    for (let more = this.#opens(0x5d); more && this.#count(); more = this.#follows(0x5d)) {
      this.#place = { up, token: array.length }
      array.push(this.#value())
      this.#place = up
    }
    return array
  }

  /** After an opening bracket: is there a first element? */
  #opens(close: number): boolean {
    this.#skipSpace()
    if (this.#text.charCodeAt(this.#pos) !== close) return true
    this.#pos += 1
    return false
  }

  /** After an element: is there a next one? */
  #follows(close: number): boolean {
    if (this.#stopped) return false
    this.#skipSpace()
    const unit = this.#text.charCodeAt(this.#pos)
    if (unit !== 0x2c && unit !== close) this.#stop('json-comma-expected', this.#pos, { close: String.fromCharCode(close) })
    if (unit !== 0x2c) {
      this.#pos += 1
      return false
    }
    const comma = this.#pos
    this.#pos += 1
    const more = this.#opens(close)
    if (!more) this.#problem('json-comma-trailing', comma, jsonClause)
    return more
  }

  #count(): boolean {
    this.#members += 1
    if (this.#members <= this.#limits.maxMembers) return true
    this.#stop('json-too-many-members', this.#pos, { limit: this.#limits.maxMembers })
    return false
  }

  #string(): string {
    const text = this.#text
    const start = this.#pos + 1
    let plain = start
    let value = ''
    let i = start
    let units = 0
    for (;;) {
      const unit = text.charCodeAt(i)
      if (unit === 0x22) break
      units |= unit
      if (unit === 0x5c) {
        value += text.slice(plain, i)
        const end = this.#escapeEnd(i)
        value += this.#unescape(i, end)
        plain = end
        i = end
      } else if (unit < 0x20) {
        this.#problem(unit === 0 ? 'json-nul' : 'json-control-character', i, `${jsonClause} §7`, { point: hex(unit) })
        i += 1
      } else if (Number.isNaN(unit)) {
        this.#stop('json-ends-early', text.length)
        this.#pos = text.length
        return value
      } else {
        i += 1
      }
    }
    this.#pos = i + 1
    value = plain === start ? text.slice(start, i) : value + text.slice(plain, i)
    // Below the surrogates, and nothing escaped: well-formed.
    if ((units >= 0xd800 || plain !== start) && !value.isWellFormed()) this.#problem('json-surrogate-lone', start - 1, textClause)
    return value
  }

  #escapeEnd(i: number): number {
    if (this.#text[i + 1] !== 'u') return Math.min(i + 2, this.#text.length)
    let end = i + 2
    while (end < i + 6 && isHexDigit(this.#text.charCodeAt(end))) end += 1
    return end
  }

  #unescape(i: number, end: number): string {
    const mark = this.#text[i + 1] ?? ''
    if (mark === 'u' && end === i + 6) {
      const unit = Number.parseInt(this.#text.slice(i + 2, end), 16)
      if (unit === 0) this.#problem('json-nul', i, 'Proofline: text without U+0000')
      return String.fromCharCode(unit)
    }
    const meant = escapes[mark]
    if (meant !== undefined) return meant
    this.#problem('json-escape-invalid', i, `${jsonClause} §7`, { found: this.#text.slice(i, Math.max(end, i + 2)) })
    return ''
  }

  /** `true`, `false`, `null`, a number, or something that is none of them. */
  #word(): JsonValue {
    const start = this.#pos
    let end = start
    while (isWordUnit(this.#text.charCodeAt(end))) end += 1
    const word = this.#text.slice(start, end)
    this.#pos = end
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    if (word === '') {
      this.#stop('json-value-expected', start)
      return null
    }
    if (!spelledNumber.test(word)) {
      const code = /^[-+.\d]/.test(word) ? 'json-number-invalid' : 'json-word-unknown'
      this.#problem(code, start, `${jsonClause} §${code === 'json-number-invalid' ? 6 : 3}`, { found: word })
      return null
    }
    const number = Number(word)
    if (!survivesDouble(word)) this.#problem('json-number-lossy', start, numberClause, { number: word, kept: String(number) })
    return number
  }

  /** Passes over a container that is nested too deeply, without calling itself. */
  #skipContainer(): void {
    let open = 0
    let i = this.#pos
    let quoted = false
    for (; i < this.#text.length; i += 1) {
      const unit = this.#text.charCodeAt(i)
      if (unit === 0x5c && quoted) i += 1
      else if (unit === 0x22) quoted = !quoted
      else if (!quoted && (unit === 0x7b || unit === 0x5b)) open += 1
      else if (!quoted && (unit === 0x7d || unit === 0x5d)) open -= 1
      if (open === 0) break
    }
    this.#pos = Math.min(i + 1, this.#text.length)
    if (open > 0) this.#stop('json-ends-early', this.#text.length)
  }
}

const hex = (unit: number): string => `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`
const isHexDigit = (unit: number): boolean => (unit >= 48 && unit <= 57) || ((unit | 32) >= 97 && (unit | 32) <= 102)
const isWordUnit = (unit: number): boolean =>
  (unit >= 48 && unit <= 57) || ((unit | 32) >= 97 && (unit | 32) <= 122) || unit === 43 || unit === 45 || unit === 46 || unit === 95
