import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDocument, type JsonObject, type JsonValue, parseJson } from '@proofline/epcis'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import {
  aggregationEvent,
  associationEvent,
  documentOf,
  objectEvent,
  standardContext,
  transactionEvent,
  transformationEvent,
  wrap,
} from './answers.ts'
import { listFiles, readBytes, skip } from './shared-vectors.ts'

const examples = [
  ...listFiles('epcis/gs1-EPCIS/JSON', /\.jsonld$/),
  ...listFiles('epcis/gs1-EPCIS/JSON-Schema/test', /Event\.json$/),
  ...listFiles('epcis-hash/ralphtro/examples', /\.jsonld$/),
]

// This example of GS1 tells `eventID` twice, with two values: nobody can say which event it is.
const ambiguous = 'epcis/gs1-EPCIS/JSON/AssociationEvent/AssociationEvent-h.jsonld'

function read(path: string): JsonValue {
  const result = parseJson(readBytes(path))
  assert.ok(result.ok, path)
  return result.value
}

test('every JSON example of GS1 and of the hash reference is accepted', { skip }, () => {
  assert.equal(examples.length, 43)
  for (const path of examples.filter((name) => name !== ambiguous)) {
    const result = checkDocument(read(path))
    assert.ok(result.ok, `${path} ${JSON.stringify(result)}`)
    assert.ok(result.value.events.length > 0, path)
  }
})

test('the one example that is no I-JSON is refused for that reason alone', { skip }, () => {
  const result = parseJson(readBytes(ambiguous))
  assert.ok(!result.ok)
  assert.deepEqual(
    result.problems.map(({ code, at }) => [code, at]),
    [['json-name-duplicate', '/epcisBody/eventList/0/eventID']],
  )
})

const schemaOf = (): ((value: JsonValue) => boolean) => {
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false })
  addFormats.default(ajv)
  const validate = ajv.compile(read('epcis/gs1-EPCIS/EPCIS-JSON-Schema.json') as JsonObject)
  return (value) => validate(value) === true
}

const ours = (value: JsonValue): boolean => checkDocument(value).ok

const withContext = (event: JsonObject): JsonObject => ({ '@context': [standardContext, { example: 'https://ns.example.com/' }], ...event })
const rich = withContext({
  ...objectEvent,
  action: 'ADD',
  eventID: 'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
  recordTime: '2026-03-31T14:05:00Z',
  certificationInfo: 'https://example.org/certificate/1',
  errorDeclaration: { declarationTime: '2026-04-01T00:00:00Z', reason: 'incorrect_data', correctiveEventIDs: ['urn:uuid:1'] },
  quantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.998877', quantity: 200, uom: 'KGM' }],
  bizStep: 'receiving',
  disposition: 'in_progress',
  persistentDisposition: { set: ['completeness_verified'] },
  readPoint: { id: 'urn:epc:id:sgln:0614141.07346.1234' },
  bizLocation: { id: 'urn:epc:id:sgln:0614141.07346.0' },
  bizTransactionList: [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:4012345.00225' }],
  destinationList: [{ type: 'location', destination: 'urn:epc:id:sgln:0614141.00777.0' }],
  sensorElementList: [
    {
      sensorMetadata: { time: '2026-03-31T14:05:00Z', deviceID: 'urn:epc:id:giai:4000001.111' },
      sensorReport: [{ type: 'Temperature', value: 26, uom: 'CEL', hexBinaryValue: 'f0', booleanValue: true }],
    },
  ],
  ilmd: { 'example:batch': 'XYZ' },
  'example:field': 'text',
})
const seeds = [rich, ...[aggregationEvent, associationEvent, transactionEvent, transformationEvent].map(withContext)]

/** Every object or list in a value, so that each can be changed in turn. */
function* holders(value: JsonValue, path: (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof value !== 'object' || value === null) return
  yield path
  for (const [name, member] of Object.entries(value)) yield* holders(member, [...path, Array.isArray(value) ? Number(name) : name])
}

function changed(seed: JsonValue, path: readonly (string | number)[], change: (holder: Record<string, JsonValue>) => void): JsonValue {
  const copy = structuredClone(seed)
  let holder = copy as Record<string, JsonValue>
  for (const name of path) holder = holder[name] as Record<string, JsonValue>
  change(holder)
  return copy
}

const replacements: readonly JsonValue[] = [
  null,
  true,
  7,
  'word',
  'a b',
  'urn:ex:other',
  '2026-02-31T00:00:00Z',
  'cbv:Disp-active',
  1.5,
  [],
  {},
  [1],
  { a: 1 },
]

function mutations(): JsonValue[] {
  const found: JsonValue[] = []
  for (const seed of seeds) {
    for (const path of holders(seed)) {
      const holder = path.reduce<JsonValue>((value, name) => (value as Record<string, JsonValue>)[name] as JsonValue, seed)
      for (const name of Object.keys(holder as object)) {
        if (!Array.isArray(holder)) found.push(changed(seed, path, (object) => void Reflect.deleteProperty(object, name)))
        for (const replacement of replacements)
          found.push(changed(seed, path, (object) => void Object.assign(object, { [name]: replacement })))
      }
      if (!Array.isArray(holder)) found.push(changed(seed, path, (object) => void Object.assign(object, { unheard: 1 })))
    }
  }
  return found
}

/**
 * Where we are stricter than GS1's JSON schema, by the code of the problem, with the reason.
 * Everything else that we refuse, the schema refuses too.
 */
const stricter: Readonly<Record<string, string>> = {
  'parent-missing': 'EPCIS: an aggregation needs its parent unless it only observes; the schema does not look',
  'objects-missing-transaction': 'EPCIS: a transaction event is about something; to the schema an empty epcList will do',
  'unit-without-quantity': 'EPCIS: a unit belongs to a quantity',
  'field-unknown': 'places and context objects: the schema lets any unknown member pass there',
  'context-invalid': 'JSON-LD: a prefix stands for a URI',
  'word-unknown': 'CBV: `cbv:Disp-active` is no business step; to the schema it is some URI',
  'uri-invalid': 'a prefix stands for a URI; the schema does not look into context objects',
  'prefix-undeclared': 'JSON-LD: an extension has a namespace; the schema takes any name with a colon',
}

test('what we refuse and GS1’s schema accepts, we refuse for a known reason; and never the other way but on purpose', { skip }, () => {
  const schema = schemaOf()
  const lenient: string[] = []
  const strict: string[] = []
  const reasons = new Set<string>()
  let both = 0
  const cases = mutations()
  for (const value of cases) {
    const result = checkDocument(value)
    const accepted = schema(value)
    if (result.ok === accepted) both += 1
    else if (result.ok) lenient.push(JSON.stringify(value))
    else {
      for (const { code } of result.problems) reasons.add(code)
      if (result.problems.some(({ code }) => !(code in stricter)))
        strict.push(`${JSON.stringify(result.problems)} ${JSON.stringify(value)}`)
    }
  }
  assert.ok(cases.length > 1_300, String(cases.length))
  assert.ok(both > cases.length * 0.9, `${both} of ${cases.length}`)
  assert.deepEqual(strict, [])
  assert.deepEqual(lenient, [])
  assert.deepEqual([...reasons].toSorted(), Object.keys(stricter).toSorted())
})

test('where we accept what GS1’s schema refuses', { skip }, () => {
  const schema = schemaOf()
  const cases: Record<string, JsonObject> = {
    'CBV values as URN and web URI': withContext({ ...objectEvent, bizStep: 'urn:epcglobal:cbv:bizstep:shipping' }),
    'persistent disposition in every event type': withContext({ ...aggregationEvent, persistentDisposition: { set: ['recalled'] } }),
    'identifiers with letters of any script': withContext({ ...objectEvent, readPoint: { id: 'https://例子.cn/仓库/3' } }),
    'an alert without a measurement': withContext({
      ...objectEvent,
      sensorElementList: [{ sensorReport: [{ exception: 'ALARM_CONDITION' }] }],
    }),
  }
  for (const [name, event] of Object.entries(cases)) {
    assert.ok(ours(event), name)
    assert.ok(!schema(event), name)
  }
  assert.equal(documentOf(cases['identifiers with letters of any script'] ?? {}).events.length, 1)
})

test('where we refuse what GS1’s schema accepts, beyond what the mutations meet', { skip }, () => {
  const schema = schemaOf()
  const amount = { epcClass: 'urn:epc:class:lgtin:4012345.012345.998877', quantity: -1 }
  const cases: Record<string, JsonObject> = {
    'objects-missing': withContext({ ...objectEvent, epcList: [] }),
    'quantity-negative': withContext({ ...objectEvent, quantityList: [amount] }),
    'key-check-digit': withContext({ ...objectEvent, epcList: ['https://id.gs1.org/01/09506000134353/21/1'] }),
    'time-leap-second': withContext({ ...objectEvent, eventTime: '2016-12-31T23:59:60Z' }),
    'extension-repeated': { ...withContext(objectEvent), 'example:a': 1, 'https://ns.example.com/a': 2 },
    'choice-unknown': withContext({ ...objectEvent, 'https://proofline.dev/ns/timePrecision': 'hour' }),
    'version-invalid': { ...wrap(objectEvent), schemaVersion: '1.2' },
    'sensor-place-missing': withContext({
      ...objectEvent,
      epcList: [],
      sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 1 }] }],
    }),
  }
  for (const [code, value] of Object.entries(cases)) {
    const result = checkDocument(value)
    assert.deepEqual(result.ok ? [] : result.problems.map((problem) => problem.code), [code])
    assert.ok(schema(value), code)
  }
})
