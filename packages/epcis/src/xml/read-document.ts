import { isObject, type JsonObject, type JsonValue, setMember } from '../json/model.ts'
import { type Budget, type Place, Report } from '../report.ts'
import { isXmlEventType } from './event-fields.ts'
import { carriedNamespace, epcisNamespace, isOlder, queryNamespace, sbdhNamespace } from './names.ts'
import { isPlain, placeOf, sayIn, type XmlNode } from './node.ts'
import { raiseDocument } from './raise.ts'
import { readEvent } from './read-event.ts'
import { addDocumentMembers, readHeader, readVocabularyList } from './read-header.ts'
import { type Locate, type Reading, step } from './reading.ts'
import { literalPrefixes, Names } from './scope.ts'
import { assertNoText, Members, readCarried } from './values.ts'

const clause = 'EPCIS 2.0 §9.5'
const contextUri = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/** What a document said that is wrong with one of its events alone. */
export type EventFault = { readonly index: number; readonly report: Report }

const inEventList = (node: XmlNode): boolean => {
  const { up } = node
  if (up === undefined) return false
  return isPlain(up, 'EventList') || (isPlain(up, 'extension') && up.up !== undefined && isPlain(up.up, 'EventList'))
}

/** Makes the JSON document of a tree of elements; events are converted and let go as they end. */
export class DocumentReader {
  readonly #report: Report
  readonly #budget: Budget
  readonly #locate: Locate | undefined
  readonly #names = new Names()
  readonly #events: JsonObject[] = []
  readonly #places: string[] = []
  readonly #faults: EventFault[] = []
  #declared: XmlNode | undefined

  constructor(report: Report, budget: Budget, locate: Locate | undefined) {
    this.#report = report
    this.#budget = budget
    this.#locate = locate
  }

  get faults(): readonly EventFault[] {
    return this.#faults
  }

  /** The steps of the XPath of each event. */
  get eventPaths(): readonly string[] {
    return this.#places
  }

  /** Takes an element that has just ended; true of an event, which is converted at once. */
  take(node: XmlNode): boolean {
    if (isPlain(node, 'EPCISHeader')) this.#declareWithin(node)
    if (!inEventList(node) || isPlain(node, 'extension')) return false
    if (node.namespace === '' && !isXmlEventType(node.local) && node.local !== 'QuantityEvent') {
      sayIn(this.#report)('event-element-unknown', node, 'EPCIS 2.0 §7.4.1', { found: node.local })
      return true
    }
    this.#declareAbove(node.up)
    this.#addEvent(node)
    return true
  }

  #addEvent(node: XmlNode): void {
    const index = this.#events.length
    const report = new Report(this.#budget)
    const reading = this.#eventReading(node, report)
    const query = rootOf(node).local === 'EPCISQueryDocument'
    const list = this.#locate === undefined ? null : query ? queryEvents : documentEvents
    this.#events.push(readEvent(node, query ? 6 : 4, step(reading, list, index, node), reading))
    this.#places.push(formatSteps(placeOf(node)))
    if (report.total > 0) this.#faults.push({ index, report })
  }

  #eventReading(node: XmlNode, report: Report): Reading {
    const root = rootOf(node)
    const names = new Names(this.#names, saysCuries(root) ? [] : literalPrefixes(node))
    names.declare(node.declared)
    const reading = { ...this.#reading(report, root), names }
    const carried = node.attributes.find(({ namespace, local }) => namespace === carriedNamespace && local === 'context')
    if (carried !== undefined) names.carry(readCarried(carried.value, node, reading))
    return reading
  }

  /** What stands above the events is declared once, the outermost first. */
  #declareAbove(node: XmlNode | undefined): void {
    if (node === undefined || node === this.#declared) return
    const chain: XmlNode[] = []
    for (let at: XmlNode | undefined = node; at !== undefined; at = at.up) chain.unshift(at)
    for (const { declared } of chain) this.#names.declare(declared)
    this.#declared = node
  }

  /** Prefixes of the header, before any value of an event could be taken for one. */
  #declareWithin(node: XmlNode): void {
    this.#names.declare(node.declared)
    for (const child of node.children) this.#declareWithin(child)
  }

  #reading(report: Report, root: XmlNode): Reading {
    return { names: this.#names, say: sayIn(report), older: isOlder(root.namespace), locate: this.#locate }
  }

  /** The document, its events being in it; undefined where the root is nothing that EPCIS knows. */
  document(root: XmlNode): JsonObject | undefined {
    const reading = this.#reading(this.#report, root)
    const kind = kindOf(root)
    if (kind !== 'event') this.#names.declare(root.declared)
    if (kind === undefined) {
      reading.say('xml-root-unknown', root, clause, { found: root.local, namespace: root.namespace })
      return undefined
    }
    if (kind === 'event') return this.#bareEvent(root)
    const document: JsonObject = { '@context': [], type: kind === 'query' ? 'EPCISQueryDocument' : 'EPCISDocument' }
    for (const name of ['schemaVersion', 'creationDate'] as const) {
      const told = root.attributes.find(({ local, namespace }) => local === name && namespace === '')
      if (told !== undefined) document[name] = told.value.trim()
    }
    if (reading.older) raiseDocument(document)
    this.#parts(root, kind, document, reading)
    const carried = root.attributes.filter(({ namespace }) => namespace === carriedNamespace)
    for (const { local, value } of carried) {
      if (local === 'context') this.#names.carry(readCarried(value, root, reading))
      if (local === 'id') document.id = value
      if (local === 'body') this.#addBodyMembers(readCarried(value, root, reading), document)
    }
    if (kind === 'query') moveMasterData(document)
    document['@context'] = [contextUri, ...this.#names.entries()]
    this.#locate?.({ up: null, token: '@context' }, root)
    return document
  }

  #addBodyMembers(carried: JsonValue, document: JsonObject): void {
    const { body, results } = asObject(carried)
    const told = asObject(document.epcisBody)
    const target = asObject(asObject(told.queryResults).resultsBody)
    for (const [name, value] of Object.entries(asObject(body))) if (!Object.hasOwn(told, name)) setMember(told, name, value)
    for (const [name, value] of Object.entries(asObject(results))) if (!Object.hasOwn(target, name)) setMember(target, name, value)
  }

  #bareEvent(root: XmlNode): JsonObject {
    const reading = this.#eventReading(root, this.#report)
    const { '@context': own, ...event } = readEvent(root, 1, null, reading)
    return { '@context': [contextUri, ...(own === undefined ? [] : [own].flat())], ...event }
  }

  #parts(root: XmlNode, kind: 'document' | 'query' | 'master-data', document: JsonObject, reading: Reading): void {
    assertNoText(root, reading)
    const others: XmlNode[] = []
    let body: XmlNode | undefined
    for (const child of root.children) {
      if (isPlain(child, 'EPCISHeader')) readHeader(child, document, step(reading, null, 'epcisHeader', child), reading)
      else if (isPlain(child, 'EPCISBody')) body = child
      else if (kind === 'query' && (child.local === 'queryName' || child.local === 'subscriptionID' || child.local === 'resultsBody'))
        body ??= root
      else if (isPlain(child, 'extension')) others.push(...child.children)
      else others.push(child)
    }
    const place = body === undefined ? null : step(reading, null, 'epcisBody', body)
    if (body !== undefined) {
      if (kind === 'query') document.epcisBody = this.#queryBody(body, place, reading)
      else if (kind === 'document') document.epcisBody = this.#body(body, reading)
      else this.#masterBody(body, document, reading)
    }
    addDocumentMembers(root, body === root ? [] : others, document, reading)
  }

  #body(body: XmlNode, reading: Reading): JsonObject {
    const others = body.children.filter((child) => !isPlain(child, 'EventList') && !isPlain(child, 'extension'))
    const object: JsonObject = { eventList: this.#events }
    addDocumentMembers({ ...body, attributes: [] }, others, object, reading)
    return object
  }

  /** A master data document is, in EPCIS 2.0 JSON, a document whose header has the master data and whose body has no event. */
  #masterBody(body: XmlNode, document: JsonObject, reading: Reading): void {
    const lists = body.children.filter((child) => isPlain(child, 'VocabularyList'))
    const vocabularyList: JsonValue[] = lists.flatMap((list) => readVocabularyList(list, null, reading))
    document.epcisHeader = { ...(document.epcisHeader as JsonObject | undefined), epcisMasterData: { vocabularyList } }
    document.epcisBody = { eventList: [] }
  }

  #queryBody(body: XmlNode, place: Place | null, reading: Reading): JsonObject {
    const results = isPlain(body, 'EPCISBody') ? body.children.find(({ local }) => local === 'QueryResults') : body
    if (results === undefined) {
      const found = body.children[0]
      reading.say('xml-query-not-results', found ?? body, clause, { found: found?.local ?? '' })
      return { queryResults: { queryName: '', resultsBody: { eventList: [] } } }
    }
    const queryResults: JsonObject = {}
    const at = step(reading, place, 'queryResults', results)
    const members = new Members(3, at, reading)
    for (const child of results.children) {
      if (child.local === 'queryName' || child.local === 'subscriptionID') queryResults[child.local] = child.text.trim()
      else if (child.local === 'resultsBody') {
        const inner = step(reading, at, 'resultsBody', child)
        const resultsBody: JsonObject = { eventList: this.#events }
        const list = child.children.find((part) => isPlain(part, 'VocabularyList'))
        if (list !== undefined) resultsBody.vocabularyList = readVocabularyList(list, step(reading, inner, 'vocabularyList', list), reading)
        queryResults.resultsBody = resultsBody
      } else if (child.namespace !== '' && child.namespace !== sbdhNamespace) members.add(child)
    }
    members.into(queryResults)
    return { queryResults }
  }
}

const asObject = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {})

/** Master data in the header of a query document are part of its results, in JSON. */
function moveMasterData(document: JsonObject): void {
  const { epcisMasterData, ...others } = asObject(document.epcisHeader)
  const found = asObject(epcisMasterData).vocabularyList
  const results = asObject(asObject(document.epcisBody).queryResults).resultsBody
  if (!Array.isArray(found) || !isObject(results)) return
  results.vocabularyList = [...(Array.isArray(results.vocabularyList) ? results.vocabularyList : []), ...found]
  if (Object.keys(others).length > 0) document.epcisHeader = others
  else delete document.epcisHeader
}

/** Written by us from JSON, in which a value may be a CURIE. */
const saysCuries = (root: XmlNode): boolean =>
  root.attributes.some(({ namespace, local }) => namespace === carriedNamespace && local === 'curies')

const places = (...tokens: string[]): Place => tokens.reduce<Place | null>((up, token) => ({ up, token }), null) as Place
const documentEvents = places('epcisBody', 'eventList')
const queryEvents = places('epcisBody', 'queryResults', 'resultsBody', 'eventList')

function formatSteps(place: Place | null): string {
  let path = ''
  for (let at = place; at !== null; at = at.up) path = `/${at.token}${path}`
  return path
}

function rootOf(node: XmlNode): XmlNode {
  let at = node
  while (at.up !== undefined) at = at.up
  return at
}

function kindOf({ local, namespace, children }: XmlNode): 'document' | 'query' | 'master-data' | 'event' | undefined {
  const older = isOlder(namespace)
  if (local === 'EPCISDocument' && (namespace === epcisNamespace || older)) return 'document'
  if (local === 'EPCISQueryDocument' && (namespace === queryNamespace || older)) return 'query'
  if (local === 'EPCISMasterDataDocument' && (namespace === 'urn:epcglobal:epcis-masterdata:xsd:2' || older)) return 'master-data'
  // An event type from outside EPCIS has what every event has.
  const event = namespace === '' ? isXmlEventType(local) : !isOlder(namespace) && children.some((child) => isPlain(child, 'eventTime'))
  return event ? 'event' : undefined
}
