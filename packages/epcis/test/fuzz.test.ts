import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalEvent,
  checkDocument,
  checkEvent,
  epcisTexts,
  type JsonObject,
  type JsonValue,
  normalizeEvent,
  parseJson,
  readDocument,
} from '@proofline/epcis'
import { identifierTexts } from '@proofline/identifiers'
import { languages, say } from '@proofline/problems'
import fc from 'fast-check'
import { aggregationEvent, associationEvent, objectEvent, transactionEvent, transformationEvent, wrap } from './answers.ts'
import { runs } from './long.ts'

const names = [
  'type',
  'eventTime',
  'epcList',
  'quantityList',
  '@context',
  '__proto__',
  'constructor',
  'a:b',
  'example:x',
  'id',
  'uom',
  '',
  '/~',
  'epcisBody',
]
const scalar = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    true,
    0,
    -1,
    1e21,
    '',
    'ADD',
    'a b',
    'urn:epc:id:sgtin:1.2.3',
    'https://id.gs1.org/01/1',
    'cbv:x',
    'ObjectEvent',
  ),
  fc.string({ maxLength: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const anything = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 6 })), tie('value'), { maxKeys: 4 }),
  ),
})).value

const seed = wrap(
  { ...objectEvent, readPoint: { id: 'urn:epc:id:sgln:0614141.07346.1234' }, 'example:x': [{ 'example:y': 1 }] },
  { ...aggregationEvent, errorDeclaration: { declarationTime: '2026-04-01T00:00:00Z' } },
  { ...associationEvent, persistentDisposition: { set: ['recalled'] } },
  {
    ...transactionEvent,
    sensorElementList: [{ sensorMetadata: { time: '2026-04-01T00:00:00Z' }, sensorReport: [{ type: 'Temperature', value: 1 }] }],
  },
  { ...transformationEvent, ilmd: { 'cbvmda:lotNumber': 'L1' } },
)

type Change = { readonly at: number; readonly kind: 'replace' | 'remove' | 'add'; readonly name: string; readonly value: JsonValue }
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(10_000),
  kind: fc.constantFrom('replace', 'remove', 'add'),
  name: fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 6 })),
  value: anything,
})

/** Every member of every object and list, as the holder and the name. */
function membersOf(value: JsonValue): [holder: Record<string, JsonValue>, name: string][] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, JsonValue>
  return Object.keys(holder).flatMap((name) => [
    [holder, name] as [Record<string, JsonValue>, string],
    ...membersOf(holder[name] as JsonValue),
  ])
}

function mutate(document: JsonObject, changes: readonly Change[]): JsonObject {
  const copy = structuredClone(document)
  for (const { at, kind, name, value } of changes) {
    const members = membersOf(copy)
    const [holder, member] = members[at % Math.max(1, members.length)] ?? [copy, name]
    if (kind === 'remove' && Array.isArray(holder)) holder.splice(Number(member), 1)
    else if (kind === 'remove') Reflect.deleteProperty(holder, member)
    else
      Object.defineProperty(holder, kind === 'add' && !Array.isArray(holder) ? name : member, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      })
  }
  return copy
}

/** Follows a JSON Pointer (RFC 6901); fails where it leads nowhere. */
function follow(value: JsonValue, pointer: string): JsonValue {
  let here = value
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    assert.ok(typeof here === 'object' && here !== null && Object.hasOwn(here, name), `${pointer} leads nowhere`)
    here = (here as Record<string, JsonValue>)[name] as JsonValue
  }
  return here
}

const known = { en: { ...identifierTexts.en, ...epcisTexts.en }, zh: { ...identifierTexts.zh, ...epcisTexts.zh } }

function checkProblems(
  value: JsonValue,
  problems: readonly { code: string; at: string; params?: Readonly<Record<string, string | number>> }[],
): void {
  assert.ok(problems.length > 0)
  for (const { code, at, params } of problems) {
    follow(value, at)
    for (const language of languages) {
      const text = say(known, language, code, params)
      assert.notEqual(text, code, `no text for ${code}`)
      assert.doesNotMatch(text, /\{(?:found|field|in|suggestion|limit|line|column|count|full|prefix)\}/, `${code}: ${text}`)
    }
  }
}

test('whatever is done to a right document, the verdict comes with problems that can be found and read', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const document = mutate(seed, changes)
      const verdict = checkDocument(document)
      const each = readDocument(document)
      if (!verdict.ok) {
        checkProblems(document, verdict.problems)
        if (each.ok) assert.ok(each.value.refused.length > 0)
        return
      }
      assert.ok(each.ok && each.value.refused.length === 0)
      for (const { event, context } of verdict.value.events) {
        const text = canonicalEvent(event, context)
        const back = JSON.parse(text)
        assert.ok(checkEvent(back).ok, text)
        assert.equal(canonicalEvent(back), text)
        assert.deepEqual(normalizeEvent(back), normalizeEvent(event, context))
      }
    }),
    { numRuns: runs(1_500) },
  )
})

test('whatever is taken for a document, a verdict comes', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const verdict = checkDocument(value)
      if (!verdict.ok) checkProblems(value, verdict.problems)
      const alone = checkEvent(value)
      if (!alone.ok) checkProblems(value, alone.problems)
    }),
    { numRuns: runs(1_500) },
  )
})

test('whatever is done to the bytes of a right document, a verdict comes, and what is read is whole', () => {
  const bytes = new TextEncoder().encode(JSON.stringify(seed))
  const byte = fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) })
  fc.assert(
    fc.property(fc.array(byte, { minLength: 1, maxLength: 6 }), fc.nat(bytes.length), (bytesChanged, length) => {
      const copy = bytes.slice(0, Math.max(length, bytes.length - 200))
      for (const { at, value } of bytesChanged) if (at < copy.length) copy[at] = value
      const result = parseJson(copy)
      if (result.ok) checkDocument(result.value)
      else {
        assert.ok(result.problems.length > 0)
        for (const { code } of result.problems) assert.ok(code in epcisTexts.en, code)
      }
    }),
    { numRuns: runs(1_000) },
  )
})
