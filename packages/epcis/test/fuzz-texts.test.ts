import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalEvent,
  checkDocument,
  checkEvent,
  epcFormats,
  epcisTexts,
  eventHash,
  formatQueryDocument,
  hashableEvents,
  isEventHash,
  isObject,
  type JsonObject,
  type JsonValue,
  normalizeEvent,
  parseJson,
  readDocument,
} from '@proofline/epcis'
import { identifierTexts } from '@proofline/identifiers'
import type { Problem, Result } from '@proofline/problems'
import { aggregationEvent, objectEvent, transformationEvent, wrap } from './answers.ts'
import { fullDocument, fullEvents, fullQueryDocument } from './full-documents.ts'
import { firstSeed, inputs, mutateText, Noise } from './fuzzing.ts'

const small = [objectEvent, aggregationEvent, transformationEvent].map((event) => wrap(event))
const values: readonly JsonObject[] = [
  ...small,
  ...small,
  wrap(...small.flatMap(() => [objectEvent])),
  ...fullEvents,
  fullDocument,
  fullQueryDocument,
]
const seeds = values.map((value) => JSON.stringify(value))

const tokens = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '[[[[[[[[',
    '{"a":',
    ',',
    ':',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
    '\\u',
    '\u0000',
    '\ufeff',
    '\u2028',
    '中文',
    '😀',
  ],
  ...[
    'null',
    'true',
    '0',
    '-0',
    '1e999',
    '1E-400',
    '9007199254740993',
    '0.1000000000000000055',
    '01',
    '+1',
    '.5',
    'NaN',
    '-',
    '{}',
    '[]',
    '""',
  ],
  ...[
    '"__proto__"',
    '"constructor"',
    '"@context":null,',
    '"@context":{"x":"x:"},',
    '"type"',
    '"id"',
    '"a:b":1,',
    '":"',
    '"urn:"',
    '"https://"',
  ],
  ...[
    '"2026-02-30T00:00:00Z"',
    '"0000-00-00T24:60:61+15:00"',
    'urn:epc:id:',
    'urn:epc:idpat:sgtin:1.2.*',
    'https://id.gs1.org/',
    '%',
    '%00',
    '?',
    '#',
  ],
]

const known = new Set([...Object.keys(epcisTexts.en), ...Object.keys(identifierTexts.en)])

function assertSound(result: Result<unknown>): void {
  if (result.ok) return
  assert.ok(result.problems.length > 0 && result.problems.length <= 1_001)
  for (const { code, at } of result.problems as readonly Problem[]) {
    assert.ok(known.has(code), code)
    assert.ok(at === '' || at.startsWith('/'), at)
  }
}

/** All that is done with a document that came in; what was accepted must survive being stored, read back and answered. */
function passThrough(value: JsonValue): boolean {
  const checked = checkDocument(value)
  const read = readDocument(value)
  assertSound(checked)
  assertSound(read)
  assertSound(checkEvent(value))
  for (const { event, context, ignored } of hashableEvents(value)) assert.ok(isEventHash(eventHash(event, context, undefined, ignored)))
  if (!checked.ok) return false
  assert.ok(read.ok && read.value.refused.length === 0)
  const stored = checked.value.events.map(({ event, context }) => {
    const body = JSON.parse(canonicalEvent(event, context)) as JsonObject
    const again = checkEvent(body)
    assert.ok(again.ok, JSON.stringify(again))
    assert.deepEqual(normalizeEvent(again.value.event), normalizeEvent(event, context))
    return { event: body }
  })
  for (const epcFormat of epcFormats) {
    const { document, shortfalls } = formatQueryDocument(stored, {
      creationDate: '2026-04-01T00:00:00Z',
      epcFormat,
      companyPrefixLength: () => 7,
    })
    for (const { code } of shortfalls) assert.ok(known.has(code), code)
    const answer = checkDocument(document)
    assert.ok(answer.ok, JSON.stringify(answer))
    for (const [index, { event, context }] of answer.value.events.entries()) {
      const before = stored[index]?.event ?? {}
      assert.equal(eventHash(event as JsonObject, context), eventHash(before, checkEventContext(before)))
    }
  }
  return true
}

const checkEventContext = (event: JsonObject) => {
  const checked = checkEvent(event)
  assert.ok(checked.ok)
  return checked.value.context
}

test('mutated texts of documents: always an answer, never an exception, and what is accepted can be answered', () => {
  const count = { unreadable: 0, refused: 0, accepted: 0 }
  for (let seed = firstSeed; seed < firstSeed + inputs(8_000, 500_000); seed += 1) {
    const noise = new Noise(seed)
    const text = mutateText(noise.pick(seeds), tokens, seeds, noise)
    try {
      const parsed = parseJson(text)
      assertSound(parsed)
      if (!parsed.ok) count.unreadable += 1
      else if (passThrough(parsed.value)) count.accepted += 1
      else count.refused += 1
    } catch (error) {
      throw new Error(`seed ${seed}: ${text.slice(0, 3_000)}`, { cause: error })
    }
  }
  assert.ok(Math.min(count.unreadable, count.refused, count.accepted) > 50, JSON.stringify(count))
})

test('mutated bytes, what is no UTF-8 included: always an answer', () => {
  const bytes = seeds.map((text) => new TextEncoder().encode(text))
  for (let seed = firstSeed; seed < firstSeed + inputs(3_000, 250_000); seed += 1) {
    const noise = new Noise(seed)
    const changed = noise.pick(bytes).slice()
    for (let changes = 1 + noise.below(3); changes > 0; changes -= 1) changed[noise.below(changed.length)] = noise.below(256)
    const cut = noise.below(4) === 0 ? changed.subarray(0, noise.below(changed.length)) : changed
    try {
      const parsed = parseJson(cut)
      assertSound(parsed)
      if (parsed.ok) passThrough(parsed.value)
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
})

type Holder = Record<string, JsonValue>

/** The holders of all members in a value, in order. */
function holdersIn(value: JsonValue, found: Holder[] = []): Holder[] {
  if (typeof value !== 'object' || value === null) return found
  found.push(value as Holder)
  for (const member of Object.values(value)) holdersIn(member, found)
  return found
}

const pieces = values.flatMap((value) => holdersIn(value)).flatMap((holder) => Object.entries(holder))

test('documents put together from pieces of others: always an answer', () => {
  const count = { refused: 0, accepted: 0 }
  for (let seed = firstSeed; seed < firstSeed + inputs(6_000, 250_000); seed += 1) {
    const noise = new Noise(seed)
    const value = structuredClone(noise.pick(values))
    for (let changes = 1 + noise.below(3); changes > 0; changes -= 1) {
      const holder = noise.pick(holdersIn(value))
      const [name, piece] = noise.pick(pieces)
      const own = Object.keys(holder)
      const target = own.length > 0 && noise.below(3) > 0 ? noise.pick(own) : name
      if (noise.below(5) === 0 && isObject(holder)) Reflect.deleteProperty(holder, target)
      else if (!Array.isArray(holder) || own.includes(target)) holder[target] = structuredClone(piece)
    }
    try {
      if (passThrough(value)) count.accepted += 1
      else count.refused += 1
    } catch (error) {
      throw new Error(`seed ${seed}: ${JSON.stringify(value).slice(0, 3_000)}`, { cause: error })
    }
  }
  assert.ok(Math.min(count.refused, count.accepted) > 200, JSON.stringify(count))
})
