import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AnsweredEvent,
  canonicalEvent,
  checkDocument,
  type EpcisEvent,
  eventHash,
  formatQueryDocument,
  hashableEvents,
  type JsonObject,
  normalizeEvent,
  parseJson,
  type QueryDocumentOptions,
  standardEventContext,
} from '@proofline/epcis'
import { aggregationEvent, documentOf, objectEvent, transformationEvent, wrap } from './answers.ts'
import { readShared, schemaOf } from './gs1-schema.ts'
import { listFiles, readBytes, skip } from './shared-vectors.ts'

const asked: QueryDocumentOptions = { creationDate: '2026-04-01T00:00:00Z' }
const recordTime = '2026-03-31T14:06:00Z'

/** The events of a document as the record keeps them. */
const stored = (told: JsonObject): AnsweredEvent[] =>
  documentOf(told).events.map(({ event, context }) => ({ event: JSON.parse(canonicalEvent(event, context)) as JsonObject, recordTime }))

const plainEvent = (event: EpcisEvent): JsonObject => JSON.parse(JSON.stringify(event)) as JsonObject
const resultsOf = (document: JsonObject): JsonObject[] => documentOf(document).events.map(({ event }) => plainEvent(event))

test('an answer is an EPCISQueryDocument that a reader takes, with the time of recording and the identifier that was given', () => {
  const [event] = stored(wrap(objectEvent))
  assert.ok(event)
  const { document, shortfalls } = formatQueryDocument([{ ...event, eventID: 'urn:uuid:1' }], { ...asked, subscriptionID: 's' })
  assert.deepEqual(shortfalls, [])
  assert.deepEqual(document, {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate: '2026-04-01T00:00:00Z',
    epcisBody: {
      queryResults: {
        queryName: 'SimpleEventQuery',
        subscriptionID: 's',
        resultsBody: {
          eventList: [{ ...objectEvent, epcList: ['https://id.gs1.org/01/10614141073464/21/2017'], eventID: 'urn:uuid:1', recordTime }],
        },
      },
    },
  })
  assert.equal(documentOf(document).form, 'query-document')
})

test('an identifier that the source gave stays; no events are an empty list', () => {
  const [event] = stored(wrap({ ...objectEvent, eventID: 'urn:uuid:own' }))
  assert.ok(event)
  const { document } = formatQueryDocument([{ ...event, eventID: 'urn:uuid:1' }], asked)
  assert.equal(resultsOf(document)[0]?.eventID, 'urn:uuid:own')
  assert.deepEqual(resultsOf(formatQueryDocument([], asked).document), [])
})

test('GS1’s and the hash reference’s examples, answered in every EPC format: valid, and with the hash and the meaning they had', {
  skip,
}, () => {
  const schema = schemaOf()
  const files = [...listFiles('epcis/gs1-EPCIS/JSON', /\.jsonld$/), ...listFiles('epcis-hash/ralphtro/examples', /\.jsonld$/)]
  let answered = 0
  for (const path of files) {
    if (!parseJson(readBytes(path)).ok) continue
    const events = stored(readShared(path) as JsonObject)
    for (const epcFormat of ['Always_GS1_Digital_Link', 'Always_EPC_URN', 'Never_Translates'] as const) {
      const { document } = formatQueryDocument(events, { ...asked, epcFormat, companyPrefixLength: () => 7 })
      const text = JSON.parse(JSON.stringify(document)) as JsonObject
      assert.deepEqual(schema(text), [], path)
      const back = documentOf(text).events
      assert.equal(back.length, events.length)
      for (const [index, { event, context }] of back.entries()) {
        const before = events[index]?.event
        assert.ok(before)
        assert.equal(eventHash(plainEvent(event), context), eventHash(before, standardEventContext), `${path} ${index} ${epcFormat}`)
        answered += 1
      }
    }
  }
  assert.ok(answered > 150, String(answered))
})

test('translated to Digital Links, an event keeps its normal form but for what only a URN tells', () => {
  for (const [index, { event }] of stored(wrap(objectEvent, aggregationEvent, transformationEvent)).entries()) {
    const { document } = formatQueryDocument([{ event }], asked)
    const [answer] = documentOf(document).events
    assert.ok(answer)
    const plain = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, member) => (key === 'companyPrefixLength' ? undefined : member)))
    const before = normalizeEvent(checkedEvent(event))
    assert.deepEqual(plain(normalizeEvent(answer.event, answer.context)), plain(before), String(index))
  }
})

const checkedEvent = (event: JsonObject) => {
  const [checked] = documentOf({ ...wrap(), epcisBody: { eventList: [event] } }).events
  assert.ok(checked)
  return checked.event
}

test('CBV values are answered as the bare words of JSON, whatever the source wrote; others stay', () => {
  const told = {
    ...objectEvent,
    bizStep: 'urn:epcglobal:cbv:bizstep:shipping',
    disposition: 'https://ref.gs1.org/cbv/Disp-in_transit',
    persistentDisposition: { set: ['cbv:Disp-recalled'], unset: ['https://example.com/cbv/Disp-own'] },
    bizTransactionList: [{ type: 'urn:epcglobal:cbv:btt:po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }],
    sourceList: [{ type: 'cbv:SDT-owning_party', source: 'urn:epc:id:pgln:4012345.00225' }],
    destinationList: [{ type: 'https://example.com/own', destination: 'urn:epc:id:sgln:4012345.00225.0' }],
    sensorElementList: [
      { sensorReport: [{ type: 'gs1:Temperature', exception: 'https://gs1.org/voc/ALARM_CONDITION', component: 'cbv:Comp-x' }] },
    ],
    errorDeclaration: { declarationTime: recordTime, reason: 'urn:epcglobal:cbv:er:did_not_occur' },
  }
  const [event] = resultsOf(formatQueryDocument(stored(wrap(told)), asked).document)
  assert.deepEqual(event, {
    ...told,
    recordTime,
    epcList: ['https://id.gs1.org/01/10614141073464/21/2017'],
    bizStep: 'shipping',
    disposition: 'in_transit',
    persistentDisposition: { set: ['recalled'], unset: ['https://example.com/cbv/Disp-own'] },
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }],
    sourceList: [{ type: 'owning_party', source: 'https://id.gs1.org/417/4012345002256' }],
    destinationList: [{ type: 'https://example.com/own', destination: 'https://id.gs1.org/414/4012345002256' }],
    sensorElementList: [{ sensorReport: [{ type: 'Temperature', exception: 'ALARM_CONDITION', component: 'x' }] }],
    errorDeclaration: { declarationTime: recordTime, reason: 'did_not_occur' },
  })
})

test('EPCs as URNs: with the company prefix known, else as they were told and with the reason; nothing is lost unsaid', () => {
  const epcList = [
    'https://id.gs1.org/01/10614141073464/21/2017',
    'https://id.gs1.org/01/09506000134352/21/1',
    'https://id.gs1.org/01/10614141073464/10/L7/21/2018',
    'https://id.gs1.org/01/10614141073464/21/2019?17=270101',
    'urn:epc:id:sgtin:0614141.107346.2020',
    'https://id.gs1.org/8018/061414112345678902',
    'https://id.gs1.org/415/4012345002256/8020/AB',
    'https://example.com/our/thing/1',
  ]
  const companyPrefixLength: QueryDocumentOptions['companyPrefixLength'] = ({ uri }) => (uri.includes('614141') ? 7 : undefined)
  const events = stored(wrap({ ...objectEvent, epcList }))
  const { document, shortfalls } = formatQueryDocument(events, { ...asked, epcFormat: 'Always_EPC_URN', companyPrefixLength })
  assert.deepEqual(resultsOf(document)[0]?.epcList, [
    'urn:epc:id:sgtin:0614141.107346.2017',
    'https://id.gs1.org/01/09506000134352/21/1',
    'urn:epc:id:sgtin:0614141.107346.2018',
    'urn:epc:id:sgtin:0614141.107346.2019',
    'urn:epc:id:sgtin:0614141.107346.2020',
    'urn:epc:id:gsrn:0614141.1234567890',
    'https://id.gs1.org/415/4012345002256/8020/AB',
    'https://example.com/our/thing/1',
  ])
  const at = '/epcisBody/queryResults/resultsBody/eventList/0/epcList'
  assert.deepEqual(
    shortfalls.map(({ code, at: place }) => [code, place]),
    [
      ['epc-prefix-unknown', `${at}/1`],
      ['epc-shortened', `${at}/2`],
      ['epc-shortened', `${at}/3`],
      ['epc-urn-none', `${at}/6`],
    ],
  )
})

test('one thing told in two spellings stays in two, whichever came first', () => {
  const [link, urn] = ['https://id.gs1.org/01/10614141073464/21/2017', 'urn:epc:id:sgtin:0614141.107346.2017']
  for (const epcList of [
    [link, urn],
    [urn, link],
  ]) {
    const { document, shortfalls } = formatQueryDocument(stored(wrap({ ...objectEvent, epcList })), asked)
    assert.deepEqual(resultsOf(document)[0]?.epcList, epcList)
    assert.deepEqual(
      shortfalls.map(({ code, at }) => [code, at.endsWith(`/epcList/${epcList.indexOf(urn)}`)]),
      [['epc-repeated', true]],
    )
  }
})

test('EPCs as Digital Links: an EPC scheme that is not of GS1 has none, and that is said', () => {
  const epcList = ['urn:epc:id:gid:95100000.12345.400', 'https://dl.example.com/01/09506000134352/21/1']
  const { document, shortfalls } = formatQueryDocument(stored(wrap({ ...objectEvent, epcList })), asked)
  assert.deepEqual(resultsOf(document)[0]?.epcList, epcList)
  assert.deepEqual(shortfalls, [
    {
      code: 'epc-link-none',
      params: { found: 'urn:epc:id:gid:95100000.12345.400', scheme: 'gid' },
      clause: 'EPCIS 2.0 §12.3, GS1-EPC-Format',
      at: '/epcisBody/queryResults/resultsBody/eventList/0/epcList/0',
    },
  ])
})

test('an unusual spelling that the event hash does not look through is not translated', () => {
  const epcList = ['urn:EPC:id:sgtin:0614141.107346.2017', 'urn:epc:id:sgtin:0614141.107346.2018']
  const { document, shortfalls } = formatQueryDocument(stored(wrap({ ...objectEvent, epcList })), asked)
  assert.deepEqual(resultsOf(document)[0]?.epcList, [epcList[0], 'https://id.gs1.org/01/10614141073464/21/2018'])
  assert.deepEqual(
    shortfalls.map(({ code }) => code),
    ['epc-spelling-unusual'],
  )
})

test('a prefix of one meaning is declared once; one of two meanings stays with its event', () => {
  const own = (namespace: string, name: string): JsonObject => ({
    ...objectEvent,
    '@context': { [name]: namespace },
    [`${name}:field`]: name,
  })
  const events = [
    own('https://a.example.com/', 'a'),
    own('https://a.example.com/', 'a'),
    own('https://b.example.com/', 'b'),
    own('https://c.example.com/', 'b'),
    { ...objectEvent, ilmd: { 'cbvmda:lotNumber': 'L1' }, action: 'ADD' },
  ]
  const answered = events.map((event) => stored(wrap(event))[0]).filter((event) => event !== undefined)
  const { document } = formatQueryDocument(answered, { ...asked, epcFormat: 'Never_Translates' })
  assert.deepEqual(document['@context'], [
    'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    { a: 'https://a.example.com/', cbvmda: 'urn:epcglobal:cbv:mda:' },
  ])
  assert.deepEqual(
    resultsOf(document).map((event) => event['@context']),
    [undefined, undefined, { b: 'https://b.example.com/' }, { b: 'https://c.example.com/' }, undefined],
  )
})

test('a prefix is not declared above an event in which the same letters mean nothing, or a context from elsewhere may declare them', () => {
  const declares = { ...objectEvent, '@context': { x: 'https://x.example.com/' }, 'x:field': 1 }
  const bare = { ...objectEvent, bizLocation: { id: 'x:place' } }
  const remote = { ...objectEvent, '@context': 'https://elsewhere.example.com/context.jsonld', 'x:field': 2 }
  for (const other of [bare, remote]) {
    const answered = [declares, other].map((event) => stored({ ...wrap(event), '@context': [] })[0]).filter((event) => event !== undefined)
    const { document } = formatQueryDocument(answered, asked)
    assert.deepEqual(document['@context'], ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'])
    for (const [index, { event, context }] of documentOf(document).events.entries()) {
      assert.equal(eventHash(plainEvent(event), context), eventHash(answered[index]?.event ?? {}, standardEventContext))
    }
  }
})

test('master data goes with the answer, its prefixes declared', () => {
  const vocabularyList = [
    {
      '@context': { ex: 'https://ns.example.com/' },
      type: 'urn:epcglobal:epcis:vtype:BusinessLocation',
      vocabularyElementList: [{ id: 'urn:epc:id:sgln:0614141.00777.0', attributes: [{ id: 'ex:floor', attribute: '3' }] }],
    },
  ]
  const { document } = formatQueryDocument([], { ...asked, vocabularyList })
  const read = documentOf(document)
  assert.equal(read.masterData.length, 1)
  assert.equal(read.context.prefixes.get('ex'), 'https://ns.example.com/')
})

test('the stored events are not changed', () => {
  const [event] = stored(wrap({ ...objectEvent, bizStep: 'cbv:BizStep-shipping', 'example:field': [1] }))
  assert.ok(event)
  const before = structuredClone(event)
  formatQueryDocument([event], asked)
  assert.deepEqual(event, before)
  assert.ok(checkDocument(event.event).ok || event.event['@context'] !== undefined)
  assert.equal(hashableEvents(event.event).length, 1)
})
