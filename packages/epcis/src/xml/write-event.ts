import { readContext } from '../context.ts'
import { formatDecimal } from '../json/decimal.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import type { Place } from '../report.ts'
import {
  fieldOrder,
  isXmlEventType,
  type SensorField,
  sensorMetadataFields,
  sensorReportFields,
  type XmlField,
  xmlFields,
} from './event-fields.ts'
import { attribute, jsonText } from './markup.ts'
import type { XmlWriter } from './writer.ts'
import { openScope, withoutContext, type XmlScope } from './writing.ts'

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
const listOf = (value: JsonValue): readonly JsonValue[] => (Array.isArray(value) ? value : [value])
const objectOf = (value: JsonValue): JsonObject => (isObject(value) ? value : {})
const at = (up: Place | null, token: string | number): Place => ({ up, token })

/** The scope of an event within that of its document. */
export const eventScope = (event: JsonObject, outer: XmlScope): XmlScope =>
  event['@context'] === undefined
    ? { ...outer, declared: new Map(), carried: undefined }
    : openScope(event['@context'], readContext(event['@context'], outer.context), outer)

/** One event of an event list, in the order of its xsd:sequence. An event type from outside EPCIS stands in an extension (EPCIS 2.0 §9.5). */
export function writeEvent(event: JsonObject, place: Place | null, writer: XmlWriter): void {
  writer.within(eventScope(event, writer.scope), () => {
    const type = textOf(event.type)
    const scope = formatScope(writer.scope.declared, writer.scope.carried)
    if (isXmlEventType(type)) writeEventElement(event, scope, place, writer)
    else writer.element('extension', '', () => writeEventElement(event, scope, place, writer))
  })
}

/** The element of an event, in the scope that the writer is in. */
export function writeEventElement(event: JsonObject, scope: string, place: Place | null, writer: XmlWriter): void {
  const type = textOf(event.type)
  const own = isXmlEventType(type)
  const named = own || (type.includes(':') && writer.isName(type))
  const said = named ? '' : attribute('type', type)
  writer.element(named ? type : 'carried:event', said + scope, () => {
    const { certificationInfo, ...rest } = withoutContext(event)
    const several = Array.isArray(certificationInfo) && certificationInfo.length !== 1
    const fields: JsonObject = certificationInfo === undefined || several ? rest : { ...rest, certificationInfo }
    const order = fieldOrder(type)
    for (const name of order) {
      const value = fields[name]
      const field = xmlFields.get(name)
      if (value !== undefined && field !== undefined) writeField(name, field, value, at(place, name), writer)
    }
    const known = new Set(order)
    writer.members(rest, (name) => name === 'type' || known.has(name))
    // XML has room for one certificate.
    if (several)
      writer.element(
        'carried:member',
        attribute('name', 'certificationInfo') + attribute('carried:json', jsonText(certificationInfo)),
        () => undefined,
      )
  })
}

export function formatScope(declared: ReadonlyMap<string, string>, carried: JsonValue | undefined): string {
  let text = ''
  for (const [prefix, namespace] of declared) text += attribute(`xmlns:${prefix}`, namespace)
  return carried === undefined ? text : text + attribute('carried:context', jsonText(carried))
}

function writeField(name: string, field: XmlField, value: JsonValue, place: Place, writer: XmlWriter): void {
  switch (field.kind) {
    case 'text':
      writer.leaf(name, textOf(value), place)
      break
    case 'uri':
      writer.leaf(name, writer.uri(textOf(value)), place)
      break
    case 'certificates':
      writer.leaf(name, writer.uri(textOf(listOf(value)[0])), place)
      break
    case 'word':
      writer.leaf(name, writer.word(field.words, textOf(value)), place)
      break
    case 'uris':
      writer.element(name, '', () => {
        for (const [i, member] of listOf(value).entries()) writer.leaf(field.item, writer.uri(textOf(member)), at(place, i))
      })
      break
    case 'quantities':
      writer.element(name, '', () => {
        for (const [i, member] of listOf(value).entries()) writeQuantity(objectOf(member), at(place, i), writer)
      })
      break
    case 'typed':
      // The schema wants a member in these lists, and an empty one says nothing.
      if (listOf(value).length === 0) break
      writer.element(name, '', () => {
        for (const [i, member] of listOf(value).entries()) {
          const { type, [field.item]: told = '' } = objectOf(member)
          const typed = type === undefined ? '' : writer.attribute('type', writer.word(field.words, textOf(type)), at(place, i))
          writer.leaf(field.item, writer.uri(textOf(told)), at(place, i), typed)
        }
      })
      break
    case 'place':
      writeOpen(name, objectOf(value), ['id'], writer, (id) => writer.leaf('id', writer.uri(textOf(id)), at(place, 'id')))
      break
    case 'disposition':
      writer.element(name, '', () => {
        for (const list of ['unset', 'set']) {
          for (const [i, word] of listOf(objectOf(value)[list] ?? []).entries()) {
            writer.leaf(list, writer.word('disposition', textOf(word)), at(at(place, list), i))
          }
        }
      })
      break
    case 'error':
      writeErrorDeclaration(name, objectOf(value), place, writer)
      break
    case 'ilmd':
      writeOpen(name, objectOf(value), [], writer, () => undefined)
      break
    case 'sensors':
      if (listOf(value).length === 0) break
      writer.element(name, '', () => {
        for (const [i, member] of listOf(value).entries()) writeSensorElement(objectOf(member), at(place, i), writer)
      })
      break
    default:
      throw new TypeError(`no such field: ${name}`)
  }
}

/** An object with an extension point: what EPCIS names in the order given, then everybody's own. */
function writeOpen(
  tag: string,
  object: JsonObject,
  order: readonly string[],
  writer: XmlWriter,
  write: (value: JsonValue, name: string) => void,
): void {
  writer.element(tag, '', () => {
    for (const name of order) {
      const value = object[name]
      if (value !== undefined) write(value, name)
    }
    writer.members(object, (name) => order.includes(name))
  })
}

function writeQuantity(object: JsonObject, place: Place, writer: XmlWriter): void {
  const { epcClass, quantity, uom } = object
  writer.element('quantityElement', '', () => {
    writer.leaf('epcClass', writer.uri(textOf(epcClass)), at(place, 'epcClass'))
    if (typeof quantity === 'number') writer.leaf('quantity', formatDecimal(quantity), place)
    if (uom !== undefined) writer.leaf('uom', textOf(uom), at(place, 'uom'))
  })
}

function writeErrorDeclaration(tag: string, object: JsonObject, place: Place, writer: XmlWriter): void {
  writeOpen(tag, object, ['declarationTime', 'reason', 'correctiveEventIDs'], writer, (value, name) => {
    if (name === 'declarationTime') writer.leaf(name, textOf(value), at(place, name))
    else if (name === 'reason') writer.leaf(name, writer.word('errorReason', textOf(value)), at(place, name))
    else
      writer.element(name, '', () => {
        for (const [i, id] of listOf(value).entries()) writer.leaf('correctiveEventID', writer.uri(textOf(id)), at(at(place, name), i))
      })
  })
}

function writeSensorElement(object: JsonObject, place: Place, writer: XmlWriter): void {
  writeOpen('sensorElement', object, ['sensorMetadata', 'sensorReport'], writer, (value, name) => {
    const fields = name === 'sensorMetadata' ? sensorMetadataFields : sensorReportFields
    for (const [i, member] of listOf(value).entries()) {
      const attributes = sensorAttributes(objectOf(member), fields, at(at(place, name), i), writer)
      writer.element(name, attributes, () => undefined)
    }
  })
}

function sensorAttributes(object: JsonObject, fields: ReadonlyMap<string, SensorField>, place: Place, writer: XmlWriter): string {
  let written = ''
  const own: JsonObject = {}
  for (const name of Object.keys(object)) {
    const value = object[name] ?? null
    const field = fields.get(name)
    if (field === undefined) own[name] = value
    else written += writer.attribute(name, sensorText(value, field, writer), at(place, name))
  }
  return written + writer.ownAttributes(own)
}

function sensorText(value: JsonValue, field: SensorField, writer: XmlWriter): string {
  if (typeof value === 'number') return formatDecimal(value)
  if (typeof value === 'boolean') return String(value)
  if (field === 'text' || field === 'number' || field === 'boolean') return writer.free(textOf(value))
  return field === 'uri' ? writer.uri(textOf(value)) : writer.word(field, textOf(value))
}
