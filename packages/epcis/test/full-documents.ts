import type { JsonObject } from '@proofline/epcis'
import { standardContext } from './answers.ts'

const context = [standardContext, { example: 'https://ns.example.com/', cbvmda: 'urn:epcglobal:cbv:mda:' }]
const time = '2026-03-31T14:05:00.000Z'
const epc = (serial: number): string => `urn:epc:id:sgtin:0614141.107346.${serial}`
const lot = (name: string): JsonObject => ({ epcClass: `urn:epc:class:lgtin:4012345.012345.${name}`, quantity: 200, uom: 'KGM' })
const extension = { 'example:field': { 'example:inner': ['text', 1, true, { 'example:deep': null }] } }

const device = {
  deviceID: 'urn:epc:id:giai:4000001.111',
  deviceMetadata: 'https://id.gs1.org/8004/4000001111',
  rawData: 'https://example.org/8004/401234599999',
  dataProcessingMethod: 'https://example.com/gdti/4012345000054987',
  bizRules: 'https://example.org/253/4012345000054987',
}

/** One sensor element with every attribute that EPCIS 2.0 §7.3.7 has. */
export const sensorElement: JsonObject = {
  sensorMetadata: { time, startTime: time, endTime: time, ...device, ...extension },
  sensorReport: [
    {
      type: 'Temperature',
      exception: 'ALARM_CONDITION',
      ...device,
      time,
      microorganism: 'https://www.ncbi.nlm.nih.gov/taxonomy/1126011',
      chemicalSubstance: 'https://identifiers.org/inchikey:CZMRCDWAGMRECN-UGDNZRGBSA-N',
      coordinateReferenceSystem: 'https://example.com/crs/urn:ogc:def:crs:EPSG:6.6:4326',
      value: 26,
      component: 'x',
      stringValue: 'text',
      booleanValue: true,
      hexBinaryValue: 'f0f0f0',
      uriValue: 'https://id.gs1.org/01/10614141073464',
      minValue: 26,
      maxValue: 26.2,
      meanValue: 13.2,
      sDev: 0.1,
      percRank: 50,
      percValue: 12.7,
      uom: 'CEL',
      ...extension,
    },
  ],
  ...extension,
}

const everyEvent = {
  '@context': context,
  eventTime: time,
  recordTime: time,
  eventTimeZoneOffset: '+08:00',
  eventID: 'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
  certificationInfo: ['https://example.org/certificate/1', 'https://example.org/certificate/2'],
  errorDeclaration: {
    declarationTime: time,
    reason: 'incorrect_data',
    correctiveEventIDs: ['urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8'],
    ...extension,
  },
  bizStep: 'receiving',
  disposition: 'in_progress',
  readPoint: { id: 'urn:epc:id:sgln:0614141.07346.1234', ...extension },
  bizLocation: { id: 'urn:epc:id:sgln:0614141.07346.0', ...extension },
  bizTransactionList: [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:4012345.00225' }],
  destinationList: [{ type: 'location', destination: 'urn:epc:id:sgln:0614141.00777.0' }],
  sensorElementList: [sensorElement],
  ...extension,
}
const persistentDisposition = { set: ['completeness_verified', 'recalled'], unset: ['completeness_inferred'] }
const ilmd = { 'cbvmda:lotNumber': 'L1', 'example:batch': { 'example:furnace': 4 } }
const family = {
  parentID: 'urn:epc:id:grai:4012345.55555.987',
  childEPCs: [epc(1), epc(2)],
  childQuantityList: [lot('A'), lot('B')],
  action: 'ADD',
}

/** An event of each type with every field that it may have. */
export const fullEvents: readonly JsonObject[] = [
  { type: 'ObjectEvent', ...everyEvent, persistentDisposition, action: 'ADD', epcList: [epc(1), epc(2)], quantityList: [lot('A')], ilmd },
  { type: 'AggregationEvent', ...everyEvent, ...family },
  { type: 'AssociationEvent', ...everyEvent, ...family },
  { type: 'TransactionEvent', ...everyEvent, parentID: epc(9), action: 'ADD', epcList: [epc(1)], quantityList: [lot('A')] },
  {
    type: 'TransformationEvent',
    ...everyEvent,
    persistentDisposition,
    inputEPCList: [epc(1)],
    inputQuantityList: [lot('A')],
    outputEPCList: [epc(2)],
    outputQuantityList: [lot('B')],
    transformationID: 'urn:epc:id:gdti:0614141.06012.1234',
    ilmd,
  },
  { type: 'example:CalibrationEvent', '@context': context, eventTime: time, eventTimeZoneOffset: '+08:00', 'example:field': 1 },
]

const vocabularyList = [
  {
    type: 'urn:epcglobal:epcis:vtype:BusinessLocation',
    vocabularyElementList: [
      {
        id: 'urn:epc:id:sgln:0614141.00001.0',
        attributes: [
          { id: 'cbvmda:site', attribute: '0614141000012' },
          { id: 'example:area', attribute: 120.5 },
          { id: 'example:address', attribute: { 'example:city': '上海' } },
        ],
        children: ['urn:epc:id:sgln:0614141.00001.1', 'urn:epc:id:sgln:0614141.00001.2'],
      },
    ],
  },
]

const smallEvent = { type: 'ObjectEvent', eventTime: time, eventTimeZoneOffset: '+08:00', action: 'OBSERVE', epcList: [epc(1)] }

export const fullDocument: JsonObject = {
  '@context': context,
  id: 'https://example.com/documents/1',
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: time,
  instanceIdentifier: '1234567890',
  sender: 'urn:epc:id:sgln:0614141.00001.0',
  receiver: 'urn:epc:id:sgln:0614141.00002.0',
  epcisHeader: { epcisMasterData: { vocabularyList }, ...extension },
  epcisBody: { eventList: [smallEvent] },
  ...extension,
}

export const fullQueryDocument: JsonObject = {
  '@context': context,
  id: 'https://example.com/answers/1',
  type: 'EPCISQueryDocument',
  schemaVersion: '2.0',
  creationDate: time,
  epcisBody: {
    queryResults: {
      queryName: 'SimpleEventQuery',
      subscriptionID: 'subscription-1',
      resultsBody: { eventList: [smallEvent], vocabularyList, ...extension },
      ...extension,
    },
    ...extension,
  },
  ...extension,
}
