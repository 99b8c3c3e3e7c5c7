import {
  type EpcisEvent,
  type EventContext,
  expandUri,
  isObject,
  type JsonObject,
  type JsonValue,
  type NormalEvent,
  type NormalSensorData,
  readContext,
} from '@proofline/epcis'
import { canonicalize } from '@proofline/identifiers'
import { type Found, findExtensions } from './extensions.ts'
import { existenceOf, measureField, termOf, timeField } from './keys.ts'
import type { ElementEntry, EntryObject, EventEntry, ListedField, ObjectRole } from './model.ts'
import { convertToSi } from './units.ts'

/** What an event gives a query to find it by. A pure function of the event. */
export function indexEvent(told: EpcisEvent, normal: NormalEvent, context: EventContext): EventEntry {
  const found: Found = { terms: new Set(), numbers: [] }
  const values: (readonly [ListedField, string])[] = []
  const add = (field: string, value: string | null): void => {
    if (value !== null) found.terms.add(termOf(field, value))
  }
  const list = (field: ListedField, value: string | null): void => {
    if (value === null) return
    add(field, value)
    values.push([field, value])
  }
  list('eventType', normal.type)
  add('action', normal.action)
  // Its term stands in a column of its own.
  if (normal.bizStep !== null) values.push(['bizStep', normal.bizStep])
  list('disposition', normal.disposition)
  for (const value of normal.persistentDisposition.set) add('persistentDisposition_set', value)
  for (const value of normal.persistentDisposition.unset) add('persistentDisposition_unset', value)
  list('readPoint', normal.readPoint?.id.uri ?? null)
  list('bizLocation', normal.bizLocation?.id.uri ?? null)
  add('transformationID', normal.transformationID)
  for (const { type, id } of normal.transactions) addTyped(found, 'bizTransaction', type, id.uri)
  for (const { type, id } of normal.sources) addTyped(found, 'source', type, id.uri)
  for (const { type, id } of normal.destinations) addTyped(found, 'destination', type, id.uri)
  findExtensions('', normal.extensions, found)
  findExtensions('ILMD', normal.ilmd, found)
  if (normal.readPoint !== null) findExtensions('readPoint', normal.readPoint.extensions, found)
  if (normal.bizLocation !== null) findExtensions('bizLocation', normal.bizLocation.extensions, found)
  findDeclaration(normal, found)
  findSensors(normal, context, found)
  return {
    // A day's events keep the time that they were told with: a query compares that.
    atMs: normal.precision === 'day' ? Date.parse(told.eventTime) : normal.time.fromMs,
    step: normal.bizStep === null ? null : termOf('bizStep', normal.bizStep),
    terms: [...found.terms],
    objects: objectsOf(normal),
    numbers: found.numbers,
    values,
  }
}

const cbvStem = 'https://ref.gs1.org/cbv/'

/** By its type; of types that are not the standard's, and of none, also without: a question for all types then asks for those of the standard. */
function addTyped({ terms }: Found, field: TypedField, type: string | null, uri: string): void {
  if (type !== null) terms.add(termOf(typedName(field, type), uri))
  if (type === null || !type.startsWith(cbvStem)) terms.add(termOf(field, uri))
}

type TypedField = 'bizTransaction' | 'source' | 'destination'

/** Names made lately: one that is put together anew has to be read through each time that it is looked up. */
const typedNames: Readonly<Record<TypedField, Map<string, string>>> = {
  bizTransaction: new Map(),
  source: new Map(),
  destination: new Map(),
}
const rememberedTypes = 500

function typedName(field: TypedField, type: string): string {
  const names = typedNames[field]
  const known = names.get(type)
  if (known !== undefined) return known
  if (names.size >= rememberedTypes) names.clear()
  const name = `${field}_${type}`
  names.set(type, name)
  return name
}

function findDeclaration({ errorDeclaration: declared }: NormalEvent, found: Found): void {
  if (declared === null) return
  found.terms.add(existenceOf('errorDeclaration'))
  if (declared.reason !== null) found.terms.add(termOf('errorReason', declared.reason))
  for (const id of declared.correctiveEventIDs) found.terms.add(termOf('correctiveEventID', id))
  pushTime('errorDeclarationTime', declared.time.fromMs, found)
  findExtensions('ERROR_DECLARATION', declared.extensions, found)
}

const pushTime = (field: string, ms: number, { numbers }: Found): void => {
  numbers.push({ field: timeField(field), si: String(ms), told: String(ms), uom: null })
}

function findSensors({ sensors }: NormalEvent, context: EventContext, found: Found): void {
  if (sensors.length === 0) return
  found.terms.add(existenceOf('sensorElementList'))
  for (const { metadata, reports, extensions } of sensors) {
    findExtensions('SENSORELEMENT', extensions, found)
    findSensorData('SENSORMETADATA', metadata, context, found)
    for (const report of reports) findSensorData('SENSORREPORT', report, context, found)
  }
}

const uriFields: ReadonlySet<string> = new Set(['dataProcessingMethod', 'microorganism', 'chemicalSubstance', 'bizRules', 'uriValue'])

/** Values of an element other than numbers, as they are compared. */
export function sensorText(name: string, value: string | boolean, context: EventContext): string {
  const text = String(value)
  if (name === 'hexBinaryValue') return text.toUpperCase()
  return uriFields.has(name) ? uriOf(text, context) : text
}

/** A URI in the form that all have in the views. */
export function uriOf(text: string, context: EventContext): string {
  const uri = expandUri(text, context)
  const reading = canonicalize(uri)
  return reading.ok ? reading.value.uri : uri
}

const sensorTexts: ReadonlySet<string> = new Set([...uriFields, 'stringValue', 'hexBinaryValue', 'booleanValue'])
export const sensorNumbers = ['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percValue', 'percRank'] as const
const numberNames: ReadonlySet<string> = new Set(sensorNumbers)

function findSensorData(scope: 'SENSORMETADATA' | 'SENSORREPORT', data: NormalSensorData, context: EventContext, found: Found): void {
  const { terms, numbers } = found
  if (data.type !== null) terms.add(termOf('type', data.type))
  if (data.deviceID !== null) terms.add(termOf('deviceID', data.deviceID.uri))
  for (const [name, value] of Object.entries(data.others)) {
    if (sensorTexts.has(name)) terms.add(termOf(name, sensorText(name, value, context)))
  }
  for (const name of ['time', 'startTime', 'endTime'] as const) {
    const time = data[name]
    if (time !== null) pushTime(name, time.fromMs, found)
  }
  const uom = typeof data.others.uom === 'string' ? data.others.uom : null
  for (const [name, told] of Object.entries(data.decimals)) {
    if (!numberNames.has(name)) continue
    const unit = name === 'percRank' ? null : uom
    const { dimension, si } = convertToSi(told, unit, name === 'sDev' ? 'difference' : 'point')
    numbers.push({ field: measureField(name, dimension), si, told, uom: unit })
  }
  findExtensions(scope, data.extensions, found)
}

/** Null where participations tell the lists apart: an identified object has no quantity and is no class or lot; what a quantity list names has or is one. */
function objectsOf(normal: NormalEvent): EntryObject[] | null {
  return normal.errorDeclaration === null && isClear(normal) ? null : allObjects(normal)
}

const isMany = ({ level }: NormalEvent['epcs'][number]): boolean => level === 'class' || level === 'lot'
const isOne = ({ quantity, epcClass }: NormalEvent['quantities'][number]): boolean => quantity === null && !isMany(epcClass)

function isClear(normal: NormalEvent): boolean {
  const { parent, epcs, children, inputs, outputs, quantities, childQuantities, inputQuantities, outputQuantities } = normal
  const isIdentified = !epcs.some(isMany) && !children.some(isMany) && !inputs.some(isMany) && !outputs.some(isMany)
  const isCounted = !quantities.some(isOne) && !childQuantities.some(isOne) && !inputQuantities.some(isOne) && !outputQuantities.some(isOne)
  return isIdentified && isCounted && (parent === null || !isMany(parent))
}

function allObjects(normal: NormalEvent): EntryObject[] {
  const objects: EntryObject[] = []
  const identified = (role: ObjectRole, ids: NormalEvent['epcs']): void => {
    for (const { uri } of ids) objects.push({ role, isClass: false, uri, quantity: null, uom: null })
  }
  const counted = (role: ObjectRole, quantities: NormalEvent['quantities']): void => {
    for (const { epcClass, quantity, uom } of quantities) objects.push({ role, isClass: true, uri: epcClass.uri, quantity, uom })
  }
  identified('epc', normal.epcs)
  counted('epc', normal.quantities)
  if (normal.parent !== null) identified('parent', [normal.parent])
  identified('child', normal.children)
  counted('child', normal.childQuantities)
  identified('input', normal.inputs)
  counted('input', normal.inputQuantities)
  identified('output', normal.outputs)
  counted('output', normal.outputQuantities)
  return objects
}

/** Reads the body of a `master-data/1` fact; undefined: it is none that names an element. */
export function indexElement(body: JsonObject): ElementEntry | undefined {
  const context = readContext(body['@context'])
  const { element, vocabulary } = body
  if (!isObject(element) || typeof element.id !== 'string') return undefined
  const attributes = Array.isArray(element.attributes) ? element.attributes.filter(isObject) : []
  const children = Array.isArray(element.children) ? element.children : []
  return {
    vocabulary: typeof vocabulary === 'string' ? expandUri(vocabulary, context) : '',
    id: element.id,
    uri: uriOf(element.id, context),
    attributes: attributes.flatMap(({ id, attribute }) =>
      typeof id === 'string' ? textsOf(attribute).map((text) => [expandUri(id, context), text] as const) : [],
    ),
    children: [...new Set(children.filter((child) => typeof child === 'string').map((child) => uriOf(child, context)))],
  }
}

/** An attribute may have several values; one that has parts is compared as its JSON. */
function textsOf(value: JsonValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === null || value === undefined) return []
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)]
}
