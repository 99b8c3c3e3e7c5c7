import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { type CheckedDocument, checkBytes } from '../../../src/intake/validate/index.ts'
import { documentOf, objectEvent } from '../capture/documents.ts'

const settings = { client: 'a', maxEvents: 10_000, prefixes: [] }
const check = (events: readonly unknown[], client = 'a'): CheckedDocument =>
  checkBytes(Buffer.from(JSON.stringify(documentOf(events))), { ...settings, client })
const keyOf = (event: unknown, client = 'a'): string => {
  const { facts, problems } = check([event], client)
  assert.deepEqual(problems, [])
  return facts.once[0] ?? ''
}
const bodies = ({ facts }: CheckedDocument): string[] =>
  Array.from(facts.ends, (end, i) => Buffer.from(facts.bodies.subarray(i === 0 ? 0 : facts.ends[i - 1], end)).toString())

test('the bytes are hashed and compressed as they came, whatever they are', () => {
  const runs = process.env.PROOFLINE_LONG === '1' ? 5_000 : 200
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const checked = checkBytes(bytes, settings)
      assert.equal(Buffer.from(checked.sha256).toString('hex'), createHash('sha256').update(bytes).digest('hex'))
      assert.equal(checked.size, bytes.length)
      assert.deepEqual(new Uint8Array(zstdDecompressSync(checked.compressed)), bytes)
      assert.equal(checked.unusable, true)
      assert.ok(checked.problems.length > 0)
      assert.equal(checked.facts.count, 0)
    }),
    { numRuns: runs },
  )
})

test('no problem tells U+0000', () => {
  const texts = ['{"type":\0}', '\0', '{"\\u0000":1}', '["a\0b"]', JSON.stringify(documentOf([{ type: 'x\u0000', 'a\u0000': 1 }]))]
  for (const text of texts) {
    const { problems } = checkBytes(Buffer.from(text), settings)
    assert.ok(problems.length > 0)
    assert.ok(!JSON.stringify(problems).includes('\\u0000'), JSON.stringify(problems))
  }
})

test('equal events have equal keys; client, eventID and declaration make a difference', () => {
  const event = objectEvent(1)
  const reversed = Object.fromEntries(Object.entries(event).reverse())
  assert.equal(keyOf(event), keyOf(reversed))
  const declared = { errorDeclaration: { declarationTime: '2026-02-01T00:00:00Z', reason: 'did_not_occur' } }
  const others = [
    keyOf(event),
    keyOf(event, 'b'),
    keyOf({ ...event, eventID: 'urn:uuid:other' }),
    keyOf(objectEvent(1, { eventID: undefined })),
    keyOf({ ...event, ...declared }),
    keyOf({ ...event, action: 'ADD' }),
  ]
  assert.equal(new Set(others).size, others.length)
})

test('an error declaration changes the key, not the content', () => {
  const declared = objectEvent(1, { errorDeclaration: { declarationTime: '2026-02-01T00:00:00Z', reason: 'incorrect_data' } })
  const { facts } = check([objectEvent(1), declared, objectEvent(2, { eventID: objectEvent(1).eventID })])
  assert.equal(facts.contents[0], facts.contents[1])
  assert.notEqual(facts.contents[0], facts.contents[2])
  assert.equal(new Set(facts.eventIdKeys).size, 1)
  assert.deepEqual([...facts.declared], [0, 1, 0])
})

test('facts are packed in order, bodies whole, in every script', () => {
  const events = [objectEvent(1), objectEvent(2, { 'https://a.example/备注': '𠮷 – ü' }), objectEvent(3, { eventID: undefined })]
  const checked = check(events)
  const [first, second, third] = bodies(checked).map((body) => JSON.parse(body))
  assert.deepEqual([first, second], events.slice(0, 2))
  const { eventID, ...rest } = third
  assert.deepEqual(rest, events[2])
  assert.equal(eventID, `ni:///sha-256;${Buffer.from(checked.facts.eventHashes.subarray(64, 96)).toString('hex')}?ver=CBV2.0`)
  assert.deepEqual(
    checked.facts.pointers,
    [0, 1, 2].map((i) => `/epcisBody/eventList/${i}`),
  )
})

test('what an event is about: the container, else the first object or class, else the event', () => {
  const subject = (overrides: Record<string, unknown>): string | undefined => {
    const { facts, problems } = check([objectEvent(1, overrides)])
    assert.deepEqual(problems, [])
    return facts.subjects[0]
  }
  assert.equal(subject({}), 'https://id.gs1.org/01/09506000134352/21/S4')
  const packed = {
    type: 'AggregationEvent',
    epcList: undefined,
    parentID: 'urn:epc:id:sscc:0614141.1234567890',
    childEPCs: ['urn:epc:id:sgtin:0614141.107346.1'],
  }
  assert.equal(subject(packed), 'https://id.gs1.org/00/106141412345678908')
  assert.equal(
    subject({ epcList: undefined, quantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.998877', quantity: 5 }] }),
    'https://id.gs1.org/01/04012345123456/10/998877',
  )
})

test('identifiers of a refused document are found though it is no JSON', () => {
  const text =
    'x urn:epc:id:sgtin:0614141.107346.1 "https:\\/\\/id.gs1.org\\/01\\/09506000134352\\/10\\/L1", https://elsewhere.example/ urn:epc:id:sgtin:bad'
  const { identifiers } = checkBytes(Buffer.from(text), settings)
  assert.deepEqual(identifiers, ['https://id.gs1.org/01/10614141073464/21/1', 'https://id.gs1.org/01/09506000134352/10/L1'])
  const many = checkBytes(
    Buffer.from(Array.from({ length: 5000 }, (_, i) => `https://id.gs1.org/01/09506000134352/21/${i}`).join(' ')),
    settings,
  )
  assert.equal(many.identifiers.length, 100)
})
