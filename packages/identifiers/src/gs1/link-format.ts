import { type Result, refuse, succeed } from '@proofline/problems'
import { Findings } from '../findings.ts'
import { canonicalStem } from '../identifier.ts'
import { scanCharacters } from '../uri-characters.ts'
import { type AiRule, aiRuleOf } from './dictionary.ts'
import type { AiValue } from './element.ts'
import { checkValues } from './format.ts'
import { escapeLinkValue } from './link-escapes.ts'

const standard = 'GS1 Digital Link URI Syntax 1.2'

export type LinkFormatOptions = {
  /** Where the resolver is: scheme, host and perhaps a path. Without one, GS1's canonical `https://id.gs1.org`. */
  readonly stem?: string
  readonly associations?: 'check' | 'ignore'
}

/**
 * Builds an uncompressed Digital Link (GS1 Digital Link URI Syntax 1.2 §4): the first primary key among the values and its qualifiers in the path, all
 * else in the query, predefined lengths first. Refused where something can stand in neither.
 */
export function formatDigitalLink(values: readonly AiValue[], options: LinkFormatOptions = {}): Result<string> {
  const findings = new Findings()
  const elements = checkValues(values, options.associations ?? 'check', findings)
  const firsts = new Map<string, AiValue>()
  for (const element of elements) if (!firsts.has(element.ai)) firsts.set(element.ai, element)
  const distinct = Array.from(firsts.values())
  const key = distinct.find(({ ai }) => aiRuleOf(ai)?.linkKey !== undefined)
  const stem = checkStem(options.stem ?? canonicalStem, findings)
  if (key === undefined) findings.add('link-without-key', {}, `${standard} §4.2`)
  if (key === undefined || findings.problems.length > 0) return refuse(...findings.problems)
  const orders = aiRuleOf(key.ai)?.linkKey ?? []
  const path = [key, ...chooseQualifiers(orders, distinct)]
  const attributes = distinct.filter((element) => !path.includes(element))
  for (const { ai } of attributes) {
    const rule = aiRuleOf(ai)
    if (rule?.linkAttribute !== true || orders.flat().includes(ai))
      findings.add('link-not-attribute', { ai, position: 1 }, `${standard} §4.6`)
  }
  if (findings.problems.length > 0) return refuse(...findings.problems)
  const segments = path.map(({ ai, value }) => `/${ai}/${escapeLinkValue(value, 'path')}`).join('')
  const query = [...attributes.filter(isPredefined), ...attributes.filter((element) => !isPredefined(element))]
    .map(({ ai, value }) => `${ai}=${escapeLinkValue(value, 'query')}`)
    .join('&')
  return succeed(`${stem}${segments}${query === '' ? '' : `?${query}`}`)
}

const isPredefined = ({ ai }: AiValue): boolean => aiRuleOf(ai)?.separated === false

/** The qualifiers of the sequence that takes the most of what is there. */
function chooseQualifiers(orders: NonNullable<AiRule['linkKey']>, elements: readonly AiValue[]): AiValue[] {
  let best: AiValue[] = []
  for (const order of orders) {
    const chosen = order.flatMap((ai) => elements.filter((element) => element.ai === ai))
    if (chosen.length > best.length) best = chosen
  }
  return best
}

/** Without the slash that may end it. */
function checkStem(stem: string, findings: Findings): string {
  const match = /^https?:\/\/[^/?#]+(?:\/[^?#]*)?$/.exec(stem)
  if (match === null) findings.add('link-stem', { stem: stem.slice(0, 60) }, `${standard} §4.1`)
  else scanCharacters(stem, 0, stem.length, findings)
  return stem.endsWith('/') ? stem.slice(0, -1) : stem
}
