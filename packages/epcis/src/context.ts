import { isObject, type JsonObject, type JsonValue } from './json/model.ts'

/**
 * What `@context` says about names: the prefixes in force, those beyond the standard's own, and contexts that stand elsewhere and are
 * not fetched (with one of them, an undeclared prefix may well be declared there).
 */
export type EventContext = {
  readonly prefixes: ReadonlyMap<string, string>
  readonly remote: readonly string[]
}

/** The prefixes of the EPCIS 2.0 JSON-LD context and of the JSON-LD bindings of CBV 2.0, in force without a declaration. */
const standardPrefixes: ReadonlyMap<string, string> = new Map([
  ['cbv', 'https://ref.gs1.org/cbv/'],
  ['cbvmda', 'urn:epcglobal:cbv:mda:'],
  ['dcterms', 'http://purl.org/dc/terms/'],
  ['epcis', 'https://ref.gs1.org/epcis/'],
  ['gs1', 'https://gs1.org/voc/'],
  ['owl', 'http://www.w3.org/2002/07/owl#'],
  ['rdf', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'],
  ['rdfs', 'http://www.w3.org/2000/01/rdf-schema#'],
  ['skos', 'http://www.w3.org/2004/02/skos/core#'],
  ['xsd', 'http://www.w3.org/2001/XMLSchema#'],
])

/** The namespace of what Proofline reads in an event beyond EPCIS. */
export const prooflineNamespace = 'https://proofline.dev/ns/'

/** Schemes whose URIs name extensions without a prefix being declared; as prefixes they would make every such URI mean something else. */
export const reservedPrefixes: ReadonlySet<string> = new Set(['http', 'https', 'urn', 'ni', 'tag', 'did', 'data', 'mailto', 'ftp', 'info'])

const standardContext =
  /^https?:\/\/(?:ref\.gs1\.org\/standards\/epcis|gs1\.github\.io\/EPCIS|id\.gs1\.org)\/(?:.*\/)?epcis-context\.jsonld$/

export const isStandardPrefix = (prefix: string, namespace: string): boolean => standardPrefixes.get(prefix) === namespace

export const standardEventContext: EventContext = { prefixes: standardPrefixes, remote: [] }

/** Prefixes and entries of one `@context`; more are refused, since every event of a document may look through all of them. */
export const mostDeclarations = 500

export function countDeclarations(value: JsonValue | undefined): number {
  const entries = Array.isArray(value) ? value : [value ?? null]
  let count = entries.length
  for (const entry of entries) if (isObject(entry)) count += Object.keys(entry).length
  return count
}

/** The context that holds inside a value with this `@context` (JSON-LD 1.1 §3.1): later entries win, null starts over. Never refuses; `checkDocument` does. */
export function readContext(value: JsonValue | undefined, outer: EventContext = standardEventContext): EventContext {
  if (value === undefined) return outer
  const told = JSON.stringify(value)
  const last = lately.get(outer)
  if (last !== undefined && last.told === told) return last.context
  const context = readWithin(value, outer)
  lately.set(outer, { told, context })
  return context
}

/** By the context around it, what was read last: the events of one source declare the same prefixes. What is given out is never changed. */
const lately = new WeakMap<EventContext, { readonly told: string; readonly context: EventContext }>()

function readWithin(value: JsonValue, outer: EventContext): EventContext {
  let prefixes = new Map(outer.prefixes)
  let remote = [...outer.remote]
  for (const entry of Array.isArray(value) ? value : [value]) {
    if (entry === null) {
      prefixes = new Map(standardPrefixes)
      remote = []
    } else if (typeof entry === 'string') {
      if (!standardContext.test(entry) && !remote.includes(entry)) remote.push(entry)
    } else if (isObject(entry)) {
      declare(prefixes, entry)
    }
  }
  return { prefixes, remote }
}

function declare(prefixes: Map<string, string>, entry: JsonObject): void {
  for (const [name, definition] of Object.entries(entry)) {
    const iri = isObject(definition) ? definition['@id'] : definition
    if (name.startsWith('@') || reservedPrefixes.has(name)) continue
    if (iri === null) prefixes.delete(name)
    else if (typeof iri === 'string') prefixes.set(name, iri)
  }
  for (const name of Object.keys(entry)) resolve(name, entry, prefixes, new Set())
}

/**
 * A namespace may itself be given as a CURIE of the same context or of one around it (JSON-LD 1.1 §4.1.5). What leads back to itself stays as
 * it was told; `checkDocument` refuses it.
 */
function resolve(name: string, entry: JsonObject, prefixes: Map<string, string>, above: Set<string>): void {
  const iri = prefixes.get(name)
  const prefix = iri?.slice(0, iri.indexOf(':'))
  if (iri === undefined || prefix === undefined || !prefixes.has(prefix)) return
  above.add(name)
  if (above.has(prefix)) return
  if (Object.hasOwn(entry, prefix)) resolve(prefix, entry, prefixes, above)
  prefixes.set(name, expandName(iri, prefixes)?.join('') ?? iri)
}

/**
 * The first prefix whose namespace begins with a prefix that is in force: it means one thing or another, depending on who reads it and when
 * (a circle, or a scheme of URIs that is declared as a prefix further in).
 */
export const findAmbiguousPrefix = rememberedOf(({ prefixes }): readonly [prefix: string, namespace: string] | undefined => {
  for (const [prefix, namespace] of prefixes) if (expandName(namespace, prefixes) !== undefined) return [prefix, namespace]
  return undefined
})

/** The prefixes of a context beyond the standard's own. */
export const declaredPrefixes = rememberedOf(
  ({ prefixes }): ReadonlyMap<string, string> =>
    new Map([...prefixes].filter(([prefix, namespace]) => !isStandardPrefix(prefix, namespace))),
)

/** What is made of a context, once for each: the events of a document share theirs, and those of one source what `readContext` read last. */
function rememberedOf<Made>(make: (context: EventContext) => Made): (context: EventContext) => Made {
  const known = new WeakMap<EventContext, { readonly made: Made }>()
  return (context) => {
    let found = known.get(context)
    if (found === undefined) {
      found = { made: make(context) }
      known.set(context, found)
    }
    return found.made
  }
}

/** `prefix:local` as namespace and local name; undefined where the prefix is not declared or the name has none. */
export function expandName(name: string, prefixes: ReadonlyMap<string, string>): [namespace: string, local: string] | undefined {
  const colon = name.indexOf(':')
  if (colon <= 0 || name.startsWith('//', colon + 1)) return undefined
  // The scheme of nearly all URIs need not be cut out to be looked up.
  const namespace = prefixes.get(colon === 3 && name.startsWith('urn') ? 'urn' : name.slice(0, colon))
  return namespace === undefined ? undefined : [namespace, name.slice(colon + 1)]
}

/** A URI as it is, a CURIE with a declared prefix expanded. */
export const expandUri = (value: string, context: EventContext): string => expandName(value, context.prefixes)?.join('') ?? value
