import type { EventType } from '../event.ts'
import type { VocabularyName } from '../vocabulary/values.ts'

/** How a field of an event stands in XML. `uri`: text that names something, a CURIE of JSON being written out. */
export type XmlField =
  | { readonly kind: 'text' | 'uri' | 'certificates' | 'place' | 'disposition' | 'error' | 'ilmd' | 'sensors' | 'quantities' }
  | { readonly kind: 'word'; readonly words: VocabularyName }
  | { readonly kind: 'uris'; readonly item: string }
  | { readonly kind: 'typed'; readonly item: string; readonly words: VocabularyName }

const text: XmlField = { kind: 'text' }
const uri: XmlField = { kind: 'uri' }
const epcs: XmlField = { kind: 'uris', item: 'epc' }
const quantities: XmlField = { kind: 'quantities' }

/** Every field of every event type. */
export const xmlFields: ReadonlyMap<string, XmlField> = new Map<string, XmlField>([
  ['eventTime', text],
  ['recordTime', text],
  ['eventTimeZoneOffset', text],
  ['eventID', uri],
  ['errorDeclaration', { kind: 'error' }],
  ['certificationInfo', { kind: 'certificates' }],
  ['parentID', uri],
  ['epcList', epcs],
  ['childEPCs', epcs],
  ['inputEPCList', epcs],
  ['inputQuantityList', quantities],
  ['outputEPCList', epcs],
  ['outputQuantityList', quantities],
  ['transformationID', uri],
  ['action', text],
  ['bizStep', { kind: 'word', words: 'bizStep' }],
  ['disposition', { kind: 'word', words: 'disposition' }],
  ['readPoint', { kind: 'place' }],
  ['bizLocation', { kind: 'place' }],
  ['bizTransactionList', { kind: 'typed', item: 'bizTransaction', words: 'transactionType' }],
  ['quantityList', quantities],
  ['childQuantityList', quantities],
  ['sourceList', { kind: 'typed', item: 'source', words: 'sourceType' }],
  ['destinationList', { kind: 'typed', item: 'destination', words: 'sourceType' }],
  ['sensorElementList', { kind: 'sensors' }],
  ['persistentDisposition', { kind: 'disposition' }],
  ['ilmd', { kind: 'ilmd' }],
])

const first = 'eventTime recordTime eventTimeZoneOffset eventID errorDeclaration certificationInfo'
const where = 'bizStep disposition readPoint bizLocation'
const last = 'sourceList destinationList sensorElementList persistentDisposition'

const orders: { readonly [T in EventType]: string } = {
  ObjectEvent: `${first} epcList action ${where} bizTransactionList quantityList ${last} ilmd`,
  AggregationEvent: `${first} parentID childEPCs action ${where} bizTransactionList childQuantityList ${last}`,
  TransactionEvent: `${first} bizTransactionList parentID epcList action ${where} quantityList ${last}`,
  TransformationEvent: `${first} inputEPCList inputQuantityList outputEPCList outputQuantityList transformationID ${where} bizTransactionList ${last} ilmd`,
  AssociationEvent: `${first} parentID childEPCs childQuantityList action ${where} bizTransactionList ${last}`,
}

const fieldOrders: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(orders).map(([type, order]) => [type, order.split(' ')]))

/** The fields of an event type in the order of its xsd:sequence; of a type from outside EPCIS, all. */
export const fieldOrder = (type: string): readonly string[] => fieldOrders.get(type) ?? [...xmlFields.keys()]
export const isXmlEventType = (local: string): boolean => fieldOrders.has(local)

/** The attributes of sensorMetadata and sensorReport, by what they hold. */
export type SensorField = 'text' | 'uri' | 'number' | 'boolean' | VocabularyName

const device: [string, SensorField][] = ['deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod', 'bizRules'].map((name) => [
  name,
  'uri',
])

export const sensorMetadataFields: ReadonlyMap<string, SensorField> = new Map<string, SensorField>([
  ['time', 'text'],
  ['startTime', 'text'],
  ['endTime', 'text'],
  ...device,
])

export const sensorReportFields: ReadonlyMap<string, SensorField> = new Map<string, SensorField>([
  ['type', 'measurement'],
  ['exception', 'sensorAlert'],
  ...device,
  ['time', 'text'],
  ...['microorganism', 'chemicalSubstance', 'uriValue', 'coordinateReferenceSystem'].map((name): [string, SensorField] => [name, 'uri']),
  ['component', 'component'],
  ...['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue'].map((name): [string, SensorField] => [name, 'number']),
  ['stringValue', 'text'],
  ['booleanValue', 'boolean'],
  ['hexBinaryValue', 'text'],
  ['uom', 'text'],
])
