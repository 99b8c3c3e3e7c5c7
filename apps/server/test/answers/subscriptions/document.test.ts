import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkDocument, expandName, isObject, parseJson, readContext } from '@proofline/epcis'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { formatDelivery } from '../../../src/answers/subscriptions/document.ts'
import type { Match } from '../../../src/answers/subscriptions/model.ts'
import { factsOf } from '../../views/history.ts'
import { shipping } from './scene.ts'

const schemaPath = fileURLToPath(new URL('../../../../../../shared/vectors/epcis/gs1-EPCIS/EPCIS-JSON-Schema.json', import.meta.url))

function deliver(count: number) {
  const facts = factsOf(
    '批 1',
    Array.from({ length: count }, (_, number) => shipping(number, { 'proofline:note': '名' })),
  )
  const matches = facts.map(({ body }, at): Match => {
    const event = parseJson(body)
    assert.ok(event.ok && isObject(event.value))
    return {
      index: 7 + 2 * at,
      event: event.value,
      recordTime: '2026-11-22T00:00:00.000Z',
      eventID: `urn:uuid:0d1c3d2a-7b1b-4f0e-9a55-00000000000${at}`,
    }
  })
  const to = { queryName: '出货', subscriptionID: 'id', epcFormat: 'Always_GS1_Digital_Link', logOrigin: 'proofline.example/log' } as const
  return formatDelivery(matches, to, Date.UTC(2026, 10, 22))
}

test('a delivery is an EPCISQueryDocument that names log and index of each event, as extensions', () => {
  const { text, indexes } = deliver(3)
  assert.equal(indexes, '7,9,11')
  const { queryResults } = JSON.parse(text).epcisBody
  assert.deepEqual(queryResults['proofline:logIndexes'], [7, 9, 11])
  assert.equal(queryResults['proofline:logOrigin'], 'proofline.example/log')
  assert.equal(queryResults.resultsBody.eventList.length, 3)
  const parsed = parseJson(text)
  assert.ok(parsed.ok)
  const checked = checkDocument(parsed.value)
  assert.deepEqual(checked.ok ? [] : checked.problems, [], 'it can be captured elsewhere')
})

test('a prefix of the events keeps its meaning, also where it is ours elsewhere', () => {
  const event = { '@context': [{ proofline: 'https://other.example/' }], ...shipping(1), 'proofline:logOrigin': 'theirs' }
  const parsed = parseJson(JSON.stringify(event))
  assert.ok(parsed.ok && isObject(parsed.value))
  const to = { queryName: 'q', subscriptionID: undefined, epcFormat: 'Never_Translates', logOrigin: 'ours' } as const
  const match = {
    index: 1,
    event: parsed.value,
    recordTime: '2026-11-22T00:00:00.000Z',
    eventID: 'urn:uuid:0d1c3d2a-7b1b-4f0e-9a55-000000000001',
  }
  const { '@context': context, epcisBody } = JSON.parse(formatDelivery([match], to, 0).text)
  const { resultsBody, queryName, ...named } = epcisBody.queryResults
  assert.equal(queryName, 'q')
  const meaning = readContext(context)
  assert.deepEqual(
    Object.entries(named).map(([name, value]) => [expandName(name, meaning.prefixes)?.join(''), value]),
    [
      ['https://proofline.dev/ns/logOrigin', 'ours'],
      ['https://proofline.dev/ns/logIndexes', [1]],
    ],
  )
  const [told] = resultsBody.eventList
  const own = readContext(told['@context'], meaning)
  const names = Object.keys(told).filter((name) => name.includes(':') && !name.startsWith('@'))
  assert.deepEqual(
    names.map((name) => expandName(name, own.prefixes)?.join('')),
    ['https://other.example/logOrigin'],
  )
})

test('a delivery is valid by the schema of GS1', { skip: existsSync(schemaPath) ? false : 'the vectors are not here' }, () => {
  const ajv = new Ajv({ strict: false, logger: false })
  addFormats.default(ajv)
  const validate = ajv.compile(JSON.parse(readFileSync(schemaPath, 'utf8')))
  for (const count of [0, 1, 3]) {
    assert.equal(validate(JSON.parse(deliver(count).text)), true, JSON.stringify(validate.errors?.slice(0, 3)))
  }
})
