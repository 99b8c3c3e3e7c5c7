import type { JsonObject, JsonValue } from './json/model.ts'

/** EPCIS 2.0 §7.3.2: added to, seen with, or taken from what the event is about. */
export type Action = 'ADD' | 'OBSERVE' | 'DELETE'
export type EventType = 'ObjectEvent' | 'AggregationEvent' | 'TransactionEvent' | 'TransformationEvent' | 'AssociationEvent'

/** Members named by a CURIE (`example:field`) or an absolute URI: the extensions of any object that has an extension point. */
export type Extensible = { readonly [name: string]: JsonValue | undefined }

export type QuantityElement = { readonly epcClass: string; readonly quantity?: number; readonly uom?: string }
export type BusinessTransaction = { readonly type?: string; readonly bizTransaction: string }
export type Source = { readonly type: string; readonly source: string }
export type Destination = { readonly type: string; readonly destination: string }
export type PlaceReference = Extensible & { readonly id: string }
export type PersistentDisposition = { readonly set?: readonly string[]; readonly unset?: readonly string[] }
export type ErrorDeclaration = Extensible & {
  readonly declarationTime: string
  readonly reason?: string
  readonly correctiveEventIDs?: readonly string[]
}
export type SensorElement = Extensible & { readonly sensorMetadata?: JsonObject; readonly sensorReport: readonly JsonObject[] }

/**
 * An event as it stands in an EPCIS 2.0 JSON document, after `checkDocument` or `checkEvent` found nothing wrong with it: the members
 * that its type allows have these shapes, all others are extensions. Times are xsd:dateTimeStamp, identifiers any URI, vocabulary in
 * any of the forms of CBV 2.0. `type` is one of `EventType`, or the URI or CURIE of an event type from outside EPCIS.
 */
export type EpcisEvent = {
  readonly [name: string]: JsonValue | undefined
  readonly type: string
  readonly eventTime: string
  readonly eventTimeZoneOffset: string
}

/** The members of an `EpcisEvent` of one of the five types, for reading; which of them may stand where is checked, not typed. */
export type EventFields = {
  readonly '@context'?: JsonValue
  readonly type: string
  readonly eventTime: string
  readonly eventTimeZoneOffset: string
  readonly recordTime?: string
  readonly eventID?: string
  readonly errorDeclaration?: ErrorDeclaration
  readonly certificationInfo?: string | readonly string[]
  readonly action?: Action
  readonly epcList?: readonly string[]
  readonly quantityList?: readonly QuantityElement[]
  readonly parentID?: string
  readonly childEPCs?: readonly string[]
  readonly childQuantityList?: readonly QuantityElement[]
  readonly inputEPCList?: readonly string[]
  readonly inputQuantityList?: readonly QuantityElement[]
  readonly outputEPCList?: readonly string[]
  readonly outputQuantityList?: readonly QuantityElement[]
  readonly transformationID?: string
  readonly bizStep?: string
  readonly disposition?: string
  readonly persistentDisposition?: PersistentDisposition
  readonly readPoint?: PlaceReference
  readonly bizLocation?: PlaceReference
  readonly bizTransactionList?: readonly BusinessTransaction[]
  readonly sourceList?: readonly Source[]
  readonly destinationList?: readonly Destination[]
  readonly sensorElementList?: readonly SensorElement[]
  readonly ilmd?: JsonObject
}
