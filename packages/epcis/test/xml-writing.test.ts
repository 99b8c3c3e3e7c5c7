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
