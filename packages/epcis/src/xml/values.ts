import { survivesDouble } from '../json/decimal.ts'
import { isObject, type JsonObject, type JsonValue, setMember } from '../json/model.ts'
import { parseJson } from '../json/parse.ts'
import type { Place } from '../report.ts'
import { carriedNamespace, sbdhNamespace } from './names.ts'
import { attributeOf, type XmlNode } from './node.ts'
import { type Reading, step } from './reading.ts'

export const extensionClause = 'EPCIS 2.0 §9.5; XML Schema 1.0 part 1 §3.4.2'

/** Objects and lists within one another in JSON, as `parseJson` reads back: what is deeper is refused here. */
const mostDepth = 64

/** White space between elements; text beside elements is refused, since no order of the two has a form in JSON. */
export function assertNoText(node: XmlNode, reading: Reading): void {
  const text = node.text.trim()
  if (text !== '') reading.say('xml-mixed-content', node, extensionClause, { found: text })
}

export function assertNoChildren(node: XmlNode, reading: Reading): void {
  for (const child of node.children) reading.say('xml-element-unexpected', child, 'EPCIS 2.0 §9.5', { found: child.local, in: node.local })
}

/** The text of an element that holds nothing else, white space collapsed at its ends as XML Schema has it for URIs and times. */
export function readText(node: XmlNode, reading: Reading): string {
  assertNoChildren(node, reading)
  return node.text.trim()
}

/** A decimal of XML Schema (§3.2.3, §3.2.5) as a number; undefined where it is none. */
function readNumeral(text: string): { number: number; kept: boolean } | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined
  const plain = text
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '')
  return { number: Number(plain), kept: survivesDouble(plain) }
}

/** A number that EPCIS wants. What is none, or does not survive a double, is said; 0 stands for it in what is refused anyway. */
export function readNumber(text: string, node: XmlNode, reading: Reading): number {
  const numeral = readNumeral(text.trim())
  if (numeral?.kept === true) return numeral.number
  if (numeral === undefined) reading.say('xml-number-invalid', node, 'XML Schema 1.0 part 2 §3.2.3', { found: text })
  else reading.say('xml-number-lossy', node, 'RFC 7493 §2.2', { number: text, kept: String(numeral.number) })
  return 0
}

const numberTypes = new Set(
  `decimal integer double float int long short byte nonNegativeInteger positiveInteger negativeInteger nonPositiveInteger unsignedInt
  unsignedLong unsignedShort unsignedByte`.split(/\s+/),
)

/** Text by its xsi:type: a number that survives a double, a truth value, or the text itself. */
function readScalar(node: XmlNode): JsonValue {
  const { type, preserve } = node.marks
  const text = node.text.trim()
  if (type !== undefined && numberTypes.has(type)) {
    const numeral = readNumeral(text)
    if (numeral?.kept === true) return numeral.number
  }
  if (type === 'boolean' && /^(?:true|false|0|1)$/.test(text)) return text === 'true' || text === '1'
  return text === '' && preserve !== true ? '' : node.text
}

/**
 * The value of an element of somebody's own: text, or an object of its child elements and attributes (of text with attributes, `#text` is the
 * text). An element told several times is a list.
 */
export function readValue(node: XmlNode, depth: number, place: Place | null, reading: Reading): JsonValue {
  if (node.marks.json !== undefined) return readCarried(node.marks.json, node, reading)
  if (node.marks.nil === true) return null
  if (node.children.length === 0 && node.attributes.length === 0) return readScalar(node)
  if (depth >= mostDepth) {
    reading.say('xml-too-deep', node, 'RFC 8259 §9', { limit: mostDepth })
    return null
  }
  const object: JsonObject = {}
  if (node.children.length > 0) assertNoText(node, reading)
  else if (node.text.trim() !== '') setMember(object, '#text', readScalar(node))
  const members = new Members(depth + 1, place, reading)
  for (const child of node.children) members.add(child)
  members.addAttributes(node)
  members.into(object)
  return object
}

export function readCarried(text: string, node: XmlNode, reading: Reading): JsonValue {
  const parsed = parseJson(text)
  if (parsed.ok) return parsed.value
  reading.say('xml-carried-invalid', node, 'RFC 8259', { found: text })
  return null
}

/** Members of an object that its author named: gathered by name, in the order in which each name came first. */
export class Members {
  readonly #depth: number
  readonly #place: Place | null
  readonly #reading: Reading
  readonly #found = new Map<string, { readonly values: JsonValue[]; list: boolean }>()

  /** `depth`: of the objects that will hold them. */
  constructor(depth: number, place: Place | null, reading: Reading) {
    this.#depth = depth
    this.#place = place
    this.#reading = reading
  }

  add(node: XmlNode): void {
    const carried = node.namespace === carriedNamespace && node.local === 'member'
    const told = carried ? this.#carriedName(node) : undefined
    if (carried && told === undefined)
      this.#reading.say('xml-attribute-missing', node, extensionClause, { attribute: 'name', in: 'member' })
    const name = told ?? this.#name(node)
    const repeated = node.marks.list === true || (node.up?.counts?.get(qualified(node)) ?? 1) > 1
    const at = step(this.#reading, this.#place, name, node)
    const index = this.#found.get(name)?.values.length ?? 0
    const inner = repeated ? step(this.#reading, at, index, node) : at
    const own = told === undefined ? node : { ...node, attributes: node.attributes.filter(({ local }) => local !== 'name') }
    this.put(name, readValue(own, this.#depth + (repeated ? 1 : 0), inner, this.#reading), node.marks.list === true)
  }

  /** A name that is no XML name, as it is or, where XML cannot hold it, as JSON text. */
  #carriedName(node: XmlNode): string | undefined {
    const json = node.attributes.find(({ namespace, local }) => namespace === carriedNamespace && local === 'name')
    const name = json === undefined ? attributeOf(node, 'name') : readCarried(json.value, node, this.#reading)
    return typeof name === 'string' ? name : undefined
  }

  addAttributes(node: XmlNode): void {
    const text = node.attributes.find(({ namespace, local }) => namespace === carriedNamespace && local === 'members')
    const members = text === undefined ? undefined : readCarried(text.value, node, this.#reading)
    const carried = isObject(members) ? members : {}
    for (const { prefix, local, namespace, value } of node.attributes) {
      if (namespace === carriedNamespace) continue
      const name = this.#reading.names.name(prefix, local, namespace)
      step(this.#reading, this.#place, name, node)
      if (!Object.hasOwn(carried, name)) this.put(name, value)
    }
    for (const name of Object.keys(carried)) this.put(name, carried[name] ?? null)
  }

  put(name: string, value: JsonValue, list = false): void {
    const found = this.#found.get(name)
    if (found === undefined) this.#found.set(name, { values: [value], list })
    else found.values.push(value)
  }

  /** Sets them in an object that may hold members already; of the same name, those stay. */
  into(object: JsonObject): void {
    for (const [name, { values, list }] of this.#found) {
      if (!Object.hasOwn(object, name)) setMember(object, name, list || values.length > 1 ? values : (values[0] ?? null))
    }
  }

  #name({ prefix, local, namespace }: XmlNode): string {
    return this.#reading.names.name(namespace === sbdhNamespace ? 'sbdh' : prefix, local, namespace)
  }
}

const qualified = ({ prefix, local }: XmlNode): string => (prefix === '' ? local : `${prefix}:${local}`)
