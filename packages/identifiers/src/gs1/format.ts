import { type Result, refuse, succeed } from '@proofline/problems'
import { Findings } from '../findings.ts'
import { checkAssociations } from './associations.ts'
import { type AiRule, aiRuleOf } from './dictionary.ts'
import type { AiValue, ElementValue } from './element.ts'
import { checkElement } from './element-check.ts'
import { symbologyOf } from './scan.ts'

export type FormatOptions = {
  /** What stands for FNC1: ASCII 29 as a reader sends it, or `^` for people, which then also begins the text. */
  readonly fnc1?: '\u001d' | '^'
  /** Predefined lengths first spares separators (General Specifications §7.8.7); `as-given` keeps the order. */
  readonly order?: 'predefined-first' | 'as-given'
  readonly associations?: 'check' | 'ignore'
}

/**
 * Checks values that are to be written: every AI known, every value right, what must stand together together. A problem's `at` points at
 * the value (`/2/value`), its `position` counts the value's characters from 1.
 */
export function checkValues(values: readonly AiValue[], associations: 'check' | 'ignore', findings: Findings): ElementValue[] {
  const elements: ElementValue[] = []
  values.forEach(({ ai, value }, index) => {
    findings.pointer = `/${index}/value`
    const rule = aiRuleOf(ai)
    if (rule === undefined) findings.add('element-ai-unknown', { ai: ai.slice(0, 20), position: 1 }, 'GS1 General Specifications §3.2')
    else checkElement(rule, value, findings, (at) => at + 1)
    elements.push({ ai, value, title: rule?.title ?? '', position: 1, composite: false })
  })
  findings.pointer = ''
  if (elements.length === 0) findings.add('element-string-empty', {})
  else if (associations === 'check') checkAssociations(elements, findings)
  return elements
}

/** Writes an element string without brackets: a separator behind every value whose length is not predefined, the last one apart. */
export function formatElementString(values: readonly AiValue[], options: FormatOptions = {}): Result<string> {
  const findings = new Findings()
  const elements = checkValues(values, options.associations ?? 'check', findings)
  if (findings.problems.length > 0) return refuse(...findings.problems)
  return succeed(writeElements(elements, options))
}

function writeElements(elements: readonly AiValue[], options: FormatOptions): string {
  const { fnc1 = '\u001d', order = 'predefined-first' } = options
  const separated = (element: AiValue): boolean => ruleOf(element).separated
  const ordered =
    order === 'as-given'
      ? elements
      : [...elements.filter((element) => !separated(element)), ...elements.filter((element) => separated(element))]
  let text = fnc1 === '^' ? '^' : ''
  ordered.forEach((element, index) => {
    text += element.ai + element.value
    if (separated(element) && index < ordered.length - 1) text += fnc1
  })
  return text
}

function ruleOf({ ai }: AiValue): AiRule {
  const rule = aiRuleOf(ai)
  if (rule === undefined) throw new TypeError(`(${ai}) was not checked`)
  return rule
}

/** Writes `(01)…(10)…` in the order given, `\(` for a bracket inside a value; the two-dimensional part of a composite symbol behind `|`. Nothing is checked. */
export function formatBracketed(values: readonly (AiValue & { readonly composite?: boolean })[]): string {
  let text = ''
  let composite = false
  for (const element of values) {
    if (element.composite === true && !composite) {
      if (text !== '') text += '|'
      composite = true
    }
    text += `(${element.ai})${element.value.replaceAll('(', '\\(')}`
  }
  return text
}

/** Human readable interpretation, one line an element (General Specifications §4.14): the AI in brackets, a space, the value; `titles` in front. */
export function formatHri(elements: readonly AiValue[], options: { readonly titles?: boolean } = {}): string[] {
  return elements.map(({ ai, value }) => {
    const title = options.titles === true ? (aiRuleOf(ai)?.title ?? '') : ''
    return `${title === '' ? '' : `${title} `}(${ai}) ${value}`
  })
}

/**
 * What a reader sends for a symbol that carries these values: `]d2…` and the like. A bare key (EAN, UPC, ITF-14) carries a GTIN that fits and
 * nothing else, a composite symbol's other elements behind `|]e0`.
 */
export function formatScan(identifier: string, elements: readonly (AiValue & { readonly composite?: boolean })[]): Result<string> {
  const findings = new Findings()
  const symbology = symbologyOf(identifier)
  if (symbology === undefined || identifier.length !== 3 || identifier === ']E3') {
    findings.add('scan-symbology-unknown', { identifier: identifier.slice(0, 3), position: 1 }, 'ISO/IEC 15424')
  } else if (symbology.carries === 'text') findings.add('scan-no-elements', { identifier, position: 4 }, 'GS1 General Specifications §7.8')
  else {
    checkValues(elements, 'ignore', findings)
    const [first, ...others] = elements
    if (findings.problems.length > 0) return refuse(...findings.problems)
    if (symbology.carries === 'elements') return succeed(identifier + writeElements(elements, { order: 'as-given' }))
    const pad = 14 - symbology.digits
    const key = first?.ai === '01' && first.value.startsWith('0'.repeat(pad)) ? first.value.slice(pad) : undefined
    if (key !== undefined && others.every(({ composite }) => composite === true)) {
      return succeed(identifier + key + (others.length === 0 ? '' : `|]e0${writeElements(others, { order: 'as-given' })}`))
    }
    findings.add('scan-digits', { identifier, expected: symbology.digits, found: formatBracketed(elements).slice(0, 40), position: 1 })
  }
  return refuse(...findings.problems)
}
