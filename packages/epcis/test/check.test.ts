import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDocument, type JsonObject, type JsonValue, readDocument } from '@proofline/epcis'
import {
  aggregationEvent,
  associationEvent,
  documentOf,
  eventProblems,
  objectEvent,
  problemsOf,
  standardContext,
  transactionEvent,
  transformationEvent,
  wrap,
} from './answers.ts'

const without = (object: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))

test('the smallest right event of each type is accepted', () => {
  for (const event of [objectEvent, aggregationEvent, associationEvent, transactionEvent, transformationEvent]) {
    assert.deepEqual(eventProblems(event), [], event.type)
  }
})

test('a document, a query document and a bare event are taken; a single event stands in `event` as well', () => {
  assert.equal(documentOf(wrap(objectEvent)).form, 'document')
  const single = { ...wrap(), epcisBody: { event: objectEvent } }
  assert.deepEqual(
    documentOf(single).events.map(({ at }) => at),
    ['/epcisBody/event'],
  )
  const results = {
    queryName: 'q',
    resultsBody: { eventList: [objectEvent], vocabularyList: [{ type: 'urn:ex:y', vocabularyElementList: [] }] },
  }
  const answer = documentOf({ '@context': standardContext, type: 'EPCISQueryDocument', epcisBody: { queryResults: results } })
  assert.deepEqual(
    [answer.form, answer.events[0]?.at, answer.masterData.length],
    ['query-document', '/epcisBody/queryResults/resultsBody/eventList/0', 1],
  )
  assert.equal(documentOf({ '@context': standardContext, ...objectEvent }).form, 'event')
  assert.deepEqual(problemsOf(objectEvent), ['field-missing'])
})

test('all problems of all events are told at once', () => {
  const document = wrap(
    { ...objectEvent, epcLst: [], bizStep: 'shiping', eventTime: '2026-02-30T00:00:00Z' },
    { ...aggregationEvent, type: 'AgregationEvent', action: 'add' },
    'no event' as unknown as JsonObject,
  )
  assert.deepEqual(problemsOf({ ...without(document, 'creationDate'), schemaVersion: 2 }), [
    'version-invalid /schemaVersion',
    'field-missing',
    'time-impossible /epcisBody/eventList/0/eventTime',
    'field-misspelt /epcisBody/eventList/0/epcLst',
    'word-misspelt /epcisBody/eventList/0/bizStep',
    'event-type-misspelt /epcisBody/eventList/1/type',
    'action-unknown /epcisBody/eventList/1/action',
    'not-object /epcisBody/eventList/2',
  ])
})

test('with `proceed` each event stands or falls by itself', () => {
  const reading = readDocument(wrap(objectEvent, { ...objectEvent, action: 'LOOK' }, transformationEvent))
  assert.ok(reading.ok)
  assert.deepEqual(
    reading.value.document.events.map(({ index }) => index),
    [0, 2],
  )
  assert.deepEqual(
    reading.value.refused.map(({ index, at, problems }) => [index, at, problems[0]?.at]),
    [[1, '/epcisBody/eventList/1', '/epcisBody/eventList/1/action']],
  )
  assert.ok(!readDocument({ ...wrap(objectEvent), schemaVersion: '1.2' }).ok)
})

test('problems are bounded and the rest counted; so are events', () => {
  const events = Array.from({ length: 700 }, () => ({ ...objectEvent, action: 'X', bizStep: 'y y' }))
  const result = checkDocument(wrap(...events))
  assert.ok(!result.ok)
  assert.equal(result.problems.length, 1_001)
  assert.deepEqual(result.problems.at(-1), { code: 'problems-omitted', at: '', params: { count: 400 } })
  const each = readDocument(wrap(...events))
  assert.ok(each.ok)
  assert.ok(each.value.refused.every(({ problems }) => problems.length > 0))
  assert.deepEqual(problemsOf(wrap(objectEvent, objectEvent), { maxEvents: 1 }), ['too-many-events /epcisBody/eventList'])
})

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

test('master data known to us or not is accepted and kept; its form is checked', () => {
  const element = {
    id: 'urn:epc:id:sgln:0614141.07346.1234',
    attributes: [{ id: 'urn:epcglobal:cbv:mda#name', attribute: '仓库' }],
    own: 1,
  }
  const header = (vocabulary: JsonValue): JsonObject => ({
    ...wrap(),
    epcisHeader: { epcisMasterData: { vocabularyList: [vocabulary] }, 'example:note': 1 },
  })
  assert.deepEqual(
    documentOf(header({ type: 'urn:example:unknown', vocabularyElementList: [element] })).masterData[0]?.vocabularyElementList,
    [element],
  )
  const wrong = { vocabularyElementList: [{ attributes: [{ attribute: null }] }] }
  const at = '/epcisHeader/epcisMasterData/vocabularyList/0'
  assert.deepEqual(problemsOf(header(wrong)), [
    `field-missing ${at}`,
    `field-missing ${at}/vocabularyElementList/0`,
    `field-missing ${at}/vocabularyElementList/0/attributes/0`,
    `attribute-invalid ${at}/vocabularyElementList/0/attributes/0/attribute`,
  ])
})

test('what is no document says so', () => {
  for (const told of [null, 1, 'x', [], [objectEvent]]) assert.deepEqual(problemsOf(told as JsonValue), ['not-object'])
  assert.deepEqual(problemsOf({ ...wrap(objectEvent), type: 'EPCISDocumnet' }), ['document-type-misspelt /type'])
  assert.deepEqual(problemsOf({ type: 'Invoice', '@context': standardContext })[0], 'document-type-unknown /type')
  assert.deepEqual(problemsOf({ ...wrap(), epcisBody: {} }), ['field-missing /epcisBody'])
  assert.deepEqual(problemsOf({ ...wrap(), epcisBody: { eventList: [], event: objectEvent } }), ['events-told-twice /epcisBody'])
  assert.deepEqual(problemsOf({ ...wrap(), '@context': 1 }), ['context-invalid /@context'])
})

test('hostile names and texts come back short', () => {
  const long = 'a'.repeat(1_000_000)
  const result = checkDocument(wrap({ ...objectEvent, bizStep: long, [long]: 1, [`${long}:x`]: { 'q:r': [1, { 's:t': 1 }] } }))
  assert.ok(!result.ok)
  assert.ok(JSON.stringify(result.problems).length < 5_000)
})
