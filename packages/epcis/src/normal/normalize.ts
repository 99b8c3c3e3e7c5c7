import type { Identifier } from '@proofline/identifiers'
import { type EventContext, expandUri, prooflineNamespace, readContext, standardEventContext } from '../context.ts'
import type { EpcisEvent, ErrorDeclaration, EventFields, PlaceReference, QuantityElement } from '../event.ts'
import { formatDecimal } from '../json/decimal.ts'
import type { JsonObject } from '../json/model.ts'
import { readOffset } from '../time.ts'
import type { VocabularyName } from '../vocabulary/values.ts'
import type { Interval, NormalErrorDeclaration, NormalEvent, NormalPlace, NormalQuantity, Precision } from './model.ts'
import { normalizeSensor } from './sensor.ts'
import { extensionsOf, identify, intervalOf, readWord } from './values.ts'

/** What the caller knows of the source; the event's own word goes before it. */
export type SourceProfile = { readonly precision?: Precision; readonly clockUncertaintyMs?: number }

const dayMs = 86_400_000

/**
 * The normal form of an event that `checkDocument` or `checkEvent` accepted, or that was read back from its canonical text. `outer` is
 * the context around the event (its own `@context` is read here). Pure: the same event gives the same form.
 * Throws TypeError for what no check would have let through, such as an event without a time.
 */
export function normalizeEvent(event: EpcisEvent, outer: EventContext = standardEventContext, source: SourceProfile = {}): NormalEvent {
  const told = event as unknown as EventFields
  const context = readContext(told['@context'], outer)
  const ids = (list: readonly string[] | undefined): Identifier[] => (list ?? []).map((uri) => identify(uri, context))
  const amounts = (list: readonly QuantityElement[] | undefined): NormalQuantity[] => (list ?? []).map((item) => quantityOf(item, context))
  const word = (name: VocabularyName, text: string | undefined): string | null =>
    text === undefined ? null : readWord(name, text, context)
  const extensions = extensionsOf(event as JsonObject, context)
  const certified = told.certificationInfo
  return {
    type: expandUri(told.type, context),
    eventID: told.eventID ?? null,
    ...momentOf(told, extensions, source),
    action: told.action ?? null,
    epcs: ids(told.epcList),
    quantities: amounts(told.quantityList),
    parent: told.parentID === undefined ? null : identify(told.parentID, context),
    children: ids(told.childEPCs),
    childQuantities: amounts(told.childQuantityList),
    inputs: ids(told.inputEPCList),
    inputQuantities: amounts(told.inputQuantityList),
    outputs: ids(told.outputEPCList),
    outputQuantities: amounts(told.outputQuantityList),
    transformationID: told.transformationID === undefined ? null : identify(told.transformationID, context).uri,
    bizStep: word('bizStep', told.bizStep),
    disposition: word('disposition', told.disposition),
    persistentDisposition: {
      set: (told.persistentDisposition?.set ?? []).map((text) => readWord('disposition', text, context)),
      unset: (told.persistentDisposition?.unset ?? []).map((text) => readWord('disposition', text, context)),
    },
    readPoint: placeOf(told.readPoint, context),
    bizLocation: placeOf(told.bizLocation, context),
    transactions: (told.bizTransactionList ?? []).map(({ type, bizTransaction }) => ({
      type: word('transactionType', type),
      id: identify(bizTransaction, context),
    })),
    sources: (told.sourceList ?? []).map((item) => ({
      type: readWord('sourceType', item.type, context),
      id: identify(item.source, context),
    })),
    destinations: (told.destinationList ?? []).map((item) => ({
      type: readWord('sourceType', item.type, context),
      id: identify(item.destination, context),
    })),
    sensors: (told.sensorElementList ?? []).map((element) => normalizeSensor(element, context)),
    ilmd: told.ilmd === undefined ? {} : extensionsOf(told.ilmd, context),
    certifications: certified === undefined ? [] : typeof certified === 'string' ? [certified] : certified,
    errorDeclaration: told.errorDeclaration === undefined ? null : declarationOf(told.errorDeclaration, context),
    extensions,
  }
}

function quantityOf(told: QuantityElement, context: EventContext): NormalQuantity {
  return {
    epcClass: identify(told.epcClass, context),
    quantity: told.quantity === undefined ? null : formatDecimal(told.quantity),
    uom: told.uom ?? null,
  }
}

const placeOf = (told: PlaceReference | undefined, context: EventContext): NormalPlace | null =>
  told === undefined ? null : { id: identify(told.id, context), extensions: extensionsOf(told as JsonObject, context) }

function declarationOf(told: ErrorDeclaration, context: EventContext): NormalErrorDeclaration {
  return {
    time: mustBeTime(told.declarationTime),
    reason: told.reason === undefined ? null : readWord('errorReason', told.reason, context),
    correctiveEventIDs: told.correctiveEventIDs ?? [],
    extensions: extensionsOf(told as JsonObject, context),
  }
}

type MomentFields = Pick<NormalEvent, 'time' | 'precision' | 'offsetMinutes' | 'clockUncertaintyMs'>

function momentOf(told: EventFields, extensions: JsonObject, source: SourceProfile): MomentFields {
  const instant = mustBeTime(told.eventTime)
  const offsetMinutes = readOffset(told.eventTimeZoneOffset) ?? 0
  const declared = extensions[`${prooflineNamespace}timePrecision`]
  const precision: Precision = declared === 'day' || declared === 'instant' ? declared : (source.precision ?? 'instant')
  const seconds = extensions[`${prooflineNamespace}clockUncertaintySeconds`]
  const clockUncertaintyMs = typeof seconds === 'number' && seconds >= 0 ? Math.ceil(seconds * 1000) : (source.clockUncertaintyMs ?? null)
  const time = precision === 'day' ? localDay(instant.fromMs, offsetMinutes) : instant
  return { time, precision, offsetMinutes, clockUncertaintyMs }
}

function localDay(ms: number, offsetMinutes: number): Interval {
  const shift = offsetMinutes * 60_000
  const fromMs = Math.floor((ms + shift) / dayMs) * dayMs - shift
  return { fromMs, toMs: fromMs + dayMs - 1 }
}

function mustBeTime(text: string): Interval {
  const interval = intervalOf(text)
  if (interval === undefined) throw new TypeError(`not an xsd:dateTimeStamp: ${text}`)
  return interval
}
