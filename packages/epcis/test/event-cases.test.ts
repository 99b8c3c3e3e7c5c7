import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDocument, type JsonObject } from '@proofline/epcis'
import {
  aggregationEvent,
  associationEvent,
  eventProblems,
  objectEvent,
  transactionEvent,
  transformationEvent,
  without,
  wrap,
} from './answers.ts'

// One line a case: the event, and what is wrong with it.
const cases: readonly (readonly [name: string, event: JsonObject, problems: string[]])[] = [
  ['ObjectEvent without objects', without(objectEvent, 'epcList'), ['objects-missing']],
  ['ObjectEvent with empty lists', { ...objectEvent, epcList: [], quantityList: [] }, ['objects-missing']],
  ['sensor event about a place', { ...sensorEvent(), readPoint: { id: 'urn:epc:id:sgln:0614141.07346.1234' } }, []],
  ['sensor event about nothing', sensorEvent(), ['sensor-place-missing']],
  ['ILMD at ADD', { ...objectEvent, action: 'ADD', ilmd: { 'cbvmda:lotNumber': 'L1' } }, []],
  ['ILMD at OBSERVE', { ...objectEvent, ilmd: { 'cbvmda:lotNumber': 'L1' } }, ['ilmd-not-allowed /ilmd']],
  ['ILMD of an aggregation', { ...aggregationEvent, ilmd: {} }, ['field-not-allowed /ilmd']],
  ['ILMD without a prefix', { ...objectEvent, action: 'ADD', ilmd: { lotNumber: 'L1' } }, ['field-unknown /ilmd/lotNumber']],
  ['aggregation without parent, ADD', without(aggregationEvent, 'parentID'), ['parent-missing']],
  ['aggregation without parent, OBSERVE', { ...without(aggregationEvent, 'parentID'), action: 'OBSERVE' }, []],
  ['aggregation without children, ADD', without(aggregationEvent, 'childEPCs'), ['children-missing']],
  ['aggregation without children, DELETE', { ...without(aggregationEvent, 'childEPCs'), action: 'DELETE' }, []],
  ['association without parent', { ...without(associationEvent, 'parentID'), action: 'OBSERVE' }, ['parent-missing']],
  ['transaction without transaction', { ...transactionEvent, bizTransactionList: [] }, ['transaction-missing']],
  ['transaction without objects', without(transactionEvent, 'epcList'), ['objects-missing-transaction']],
  ['transaction without objects, DELETE', { ...without(transactionEvent, 'epcList'), action: 'DELETE' }, []],
  ['transformation without inputs', without(transformationEvent, 'inputQuantityList'), ['inputs-missing']],
  ['transformation without outputs', without(transformationEvent, 'outputEPCList'), ['outputs-missing']],
  ['one side of a transformation', { ...without(transformationEvent, 'outputEPCList'), transformationID: 'urn:uuid:1' }, []],
  [
    'neither side',
    { ...without(transformationEvent, 'outputEPCList', 'inputQuantityList'), transformationID: 'urn:uuid:1' },
    ['transformation-empty'],
  ],
  ['transformation with an action', { ...transformationEvent, action: 'ADD' }, ['field-not-allowed /action']],
  ['persistent disposition of an aggregation', { ...aggregationEvent, persistentDisposition: { set: ['recalled'] } }, []],
  ['empty persistent disposition', { ...objectEvent, persistentDisposition: {} }, ['persistent-disposition-empty /persistentDisposition']],
  ['persistent disposition, empty list', { ...objectEvent, persistentDisposition: { set: [] } }, ['list-empty /persistentDisposition/set']],
  ['quantity of zero', { ...objectEvent, quantityList: [{ epcClass: 'urn:ex:y', quantity: 0 }] }, []],
  [
    'negative quantity',
    { ...objectEvent, quantityList: [{ epcClass: 'urn:ex:y', quantity: -1 }] },
    ['quantity-negative /quantityList/0/quantity'],
  ],
  [
    'quantity as text',
    { ...objectEvent, quantityList: [{ epcClass: 'urn:ex:y', quantity: '1' }] },
    ['not-number /quantityList/0/quantity'],
  ],
  [
    'unit in small letters',
    { ...objectEvent, quantityList: [{ epcClass: 'urn:ex:y', quantity: 1, uom: 'kg' }] },
    ['unit-invalid /quantityList/0/uom'],
  ],
  ['unit alone', { ...objectEvent, quantityList: [{ epcClass: 'urn:ex:y', uom: 'KGM' }] }, ['unit-without-quantity /quantityList/0']],
  ['class missing', { ...objectEvent, quantityList: [{ quantity: 1 }] }, ['field-missing /quantityList/0']],
  ['EPC twice', { ...objectEvent, epcList: ['urn:ex:1', 'urn:ex:1'] }, ['item-repeated /epcList/1']],
  ['EPC no URI', { ...objectEvent, epcList: ['0614141'] }, ['uri-invalid /epcList/0']],
  ['wrong check digit', { ...objectEvent, epcList: ['https://id.gs1.org/01/09506000134353/21/1'] }, ['key-check-digit /epcList/0']],
  ['source without type', { ...objectEvent, sourceList: [{ source: 'urn:ex:y' }] }, ['field-missing /sourceList/0']],
  [
    'destination told as source',
    { ...objectEvent, destinationList: [{ type: 'location', source: 'urn:ex:y' }] },
    ['field-unknown-closed /destinationList/0/source', 'field-missing /destinationList/0'],
  ],
  [
    'error declaration without time',
    { ...objectEvent, errorDeclaration: { reason: 'incorrect_data' } },
    ['field-missing /errorDeclaration'],
  ],
  [
    'unknown reason',
    { ...objectEvent, errorDeclaration: { declarationTime: '2026-01-01T00:00:00Z', reason: 'incorect_data' } },
    ['word-misspelt /errorDeclaration/reason'],
  ],
  ['no time zone offset', without(objectEvent, 'eventTimeZoneOffset'), ['field-missing']],
  ['certificates as a list', { ...objectEvent, certificationInfo: ['https://example.com/c'] }, []],
  ['extension with an undeclared prefix', { ...objectEvent, 'exmple:a': 1 }, ['prefix-undeclared /exmple:a']],
  [
    'extension with an undeclared prefix, deep',
    { ...objectEvent, 'https://ns.example.com/a': [{ 'x:b': 1 }] },
    ['prefix-undeclared /https:~1~1ns.example.com~1a/0/x:b'],
  ],
  [
    'extension told by two names',
    { ...objectEvent, '@context': { a: 'https://e.com/', b: 'https://e.com/' }, 'a:x': 1, 'b:x': 2 },
    ['extension-repeated /b:x'],
  ],
  ['undeclared prefix beside a foreign context', { ...objectEvent, '@context': 'https://example.com/context.jsonld', 'exmple:a': 1 }, []],
  ['a scheme as a prefix', { ...objectEvent, '@context': { urn: 'https://e.com/' } }, ['prefix-reserved /@context/urn']],
  ['null for nothing', { ...objectEvent, bizStep: null }, ['not-text /bizStep']],
  ['foreign event type', { ...without(objectEvent, 'epcList', 'action'), type: 'https://ns.example.com/CustomEvent' }, []],
  [
    'sensor value as text',
    { ...objectEvent, sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: '2' }] }] },
    ['not-number /sensorElementList/0/sensorReport/0/value'],
  ],
  [
    'sensor report without type',
    { ...objectEvent, sensorElementList: [{ sensorReport: [{ value: 2 }] }] },
    ['field-missing /sensorElementList/0/sensorReport/0'],
  ],
  ['sensor element without report', { ...objectEvent, sensorElementList: [{}] }, ['field-missing /sensorElementList/0']],
  [
    'misspelt measurement',
    { ...objectEvent, sensorElementList: [{ sensorReport: [{ type: 'temperature' }] }] },
    ['word-misspelt /sensorElementList/0/sensorReport/0/type'],
  ],
  [
    'date-only precision',
    { ...objectEvent, 'https://proofline.dev/ns/timePrecision': 'days' },
    ['choice-unknown /https:~1~1proofline.dev~1ns~1timePrecision'],
  ],
  [
    'recipe',
    { ...transformationEvent, '@context': { p: 'https://proofline.dev/ns/' }, 'p:recipe': [{ part: 'urn:ex:y', quantity: -1, oum: 'EA' }] },
    ['number-negative /p:recipe/0/quantity', 'field-misspelt /p:recipe/0/oum'],
  ],
]

function sensorEvent(): JsonObject {
  return { ...without(objectEvent, 'epcList'), sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 4.5, uom: 'CEL' }] }] }
}

for (const [name, event, problems] of cases) test(`event: ${name}`, () => assert.deepEqual(eventProblems(event), problems))

test('times: what exists is taken, what does not is refused with the reason', () => {
  const verdicts: Record<string, string> = {
    '2024-02-29T00:00:00Z': '',
    '2023-02-29T00:00:00Z': 'time-impossible',
    '2023-02-30T00:00:00Z': 'time-impossible',
    '1900-02-29T00:00:00Z': 'time-impossible',
    '2000-02-29T00:00:00Z': '',
    '2026-04-31T00:00:00Z': 'time-impossible',
    '2026-13-01T00:00:00Z': 'time-impossible',
    '2026-00-01T00:00:00Z': 'time-impossible',
    '0000-01-01T00:00:00Z': 'time-impossible',
    '2026-01-01T24:00:00Z': 'time-impossible',
    '2026-01-01T23:59:59.999999999999+14:00': '',
    '2026-01-01T00:00:00+14:01': 'time-impossible',
    '2026-01-01T00:00:00-14:00': '',
    '2016-12-31T23:59:60Z': 'time-leap-second',
    '2026-01-01T00:00:00': 'time-zone-missing',
    '2026-01-01 00:00:00Z': 'time-invalid',
    '2026-01-01t00:00:00z': 'time-invalid',
    '2026-01-01T00:00Z': 'time-invalid',
    '2026-01-01': 'time-invalid',
  }
  for (const [eventTime, verdict] of Object.entries(verdicts)) {
    assert.deepEqual(eventProblems({ ...objectEvent, eventTime }), verdict === '' ? [] : [`${verdict} /eventTime`], eventTime)
  }
  for (const offset of ['+14:01', '+15:00', '8:00', 'Z', '+08:60', '+0800']) {
    assert.deepEqual(eventProblems({ ...objectEvent, eventTimeZoneOffset: offset }), ['offset-invalid /eventTimeZoneOffset'], offset)
  }
})

test('a vocabulary value is taken in every form of CBV 2.0, and in no other', () => {
  const right = ['shipping', 'cbv:BizStep-shipping', 'https://ref.gs1.org/cbv/BizStep-shipping', 'urn:epcglobal:cbv:bizstep:shipping']
  const own = ['https://example.com/cbv/BizStep-sterilizing', 'urn:example:bizstep:x', 'example:sterilizing']
  for (const bizStep of [...right, ...own]) assert.deepEqual(eventProblems({ ...objectEvent, bizStep }), [], bizStep)
  const wrong = {
    Shipping: 'shipping',
    'void shipping': 'void_shipping',
    voidShipping: 'void_shipping',
    'urn:epcglobal:cbv:bizstep:shiping': 'shipping',
  }
  for (const [bizStep, suggestion] of Object.entries(wrong)) {
    const result = checkDocument(wrap({ ...objectEvent, bizStep }))
    assert.ok(!result.ok)
    assert.equal(result.problems[0]?.params?.suggestion, suggestion)
  }
  for (const bizStep of ['in_transit', 'urn:epcglobal:cbv:disp:active', 'cbv:Disp-active', 'xyzzy', '']) {
    assert.deepEqual(eventProblems({ ...objectEvent, bizStep }), ['word-unknown /bizStep'], bizStep)
  }
})
