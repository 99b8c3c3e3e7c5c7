import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalEvent,
  checkEvent,
  type EpcisEvent,
  eventHash,
  type JsonObject,
  type NormalEvent,
  normalizeEvent,
  parseJson,
  standardEventContext,
} from '@proofline/epcis'
import fc from 'fast-check'
import { aggregationEvent, documentOf, eventOf, objectEvent, standardContext, transformationEvent, wrap } from './answers.ts'
import { runs } from './long.ts'
import { listFiles, readBytes, skip } from './shared-vectors.ts'

const normal = (told: JsonObject, source = {}): NormalEvent => {
  const { event, context } = eventOf(told)
  return normalizeEvent(event, context, source)
}
const textOf = (told: JsonObject): string => {
  const { event, context } = eventOf(told)
  return canonicalEvent(event, context)
}
const day = { '@context': { pl: 'https://proofline.dev/ns/' }, 'pl:timePrecision': 'day' }

test('identifiers are canonical whatever their spelling, with the lot that stood beside a serial', () => {
  const spellings = [
    'urn:epc:id:sgtin:9506000.013435.1',
    'https://id.gs1.org/01/09506000134352/10/L7/21/1',
    'https://dl.example.com/01/09506000134352/21/1?17=270101',
  ]
  const uris = spellings.map((uri) => normal({ ...objectEvent, epcList: [uri] }).epcs[0])
  assert.deepEqual(new Set(uris.map((identifier) => identifier?.uri)), new Set(['https://id.gs1.org/01/09506000134352/21/1']))
  assert.deepEqual(
    uris.map((identifier) => (identifier && 'lotUri' in identifier ? identifier.lotUri : undefined)),
    [undefined, 'https://id.gs1.org/01/09506000134352/10/L7', undefined],
  )
})

test('vocabulary becomes web URIs, foreign values stay, CURIEs are expanded', () => {
  for (const bizStep of ['shipping', 'cbv:BizStep-shipping', 'urn:epcglobal:cbv:bizstep:shipping']) {
    assert.equal(normal({ ...objectEvent, bizStep }).bizStep, 'https://ref.gs1.org/cbv/BizStep-shipping')
  }
  const own = { ...objectEvent, '@context': { ex: 'https://example.com/cbv/' }, bizStep: 'ex:BizStep-sterilizing' }
  assert.equal(normal(own).bizStep, 'https://example.com/cbv/BizStep-sterilizing')
})

test('quantities are the decimals of the source', () => {
  const list =
    '[{"epcClass":"urn:ex:c","quantity":0.10},{"epcClass":"urn:ex:c","quantity":1e3,"uom":"KGM"},{"epcClass":"urn:ex:c","quantity":0.0000001},{"epcClass":"urn:ex:c"}]'
  const read = parseJson(list)
  assert.ok(read.ok)
  const event = normal({ ...objectEvent, quantityList: read.value })
  assert.deepEqual(
    event.quantities.map(({ quantity, uom }) => [quantity, uom]),
    [
      ['0.1', null],
      ['1000', 'KGM'],
      ['0.0000001', null],
      [null, null],
    ],
  )
})

test('an instant is an interval of milliseconds; a day is the local day', () => {
  const at = (eventTime: string): NormalEvent['time'] => normal({ ...objectEvent, eventTime }).time
  const ms = Date.UTC(2026, 2, 31, 6, 5, 0, 123)
  assert.deepEqual(at('2026-03-31T14:05:00.123+08:00'), { fromMs: ms, toMs: ms })
  assert.deepEqual(at('2026-03-31T14:05:00.1230000+08:00'), { fromMs: ms, toMs: ms })
  assert.deepEqual(at('2026-03-31T14:05:00.1230001+08:00'), { fromMs: ms, toMs: ms + 1 })
  const whole = normal({ ...objectEvent, ...day })
  assert.deepEqual(whole.time, { fromMs: Date.UTC(2026, 2, 30, 16), toMs: Date.UTC(2026, 2, 31, 16) - 1 })
  assert.equal(whole.precision, 'day')
  const west = normal({ ...objectEvent, eventTime: '2026-01-01T02:00:00Z', eventTimeZoneOffset: '-05:00' }, { precision: 'day' })
  assert.deepEqual(west.time, { fromMs: Date.UTC(2025, 11, 31, 5), toMs: Date.UTC(2026, 0, 1, 5) - 1 })
  const own = { ...day, 'pl:timePrecision': 'instant', 'pl:clockUncertaintySeconds': 1.5 }
  const precise = normal({ ...objectEvent, ...own }, { precision: 'day', clockUncertaintyMs: 7 })
  assert.deepEqual([precise.precision, precise.clockUncertaintyMs], ['instant', 1500])
})

test('extension and ILMD names are full URIs, whatever the prefix', () => {
  const event = {
    ...objectEvent,
    '@context': [standardContext, { a: 'https://ns.example.com/' }],
    action: 'ADD',
    ilmd: { 'cbvmda:lotNumber': 'L1' },
    'a:x': [{ 'a:y': 1, bare: 2 }],
  }
  const { ilmd, extensions } = normal(event)
  assert.deepEqual(ilmd, { 'urn:epcglobal:cbv:mda:lotNumber': 'L1' })
  assert.deepEqual(extensions, { 'https://ns.example.com/x': [{ 'https://ns.example.com/y': 1, bare: 2 }] })
})

test('an error declaration, sources, transactions and sensors are read', () => {
  const event = normal({
    ...objectEvent,
    errorDeclaration: { declarationTime: '2026-04-01T00:00:00Z', reason: 'did_not_occur', correctiveEventIDs: ['urn:uuid:2'] },
    sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:4012345.00225' }],
    bizTransactionList: [{ bizTransaction: 'urn:ex:1' }],
    sensorElementList: [
      { sensorReport: [{ type: 'Temperature', value: 4.5, uom: 'CEL', exception: 'ALARM_CONDITION', booleanValue: true }] },
    ],
  })
  assert.deepEqual(event.errorDeclaration, {
    time: { fromMs: Date.UTC(2026, 3, 1), toMs: Date.UTC(2026, 3, 1) },
    reason: 'https://ref.gs1.org/cbv/ER-did_not_occur',
    correctiveEventIDs: ['urn:uuid:2'],
    extensions: {},
  })
  assert.deepEqual(
    event.sources.map(({ type, id }) => [type, id.uri]),
    [['https://ref.gs1.org/cbv/SDT-owning_party', 'https://id.gs1.org/417/4012345002256']],
  )
  assert.deepEqual(
    event.transactions.map(({ type, id }) => [type, id.uri]),
    [[null, 'urn:ex:1']],
  )
  const report = event.sensors[0]?.reports[0]
  assert.deepEqual(
    [report?.type, report?.exception, report?.decimals, report?.others],
    ['https://gs1.org/voc/Temperature', 'https://gs1.org/voc/ALARM_CONDITION', { value: '4.5' }, { uom: 'CEL', booleanValue: true }],
  )
})

test('the canonical text forgets order, spelling, where a prefix was declared, unused prefixes and recordTime', () => {
  const expected = textOf({ '@context': { ex: 'https://e.com/' }, ...transformationEvent, 'ex:a': 1 })
  const reversed = Object.fromEntries(Object.entries({ ...transformationEvent, 'ex:a': 1.0 }).toReversed())
  const declared = { '@context': [standardContext, { unused: 'https://u.com/' }, { ex: 'https://e.com/', gs1: 'https://gs1.org/voc/' }] }
  assert.equal(textOf({ ...declared, ...reversed, recordTime: '2026-03-31T14:05:00Z' }), expected)
  const document = documentOf({ ...wrap(reversed as JsonObject), '@context': [{ ex: 'https://e.com/' }, standardContext] })
  const [inside] = document.events
  assert.equal(inside && canonicalEvent(inside.event, inside.context), expected)
  assert.ok(expected.startsWith('{"@context":{"ex":"https://e.com/"},"eventTime"'))
})

test('the canonical text keeps everything else: declaration, list order, words as told, prefixes used in texts', () => {
  const base = textOf(objectEvent)
  const different: JsonObject[] = [
    { ...objectEvent, errorDeclaration: { declarationTime: '2026-04-01T00:00:00Z' } },
    { ...objectEvent, eventID: 'urn:uuid:1' },
    { ...objectEvent, bizStep: 'shipping' },
    { ...objectEvent, bizStep: 'cbv:BizStep-shipping' },
    { ...objectEvent, eventTime: '2026-03-31T06:05:00.123Z' },
    { ...objectEvent, epcList: [...objectEvent.epcList, 'urn:ex:2'] },
    { ...objectEvent, epcList: ['urn:ex:2', ...objectEvent.epcList] },
    { ...objectEvent, '@context': { ex: 'https://e.com/' }, bizStep: 'ex:a' },
    { ...objectEvent, '@context': { ex: 'https://f.com/' }, bizStep: 'ex:a' },
    { ...objectEvent, '@context': ['https://e.com/context.jsonld'] },
  ]
  const texts = [base, ...different.map(textOf)]
  assert.equal(new Set(texts).size, texts.length)
  assert.ok(!base.includes('@context'))
  assert.ok(!base.includes('eventID'))
})

test('a prefix named like a member of every object is a prefix like any other', () => {
  const context = '{"__proto__":"https://p.com/","constructor":"https://c.com/"}'
  const told = `{"@context":${context},"constructor:字段":"__proto__:x",${JSON.stringify(objectEvent).slice(1)}`
  const read = parseJson(told)
  assert.ok(read.ok)
  const text = textOf(read.value as JsonObject)
  assert.ok(text.startsWith(`{"@context":${context},"action"`), text)
  assert.deepEqual(normal(JSON.parse(text)).extensions, { 'https://c.com/字段': '__proto__:x' })
})

const examples = listFiles('epcis', /\.jsonld$/).filter((path) => !/Ontology|AssociationEvent-h/.test(path))

test('the canonical text of every example is canonical, and carries its hash and its normal form', { skip }, () => {
  let events = 0
  for (const path of examples) {
    const read = parseJson(readBytes(path))
    assert.ok(read.ok)
    for (const { event, context } of documentOf(read.value).events) {
      const text = canonicalEvent(event, context)
      const back = JSON.parse(text) as JsonObject & EpcisEvent
      assert.ok(checkEvent(back).ok, path)
      assert.equal(canonicalEvent(back), text)
      assert.deepEqual(normalizeEvent(back), normalizeEvent(event, context), path)
      assert.equal(eventHash(back, standardEventContext), eventHash(event as JsonObject, context), path)
      events += 1
    }
  }
  assert.ok(events > 30, String(events))
})

test('any order of members at any depth gives the same text', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<JsonObject>(objectEvent, aggregationEvent, transformationEvent),
      fc.infiniteStream(fc.nat()),
      (event, keys) => {
        const shuffle = (value: unknown): unknown => {
          if (Array.isArray(value)) return value.map(shuffle)
          if (typeof value !== 'object' || value === null) return value
          const members = Object.entries(value).map(([name, member]) => ({
            name,
            member: shuffle(member),
            key: keys.next().value as number,
          }))
          return Object.fromEntries(members.toSorted((a, b) => a.key - b.key).map(({ name, member }) => [name, member]))
        }
        assert.equal(textOf(shuffle(event) as JsonObject), textOf(event))
      },
    ),
    { numRuns: runs(100) },
  )
})
