import { standardEventContext } from '../context.ts'
import { type JsonObject, type JsonValue, setMember } from '../json/model.ts'
import type { Place } from '../report.ts'
import type { VocabularyName } from '../vocabulary/values.ts'
import { formatWord } from '../vocabulary/vocabulary.ts'
import { type SensorField, sensorMetadataFields, sensorReportFields, type XmlField, xmlFields } from './event-fields.ts'
import { carriedNamespace } from './names.ts'
import { attributeOf, isPlain, type XmlNode } from './node.ts'
import { raiseQuantityEvent, raiseWord } from './raise.ts'
import { type Reading, step } from './reading.ts'
import { assertNoChildren, assertNoText, Members, readNumber, readText } from './values.ts'

const clause = 'EPCIS 2.0 §9.5'

/** An event element as the JSON event; what is not as EPCIS has it is either said here or left for the checks of the event to say. */
export function readEvent(node: XmlNode, depth: number, place: Place | null, reading: Reading): JsonObject {
  const event: JsonObject = { type: typeOf(node, reading) }
  readObject(node, event, depth, place, reading, (child, local, at) => {
    const field = xmlFields.get(local)
    return field === undefined ? undefined : readField(child, local, field, depth, at, reading)
  })
  if (isPlain(node, 'QuantityEvent')) raiseQuantityEvent(event)
  const entries = reading.names.entries()
  return entries.length === 0 ? event : { '@context': entries.length === 1 ? (entries[0] ?? null) : entries, ...event }
}

function typeOf(node: XmlNode, { names }: Reading): string {
  if (node.namespace !== carriedNamespace) return names.name(node.prefix, node.local, node.namespace)
  return attributeOf(node, 'type') ?? ''
}

/** Elements of EPCIS 1.x that only wrap what a later version added, and of 2.0 where others may stand. */
function* unwrapped(node: XmlNode): Generator<XmlNode> {
  for (const child of node.children) {
    if (isPlain(child, 'extension') || isPlain(child, 'baseExtension')) yield* unwrapped(child)
    else yield child
  }
}

type ReadMember = (child: XmlNode, local: string, place: Place | null) => JsonValue | undefined

/** The members of an object with an extension point: those that `read` knows by their bare name, then everybody's own. */
function readObject(node: XmlNode, into: JsonObject, depth: number, place: Place | null, reading: Reading, read: ReadMember): void {
  assertNoText(node, reading)
  const members = new Members(depth + 1, place, reading)
  for (const child of unwrapped(node)) {
    if (child.namespace !== '') {
      members.add(child)
      continue
    }
    const at = step(reading, place, child.local, child)
    const value = read(child, child.local, at)
    if (value === undefined) members.add(child)
    else if (!Object.hasOwn(into, child.local)) setMember(into, child.local, value)
    else if (child.local === 'certificationInfo') into.certificationInfo = [into.certificationInfo ?? null, value].flat()
    else reading.say('xml-element-repeated', child, clause, { found: child.local })
  }
  const type = node.namespace === carriedNamespace
  members.addAttributes(type ? { ...node, attributes: node.attributes.filter(({ local }) => local !== 'type') } : node)
  members.into(into)
}

function readField(node: XmlNode, name: string, field: XmlField, depth: number, place: Place | null, reading: Reading): JsonValue {
  switch (field.kind) {
    case 'text':
    case 'uri':
      return readText(node, reading)
    case 'certificates':
      return readText(node, reading)
    case 'word':
      return readWord(field.words, readText(node, reading), reading)
    case 'uris':
      return readList(node, field.item, place, reading, (item) => readText(item, reading))
    case 'quantities':
      return readList(node, 'quantityElement', place, reading, (item, at) => readQuantity(item, at, reading))
    case 'typed':
      return readList(node, field.item, place, reading, (item) => readTyped(item, field.item, field.words, reading))
    case 'place':
      return readPlace(node, depth + 1, place, reading)
    case 'disposition':
      return readDispositions(node, place, reading)
    case 'error':
      return readErrorDeclaration(node, depth + 1, place, reading)
    case 'ilmd':
      return readOpen(node, depth + 1, place, reading, () => undefined)
    case 'sensors':
      return readList(node, 'sensorElement', place, reading, (item, at) => readSensorElement(item, depth + 2, at, reading))
    default:
      throw new TypeError(`no such field: ${name}`)
  }
}

const readOpen = (node: XmlNode, depth: number, place: Place | null, reading: Reading, read: ReadMember): JsonObject => {
  const object: JsonObject = {}
  readObject(node, object, depth, place, reading, read)
  return object
}

const readWord = (words: VocabularyName, told: string, reading: Reading): string =>
  formatWord(words, reading.older ? raiseWord(words, told) : told, 'word', standardEventContext)

/** A list element: nothing but its items. */
function readList(
  node: XmlNode,
  item: string,
  place: Place | null,
  reading: Reading,
  read: (item: XmlNode, place: Place | null) => JsonValue,
): JsonValue[] {
  assertNoText(node, reading)
  refuseAttributes(node, [], reading)
  const list: JsonValue[] = []
  for (const child of unwrapped(node)) {
    if (isPlain(child, item)) list.push(read(child, step(reading, place, list.length, child)))
    else reading.say('xml-element-unexpected', child, clause, { found: child.local, in: node.local })
  }
  return list
}

function refuseAttributes(node: XmlNode, known: readonly string[], reading: Reading): void {
  for (const { local, namespace } of node.attributes) {
    if (namespace !== '' || !known.includes(local))
      reading.say('xml-attribute-unexpected', node, clause, { attribute: local, in: node.local })
  }
}

function readQuantity(node: XmlNode, place: Place | null, reading: Reading): JsonObject {
  const object: JsonObject = {}
  assertNoText(node, reading)
  refuseAttributes(node, [], reading)
  for (const child of node.children) {
    const known = child.namespace === '' && (child.local === 'epcClass' || child.local === 'quantity' || child.local === 'uom')
    if (!known) reading.say('xml-element-unexpected', child, clause, { found: child.local, in: node.local })
    else if (Object.hasOwn(object, child.local)) reading.say('xml-element-repeated', child, clause, { found: child.local })
    else if (child.marks.nil !== true) {
      step(reading, place, child.local, child)
      const text = readText(child, reading)
      object[child.local] = child.local === 'quantity' ? readNumber(text, child, reading) : text
    }
  }
  return object
}

function readTyped(node: XmlNode, item: string, words: VocabularyName, reading: Reading): JsonObject {
  refuseAttributes(node, ['type'], reading)
  const type = attributeOf(node, 'type')
  return { ...(type === undefined ? {} : { type: readWord(words, type.trim(), reading) }), [item]: readText(node, reading) }
}

const readPlace = (node: XmlNode, depth: number, place: Place | null, reading: Reading): JsonObject =>
  readOpen(node, depth, place, reading, (child, local) => (local === 'id' ? readText(child, reading) : undefined))

function readDispositions(node: XmlNode, place: Place | null, reading: Reading): JsonObject {
  const object: { [name: string]: JsonValue[] } = {}
  assertNoText(node, reading)
  refuseAttributes(node, [], reading)
  for (const child of node.children) {
    const { local } = child
    if (child.namespace !== '' || (local !== 'set' && local !== 'unset')) {
      reading.say('xml-element-unexpected', child, clause, { found: local, in: node.local })
      continue
    }
    const list = object[local] ?? []
    object[local] = list
    step(reading, step(reading, place, local, child), list.length, child)
    list.push(readWord('disposition', readText(child, reading), reading))
  }
  return object
}

function readErrorDeclaration(node: XmlNode, depth: number, place: Place | null, reading: Reading): JsonObject {
  return readOpen(node, depth, place, reading, (child, local, at) => {
    if (local === 'declarationTime') return readText(child, reading)
    if (local === 'reason') return readWord('errorReason', readText(child, reading), reading)
    if (local !== 'correctiveEventIDs') return undefined
    return readList(child, 'correctiveEventID', at, reading, (item) => readText(item, reading))
  })
}

function readSensorElement(node: XmlNode, depth: number, place: Place | null, reading: Reading): JsonObject {
  const reports: JsonValue[] = []
  const list = reading.locate === undefined ? null : { up: place, token: 'sensorReport' }
  const object = readOpen(
    { ...node, children: node.children.filter((child) => !isPlain(child, 'sensorReport')) },
    depth,
    place,
    reading,
    (child, local, at) => (local === 'sensorMetadata' ? readSensor(child, sensorMetadataFields, depth + 1, at, reading) : undefined),
  )
  for (const child of node.children) {
    if (!isPlain(child, 'sensorReport')) continue
    const at = step(reading, list, reports.length, child)
    reports.push(readSensor(child, sensorReportFields, depth + 2, at, reading))
  }
  if (reports.length > 0) object.sensorReport = reports
  return object
}

/** Sensor data stand in attributes. */
function readSensor(
  node: XmlNode,
  fields: ReadonlyMap<string, SensorField>,
  depth: number,
  place: Place | null,
  reading: Reading,
): JsonObject {
  const object: JsonObject = {}
  assertNoText(node, reading)
  assertNoChildren(node, reading)
  const own: XmlNode['attributes'][number][] = []
  for (const attribute of node.attributes) {
    const field = attribute.namespace === '' ? fields.get(attribute.local) : undefined
    if (field === undefined) own.push(attribute)
    else {
      step(reading, place, attribute.local, node)
      setMember(object, attribute.local, readSensorValue(attribute.value, field, node, reading))
    }
  }
  const members = new Members(depth + 1, place, reading)
  members.addAttributes({ ...node, attributes: own })
  members.into(object)
  return object
}

function readSensorValue(value: string, field: SensorField, node: XmlNode, reading: Reading): JsonValue {
  if (field === 'number') return readNumber(value, node, reading)
  if (field === 'boolean') return /^\s*(?:true|1)\s*$/.test(value) ? true : /^\s*(?:false|0)\s*$/.test(value) ? false : value
  if (field === 'text') return value
  return field === 'uri' ? value.trim() : readWord(field, value.trim(), reading)
}
