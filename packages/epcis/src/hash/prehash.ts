import { type EventContext, expandName, readContext } from '../context.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import { eventFields, type FieldRule, leftOut, remarks, trailingFields } from './order.ts'
import { canonicalText, canonicalTime, formatNumber, joinSorted } from './text.ts'

/** The prefixes in force for an event; an `EventContext` is one. */
export type HashContext = Pick<EventContext, 'prefixes' | 'remote'>

const rdfsComment = '{http://www.w3.org/2000/01/rdf-schema#}comment'
const noFields: readonly FieldRule[] = []
const standardEvent = 'https://ref.gs1.org/epcis/'
const fieldNames: ReadonlySet<string> = new Set([...eventFields, ...trailingFields].map((field) => field.name))

/**
 * The pre-hash string of an event (CBV 2.0 §8.9.2): one line, equal for every spelling of the same event. `event` is parsed JSON, `context`
 * what `@context` says outside it (its own is read here). `ignored` names members of the event to leave out, spelled as they stand there.
 * Never fails on what `parseJson` accepts (its depth is bounded): what is malformed is written as it is.
 */
export function prehash(event: JsonObject, context: HashContext, ignored?: ReadonlySet<string>): string {
  const own = event['@context']
  const prefixes = own === undefined ? context.prefixes : readContext(own, context).prefixes
  return new Writer(prefixes, ignored).event(event)
}

class Writer {
  readonly prefixes: ReadonlyMap<string, string>
  readonly ignored: ReadonlySet<string> | undefined

  constructor(prefixes: ReadonlyMap<string, string>, ignored: ReadonlySet<string> | undefined) {
    this.prefixes = prefixes
    this.ignored = ignored
  }

  event(event: JsonObject): string {
    let text = `eventType=${this.eventType(event.type)}`
    const rest: string[] = []
    for (const field of eventFields) {
      const value = event[field.name]
      if (value !== undefined && this.ignored?.has(field.name) !== true) text += this.field(field, value, rest)
    }
    for (const field of trailingFields) {
      const value = event[field.name]
      if (value !== undefined && this.ignored?.has(field.name) !== true) rest.push(this.field(field, value, rest))
    }
    for (const name in event) {
      if (fieldNames.has(name) || leftOut.has(name) || this.ignored?.has(name) === true) continue
      const value = event[name]
      if (value !== undefined) this.extension(name, value, rest)
    }
    return text + joinSorted(rest)
  }

  private eventType(type: JsonValue | undefined): string {
    if (typeof type !== 'string') return ''
    const expanded = expandName(type, this.prefixes)
    if (expanded === undefined) return type.startsWith(standardEvent) ? type.slice(standardEvent.length) : type
    return expanded[0] === standardEvent ? expanded[1] : `{${expanded[0]}}${expanded[1]}`
  }

  /** A standard field; '' where it says nothing. Members without a namespace that the standard does not know go to `rest`, under their path. */
  private field(field: FieldRule, value: JsonValue, rest: string[]): string {
    const { name, item } = field
    if (field.kind === 'list' || field.kind === 'objects') {
      const below: string[] = []
      const parts: string[] = []
      for (const member of Array.isArray(value) ? value : [value])
        parts.push(field.kind === 'list' ? this.leaf(item ?? '', field, member, below) : this.object(item ?? '', field, member, below))
      this.keepRest(name, below, rest)
      const text = joinSorted(parts)
      return text === '' ? '' : name + text
    }
    if (!Array.isArray(value)) return this.single(field, value, rest)
    return joinSorted(value.map((member) => this.single(field, member, rest)))
  }

  private single(field: FieldRule, value: JsonValue, rest: string[]): string {
    return field.kind === 'object' ? this.object(field.name, field, value, rest) : this.leaf(field.name, field, value, rest)
  }

  private keepRest(name: string, below: string[], rest: string[]): void {
    if (below.length > 0) rest.push(name + joinSorted(below))
  }

  /** A field that should be text; an object or array in its place is written like an extension, after everything else. */
  private leaf(name: string, field: FieldRule, value: JsonValue, rest: string[]): string {
    if (typeof value === 'object' && value !== null) {
      this.extension(name, value, rest)
      return ''
    }
    const text = field.kind === 'time' && typeof value === 'string' ? canonicalTime(value) : this.value(value, field.words)
    return text === '' ? '' : `${name}=${text}`
  }

  private object(name: string, field: FieldRule, value: JsonValue, rest: string[]): string {
    if (!isObject(value)) return this.leaf(name, field, value, rest)
    let text = ''
    const below: string[] = []
    for (const inner of field.fields ?? noFields) {
      const member = value[inner.name]
      if (member !== undefined) text += this.field(inner, member, below)
    }
    const extensions: string[] = []
    for (const key in value) {
      if (field.names?.has(key) === true) continue
      const member = value[key]
      if (member !== undefined) this.extension(key, member, key.includes(':') ? extensions : below)
    }
    text += joinSorted(extensions)
    this.keepRest(name, below, rest)
    return text === '' ? '' : name + text
  }

  /** A user extension or ILMD element: one text for each occurrence, an array being a repeated element. */
  private extension(key: string, value: JsonValue, into: string[]): void {
    if (value === null || remarks.has(key) || key.startsWith('@xmlns')) return
    const name = this.name(key)
    if (name === rdfsComment) return
    for (const member of Array.isArray(value) ? value : [value]) {
      if (member !== null) into.push(name + this.content(member))
    }
  }

  private content(value: JsonValue): string {
    if (Array.isArray(value)) {
      const parts: string[] = []
      for (const member of value) if (member !== null) parts.push(this.content(member))
      return joinSorted(parts)
    }
    if (!isObject(value)) {
      const text = this.value(value, undefined)
      return text === '' ? '' : `=${text}`
    }
    const inside = this.inside(value)
    const own = value['#text']
    const parts: string[] = []
    for (const key in value) {
      const member = value[key]
      if (member !== undefined) inside.extension(key, member, parts)
    }
    const text = own === undefined || typeof own === 'object' ? '' : this.value(own, undefined)
    return (text === '' ? '' : `=${text}`) + joinSorted(parts)
  }

  /** An object may bring its own namespaces: as `@context`, or as `@xmlns:prefix` where it was converted from XML. */
  private inside(object: JsonObject): Writer {
    let prefixes: ReadonlyMap<string, string> | undefined
    for (const key in object) {
      if (key.charCodeAt(0) !== 64) continue
      const value = object[key]
      if (key === '@context') prefixes = readContext(value, { prefixes: prefixes ?? this.prefixes, remote: [] }).prefixes
      else if (key.startsWith('@xmlns:') && typeof value === 'string')
        prefixes = new Map(prefixes ?? this.prefixes).set(key.slice(7), value)
    }
    return prefixes === undefined ? this : new Writer(prefixes, undefined)
  }

  private name(key: string): string {
    const expanded = expandName(key, this.prefixes)
    return expanded === undefined ? key : `{${expanded[0]}}${expanded[1]}`
  }

  private value(value: JsonValue, words: string | undefined): string {
    if (typeof value === 'number') return formatNumber(value)
    if (typeof value === 'boolean') return String(value)
    // What a checked event has no objects or lists for is told without a value.
    if (typeof value !== 'string') return ''
    const colon = value.indexOf(':')
    if (colon < 0) {
      const text = words === undefined ? canonicalText(value) : value.trim()
      return words === undefined || text === '' ? text : words + text
    }
    const expanded = expandName(value, this.prefixes)
    return canonicalText(expanded === undefined ? value : expanded[0] + expanded[1])
  }
}
