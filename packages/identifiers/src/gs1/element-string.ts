import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { Findings } from '../findings.ts'
import { checkAssociations } from './associations.ts'
import { aiLengthAt, aiRuleOf } from './dictionary.ts'
import type { ElementValue } from './element.ts'
import { checkElement, checkUnknownElement, longestElementString } from './element-check.ts'
import type { LinkContent } from './link.ts'
import { readAnyLink } from './link-scan.ts'
import { endOfScan, readKeyScan, type Symbology, symbologyOf } from './scan.ts'
import { Separators } from './separators.ts'

export type ElementString = {
  readonly form: 'bracketed' | 'unbracketed' | 'scan' | 'digital-link'
  /** What a scan says of its barcode; undefined for text without a symbology identifier. */
  readonly symbology: Symbology | undefined
  /** The Digital Link that the text, or the scan, is; of a compressed one the positions count in its expanded form. */
  readonly link: LinkContent | undefined
  /** In the order in which they stand. */
  readonly elements: readonly ElementValue[]
  /** Tolerant reading only: everything that is wrong, and was taken as it stands. */
  readonly flags: readonly Problem[]
}

/**
 * `tolerant` takes what can be taken apart and tells in `flags` what is wrong with it; nothing is corrected. `associations: 'ignore'` is for one
 * barcode of several on one thing. `unknownAis: 'accept'` takes AIs that no one has assigned, as long as their length is known.
 */
export type ElementStringOptions = {
  readonly mode?: 'strict' | 'tolerant'
  readonly associations?: 'check' | 'ignore'
  readonly unknownAis?: 'refuse' | 'accept'
}

/**
 * Parses a GS1 element string (GS1 General Specifications §3.2, §7.8): with brackets `(01)…`, `\(` for a bracket inside a value; without, where `^`,
 * ASCII 29 (as itself, `\x1D` or `{GS}`) stands for FNC1; scan data that begins with a symbology identifier such as `]d2`; or a Digital Link, compressed
 * or not, bare or scanned. All problems at once, each with its `position` in characters from 1.
 */
export function parseElementString(text: string, options: ElementStringOptions = {}): Result<ElementString> {
  const link = text.length > longestElementString ? undefined : readLink(text, options)
  if (link !== undefined) return link
  const reader = new ElementReader(halfWidth(text), options)
  const wide = text.length > longestElementString ? -1 : text.search(fullWidth)
  if (wide >= 0)
    reader.findings.add('element-full-width', { character: text.charAt(wide), position: wide + 1 }, 'GS1 General Specifications §7.11')
  const parsed = reader.read()
  const { problems } = reader.findings
  if (problems.length === 0) return succeed({ ...parsed, flags: problems })
  if (options.mode === 'tolerant' && parsed.elements.length > 0) return succeed({ ...parsed, flags: problems })
  return refuse(...problems)
}

/** What an input method for Chinese makes of brackets, digits and letters: U+FF01–U+FF5E. */
const fullWidth = /[\uff01-\uff5e]/

/** The same text, character for character, with full-width characters as ASCII: tolerant reading goes on with it, told in a flag. */
const halfWidth = (text: string): string =>
  text.length > longestElementString || !fullWidth.test(text)
    ? text
    : text.replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))

function readLink(text: string, options: ElementStringOptions): Result<ElementString> | undefined {
  const symbology = text.startsWith(']') ? symbologyOf(text) : undefined
  const from = symbology?.carries === 'text' ? 3 : 0
  if (!/^https?:\/\//i.test(text.slice(from, from + 8))) return undefined
  const link = readAnyLink(text, from, options)
  if (link === undefined || !link.ok) return link
  const { elements, flags } = link.value
  return succeed({ form: 'digital-link', symbology, link: link.value, elements, flags })
}

const fnc1Clause = 'GS1 General Specifications §7.8'
const aiClause = 'GS1 General Specifications §3.2'

class ElementReader {
  readonly findings = new Findings()
  readonly #text: string
  readonly #options: ElementStringOptions
  readonly #elements: ElementValue[] = []
  #composite = false
  #end: number

  constructor(text: string, options: ElementStringOptions) {
    this.#text = text
    this.#options = options
    this.#end = text.length
  }

  read(): Omit<ElementString, 'flags'> {
    const text = this.#text
    const first = text.charAt(0)
    const symbology = first === ']' ? symbologyOf(text) : undefined
    const form = first === ']' ? 'scan' : first === '(' ? 'bracketed' : 'unbracketed'
    if (text.length === 0) this.findings.add('element-string-empty', {})
    else if (text.length > longestElementString) {
      this.findings.add('element-string-too-long', { found: text.length, most: longestElementString })
    } else if (form === 'scan') this.#readScan(symbology)
    else if (form === 'bracketed') this.#readBracketed()
    else this.#readUnbracketed(0, Separators.written(text))
    if (this.#options.associations !== 'ignore' && this.#elements.length > 0) checkAssociations(this.#elements, this.findings)
    return { form, symbology, link: undefined, elements: this.#elements }
  }

  #readScan(symbology: Symbology | undefined): void {
    const text = this.#text
    if (symbology === undefined) {
      this.findings.add('scan-symbology-unknown', { identifier: text.slice(0, 3), position: 1 }, 'ISO/IEC 15424')
      return
    }
    const { identifier } = symbology
    this.#end = endOfScan(text, this.findings)
    if (this.#end <= 3) this.findings.add('scan-empty', { identifier, position: 4 }, 'ISO/IEC 15424')
    else if (symbology.carries === 'text') this.findings.add('scan-no-elements', { identifier, position: 4 }, fnc1Clause)
    else if (symbology.carries === 'elements') this.#readUnbracketed(3, Separators.transmitted(text))
    else this.#readKey(symbology)
  }

  /** EAN and UPC name a trade item by its key alone; a composite part follows behind `|]e0`. */
  #readKey(symbology: Symbology): void {
    const text = this.#text
    const bar = text.indexOf('|]e0', 3)
    const end = bar < 0 ? this.#end : bar
    const key = readKeyScan(text, end, symbology, this.findings)
    if (key !== undefined) {
      const shift = 14 - symbology.digits
      this.#add('01', key, 4, (index) => 4 + Math.max(0, index - shift))
    }
    if (bar < 0) return
    this.#composite = true
    this.#readUnbracketed(bar + 4, Separators.transmitted(text))
  }

  #readUnbracketed(start: number, separators: Separators): void {
    const text = this.#text
    const end = this.#end
    let at = start
    if (start === 0) {
      at = separators.skipAt(0)
      if (at === 0 && aiLengthAt(text, 0) === 0) {
        this.findings.add('element-string-none', { position: 1 }, aiClause)
        return
      }
      if (at === end) this.findings.add('element-missing', { position: 1 }, fnc1Clause)
    }
    while (at < end) {
      const separator = Math.min(end, separators.from(at))
      if (separator === at) {
        this.findings.add('element-missing', { position: at + 1 }, fnc1Clause)
        at = this.#pass(separators, separator)
        continue
      }
      const length = aiLengthAt(text, at)
      const ai = text.slice(at, at + length)
      const rule = length > 0 && at + length <= separator ? aiRuleOf(ai) : undefined
      const valueAt = at + length
      if (rule === undefined && !(length > 0 && valueAt <= separator && this.#takesUnknown())) {
        this.findings.add('element-ai-unknown', { ai: text.slice(at, Math.min(separator, at + (length || 2))), position: at + 1 }, aiClause)
        at = this.#pass(separators, separator)
        continue
      }
      const valueEnd = rule === undefined || rule.separated ? separator : Math.min(separator, valueAt + rule.max)
      this.#add(ai, text.slice(valueAt, valueEnd), valueAt + 1, (index) => valueAt + 1 + index, at + 1)
      at = valueEnd === separator ? this.#pass(separators, separator) : valueEnd
    }
  }

  /** Where reading goes on behind a separator, or the end; a composite part begins behind `|`. */
  #pass(separators: Separators, separator: number): number {
    if (separator >= this.#end) return this.#end
    if (this.#text.charAt(separator) === '|') this.#composite = true
    return separators.skipAt(separator)
  }

  #takesUnknown(): boolean {
    return this.#options.unknownAis === 'accept' || this.#options.mode === 'tolerant'
  }

  #readBracketed(): void {
    const text = this.#text
    let at = 0
    while (at < text.length) {
      const close = text.indexOf(')', at)
      const broken = close < 0 ? at : text.charAt(at) === '(' ? -1 : at
      if (broken >= 0) {
        this.findings.add('element-bracket', { position: broken + 1 }, aiClause)
        return
      }
      const ai = text.slice(at + 1, close)
      const next = nextBracket(text, close + 1)
      this.#addBracketed(ai, at, close + 1, next)
      at = next
    }
  }

  #addBracketed(ai: string, start: number, from: number, to: number): void {
    let raw = this.#text.slice(from, to)
    const ends = to < this.#text.length && raw.endsWith('|')
    if (ends) raw = raw.slice(0, -1)
    let lead = 0
    if (this.#options.mode === 'tolerant') {
      const trimmed = raw.trim()
      lead = raw.indexOf(trimmed)
      if (trimmed !== raw)
        this.findings.add('element-space', { ai: ai.slice(0, 4), position: (lead > 0 ? from : from + trimmed.length) + 1 }, aiClause)
      raw = trimmed
    }
    const escapes: number[] = []
    let value = raw
    if (raw.includes('\\(')) {
      for (let i = raw.indexOf('\\('); i >= 0; i = raw.indexOf('\\(', i + 2)) escapes.push(i - escapes.length)
      value = raw.replaceAll('\\(', '(')
    }
    const base = from + lead + 1
    const at = (index: number): number => base + index + escapes.filter((place) => place < index).length
    if (aiRuleOf(ai) === undefined && !(this.#takesUnknown() && aiLengthAt(ai, 0) === ai.length) && !this.#takesBracketed(ai)) {
      this.findings.add('element-ai-unknown', { ai: ai.slice(0, 20), position: start + 2 }, aiClause)
    } else this.#add(ai, value, base, at, start + 2)
    if (ends) this.#composite = true
  }

  /** Brackets tell where an AI ends even where its first digits do not. */
  #takesBracketed = (ai: string): boolean => this.#takesUnknown() && /^\d{2,4}$/.test(ai)

  #add(ai: string, value: string, position: number, at: (index: number) => number, aiPosition = position): void {
    const rule = aiRuleOf(ai)
    if (rule !== undefined) checkElement(rule, value, this.findings, at)
    else {
      if (this.#options.unknownAis !== 'accept') this.findings.add('element-ai-unknown', { ai, position: aiPosition }, aiClause)
      checkUnknownElement(ai, value, this.findings, at)
    }
    this.#elements.push({ ai, value, title: rule?.title ?? '', position, composite: this.#composite })
  }
}

/** The next bracket that begins an AI, or the end: `\(` is a bracket inside a value. */
function nextBracket(text: string, from: number): number {
  let at = text.indexOf('(', from)
  while (at > 0 && text.charCodeAt(at - 1) === 92) at = text.indexOf('(', at + 1)
  return at < 0 ? text.length : at
}
