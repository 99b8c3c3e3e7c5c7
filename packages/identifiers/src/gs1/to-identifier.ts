import { buildIdentifier } from '../build.ts'
import type { Gs1Identifier, PathAi } from '../identifier.ts'
import { keyRuleOf } from '../keys.ts'
import type { AiValue } from './element.ts'

/**
 * What checked elements identify: the first primary key among them, with its qualifiers. Undefined without a primary key: what `(02)`, `(37)` or
 * `(410)` say belongs to something else.
 */
export function identifierOf(elements: readonly AiValue[]): Gs1Identifier | undefined {
  for (const { ai, value } of elements) {
    const rule = keyRuleOf(ai)
    if (rule === undefined) continue
    const keys: Partial<Record<PathAi, string>> = { [rule.ai]: value }
    for (const qualifier of rule.qualifiers.flat()) {
      const found = elements.find((element) => element.ai === qualifier)
      if (found !== undefined) keys[qualifier] = found.value
    }
    return buildIdentifier(rule.ai, keys, undefined)
  }
  return undefined
}

/** The elements of an identifier: its key, then its qualifiers in the order of a Digital Link's path. */
export function elementsOf(identifier: Gs1Identifier): AiValue[] {
  const { key, keys } = identifier
  const elements: AiValue[] = [{ ai: key, value: keys[key] ?? '' }]
  for (const ai of keyRuleOf(key)?.qualifiers.flat() ?? []) {
    const value = keys[ai]
    if (value !== undefined) elements.push({ ai, value })
  }
  return elements
}
