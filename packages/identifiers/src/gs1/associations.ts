import type { Findings } from '../findings.ts'
import { aiRuleOf, matchesAi } from './dictionary.ts'
import type { ElementValue } from './element.ts'

const invalidPairs = 'GS1 General Specifications §4.13.1'
const mandatory = 'GS1 General Specifications §4.13.2'

/**
 * Which elements may, and must, stand together: no AI twice with different values, no pair that excludes itself, nothing without what it belongs to.
 * GS1 asks this of all barcodes of one thing together; of a single one among several, the caller leaves it out.
 */
export function checkAssociations(elements: readonly ElementValue[], findings: Findings): void {
  const byAi = new Map<string, ElementValue>()
  for (const element of elements) {
    const first = byAi.get(element.ai)
    if (first === undefined) byAi.set(element.ai, element)
    else if (first.value !== element.value) findings.add('element-repeated', place(element), 'GS1 General Specifications §4.13')
  }
  for (const element of byAi.values()) {
    const rule = aiRuleOf(element.ai)
    if (rule === undefined) continue
    for (const pattern of rule.excludes) checkExcluded(element, pattern, byAi, findings)
    for (const alternatives of rule.requires) {
      if (alternatives.some((all) => all.every((pattern) => hasAi(byAi, pattern))) || qualifiesKey(byAi, element.ai)) continue
      const needed = alternatives.map((all) => all.map((pattern) => `(${pattern})`).join('')).join(', ')
      findings.add('element-required', { ...place(element), needed }, mandatory)
    }
  }
  if (byAi.has('8030')) checkSigned(byAi, findings)
}

const place = (element: ElementValue): { ai: string; position: number } => ({ ai: element.ai, position: element.position })

function hasAi(byAi: ReadonlyMap<string, ElementValue>, pattern: string): boolean {
  if (byAi.has(pattern)) return true
  if (!pattern.includes('n')) return false
  for (const ai of byAi.keys()) if (matchesAi(ai, pattern)) return true
  return false
}

/** The dictionary lets (22) qualify (8006) in a Digital Link, and yet asks for (01) beside it: what qualifies a key that is there is in its place. */
function qualifiesKey(byAi: ReadonlyMap<string, ElementValue>, ai: string): boolean {
  for (const key of byAi.keys()) if (aiRuleOf(key)?.linkKey?.some((order) => order.includes(ai)) === true) return true
  return false
}

function checkExcluded(element: ElementValue, pattern: string, byAi: ReadonlyMap<string, ElementValue>, findings: Findings): void {
  if (!pattern.includes('n')) {
    if (byAi.has(pattern)) findings.add('element-excluded', { ...place(element), other: pattern }, invalidPairs)
    return
  }
  for (const ai of byAi.keys()) {
    if (ai !== element.ai && matchesAi(ai, pattern)) findings.add('element-excluded', { ...place(element), other: ai }, invalidPairs)
  }
}

/** Keys whose serial number is an optional end of the key itself; signed, they must have it. */
const serialisedFrom: Readonly<Record<string, number>> = { '253': 13, '255': 13, '8003': 14 }

function checkSigned(byAi: ReadonlyMap<string, ElementValue>, findings: Findings): void {
  for (const [ai, length] of Object.entries(serialisedFrom)) {
    const element = byAi.get(ai)
    if (element !== undefined && element.value.length <= length) findings.add('element-serial-required', place(element), mandatory)
  }
}
