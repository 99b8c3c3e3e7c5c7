import type { EventContext } from '../context.ts'
import { isStandardPrefix, reservedPrefixes, standardEventContext } from '../context.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import { isNcName, isOwnNamespace, isXmlText, sbdhNamespace } from './names.ts'

/** Prefixes that every document written here binds to the namespaces of EPCIS XML; what JSON means by them is carried. */
const taken: ReadonlySet<string> = new Set(['epcis', 'epcisq', 'xsi', 'xsd', 'carried', 'xml', 'xmlns'])

/** May XML declare this prefix, so that the reader takes it for the same? */
function isDeclarable(prefix: string, namespace: string): boolean {
  if (prefix === 'sbdh') return namespace === sbdhNamespace
  const plain = isNcName(prefix) && /^[A-Za-z][A-Za-z0-9.-]*$/.test(prefix) && !prefix.toLowerCase().startsWith('xml')
  if (!plain || taken.has(prefix) || reservedPrefixes.has(prefix)) return false
  return (
    namespace !== '' && namespace === namespace.trim() && isXmlText(namespace) && !isOwnNamespace(namespace) && namespace !== sbdhNamespace
  )
}

/** How names are written where a context holds: which prefixes XML declares, and what of `@context` is carried besides. */
export type XmlScope = {
  readonly context: EventContext
  /** To be declared on the element that brings this context. */
  readonly declared: ReadonlyMap<string, string>
  /** In force here, with those declared further out. */
  readonly inForce: ReadonlyMap<string, string>
  /** The `@context` itself, where namespaces do not say all of it. */
  readonly carried: JsonValue | undefined
}

const isPlainEntry = (entry: JsonValue): boolean =>
  typeof entry === 'string' ||
  (isObject(entry) && Object.keys(entry).every((name) => !name.startsWith('@') && typeof entry[name] === 'string'))

/** The scope of a context `told` within `outer`; of a document, nothing is outside it but the standard's own prefixes. */
export function openScope(told: JsonValue | undefined, context: EventContext, outer?: XmlScope): XmlScope {
  const around = outer?.context ?? standardEventContext
  const declared = new Map<string, string>()
  let whole = context.remote.join(' ') === around.remote.join(' ')
  for (const [prefix, namespace] of context.prefixes) {
    if (around.prefixes.get(prefix) === namespace) continue
    if (isDeclarable(prefix, namespace)) declared.set(prefix, namespace)
    else whole = false
  }
  for (const prefix of around.prefixes.keys()) if (!context.prefixes.has(prefix)) whole = false
  const entries = told === undefined ? [] : Array.isArray(told) ? told : [told]
  if (!entries.every(isPlainEntry)) whole = false
  const inForce = new Map([...(outer?.inForce ?? []), ...declared])
  return { context, declared, inForce, carried: whole ? undefined : told }
}

/** Is `prefix:local` an XML name that means the same? `use` is told of a standard prefix, which the root then has to declare. */
export function isWritable(name: string, scope: XmlScope, use: (prefix: string, namespace: string) => void): boolean {
  const colon = name.indexOf(':')
  if (colon < 0) return isNcName(name)
  const prefix = name.slice(0, colon)
  const namespace = scope.context.prefixes.get(prefix)
  if (namespace === undefined || !isNcName(name.slice(colon + 1))) return false
  if (scope.inForce.get(prefix) === namespace) return true
  if (scope.inForce.has(prefix) || taken.has(prefix) || !isStandardPrefix(prefix, namespace)) return false
  use(prefix, namespace)
  return true
}

export function withoutContext(event: JsonObject): JsonObject {
  const { '@context': _, ...rest } = event
  return rest
}
