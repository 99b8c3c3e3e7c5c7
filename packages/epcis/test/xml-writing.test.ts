import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalEvent,
  checkDocument,
  formatXml,
  hashableEvents,
  isObject,
  type JsonObject,
  type JsonValue,
  parseXml,
  prehash,
  readXmlDocument,
} from '@proofline/epcis'
import fc from 'fast-check'
import { readShared } from './gs1-schema.ts'
import { xsdOf } from './gs1-xsd.ts'
import { runs } from './long.ts'
import { listFiles, readBytes, skip } from './shared-vectors.ts'
import { anyEvent, ownContext } from './xml-events.ts'

const prehashes = (document: JsonValue): string[] =>
  hashableEvents(document).map(({ event, context, ignored }) => prehash(event, context, ignored))

function write(document: JsonObject, words: 'urn' | 'web-uri' = 'urn'): string {
  const xml = formatXml(document, { words, creationDate: '2026-04-01T00:00:00Z' })
  assert.ok(xml.ok, JSON.stringify(xml))
  return xml.value
}

function read(xml: string | Uint8Array): JsonObject {
  const parsed = parseXml(xml)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  assert.deepEqual(parsed.value.faults, [])
  return parsed.value.document
}

/** GS1's example of the fields of an association event tells its eventID twice. */
const unreadable = 'AssociationEvent-h.jsonld'
const examples = (): string[] =>
  [...listFiles('epcis/gs1-EPCIS/JSON', /\.jsonld$/), ...listFiles('epcis-hash/ralphtro/examples', /\.jsonld$/)].filter(
    (path) => !path.endsWith(unreadable),
  )

test('JSON → XML → JSON keeps the event hash of every example, in both forms of words, and the XML is valid', { skip }, () => {
  const judge = xsdOf()
  let events = 0
  for (const path of examples()) {
    const document = readShared(path)
    assert.ok(isObject(document))
    for (const words of ['urn', 'web-uri'] as const) {
      const xml = write(document, words)
      assert.deepEqual(judge(xml), [], path)
      assert.deepEqual(prehashes(read(xml)), prehashes(document), path)
    }
    events += prehashes(document).length
  }
  assert.equal(events, 60)
})

test('XML → JSON → XML → JSON gives the same JSON, and the XML is valid', { skip }, () => {
  const judge = xsdOf()
  const paths = [...listFiles('epcis/gs1-EPCIS/XML', /\.xml$/), ...listFiles('epcis-hash/ralphtro/examples', /\.xml$/)]
  for (const path of paths.filter((name) => !name.includes('CaptureJob'))) {
    const document = read(readBytes(path))
    const xml = write(document)
    assert.deepEqual(judge(xml), [], path)
    assert.deepEqual(read(xml), document, path)
  }
})

const wrapped = (events: readonly JsonObject[]): JsonObject => ({
  '@context': ownContext,
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-04-01T00:00:00Z',
  epcisBody: { eventList: [...events] },
})

const canonical = (document: JsonObject): string[] => {
  const checked = checkDocument(document)
  assert.ok(checked.ok, JSON.stringify(checked))
  return checked.value.events.map(({ event, context }) => canonicalEvent(event, context))
}

test('any event comes back from XML as it went: the same canonical text, the same pre-hash', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 3 }), fc.constantFrom('urn' as const, 'web-uri' as const), (events, words) => {
      const document = wrapped(events)
      const told = canonical(document)
      const xml = write(document, words)
      const back = read(xml)
      assert.deepEqual(prehashes(back), prehashes(document))
      assert.deepEqual(canonical(back), told)
    }),
    { numRuns: runs(150) },
  )
})

test('the XML of any event is valid against GS1’s schema', { skip }, () => {
  const judge = xsdOf()
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 3 }), (events) => {
      assert.deepEqual(judge(write(wrapped(events))), [])
    }),
    { numRuns: runs(60) },
  )
})

test('an event by itself comes back as it went', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const bare = { '@context': ownContext, ...event }
      const back = readXmlDocument(write(bare))
      assert.ok(back.ok, JSON.stringify(back))
      assert.equal(back.value.document.form, 'event')
      assert.deepEqual(
        back.value.document.events.map((told) => canonicalEvent(told.event, told.context)),
        canonical(bare),
      )
    }),
    { numRuns: runs(60) },
  )
})

const vocabulary: JsonObject = {
  type: 'urn:epcglobal:epcis:vtype:BusinessLocation',
  'ex:kept': [1, 'two'],
  vocabularyElementList: [
    {
      id: 'urn:epc:id:sgln:0037000.00729.0',
      attributes: [
        { id: 'https://example.com/name', attribute: '苏州仓' },
        { id: 'https://example.com/area', attribute: 12.5 },
        { id: 'https://example.com/address', attribute: { 'ex:city': 'Suzhou', plain: { 'ex:a': [true] } } },
      ],
      children: ['urn:epc:id:sgln:0037000.00729.1'],
      own: 'bare',
    },
  ],
}
const event: JsonObject = {
  type: 'ObjectEvent',
  eventTime: '2026-03-31T14:05:00.000Z',
  eventTimeZoneOffset: '+08:00',
  action: 'OBSERVE',
  epcList: ['urn:epc:id:sgtin:0614141.107346.2017'],
}

/** Documents with everything that may stand around events. */
const around: Readonly<Record<string, JsonObject>> = {
  'document with business header, master data and extensions': {
    ...wrapped([event]),
    id: 'https://example.com/documents/1',
    sender: 'urn:epc:id:sgln:0353579.00001.0',
    receiver: 'urn:epc:id:sgln:5012345.00001.0',
    instanceIdentifier: 'I<&>1',
    epcisHeader: { epcisMasterData: { vocabularyList: [vocabulary] }, 'ex:text': 'a "quoted" text', 'ex:object': { 'ex:n': 1 } },
    'ex:root': { 'ex:n': [1, 2] },
    epcisBody: { eventList: [event], 'ex:inBody': 'text' },
  },
  'business header with one partner': { ...wrapped([]), sender: 'urn:epc:id:sgln:0353579.00001.0' },
  'query document': {
    '@context': ownContext,
    type: 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate: '2026-04-01T00:00:00Z',
    epcisBody: {
      'ex:body': 1,
      queryResults: {
        queryName: 'SimpleEventQuery',
        subscriptionID: 's',
        'ex:more': 'x',
        resultsBody: { eventList: [event, event], vocabularyList: [vocabulary], 'ex:r': null },
      },
    },
  },
  'query document without events': {
    '@context': ownContext,
    type: 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate: '2026-04-01T00:00:00Z',
    epcisBody: { queryResults: { queryName: 'SimpleMasterDataQuery', resultsBody: { eventList: [], vocabularyList: [vocabulary] } } },
  },
  'contexts that stand elsewhere, and prefixes that XML does not have': {
    ...wrapped([
      { ...event, '@context': [{ ex: 'https://other.example.com/', 'a+b': 'urn:first:', two: null }], 'ex:a': 'a+b:x', 'a+b:b': 'ex:y' },
      { ...event, '@context': 'https://example.com/context.jsonld', 'unseen:a': 1 },
    ]),
    '@context': [ownContext, { epcis: 'https://example.com/not-epcis/', xsi: 'urn:xsi:' }].flat(),
    'epcis:own': 1,
  },
}

for (const [name, document] of Object.entries(around)) {
  test(`comes back from XML as it went: ${name}`, { skip }, () => {
    const xml = write(document)
    assert.deepEqual(xsdOf()(xml), [])
    const back = read(xml)
    assert.deepEqual(canonical(back), canonical(document))
    // JSON.stringify has no undefined: contexts are compared by what they make of the events.
    const bodiless = (told: JsonObject): unknown =>
      JSON.parse(JSON.stringify(told, (key, value: unknown) => (key === '@context' ? undefined : value)))
    assert.deepEqual(bodiless(back), bodiless(document))
  })
}

test('what XML cannot hold in a field of EPCIS, and a document of no time, are refused', () => {
  const nowhere = formatXml(
    wrapped([{ ...event, sensorElementList: [{ sensorReport: [{ type: 'Temperature', stringValue: 'a\u0001' }] }] }]),
  )
  assert.deepEqual(nowhere.ok ? [] : nowhere.problems.map(({ code, at }) => `${code} ${at}`), [
    'xml-character-impossible /epcisBody/eventList/0/sensorElementList/0/sensorReport/0/stringValue',
  ])
  const { creationDate: _, ...timeless } = wrapped([])
  const never = formatXml(timeless)
  assert.deepEqual(never.ok ? [] : never.problems.map(({ code }) => code), ['xml-creation-date-missing'])
})
