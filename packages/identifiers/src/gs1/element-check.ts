import { digit, firstOutside, set82 } from '../characters.ts'
import type { Findings } from '../findings.ts'
import type { AiRule } from './dictionary.ts'
import { lint } from './linters.ts'
import { ValueCheck } from './value-check.ts'

const clause = 'GS1 General Specifications §3.2'
const characterClause = 'GS1 General Specifications §7.11'

/** More characters than any symbol carries (QR Code: 7,089 digits), written with brackets or escapes: nothing longer is looked at. */
export const longestElementString = 16_384

/** Tells everything that is wrong with an element's value; `at` gives the position, from 1, of a character of the value in what was read. */
export function checkElement(rule: AiRule, value: string, findings: Findings, at: (index: number) => number): void {
  const check = new ValueCheck(findings, rule.ai, value, at)
  const { length } = value
  if (length === 0) check.report('element-value-missing', 0, {}, clause)
  let from = 0
  for (const component of rule.components) {
    if (from === length && (component.optional || length === 0)) return
    const to = Math.min(length, from + component.max)
    if (to - from < component.min) {
      checkCharacters(check, component.set, from, to)
      check.report('element-too-short', from, { found: length, expected: expectedLengths(rule) }, clause)
      return
    }
    if (checkCharacters(check, component.set, from, to)) for (const name of component.linters) lint(name, check, from, to)
    from = to
  }
  if (from < length) check.report('element-too-long', from, { found: length, expected: rule.max }, clause)
}

const expectedLengths = (rule: AiRule): string | number => (rule.min === rule.max ? rule.max : `${rule.min}–${rule.max}`)

function checkCharacters(check: ValueCheck, set: number, from: number, to: number): boolean {
  let bad = firstOutside(check.value, set, from, to)
  if (bad < 0) return true
  for (let told = 0; bad >= 0 && told < 20; told++) {
    const character = shown(check.value, bad)
    check.report(set === digit ? 'element-digits' : 'element-characters', bad, { character }, characterClause)
    bad = firstOutside(check.value, set, bad + 1, to)
  }
  return false
}

/** An element whose AI is not assigned: nothing is known of its value but that it is made of encodable characters. */
export function checkUnknownElement(ai: string, value: string, findings: Findings, at: (index: number) => number): void {
  const check = new ValueCheck(findings, ai, value, at)
  if (value.length === 0) check.report('element-value-missing', 0, {}, clause)
  if (value.length > 90) check.report('element-too-long', 90, { found: value.length, expected: 90 }, clause)
  checkCharacters(check, set82, 0, value.length)
}

/** A character that can be shown; anything invisible as its code point. */
export function shown(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0
  return code <= 0x20 ||
    (code >= 0x7f && code < 0xa1) ||
    (code >= 0xd800 && code < 0xe000) ||
    (code >= 0x2000 && code < 0x2070) ||
    code >= 0xfe00
    ? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    : String.fromCodePoint(code)
}
