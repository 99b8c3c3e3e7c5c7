import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDocument, type JsonObject, type JsonValue, readDocument } from '@proofline/epcis'
import { isUri } from '../src/uri.ts'
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
  without,
  wrap,
} from './answers.ts'

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

test('a context too large to be looked through for every event is refused', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`p${i}`, `https://e.com/${i}/`]))
  assert.deepEqual(problemsOf({ ...wrap(objectEvent), '@context': [standardContext, many] }), ['context-too-large /@context'])
  assert.deepEqual(eventProblems({ ...objectEvent, '@context': many }), ['context-too-large /@context'])
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

test('a namespace may be told by a prefix, near or far, in any order; one that can be read in two ways is refused', () => {
  const read = (...declared: JsonObject[]): JsonValue => {
    const { context } = documentOf({ ...wrap(objectEvent), '@context': [standardContext, ...declared] })
    return Object.fromEntries([...context.prefixes].filter(([prefix]) => prefix.length === 1))
  }
  const far = { a: 'https://e.com/', b: 'https://e.com/1/', c: 'https://e.com/1/2/' }
  assert.deepEqual(read({ c: 'b:2/', b: 'a:1/', a: 'https://e.com/' }), far)
  assert.deepEqual(read({ a: 'https://e.com/' }, { b: 'a:1/' }, { c: { '@id': 'b:2/' } }), far)
  const at = '/@context'
  for (const circle of [{ a: 'a:x' }, { a: 'b:x', b: 'a:y' }, { a: 'b:x', b: 'c:x', c: 'a:x' }] as JsonObject[]) {
    assert.deepEqual(problemsOf({ ...wrap(objectEvent), '@context': [standardContext, circle] }), [`prefix-ambiguous ${at}`])
  }
  const further = wrap({ ...objectEvent, '@context': { far: 'https://far.com/' } })
  assert.deepEqual(problemsOf({ ...further, '@context': { a: 'far:x' } }), [`prefix-ambiguous /epcisBody/eventList/0${at}`])
})

test('a URI holds no blank and nothing invisible, of whatever script', () => {
  const invisible = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/
  for (let unit = 0xa1; unit <= 0xffff; unit += 1) {
    const character = String.fromCharCode(unit)
    assert.equal(isUri(`urn:example:${character}`), !invisible.test(character), unit.toString(16))
  }
})
