import { SaxesParser, type SaxesTagNS } from 'saxes'
import type { Report } from '../report.ts'
import type { XmlLimits } from './limits.ts'
import { carriedNamespace, instanceNamespace, schemaNamespace, xmlNamespace } from './names.ts'
import { countIn, placeOf, type ValueMarks, type XmlAttribute, type XmlNode } from './node.ts'
import { readFault } from './syntax.ts'

const xmlClause = 'XML 1.0 (5th edition)'
const chunk = 16_384

/** True of an element that is handed over when it ends, and not kept: an event of an event list. */
export type HandOver = (node: XmlNode) => boolean

/**
 * Reads a text as XML 1.0 with namespaces, event by event: `take` gets each element as it ends and says whether it has done with it; what it
 * leaves stays in the tree that `read` returns. No entity but XML's own five is known and nothing is fetched; a document type declaration that
 * declares or names anything is refused. Stops at the bounds, at the end of the chunk after the last problem listed: linear in the text.
 */
export class XmlTreeReader {
  readonly #parser = new SaxesParser({ xmlns: true, position: true, defaultXMLVersion: '1.0', forceXMLVersion: true })
  readonly #limits: XmlLimits
  readonly #report: Report
  readonly #take: HandOver
  #root: XmlNode | undefined
  #open: XmlNode | undefined
  #start = { line: 1, column: 1 }
  #depth = 0
  #members = 0
  #stopped = false

  constructor(limits: XmlLimits, report: Report, take: HandOver) {
    this.#limits = limits
    this.#report = report
    this.#take = take
    const parser = this.#parser
    parser.on('error', (error) => this.#fault(error.message))
    parser.on('xmldecl', ({ encoding }) => this.#encoding(encoding))
    parser.on('doctype', (text) => this.#doctype(text))
    parser.on('opentagstart', ({ name }) => {
      this.#start = startOf(parser.line, parser.columnIndex, name)
    })
    parser.on('opentag', (tag) => this.#opened(tag))
    parser.on('closetag', () => this.#closed())
    parser.on('text', (text) => this.#text(text))
    parser.on('cdata', (text) => this.#text(text))
  }

  /** The root as far as it was read; undefined where there is none. */
  read(text: string): XmlNode | undefined {
    if (text.trim() === '') {
      this.#report.add('xml-empty', null, undefined, xmlClause)
      return undefined
    }
    for (let i = 0; i < text.length && !this.#stopped; i += chunk) this.#parser.write(text.slice(i, i + chunk))
    if (!this.#stopped) this.#parser.close()
    return this.#root
  }

  #say(code: string, params: Readonly<Record<string, string | number>> = {}, clause = xmlClause): void {
    const { line, columnIndex } = this.#parser
    const place = this.#open === undefined ? null : placeOf(this.#open)
    this.#report.add(code, place, { ...params, line, column: Math.max(1, columnIndex) }, clause)
    if (!this.#report.listing) this.#stopped = true
  }

  #fault(message: string): void {
    if (this.#stopped) return
    const { code, found } = readFault(message)
    this.#say(code, { found })
  }

  #encoding(encoding: string | undefined): void {
    if (encoding !== undefined && !/^utf-?8$|^us-ascii$/i.test(encoding))
      this.#say('xml-encoding-other', { found: encoding }, `${xmlClause} §4.3.3`)
  }

  /** GS1's own examples begin with `<!DOCTYPE project>`, which says nothing. Whatever says more could declare entities, or have them fetched. */
  #doctype(text: string): void {
    if (/^\s*[^\s[\]"'<>]*\s*$/.test(text)) return
    this.#say('xml-doctype', {}, 'EPCIS 2.0 §9.5; XML 1.0 §2.8')
    this.#stopped = true
  }

  #opened(tag: SaxesTagNS): void {
    if (this.#stopped) return
    this.#depth += 1
    const attributes = Object.values(tag.attributes)
    this.#members += 1 + attributes.length
    if (this.#depth > this.#limits.maxDepth || this.#members > this.#limits.maxMembers) {
      const deep = this.#depth > this.#limits.maxDepth
      this.#say(deep ? 'xml-too-deep' : 'xml-too-many-members', { limit: deep ? this.#limits.maxDepth : this.#limits.maxMembers })
      this.#stopped = true
      return
    }
    const up = this.#open
    const { marks, kept } = this.#sort(attributes)
    const node: XmlNode = {
      up,
      prefix: tag.prefix,
      local: tag.local,
      namespace: tag.uri,
      attributes: kept,
      marks,
      declared: declaredBy(tag),
      children: [],
      text: '',
      ...this.#start,
      ordinal: countIn(up, tag.name),
      counts: undefined,
    }
    this.#root ??= node
    this.#open = node
  }

  /** What attributes say of their element, and those that are content. */
  #sort(attributes: readonly XmlAttributeRead[]): { marks: ValueMarks; kept: XmlAttribute[] } {
    const kept: XmlAttribute[] = []
    let marks: { -readonly [K in keyof ValueMarks]: ValueMarks[K] } = noMarks
    for (const { name, prefix, local, uri, value } of attributes) {
      if (prefix === 'xmlns' || name === 'xmlns') continue
      const mark = this.#mark(uri, local, value)
      if (mark === undefined) kept.push({ prefix, local, namespace: uri, value })
      else marks = { ...marks, ...mark }
    }
    return { marks, kept }
  }

  #mark(namespace: string, local: string, value: string): ValueMarks | undefined {
    if (namespace === instanceNamespace) {
      if (local === 'nil') return { nil: value.trim() === 'true' || value.trim() === '1' }
      const [prefix = '', type = ''] = value.trim().includes(':') ? value.trim().split(':') : ['', value.trim()]
      return local === 'type' && this.#parser.resolve(prefix) === schemaNamespace ? { type } : {}
    }
    if (namespace === xmlNamespace && local === 'space') return { preserve: value === 'preserve' }
    if (namespace === carriedNamespace && local === 'json') return { json: value }
    if (namespace === carriedNamespace && local === 'list') return { list: value === 'true' }
    return undefined
  }

  #closed(): void {
    const node = this.#open
    if (this.#stopped || node === undefined) return
    this.#depth -= 1
    this.#open = node.up
    if (!this.#take(node)) node.up?.children.push(node)
  }

  #text(text: string): void {
    if (this.#open !== undefined && !this.#stopped) this.#open.text += text
  }
}

type XmlAttributeRead = {
  readonly name: string
  readonly prefix: string
  readonly local: string
  readonly uri: string
  readonly value: string
}
/** Where the element began whose name has just ended: the character after the name is read already, and may have been the end of a line. */
function startOf(line: number, read: number, name: string): { line: number; column: number } {
  const column = read - name.length - 1
  return column > 0 ? { line, column } : { line: Math.max(1, line - 1), column: 1 }
}

const noMarks: ValueMarks = {}
const nothing: ReadonlyMap<string, string> = new Map()

/** A parser's record is made without a prototype, so a prefix `__proto__` is one like any other. */
function declaredBy(tag: SaxesTagNS): ReadonlyMap<string, string> {
  const entries = Object.entries(tag.ns)
  return entries.length === 0 ? nothing : new Map(entries)
}
