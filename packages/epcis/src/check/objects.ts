import { isObject } from '../json/model.ts'
import type { Check } from './scope.ts'
import { type Shape, shaped } from './shape.ts'
import * as value from './values.ts'

const cbv = 'CBV 2.0 §7'

export const quantityElement: Check = (told, place, scope) => {
  quantityShape(told, place, scope)
  if (isObject(told) && Object.hasOwn(told, 'uom') && !Object.hasOwn(told, 'quantity')) {
    scope.refuse('unit-without-quantity', place, 'EPCIS 2.0 §7.3.3.3')
  }
}
const quantityShape = shaped({
  name: 'quantityElement',
  clause: 'EPCIS 2.0 §7.3.3.3',
  fields: new Map([
    ['epcClass', value.identifier],
    ['quantity', value.quantity],
    ['uom', value.unit],
  ]),
  required: ['epcClass'],
  open: false,
})

export const bizStep = value.vocabulary('bizStep', `${cbv}.1`)
export const disposition = value.vocabulary('disposition', `${cbv}.2`)

export const persistentDisposition: Check = (told, place, scope) => {
  persistentShape(told, place, scope)
  if (isObject(told) && !Object.hasOwn(told, 'set') && !Object.hasOwn(told, 'unset')) {
    scope.refuse('persistent-disposition-empty', place, 'EPCIS 2.0 §7.3.5.3')
  }
}
const dispositions = value.listOf(disposition, 'EPCIS 2.0 §7.3.5.3', { atLeastOne: true, unique: true })
const persistentShape = shaped({
  name: 'persistentDisposition',
  clause: 'EPCIS 2.0 §7.3.5.3',
  fields: new Map([
    ['set', dispositions],
    ['unset', dispositions],
  ]),
  required: [],
  open: false,
})

/** readPoint and bizLocation. */
export const placeOf = (name: string): Check =>
  shaped({ name, clause: 'EPCIS 2.0 §7.3.4', fields: new Map([['id', value.identifier]]), required: ['id'], open: true })

export const bizTransaction = shaped({
  name: 'bizTransaction',
  clause: 'EPCIS 2.0 §7.3.5.4',
  fields: new Map([
    ['type', value.vocabulary('transactionType', `${cbv}.3`)],
    ['bizTransaction', value.identifier],
  ]),
  required: ['bizTransaction'],
  open: false,
})

/** A member of sourceList or of destinationList. */
export const partyOf = (name: 'source' | 'destination'): Check =>
  shaped({
    name,
    clause: 'EPCIS 2.0 §7.3.5.5',
    fields: new Map([
      ['type', value.vocabulary('sourceType', `${cbv}.4`)],
      [name, value.identifier],
    ]),
    required: ['type', name],
    open: false,
  })

export const errorDeclaration = shaped({
  name: 'errorDeclaration',
  clause: 'EPCIS 2.0 §7.4.1.2',
  fields: new Map([
    ['declarationTime', value.time],
    ['reason', value.vocabulary('errorReason', `${cbv}.5`)],
    ['correctiveEventIDs', value.listOf(value.uri, 'EPCIS 2.0 §7.4.1.2')],
  ]),
  required: ['declarationTime'],
  open: true,
})

/** Instance/lot master data: nothing but extensions. */
export const ilmd = shaped({ name: 'ilmd', clause: 'EPCIS 2.0 §7.3.6', fields: new Map(), required: [], open: true } satisfies Shape)

const sensorClause = 'EPCIS 2.0 §7.3.7'
const sensorText = value.text(sensorClause)

const sensorMetadata = shaped({
  name: 'sensorMetadata',
  clause: sensorClause,
  fields: new Map([
    ['time', value.time],
    ['startTime', value.time],
    ['endTime', value.time],
    ['deviceID', value.identifier],
    ['deviceMetadata', value.uri],
    ['rawData', value.uri],
    ['dataProcessingMethod', value.uri],
    ['bizRules', value.uri],
  ]),
  required: [],
  open: true,
})

const sensorReport: Check = (told, place, scope) => {
  reportShape(told, place, scope)
  if (isObject(told) && !Object.hasOwn(told, 'type') && !Object.hasOwn(told, 'exception')) {
    scope.refuse('field-missing', place, sensorClause, { field: 'type', in: 'sensorReport' })
  }
}
const reportShape = shaped({
  name: 'sensorReport',
  clause: sensorClause,
  fields: new Map<string, Check>([
    ['type', value.vocabulary('measurement', 'GS1 Web Vocabulary, MeasurementType')],
    ['exception', value.vocabulary('sensorAlert', 'GS1 Web Vocabulary, SensorAlertType')],
    ['component', value.vocabulary('component', `${cbv}.6`)],
    ['deviceID', value.identifier],
    ...['deviceMetadata', 'rawData', 'dataProcessingMethod', 'bizRules', 'microorganism', 'chemicalSubstance'].map(uriField),
    ...['coordinateReferenceSystem', 'uriValue'].map(uriField),
    ['time', value.time],
    ...['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue'].map((name): [string, Check] => [name, value.number]),
    ['stringValue', sensorText],
    ['booleanValue', value.boolean],
    ['hexBinaryValue', value.hexBinary],
    ['uom', sensorText],
  ]),
  required: [],
  open: true,
})

function uriField(name: string): [string, Check] {
  return [name, value.uri]
}

export const sensorElement = shaped({
  name: 'sensorElement',
  clause: sensorClause,
  fields: new Map([
    ['sensorMetadata', sensorMetadata],
    ['sensorReport', value.listOf(sensorReport, sensorClause, { atLeastOne: true })],
  ]),
  required: ['sensorReport'],
  open: true,
})
