import { isStandardPrefix, reservedPrefixes, standardEventContext } from '../context.ts'
import { isObject, type JsonObject, type JsonValue, setMember } from '../json/model.ts'
import { carriedNamespace, isOwnNamespace, sbdhNamespace } from './names.ts'
import type { XmlNode } from './node.ts'

/** What may be a prefix in JSON: what may be the scheme of a URI, and is none. */
const usable = (prefix: string): boolean => /^[A-Za-z][A-Za-z0-9+.-]*$/.test(prefix) && !reservedPrefixes.has(prefix)

/**
 * Namespaces of XML as prefixes of JSON-LD: of a document, or of an event within one. A prefix that the XML declares keeps its name unless it
 * means something else already, or cannot be a prefix in JSON (`my_ext`, `data`); then the namespace gets one like it.
 */
export class Names {
  readonly #outer: Names | undefined
  readonly #namespaces = new Map<string, string>()
  readonly #prefixes = new Map<string, string>()
  readonly #numbers = new Map<string, number>()
  readonly #literal: Set<string>
  #carried: JsonValue | undefined

  /** `literal`: what stands before the first colon of a value. XML has no CURIEs: such a prefix must not come to mean something in JSON. */
  constructor(outer?: Names, literal: Iterable<string> = []) {
    this.#outer = outer
    this.#literal = new Set(literal)
    if (outer !== undefined) for (const prefix of this.#literal) outer.#literal.add(prefix)
  }

  /** Takes the prefixes that an element declares; those of EPCIS XML itself are no extensions. */
  declare(declared: ReadonlyMap<string, string>): void {
    for (const [prefix, namespace] of declared) {
      if (prefix === '' || namespace === '' || prefix === 'xml' || isOwnNamespace(namespace) || namespace === sbdhNamespace) continue
      if (this.#lookup(prefix) === namespace || this.#prefixes.has(prefix) || !this.#free(prefix)) continue
      this.#set(prefix, namespace)
    }
  }

  /** What the document says of its context beyond namespaces, as JSON. */
  carry(context: JsonValue): void {
    this.#carried = context
  }

  /** The JSON name of an element or attribute. */
  name(prefix: string, local: string, namespace: string): string {
    return namespace === '' ? local : `${this.#prefixFor(namespace, prefix)}:${local}`
  }

  #prefixFor(namespace: string, wanted: string): string {
    const known = this.#namespaces.get(namespace) ?? this.#outer?.known(namespace, this)
    if (known !== undefined) return known
    if (wanted !== '' && isStandardPrefix(wanted, namespace) && this.#lookup(wanted) === namespace) return wanted
    const stem = wanted === 'xml' ? 'xml' : wanted.replace(/[^A-Za-z0-9+.-]/g, '-').replace(/^[^A-Za-z]*/, '') || 'ns'
    let prefix = stem
    // Counted on from the last one: a hostile document has a hundred thousand namespaces of one prefix.
    for (let n = this.#numbers.get(stem) ?? 1; !this.#free(prefix) || this.#lookup(prefix) !== undefined; n += 1) {
      prefix = `${stem}${n}`
      this.#numbers.set(stem, n + 1)
    }
    this.#set(prefix, namespace)
    return prefix
  }

  /** The prefix of a namespace here, unless it means something else further in. */
  known(namespace: string, inner: Names): string | undefined {
    const prefix = this.#namespaces.get(namespace)
    return prefix !== undefined && !inner.#prefixes.has(prefix) && !inner.#literal.has(prefix) ? prefix : undefined
  }

  #free(prefix: string): boolean {
    return usable(prefix) && !this.#literal.has(prefix)
  }

  #lookup(prefix: string): string | undefined {
    return (
      this.#prefixes.get(prefix) ?? (this.#outer === undefined ? standardEventContext.prefixes.get(prefix) : this.#outer.#lookup(prefix))
    )
  }

  #set(prefix: string, namespace: string): void {
    this.#prefixes.set(prefix, namespace)
    this.#namespaces.set(namespace, prefix)
  }

  /** The entries of `@context`: prefixes that what was carried does not say as well, then that. */
  entries(): JsonValue[] {
    const carried = this.#carried === undefined ? [] : Array.isArray(this.#carried) ? this.#carried : [this.#carried]
    const fitting = carried.filter((entry) => typeof entry === 'string' || entry === null || isObject(entry))
    const said = new Map(fitting.filter(isObject).flatMap((entry) => Object.entries(entry)))
    const declared: JsonObject = {}
    for (const prefix of this.#literal) {
      const namespace = this.#outer === undefined ? undefined : this.#outer.#lookup(prefix)
      const known = namespace === undefined || isStandardPrefix(prefix, namespace) || said.get(prefix) === null
      if (!known) setMember(declared, prefix, null)
    }
    for (const [prefix, namespace] of this.#prefixes) if (said.get(prefix) !== namespace) setMember(declared, prefix, namespace)
    return [...(Object.keys(declared).length === 0 ? [] : [declared]), ...fitting]
  }
}

const beforeColon = /^\s*([A-Za-z][A-Za-z0-9+.-]*):(?!\/\/)/

/** What stands before the first colon of the values in an element, but for schemes of URIs. */
export function literalPrefixes(node: XmlNode, found: Set<string> = new Set()): Set<string> {
  const note = (text: string): void => {
    const prefix = beforeColon.exec(text)?.[1]
    if (prefix !== undefined && !reservedPrefixes.has(prefix)) found.add(prefix)
  }
  note(node.text)
  // What is carried are names and JSON; the writer says where one of its values is a CURIE.
  for (const { namespace, value } of node.attributes) if (namespace !== carriedNamespace && node.namespace !== carriedNamespace) note(value)
  for (const child of node.children) literalPrefixes(child, found)
  return found
}
