import { isObject, type JsonObject, type JsonValue, setMember } from '../json/model.ts'
import type { Place } from '../report.ts'
import { sbdhNamespace } from './names.ts'
import { attributeOf, isPlain, type XmlNode } from './node.ts'
import { type Reading, step } from './reading.ts'
import { assertNoText, Members, readText, readValue } from './values.ts'

const masterClause = 'EPCIS 2.0 §9.4'

/** Elements that only wrap what they hold. */
const unwrap = (node: XmlNode): XmlNode[] => node.children.flatMap((child) => (isPlain(child, 'extension') ? unwrap(child) : [child]))

/** The Standard Business Document Header names who sends to whom; in EPCIS 2.0 JSON that stands beside the header. */
export function readHeader(node: XmlNode, document: JsonObject, place: Place | null, reading: Reading): void {
  assertNoText(node, reading)
  const header: JsonObject = {}
  const members = new Members(2, place, reading)
  for (const child of unwrap(node)) {
    if (isPlain(child, 'EPCISMasterData')) {
      const at = step(reading, place, 'epcisMasterData', child)
      header.epcisMasterData = { vocabularyList: readVocabularyLists(child, at, reading) }
    } else if (child.namespace === sbdhNamespace && child.local === 'StandardBusinessDocumentHeader') {
      if (!readPartners(child, document)) members.add(child)
    } else members.add(child)
  }
  members.addAttributes(node)
  members.into(header)
  if (Object.keys(header).length > 0) document.epcisHeader = header
}

const textAt = (node: XmlNode | undefined, ...path: string[]): string | undefined => {
  const found = path.reduce<XmlNode | undefined>((at, local) => at?.children.find((child) => child.local === local), node)
  const text = found?.text.trim()
  return text === '' ? undefined : text
}

/** Sender, receiver and instance identifier into the document. True if the header said nothing more, and so would be written the same again. */
function readPartners(node: XmlNode, document: JsonObject): boolean {
  const sender = textAt(node, 'Sender', 'Identifier')
  const receiver = textAt(node, 'Receiver', 'Identifier')
  const instance = textAt(node, 'DocumentIdentification', 'InstanceIdentifier')
  if (sender !== undefined) document.sender = sender
  if (receiver !== undefined) document.receiver = receiver
  if (instance !== undefined) document.instanceIdentifier = instance
  const said = (local: string): string | undefined => textAt(node, 'DocumentIdentification', local)
  const leaves = countLeaves(node)
  return (
    leaves === 8 &&
    textAt(node, 'HeaderVersion') === '1.0' &&
    said('Standard') === 'EPCglobal' &&
    said('Type') === 'Events' &&
    said('TypeVersion') === '2.0' &&
    said('CreationDateAndTime') === document.creationDate
  )
}

/** Elements without elements, and attributes. */
const countLeaves = (node: XmlNode): number =>
  node.attributes.length + (node.children.length === 0 ? 1 : node.children.reduce((sum, child) => sum + countLeaves(child), 0))

/** The vocabularies of an element that holds a VocabularyList. */
export function readVocabularyLists(node: XmlNode, place: Place | null, reading: Reading): JsonValue[] {
  assertNoText(node, reading)
  const list: JsonValue[] = []
  for (const child of unwrap(node)) {
    if (isPlain(child, 'VocabularyList')) list.push(...readVocabularyList(child, step(reading, place, 'vocabularyList', child), reading))
    else reading.say('xml-element-unexpected', child, masterClause, { found: child.local, in: node.local })
  }
  return list
}

export function readVocabularyList(node: XmlNode, place: Place | null, reading: Reading): JsonValue[] {
  return items(node, 'Vocabulary', place, reading, (vocabulary, at) => {
    const object = attributesAsText(vocabulary, 'type')
    const elements = vocabulary.children.find((child) => isPlain(child, 'VocabularyElementList'))
    if (elements !== undefined) {
      const inner = step(reading, at, 'vocabularyElementList', elements)
      object.vocabularyElementList = items(elements, 'VocabularyElement', inner, reading, (element, on) =>
        readVocabularyElement(element, on, reading),
      )
    }
    return addOthers(vocabulary, ['VocabularyElementList'], ['type'], object, at, reading)
  })
}

function readVocabularyElement(node: XmlNode, place: Place | null, reading: Reading): JsonObject {
  const object = attributesAsText(node, 'id')
  const told = node.children.filter((child) => isPlain(child, 'attribute'))
  if (told.length > 0) {
    const list = reading.locate === undefined ? null : { up: place, token: 'attributes' }
    object.attributes = told.map((child, index) => {
      const at = step(reading, list, index, child)
      const value = readValue({ ...child, attributes: child.attributes.filter(({ local }) => local !== 'id') }, 7, at, reading)
      return { ...attributesAsText(child, 'id'), attribute: value }
    })
  }
  const children = node.children.find((child) => isPlain(child, 'children'))
  if (children !== undefined) {
    object.children = items(children, 'id', step(reading, place, 'children', children), reading, (child) => readText(child, reading))
  }
  return addOthers(node, ['attribute', 'children'], ['id'], object, place, reading)
}

function attributesAsText(node: XmlNode, name: string): JsonObject {
  const value = attributeOf(node, name)
  return value === undefined ? {} : { [name]: value.trim() }
}

/** Whatever else stands in an element of master data: kept, like all vocabulary that we do not know. */
function addOthers(
  node: XmlNode,
  elements: readonly string[],
  attributes: readonly string[],
  object: JsonObject,
  place: Place | null,
  reading: Reading,
): JsonObject {
  assertNoText(node, reading)
  const members = new Members(6, place, reading)
  for (const child of unwrap(node)) if (child.namespace !== '' || !elements.includes(child.local)) members.add(child)
  const others = node.attributes.filter(({ local, namespace }) => namespace !== '' || !attributes.includes(local))
  members.addAttributes({ ...node, attributes: others })
  members.into(object)
  return object
}

function items(
  node: XmlNode,
  item: string,
  place: Place | null,
  reading: Reading,
  read: (item: XmlNode, place: Place | null) => JsonValue,
): JsonValue[] {
  assertNoText(node, reading)
  const list: JsonValue[] = []
  for (const child of node.children) {
    if (isPlain(child, item)) list.push(read(child, step(reading, place, list.length, child)))
    else reading.say('xml-element-unexpected', child, masterClause, { found: child.local, in: node.local })
  }
  return list
}

/** Members that stand at the top of a document: attributes of its root, and what stands beside its body. */
export function addDocumentMembers(node: XmlNode, others: readonly XmlNode[], document: JsonObject, reading: Reading): void {
  const members = new Members(1, null, reading)
  for (const child of others) {
    if (child.namespace === '' && child.local !== 'extension') {
      reading.say('xml-element-unexpected', child, 'EPCIS 2.0 §9.5', { found: child.local, in: node.local })
    } else members.add(child)
  }
  const known = ['schemaVersion', 'creationDate']
  members.addAttributes({
    ...node,
    attributes: node.attributes.filter(({ local, namespace }) => namespace !== '' || !known.includes(local)),
  })
  const object: JsonObject = {}
  members.into(object)
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (!Object.hasOwn(document, name)) setMember(document, name, isObject(value) || value !== undefined ? (value ?? null) : null)
  }
}
