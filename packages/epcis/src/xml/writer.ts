import { expandName, expandUri, isStandardPrefix } from '../context.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import type { Place, Report } from '../report.ts'
import type { VocabularyName } from '../vocabulary/values.ts'
import { formatWord, type WordForm } from '../vocabulary/vocabulary.ts'
import { attribute, escapeText, jsonText } from './markup.ts'
import { isXmlText } from './names.ts'
import { isWritable, type XmlScope } from './writing.ts'

/** Writes elements line by line; gathers what the root has to declare. */
export class XmlWriter {
  readonly #words: WordForm
  readonly #report: Report
  readonly #lines: string[] = []
  readonly #standard = new Map<string, string>()
  #scope: XmlScope
  #depth = 0
  #curies = false

  constructor(scope: XmlScope, words: WordForm, report: Report) {
    this.#scope = scope
    this.#words = words
    this.#report = report
  }

  get scope(): XmlScope {
    return this.#scope
  }

  /** True where a value was written that JSON reads as a CURIE: the reader must not take its prefix for a word. */
  get curies(): boolean {
    return this.#curies
  }

  /** Standard prefixes used in names, which nobody declared. */
  get standard(): ReadonlyMap<string, string> {
    return this.#standard
  }

  take(): string[] {
    return this.#lines.splice(0)
  }

  within(scope: XmlScope, write: () => void): void {
    const outer = this.#scope
    this.#scope = scope
    write()
    this.#scope = outer
  }

  #line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text)
  }

  /** An element around what `write` writes; empty where it writes nothing. */
  element(tag: string, attributes: string, write: () => void): void {
    const before = this.#lines.length
    this.#depth += 1
    write()
    this.#depth -= 1
    if (this.#lines.length === before) {
      this.#line(`<${tag}${attributes}/>`)
      return
    }
    this.#lines.splice(before, 0, `${'  '.repeat(this.#depth)}<${tag}${attributes}>`)
    this.#line(`</${tag}>`)
  }

  /** An element of text. */
  leaf(tag: string, text: string, place: Place | null, attributes = ''): void {
    this.#assertXml(text, place)
    this.#line(text === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${escapeText(text)}</${tag}>`)
  }

  #assertXml(text: string, place: Place | null): void {
    if (!isXmlText(text)) this.#report.add('xml-character-impossible', place, undefined, 'XML 1.0 §2.2')
  }

  /** An attribute of a standard field. */
  attribute(name: string, text: string, place: Place | null): string {
    this.#assertXml(text, place)
    return attribute(name, text)
  }

  uri(told: string): string {
    return expandUri(told, this.#scope.context)
  }

  /** A word of a vocabulary in the form wanted; a URI of somebody else's written out. Measurements stay GS1's CURIEs, as in GS1's examples. */
  word(words: VocabularyName, told: string): string {
    const { context } = this.#scope
    if (words === 'measurement' || words === 'sensorAlert') {
      const word = formatWord(words, told, 'word', context)
      if (!word.includes(':')) return `gs1:${word}`
      return word.startsWith('gs1:') && isStandardPrefix('gs1', context.prefixes.get('gs1') ?? '') ? word : this.uri(word)
    }
    const form = formatWord(words, told, this.#words, context)
    return form === told ? this.uri(told) : form
  }

  /** Text that is its author's own. */
  free(text: string): string {
    if (!this.#curies && expandName(text, this.#scope.context.prefixes) !== undefined) this.#curies = true
    return text
  }

  #freeText(value: JsonValue | undefined): string {
    return typeof value === 'string' ? this.free(value) : ''
  }

  isName(name: string): boolean {
    return isWritable(name, this.#scope, (prefix, namespace) => this.#standard.set(prefix, namespace))
  }

  /** A member that its author named: one element for each of its values. */
  member(name: string, value: JsonValue): void {
    // An extension may itself be called `carried:member`, by a prefix of its author's: it is carried like any other.
    const plain = this.isName(name)
    const tag = plain ? name : 'carried:member'
    const xml = isXmlText(name)
    const named = plain ? '' : attribute(xml ? 'name' : 'carried:name', xml ? name : jsonText(name))
    if (Array.isArray(value) && value.length > 0) {
      const list = value.length === 1 ? attribute('carried:list', 'true') : ''
      for (const member of value) this.value(tag, named + list, member)
    } else this.value(tag, named, value)
  }

  members(object: JsonObject, known?: (name: string) => boolean): void {
    for (const name of Object.keys(object)) if (known?.(name) !== true) this.member(name, object[name] ?? null)
  }

  #json(tag: string, attributes: string, value: JsonValue): void {
    this.#noteText(value)
    this.#line(`<${tag}${attributes}${attribute('carried:json', jsonText(value))}/>`)
  }

  #noteText(value: JsonValue): void {
    if (typeof value === 'string') this.free(value)
    else if (Array.isArray(value)) for (const member of value) this.#noteText(member)
    else if (isObject(value)) for (const name of Object.keys(value)) this.#noteText(value[name] ?? null)
  }

  /** An element with a value of any kind; what XML has no form for is carried as JSON. */
  value(tag: string, attributes: string, value: JsonValue): void {
    if (typeof value === 'string' && isXmlText(value)) {
      const preserve = value !== '' && value.trim() === '' ? attribute('xml:space', 'preserve') : ''
      this.leaf(tag, this.free(value), null, attributes + preserve)
    } else if (value === null) this.#line(`<${tag}${attributes} xsi:nil="true"/>`)
    // The types of XML Schema that are numbers have no attributes.
    else if (typeof value !== 'object' && attributes !== '') this.#json(tag, attributes, value)
    else if (typeof value === 'number') {
      const type = Number.isInteger(value) && Math.abs(value) < 1e21 ? 'integer' : 'double'
      this.#line(`<${tag}${attributes} xsi:type="xsd:${type}">${value === 0 ? 0 : value}</${tag}>`)
    } else if (typeof value === 'boolean') this.#line(`<${tag}${attributes} xsi:type="xsd:boolean">${value}</${tag}>`)
    else if (isObject(value)) this.#object(tag, attributes, value)
    else this.#json(tag, attributes, value)
  }

  #object(tag: string, attributes: string, object: JsonObject): void {
    const { '#text': text, ...own } = object
    const names = Object.keys(own)
    const plain = typeof text === 'string' && text.trim() !== '' && isXmlText(text) && names.length > 0
    if (plain && names.every((name) => this.#isAttribute(name, own[name] ?? null))) {
      const written = names.map((name) => attribute(name, this.#freeText(own[name]))).join('')
      this.leaf(tag, this.free(text), null, attributes + written)
      return
    }
    // A name with @ is a keyword of JSON-LD, which means something for all that stands beside it.
    const keywords = names.length === 0 || names.some((name) => name.startsWith('@'))
    if (text !== undefined || keywords) this.#json(tag, attributes, object)
    else this.element(tag, attributes, () => this.members(object))
  }

  #isAttribute(name: string, value: JsonValue): boolean {
    const unnamed = name.includes(':') || (name !== 'name' && name !== 'id' && name !== 'type' && !name.startsWith('xmlns'))
    return typeof value === 'string' && isXmlText(value) && unnamed && this.isName(name)
  }

  /** Members of somebody's own as attributes, where an element may have nothing else; what is no text is carried, and shown as well if it can be. */
  ownAttributes(object: JsonObject): string {
    let written = ''
    const carried: JsonObject = {}
    for (const name of Object.keys(object)) {
      const value = object[name] ?? null
      const scalar = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
      const shown = name.includes(':') && this.#isAttribute(name, scalar)
      if (shown) written += attribute(name, this.#freeText(scalar))
      if (!shown || scalar !== value) carried[name] = value
    }
    if (Object.keys(carried).length === 0) return written
    this.#noteText(carried)
    return written + attribute('carried:members', jsonText(carried))
  }
}
