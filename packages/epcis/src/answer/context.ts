import { type EventContext, isStandardPrefix, readContext } from '../context.ts'
import { isObject, type JsonObject, type JsonValue, setMember } from '../json/model.ts'

/** Prefixes of GS1's own JSON-LD context: it protects them, and every reader of EPCIS has them. */
const everywhere: ReadonlySet<string> = new Set(['epcis', 'gs1', 'owl', 'xsd', 'dcterms'])

const contextUri = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/** Calls `note` with the prefix of every name and of every text that could be a CURIE. */
function eachPrefix(value: JsonValue, note: (prefix: string) => void): void {
  if (typeof value === 'string') {
    const colon = value.indexOf(':')
    if (colon > 0) note(value.slice(0, colon))
  } else if (Array.isArray(value)) {
    for (const element of value) eachPrefix(element, note)
  } else if (isObject(value)) {
    for (const name of Object.keys(value)) {
      const colon = name.indexOf(':')
      if (colon > 0) note(name.slice(0, colon))
      eachPrefix(value[name] ?? null, note)
    }
  }
}

/** The prefixes that an event uses, as its own context has them; those of nobody (schemes of URIs, undeclared ones) in `foreign`. */
function prefixesOf(event: JsonObject, { prefixes }: EventContext): { own: Map<string, string>; foreign: Set<string> } {
  const own = new Map<string, string>()
  const foreign = new Set<string>()
  const { '@context': _, ...rest } = event
  eachPrefix(rest, (prefix) => {
    const namespace = prefixes.get(prefix)
    if (namespace === undefined) foreign.add(prefix)
    else if (!everywhere.has(prefix) || !isStandardPrefix(prefix, namespace)) own.set(prefix, namespace)
  })
  for (const namespace of own.values()) foreign.add(schemeOf(namespace))
  return { own, foreign }
}

const schemeOf = (uri: string): string => uri.slice(0, uri.indexOf(':'))

const toObject = (prefixes: ReadonlyMap<string, string>): JsonObject => {
  const object: JsonObject = {}
  for (const [prefix, namespace] of [...prefixes].sort(([a], [b]) => (a < b ? -1 : 1))) setMember(object, prefix, namespace)
  return object
}

/**
 * One context around events (or vocabularies) that each brought their own: a prefix that means the same wherever it occurs is declared once, at the top; an
 * event that means something else by one, or that reads contexts from elsewhere, keeps a context of its own. The events mean what they meant.
 */
export function shareContext(told: readonly JsonObject[]): { context: JsonValue; members: JsonObject[] } {
  const found = told.map((event) => {
    const context = readContext(event['@context'])
    return { event, context, ...prefixesOf(event, context) }
  })
  const shared = new Map<string, string>()
  const apart = new Set<string>(everywhere)
  const declared = new Set(found.flatMap(({ own }) => [...own.keys()]))
  for (const { own, foreign, context } of found) {
    for (const prefix of foreign) apart.add(prefix)
    for (const [prefix, namespace] of own) {
      if (context.remote.length > 0 || (shared.get(prefix) ?? namespace) !== namespace || declared.has(schemeOf(namespace)))
        apart.add(prefix)
      shared.set(prefix, namespace)
    }
  }
  for (const prefix of apart) shared.delete(prefix)
  const members = found.map(({ event, context, own }) => {
    const { '@context': _, ...rest } = event
    const left = new Map([...own].filter(([prefix]) => !shared.has(prefix)))
    const kept: JsonValue[] = [...context.remote, ...(left.size > 0 ? [toObject(left)] : [])]
    return kept.length === 0 ? rest : { '@context': kept.length === 1 ? (kept[0] ?? null) : kept, ...rest }
  })
  return { context: shared.size === 0 ? [contextUri] : [contextUri, toObject(shared)], members }
}
