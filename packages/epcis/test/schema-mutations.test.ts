import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDocument, isObject, type JsonObject, type JsonValue } from '@proofline/epcis'
import { fullDocument, fullEvents, fullQueryDocument } from './full-documents.ts'
import { readShared, schemaOf } from './gs1-schema.ts'
import { skip } from './shared-vectors.ts'

const seeds: readonly JsonObject[] = [...fullEvents, fullDocument, fullQueryDocument]

/** The names of all members anywhere in a value. */
function* namesIn(value: JsonValue): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value)) yield name
    yield* namesIn(member)
  }
}

/** The names that a JSON schema gives to members, by the name of the definition in which they stand. */
function* propertiesIn(schema: JsonValue, owner = ''): Generator<[owner: string, name: string]> {
  if (typeof schema !== 'object' || schema === null) return
  for (const [key, member] of Object.entries(schema)) {
    const within =
      Array.isArray(schema) || ['definitions', 'allOf', 'properties', 'items', 'then', 'if', 'anyOf'].includes(key) ? owner : key
    if (key === 'properties' && isObject(member)) for (const name of Object.keys(member)) yield [owner, name]
    yield* propertiesIn(member, within)
  }
}

test('the seeds have every field of GS1’s schema', { skip }, () => {
  const schema = readShared('epcis/gs1-EPCIS/EPCIS-JSON-Schema.json')
  const present = new Set(seeds.flatMap((seed) => [...namesIn(seed)]))
  const named = new Set([...propertiesIn(schema)].map(([, name]) => name))
  assert.ok(named.size > 70, String(named.size))
  assert.deepEqual(
    [...named].filter((name) => !present.has(name)),
    [],
  )
  for (const type of ['ObjectEvent', 'AggregationEvent', 'AssociationEvent', 'TransactionEvent', 'TransformationEvent']) {
    const event = fullEvents.find((candidate) => candidate.type === type) ?? {}
    const own = new Set([...propertiesIn(schema)].filter(([owner]) => owner.startsWith(type)).map(([, name]) => name))
    assert.ok(own.size > 10, `${type} ${own.size}`)
    assert.deepEqual(
      [...own].filter((name) => !Object.hasOwn(event, name) && !['epc', 'id'].includes(name)),
      [],
      type,
    )
  }
})

/** Every object or list in a value, so that each can be changed in turn. */
function* holders(value: JsonValue, path: (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof value !== 'object' || value === null) return
  yield path
  for (const [name, member] of Object.entries(value)) yield* holders(member, [...path, Array.isArray(value) ? Number(name) : name])
}

type Holder = Record<string, JsonValue>
const at = (value: JsonValue, path: readonly (string | number)[]): Holder =>
  path.reduce<JsonValue>((holder, name) => (holder as Holder)[name] as JsonValue, value) as Holder

const replacements: readonly JsonValue[] = [
  null,
  true,
  7,
  'word',
  'a b',
  '',
  'urn:ex:other',
  '2026-02-31T00:00:00Z',
  '2026-03-31T14:05:00',
  'cbv:Disp-active',
  'recalled',
  1.5,
  [],
  {},
  [1],
  ['urn:ex:other', 'urn:ex:other'],
  { a: 1 },
]

/** Each seed with one member removed, replaced by a value of each kind, or added. Every mutation is undone before the next. */
function* mutations(): Generator<{ value: JsonValue; what: string }> {
  for (const seed of seeds) {
    const copy = structuredClone(seed)
    for (const path of holders(seed)) {
      const holder = at(copy, path)
      const pointer = `${String(seed.type)} /${path.join('/')}`
      for (const name of Object.keys(holder)) {
        const before = holder[name] as JsonValue
        if (!Array.isArray(holder)) {
          Reflect.deleteProperty(holder, name)
          yield { value: copy, what: `${pointer} without ${name}` }
        }
        for (const replacement of replacements) {
          holder[name] = replacement
          yield { value: copy, what: `${pointer} ${name} = ${JSON.stringify(replacement)}` }
        }
        holder[name] = before
      }
      if (Array.isArray(holder)) continue
      holder.unheard = 1
      yield { value: copy, what: `${pointer} unheard` }
      Reflect.deleteProperty(holder, 'unheard')
    }
    assert.deepEqual(copy, seed)
  }
}

/**
 * Where we are stricter than GS1's JSON schema, by the code of the problem, with the reason.
 * Everything else that we refuse, the schema refuses too.
 */
const stricter: Readonly<Record<string, string>> = {
  'parent-missing': 'EPCIS: an aggregation needs its parent unless it only observes; the schema does not look',
  'objects-missing': 'EPCIS: an object event is about something; to the schema an empty epcList will do',
  'unit-without-quantity': 'EPCIS: a unit belongs to a quantity',
  'field-unknown': 'places and context objects: the schema lets any unknown member pass there',
  'context-invalid': 'JSON-LD: a prefix stands for a URI',
  'word-unknown': 'CBV: `cbv:Disp-active` is no business step; to the schema it is some URI',
  'uri-invalid': 'a prefix stands for a URI; the schema does not look into context objects',
  'prefix-undeclared': 'JSON-LD: an extension has a namespace; the schema takes any name with a colon',
}

/** Where we are more lenient, by the end of the mutation, with the reason. */
const lenient: Readonly<Record<string, string>> = {
  '@context = ["urn:ex:other","urn:ex:other"]': 'JSON-LD: a context may be named twice; the second time changes nothing',
  '/sensorElementList/0/sensorReport/0 without type': 'EPCIS XSD: `type` is optional; an alert needs no measurement',
}

const isAmong = (texts: readonly string[], text: string): boolean => texts.some((end) => text.endsWith(end))

test('what we refuse and GS1’s schema accepts, we refuse for a known reason; and never the other way but on purpose', { skip }, () => {
  const schema = schemaOf()
  const unexplained: string[] = []
  const reasons = new Set<string>()
  const endings = new Set<string>()
  const count = { cases: 0, agreed: 0, refused: 0 }
  for (const { value, what } of mutations()) {
    const result = checkDocument(value)
    const accepted = schema(value).length === 0
    count.cases += 1
    if (!result.ok) count.refused += 1
    if (result.ok === accepted) count.agreed += 1
    else if (result.ok) {
      for (const ending of Object.keys(lenient)) if (what.endsWith(ending)) endings.add(ending)
      if (!isAmong(Object.keys(lenient), what)) unexplained.push(`accepted: ${what}`)
    } else {
      for (const { code } of result.problems) reasons.add(code)
      const codes = result.problems.map(({ code }) => code)
      if (codes.some((code) => !(code in stricter))) unexplained.push(`refused: ${what}: ${codes.join(' ')}`)
    }
  }
  assert.deepEqual(unexplained, [])
  assert.deepEqual([...reasons].toSorted(), Object.keys(stricter).toSorted())
  assert.deepEqual([...endings].toSorted(), Object.keys(lenient).toSorted())
  assert.ok(count.cases > 14_000 && count.agreed > count.cases * 0.97 && count.refused > count.cases / 2, JSON.stringify(count))
})
