import assert from 'node:assert/strict'
import {
  type CheckOptions,
  checkDocument,
  checkEvent,
  type DocumentEvent,
  type EpcisDocument,
  type JsonObject,
  type JsonValue,
} from '@proofline/epcis'

/** `code pointer` of every problem; empty where there is none. */
export function problemsOf(told: JsonValue, options?: CheckOptions): string[] {
  const result = checkDocument(told, options)
  return result.ok ? [] : result.problems.map(({ code, at }) => `${code} ${at}`.trim())
}

export function documentOf(told: JsonValue): EpcisDocument {
  const result = checkDocument(told)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

export function eventOf(told: JsonValue): DocumentEvent {
  const result = checkEvent(told)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

/** `code pointer` of every problem of one event by itself. */
export function eventProblems(told: JsonValue): string[] {
  const result = checkEvent(told)
  return result.ok ? [] : result.problems.map(({ code, at }) => `${code} ${at}`.trim())
}

const time = { eventTime: '2026-03-31T14:05:00.123+08:00', eventTimeZoneOffset: '+08:00' }

/** A right event of each type, as small as it may be. */
export const objectEvent = { type: 'ObjectEvent', ...time, action: 'OBSERVE', epcList: ['urn:epc:id:sgtin:0614141.107346.2017'] }
export const aggregationEvent = {
  type: 'AggregationEvent',
  ...time,
  action: 'ADD',
  parentID: 'urn:epc:id:sscc:0614141.1234567890',
  childEPCs: ['urn:epc:id:sgtin:0614141.107346.2017'],
}
export const associationEvent = { ...aggregationEvent, type: 'AssociationEvent', parentID: 'urn:epc:id:grai:4012345.55555.987' }
export const transactionEvent = {
  type: 'TransactionEvent',
  ...time,
  action: 'ADD',
  bizTransactionList: [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }],
  epcList: ['urn:epc:id:sgtin:0614141.107346.2017'],
}
export const transformationEvent = {
  type: 'TransformationEvent',
  ...time,
  inputQuantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.011111.4444', quantity: 10, uom: 'KGM' }],
  outputEPCList: ['urn:epc:id:sgtin:4012345.077889.25'],
}

export const standardContext = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

export const wrap = (...eventList: JsonObject[]): JsonObject => ({
  '@context': [standardContext, { example: 'https://ns.example.com/' }],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-31T14:10:00Z',
  epcisBody: { eventList },
})

export const without = (object: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
