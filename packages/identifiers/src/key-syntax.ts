import { digit, firstOutside, set39, set82 } from './characters.ts'
import { checkDigitOf, checkPairOf } from './check-digit.ts'
import type { Findings } from './findings.ts'
import type { KeyRule, QualifierRule } from './keys.ts'

const sets = { none: 0, set82, set39, digits: digit }

/** Where the value stands, for its problems. `position` is that of its first character, from 1. */
export type ValuePlace = { readonly findings: Findings; readonly position: number; readonly clause: string }

/** Checks a primary key's value (GS1 General Specifications §3) and returns it, a short GTIN padded to 14 digits. */
export function checkKey(rule: KeyRule, text: string, place: ValuePlace & { readonly verifyCheckDigit: boolean }): string {
  const { ai } = rule
  const { findings, position, clause } = place
  const length = text.length
  const value = ai === '01' && (length === 8 || length === 12 || length === 13) ? text.padStart(14, '0') : text
  const shift = value.length - length
  if (value.length < rule.fixed || value.length > rule.fixed + rule.tail || value.length === 0) {
    findings.add('key-length', { ai, expected: expectedLength(rule), found: length, position }, clause)
    return value
  }
  const bad = firstOutside(value, digit, 0, rule.fixed)
  if (bad >= 0) findings.add('key-digits', { ai, character: value.charAt(bad), position: position + bad - shift }, clause)
  else if (rule.fixed > 0) checkFixed(rule, value, shift, place)
  else checkFree(rule, value, place)
  if (rule.tailSet !== 'none') {
    const outside = firstOutside(value, sets[rule.tailSet], rule.fixed)
    if (outside >= 0) findings.add('key-characters', { ai, character: value.charAt(outside), position: position + outside }, clause)
  }
  return value
}

function expectedLength(rule: KeyRule): string {
  if (rule.ai === '01') return '8, 12, 13, 14'
  if (rule.fixed === 0) return `1–${rule.tail}`
  return rule.tail === 0 ? String(rule.fixed) : `${rule.fixed}–${rule.fixed + rule.tail}`
}

function checkFixed(rule: KeyRule, value: string, shift: number, place: ValuePlace & { readonly verifyCheckDigit: boolean }): void {
  const { ai, checkAt } = rule
  const { findings, position, clause } = place
  if (ai === '8003' && value.charAt(0) !== '0') findings.add('key-leading-zero', { ai, position }, clause)
  if (ai === '8006') {
    const piece = value.slice(14, 16)
    const total = value.slice(16, 18)
    if (piece === '00' || piece > total) findings.add('piece-of-total', { piece, total, position: position + 14 }, clause)
  }
  if (!place.verifyCheckDigit) return
  const expected = checkDigitOf(value, rule.checkFrom, checkAt)
  const found = value.charCodeAt(checkAt) - 48
  if (expected !== found) {
    findings.add('key-check-digit', { ai, expected, found, position: position + checkAt - shift }, 'GS1 General Specifications §7.9.1')
  }
}

/** Keys that are free text still begin with a company prefix: at least four digits. */
function checkFree(rule: KeyRule, value: string, place: ValuePlace & { readonly verifyCheckDigit: boolean }): void {
  const { findings, position, clause } = place
  const { ai, leadingDigits } = rule
  if (value.length < leadingDigits || firstOutside(value, digit, 0, leadingDigits) >= 0) {
    findings.add('key-company-prefix', { ai, digits: leadingDigits, position }, clause)
  }
  if (ai !== '8013' || !place.verifyCheckDigit) return
  const expected = checkPairOf(value.slice(0, -2))
  if (value.length < 3 || expected !== value.slice(-2)) {
    const at = position + Math.max(0, value.length - 2)
    findings.add('key-check-characters', { ai, expected, found: value.slice(-2), position: at }, 'GS1 General Specifications §7.9.5')
  }
}

export function checkQualifier(ai: string, rule: QualifierRule, text: string, place: ValuePlace): string {
  const { findings, position, clause } = place
  if (text.length < rule.min || text.length > rule.max) {
    const expected = rule.min === rule.max ? String(rule.max) : `${rule.min}–${rule.max}`
    findings.add('key-length', { ai, expected, found: text.length, position }, clause)
  }
  const bad = firstOutside(text, sets[rule.set])
  if (bad >= 0) findings.add('key-characters', { ai, character: text.charAt(bad), position: position + bad }, clause)
  if (rule.noLeadingZero && text.length > 1 && text.charAt(0) === '0') findings.add('key-leading-zero', { ai, position }, clause)
  return text
}
