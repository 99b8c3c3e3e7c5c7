import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDocument, type JsonObject, type JsonValue, parseJson } from '@proofline/epcis'
import { aggregationEvent, documentOf, objectEvent, standardContext, transactionEvent, wrap } from './answers.ts'
import { readShared, schemaOf } from './gs1-schema.ts'
import { listFiles, readBytes, skip } from './shared-vectors.ts'

const examples = [
  ...listFiles('epcis/gs1-EPCIS/JSON', /\.jsonld$/),
  ...listFiles('epcis/gs1-EPCIS/JSON-Schema/test', /Event\.json$/),
  ...listFiles('epcis-hash/ralphtro/examples', /\.jsonld$/),
]

// This example of GS1 tells `eventID` twice, with two values: nobody can say which event it is.
const ambiguous = 'epcis/gs1-EPCIS/JSON/AssociationEvent/AssociationEvent-h.jsonld'

test('every JSON example of GS1 and of the hash reference is accepted', { skip }, () => {
  assert.equal(examples.length, 43)
  for (const path of examples.filter((name) => name !== ambiguous)) {
    const result = checkDocument(readShared(path))
    assert.ok(result.ok, `${path} ${JSON.stringify(result)}`)
    assert.ok(result.value.events.length > 0, path)
  }
})

test('GS1’s schema accepts them as well', { skip }, () => {
  const schema = schemaOf()
  for (const path of examples.filter((name) => name !== ambiguous)) assert.deepEqual(schema(readShared(path)), [], path)
})

test('the one example that is no I-JSON is refused for that reason alone', { skip }, () => {
  const result = parseJson(readBytes(ambiguous))
  assert.ok(!result.ok)
  assert.deepEqual(
    result.problems.map(({ code, at }) => [code, at]),
    [['json-name-duplicate', '/epcisBody/eventList/0/eventID']],
  )
})

const ours = (value: JsonValue): boolean => checkDocument(value).ok

const withContext = (event: JsonObject): JsonObject => ({ '@context': [standardContext, { example: 'https://ns.example.com/' }], ...event })

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
    assert.ok(schema(event).length > 0, name)
  }
  assert.equal(documentOf(cases['identifiers with letters of any script'] ?? {}).events.length, 1)
})

test('where we refuse what GS1’s schema accepts, beyond what the mutations meet', { skip }, () => {
  const schema = schemaOf()
  const amount = { epcClass: 'urn:epc:class:lgtin:4012345.012345.998877', quantity: -1 }
  const cases: Record<string, JsonObject> = {
    'objects-missing': withContext({ ...objectEvent, epcList: [] }),
    'objects-missing-transaction': withContext({ ...transactionEvent, epcList: [] }),
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
    assert.deepEqual(schema(value), [], code)
  }
})
