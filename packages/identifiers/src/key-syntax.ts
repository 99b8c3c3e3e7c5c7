import { digit, firstOutside, set39, set82 } from './characters.ts'
import { checkDigitOf, checkPairOf } from './check-digit.ts'
import type { Findings } from './findings.ts'
import type { KeyRule, QualifierRule } from './keys.ts'

const sets = { none: 0, set82, set39, digits: digit }

/** Where the value stands, for its problems: `at` gives the position (from 1) in the whole text of a character of the decoded value. */
export type ValuePlace = { readonly findings: Findings; readonly at: (index: number) => number; readonly clause: string }

/** Checks a primary key's value (GS1 General Specifications §3) and returns it, a short GTIN padded to 14 digits. */
export function checkKey(rule: KeyRule, text: string, place: ValuePlace & { readonly verifyCheckDigit: boolean }): string {
  const { ai } = rule
  const { findings, clause } = place
  const length = text.length
  const value = ai === '01' && (length === 8 || length === 12 || length === 13) ? text.padStart(14, '0') : text
  const shift = value.length - length
  if (value.length < rule.fixed || value.length > rule.fixed + rule.tail || value.length === 0) {
    findings.add('key-length', { ai, expected: expectedLength(rule), found: length, position: place.at(0) }, clause)
    return value
  }
  if (firstOutside(value, digit, 0, rule.fixed) >= 0) {
    for (const at of outside(value, digit, 0, rule.fixed)) {
      findings.add('key-digits', { ai, character: value.charAt(at), position: place.at(at - shift) }, clause)
    }
  } else if (rule.fixed > 0) checkFixed(rule, value, shift, place)
  else checkFree(rule, value, place)
  for (const at of rule.tailSet === 'none' ? [] : outside(value, sets[rule.tailSet], rule.fixed, value.length)) {
    findings.add('key-characters', { ai, character: value.charAt(at), position: place.at(at) }, clause)
  }
  return value
}

function* outside(text: string, bits: number, from: number, to: number): Generator<number> {
  for (let at = firstOutside(text, bits, from, to); at >= 0; at = firstOutside(text, bits, at + 1, to)) yield at
}

function expectedLength(rule: KeyRule): string {
  if (rule.ai === '01') return '8, 12, 13, 14'
  if (rule.fixed === 0) return `1–${rule.tail}`
  return rule.tail === 0 ? String(rule.fixed) : `${rule.fixed}–${rule.fixed + rule.tail}`
}

function checkFixed(rule: KeyRule, value: string, shift: number, place: ValuePlace & { readonly verifyCheckDigit: boolean }): void {
  const { ai, checkAt } = rule
  const { findings, clause } = place
  if (ai === '8003' && value.charAt(0) !== '0') findings.add('key-leading-zero', { ai, position: place.at(0) }, clause)
  if (ai === '8006') {
    const piece = value.slice(14, 16)
    const total = value.slice(16, 18)
    if (piece === '00' || piece > total) findings.add('piece-of-total', { piece, total, position: place.at(14) }, clause)
  }
  if (!place.verifyCheckDigit) return
  const expected = checkDigitOf(value, rule.checkFrom, checkAt)
  const found = value.charCodeAt(checkAt) - 48
  if (expected !== found) {
    findings.add('key-check-digit', { ai, expected, found, position: place.at(checkAt - shift) }, 'GS1 General Specifications §7.9.1')
  }
}

/** Keys that are free text still begin with a company prefix: at least four digits. */
function checkFree(rule: KeyRule, value: string, place: ValuePlace & { readonly verifyCheckDigit: boolean }): void {
  const { findings, clause } = place
  const { ai, leadingDigits } = rule
  if (value.length < leadingDigits || firstOutside(value, digit, 0, leadingDigits) >= 0) {
    findings.add('key-company-prefix', { ai, digits: leadingDigits, position: place.at(0) }, clause)
  }
  if (ai !== '8013' || !place.verifyCheckDigit) return
  const expected = checkPairOf(value.slice(0, -2))
  if (value.length < 3 || expected !== value.slice(-2)) {
    const position = place.at(Math.max(0, value.length - 2))
    findings.add('key-check-characters', { ai, expected, found: value.slice(-2), position }, 'GS1 General Specifications §7.9.5')
  }
}

export function checkQualifier(ai: string, rule: QualifierRule, text: string, place: ValuePlace): string {
  const { findings, clause } = place
  if (text.length < rule.min || text.length > rule.max) {
    const expected = rule.min === rule.max ? String(rule.max) : `${rule.min}–${rule.max}`
    findings.add('key-length', { ai, expected, found: text.length, position: place.at(0) }, clause)
  }
  for (const at of outside(text, sets[rule.set], 0, text.length)) {
    findings.add('key-characters', { ai, character: text.charAt(at), position: place.at(at) }, clause)
  }
  if (rule.noLeadingZero && text.length > 1 && text.charAt(0) === '0')
    findings.add('key-leading-zero', { ai, position: place.at(0) }, clause)
  return text
}
