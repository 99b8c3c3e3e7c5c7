import { type Result, refuse, succeed } from '@proofline/problems'
import { addKey, buildIdentifier, identifyUnit, type Keys } from './build.ts'
import { digit, escapedCode, firstOutside, isClass, set39, set82, urnPlain } from './characters.ts'
import { checkDigitOf } from './check-digit.ts'
import { type EpcRule, epcRuleOf } from './epc-schemes.ts'
import { Findings, type IdentifierProblem } from './findings.ts'
import { parseForeignEpc } from './foreign-epc.ts'
import type { Identifier } from './identifier.ts'

const grammar = 'TDS 2.x §6.3'
const classSets = { none: 0, set82, set39, digits: digit }

/**
 * Parses a URN of the `epc` namespace that names one thing or one class: `urn:epc:id:…`, `urn:epc:class:lgtin:…`, and
 * `urn:epc:idpat:…` with `*` for the serial (GS1 Tag Data Standard §6.3, §6.4). Wider patterns name no object and are refused.
 * The check digit, which a URN leaves out, is computed.
 */
export function parseEpcUrn(urn: string): Result<Identifier> {
  // RFC 8141 §3.1: `urn` and the namespace identifier ignore case, what follows does not.
  const typeEnd = urn.indexOf(':', 8)
  const schemeEnd = typeEnd < 0 ? -1 : urn.indexOf(':', typeEnd + 1)
  if (schemeEnd < 0) return unknownScheme(urn)
  const type = urn.slice(8, typeEnd)
  const name = urn.slice(typeEnd + 1, schemeEnd)
  const rule = epcRuleOf(name)
  if (rule === undefined) return type === 'id' ? (parseForeignEpc(urn, name, schemeEnd + 1) ?? unknownScheme(urn)) : unknownScheme(urn)
  const isPattern = type === 'idpat'
  if (isPattern ? !rule.pattern : type !== rule.urnType) {
    if (isPattern && rule.urnType === 'id') return patternRefused(urn)
    return unknownScheme(urn)
  }
  return new EpcBody(urn, schemeEnd + 1, rule, isPattern).parse()
}

const unknownScheme = (urn: string): Result<never> => {
  const findings = new Findings()
  findings.add('epc-scheme-unknown', { scheme: urn.split(':').slice(2, 4).join(':').slice(0, 40), position: 9 }, grammar)
  return refuse(...findings.problems)
}

const patternRefused = (urn: string): Result<never> => {
  const findings = new Findings()
  findings.add('epc-pattern-not-class', { position: urn.length }, 'TDS 2.x §6.4')
  return refuse(...findings.problems)
}

class EpcBody {
  readonly urn: string
  readonly start: number
  readonly rule: EpcRule
  readonly isPattern: boolean
  findings: Findings | undefined

  constructor(urn: string, start: number, rule: EpcRule, isPattern: boolean) {
    this.urn = urn
    this.start = start
    this.rule = rule
    this.isPattern = isPattern
  }

  private found(): Findings {
    this.findings ??= new Findings()
    return this.findings
  }

  parse(): Result<Identifier> {
    const { urn, start, rule } = this
    const parts = (rule.pieces ? 4 : 2) + (rule.serial === 'none' ? 0 : 1)
    const first = urn.indexOf('.', start)
    const second = parts > 2 && first >= 0 ? urn.indexOf('.', first + 1) : urn.length
    const third = parts > 3 && second >= 0 ? urn.indexOf('.', second + 1) : urn.length
    const fourth = parts > 4 && third >= 0 ? urn.indexOf('.', third + 1) : urn.length
    if (first < 0) return this.wrongParts(parts, 1)
    if (second < 0) return this.wrongParts(parts, 2)
    if (third < 0) return this.wrongParts(parts, 3)
    if (fourth < 0) return this.wrongParts(parts, 4)
    const prefixLength = this.companyPrefix(first)
    const reference = this.reference(first + 1, second, prefixLength)
    const pieces = rule.pieces ? this.pieces(second + 1, third, fourth) : ''
    const serial = rule.serial === 'none' ? undefined : this.serial((rule.pieces ? fourth : second) + 1)
    if (this.findings !== undefined) return refuse(...this.findings.problems)
    return succeed(this.assemble(urn.slice(start, first), reference, pieces, serial))
  }

  private assemble(prefix: string, reference: string, pieces: string, serial: string | undefined): Identifier {
    const { rule } = this
    let value = prefix + reference
    if (rule.total > 0) {
      if (rule.leading === 'reference') value = reference.charAt(0) + prefix + reference.slice(1)
      else if (rule.leading === 'zero') value = `0${value}`
      value += checkDigitOf(value)
    }
    value += pieces
    if (serial !== undefined && rule.key === '01' && rule.serial === '21')
      return identifyUnit({ gtin: value, lot: undefined, serial }, prefix.length)
    const keys: Keys = {}
    // A GLN without extension is written with the extension `0` (TDS §6.3.4).
    if (serial !== undefined && rule.serial === 'tail') addKey(keys, rule.key, value + serial)
    else {
      addKey(keys, rule.key, value)
      if (serial !== undefined && rule.serial !== 'none' && rule.serial !== 'tail' && !(rule.serial === '254' && serial === '0'))
        addKey(keys, rule.serial, serial)
    }
    return buildIdentifier(rule.key, keys, prefix.length)
  }

  private wrongParts(expected: number, found: number): Result<never> {
    this.found().add('epc-parts', { scheme: this.rule.name, expected, found, position: this.start + 1 }, grammar)
    return refuse(...this.found().problems)
  }

  /** The length of the company prefix (6–12 digits), 0 where it is not one. */
  private companyPrefix(end: number): number {
    const { urn, start } = this
    const length = end - start
    const bad = firstOutside(urn, digit, start, end)
    if (bad >= 0 || length < 6 || length > 12) {
      this.found().add('epc-company-prefix', { value: urn.slice(start, end).slice(0, 40), position: (bad < 0 ? start : bad) + 1 }, grammar)
      return 0
    }
    return length
  }

  private reference(from: number, to: number, prefixLength: number): string {
    const { urn, rule } = this
    if (rule.freeSet !== 'none') return this.text(from, to, 1, rule.freeMax - prefixLength, classSets[rule.freeSet], rule.key)
    const bad = firstOutside(urn, digit, from, to)
    if (bad >= 0) {
      if (urn.charAt(bad) === '*') this.found().add('epc-pattern-not-class', { position: bad + 1 }, 'TDS 2.x §6.4')
      else this.found().add('epc-reference-digits', { character: urn.charAt(bad), position: bad + 1 }, grammar)
    } else if (prefixLength > 0 && to - from !== rule.total - prefixLength) {
      this.found().add('epc-reference-length', { expected: rule.total - prefixLength, found: to - from, position: from + 1 }, grammar)
    }
    return urn.slice(from, to)
  }

  private pieces(from: number, middle: number, to: number): string {
    const { urn } = this
    const piece = urn.slice(from, middle)
    const total = urn.slice(middle + 1, to)
    const fits = piece.length === 2 && total.length === 2 && firstOutside(piece + total, digit) < 0
    if (!fits || piece === '00' || piece > total) {
      this.found().add('piece-of-total', { piece: piece.slice(0, 20), total: total.slice(0, 20), position: from + 1 }, 'TDS 2.x §6.3')
    }
    return piece + total
  }

  private serial(from: number): string | undefined {
    const { urn, rule } = this
    if (this.isPattern) {
      if (urn.length !== from + 1 || urn.charAt(from) !== '*')
        this.found().add('epc-pattern-not-class', { position: from + 1 }, 'TDS 2.x §6.4')
      return undefined
    }
    const ai = rule.serial === 'tail' || rule.serial === 'none' ? rule.key : rule.serial
    const text = this.text(from, urn.length, 1, rule.serialMax, classSets[rule.serialSet], ai)
    if (rule.serialNoLeadingZero && text.length > 1 && text.charAt(0) === '0') {
      this.found().add('key-leading-zero', { ai, position: from + 1 }, grammar)
    }
    return text
  }

  /** Decodes a component that may hold escapes; lengths count decoded characters. */
  private text(from: number, to: number, min: number, max: number, set: number, ai: string): string {
    const { urn } = this
    const plain = firstOutside(urn, urnPlain, from, to) < 0 && firstOutside(urn, set, from, to) < 0
    const text = plain ? urn.slice(from, to) : this.decode(from, to, set, ai)
    if (text.length < min || text.length > max) {
      this.found().add('key-length', { ai, expected: `${min}–${max}`, found: text.length, position: from + 1 }, grammar)
    }
    return text
  }

  private decode(from: number, to: number, set: number, ai: string): string {
    const { urn } = this
    let text = ''
    for (let i = from; i < to; i++) {
      const code = urn.charCodeAt(i)
      const escaped = code === 37 ? escapedCode(urn, i) : code
      if (code === 37 ? escaped < 0 || i + 2 >= to : !isClass(code, urnPlain)) {
        const { problem, character } = this.unwritable(i)
        this.found().add(problem, { character, position: i + 1 }, grammar)
        continue
      }
      const character = String.fromCharCode(escaped)
      if (!isClass(escaped, set)) this.found().add('key-characters', { ai, character, position: i + 1 }, grammar)
      text += character
      if (code === 37) i += 2
    }
    return text
  }

  private unwritable(at: number): { problem: IdentifierProblem; character: string } {
    const code = this.urn.charCodeAt(at)
    const character = this.urn.charAt(at)
    if (code === 37) return { problem: 'identifier-bad-escape', character }
    return { problem: isClass(code, set82 | set39) ? 'identifier-must-be-escaped' : 'identifier-bad-character', character }
  }
}
