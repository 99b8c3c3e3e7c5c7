import { type Result, refuse, succeed } from '@proofline/problems'
import { digit, encodeUrnComponent, firstOutside } from './characters.ts'
import { type EpcRule, epcRules } from './epc-schemes.ts'
import { Findings } from './findings.ts'
import { type Identifier, isGs1, type PathAi } from './identifier.ts'
import { keyRuleOf } from './keys.ts'

const standard = 'TDS 2.x §7'

/**
 * The EPC URN of a canonical identifier: `urn:epc:id:…` for a thing, `urn:epc:class:lgtin:…` for a lot, `urn:epc:idpat:….*` for a class
 * (GS1 Tag Data Standard §7). A URN shows where the company prefix ends, which a key alone does not tell: without `companyPrefixLength`
 * (6–12), and without one remembered from a URN, the answer is a refusal and never a guess. An EPC that is its own URN is given back.
 */
export function toEpcUrn(identifier: Identifier, companyPrefixLength?: number): Result<string> {
  const findings = new Findings()
  if (!isGs1(identifier)) {
    if (identifier.scheme !== 'other') return succeed(identifier.uri)
    findings.add('urn-none', { scheme: identifier.scheme }, standard)
    return refuse(...findings.problems)
  }
  const length = companyPrefixLength ?? identifier.companyPrefixLength
  const rule = schemeFor(identifier.key, identifier.keys)
  if (rule === undefined) findings.add('urn-none', { scheme: `(${identifier.key})` }, standard)
  else if (identifier.keys['254'] === '0') findings.add('urn-extension-zero', {}, 'TDS 2.x §6.3')
  else if (length === undefined) findings.add('urn-prefix-length-missing', { ai: identifier.key }, standard)
  else if (!Number.isInteger(length) || length < 6 || length > 12) findings.add('urn-prefix-length', { found: length }, standard)
  else {
    const urn = compose(rule, identifier.keys[identifier.key] ?? '', identifier.keys, length)
    if (urn !== undefined) return succeed(urn)
    findings.add('urn-prefix-digits', { ai: identifier.key, length }, standard)
  }
  return refuse(...findings.problems)
}

function schemeFor(key: string, keys: Readonly<Partial<Record<PathAi, string>>>): EpcRule | undefined {
  const rules = epcRules.filter((rule) => rule.key === key)
  if (key !== '01') return key === '8006' && keys['10'] !== undefined && keys['21'] === undefined ? undefined : rules[0]
  const name = keys['21'] !== undefined ? 'sgtin' : keys['235'] !== undefined ? 'upui' : keys['10'] !== undefined ? 'lgtin' : 'sgtin'
  return rules.find((rule) => rule.name === name)
}

/** Undefined where the prefix of that length does not fit the key: not digits, or nothing left for the reference. */
function compose(rule: EpcRule, value: string, keys: Readonly<Partial<Record<PathAi, string>>>, length: number): string | undefined {
  const { fixed = 0 } = keyRuleOf(rule.key) ?? {}
  const skip = rule.leading === 'none' ? 0 : 1
  const prefix = value.slice(skip, skip + length)
  if (prefix.length < length || firstOutside(prefix, digit) >= 0) return undefined
  let reference: string
  if (rule.total === 0) {
    reference = value.slice(length)
    if (reference === '') return undefined
  } else {
    reference = value.slice(skip + length, rule.total + (rule.leading === 'zero' ? 1 : 0))
    if (rule.leading === 'reference') reference = value.charAt(0) + reference
  }
  let body = `${prefix}.${encodeUrnComponent(reference)}`
  if (rule.pieces) body += `.${value.slice(14, 16)}.${value.slice(16, 18)}`
  if (rule.serial === 'none') return `urn:epc:id:${rule.name}:${body}`
  let serial = rule.serial === 'tail' ? value.slice(fixed) : keys[rule.serial]
  if (rule.serial === '254') serial ??= '0'
  if (serial === undefined || serial === '') return `urn:epc:idpat:${rule.name}:${body}.*`
  return `urn:epc:${rule.urnType}:${rule.name}:${body}.${encodeUrnComponent(serial)}`
}
