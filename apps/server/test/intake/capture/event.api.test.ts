import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestApp, type TestApp } from './app.ts'
import { documentOf, objectEvent } from './documents.ts'

const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { ex: 'https://example.org/' }]
const event = (more: object = {}) => ({ '@context': context, ...objectEvent(1, { eventID: undefined }), 'ex:note': '第一', ...more })

async function post(app: TestApp, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.address}/epcis/events`, {
    method: 'POST',
    headers: { authorization: 'Bearer token-a', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, location: response.headers.get('location'), headers: response.headers, body: JSON.parse(text), text }
}

test('an event exists once, by its ID', async () => {
  const app = await openTestApp()
  const eventID = 'urn:uuid:9f2f9c43-0e3a-4c5c-9d0a-3d8c5b2f0001'
  const first = await post(app, event({ eventID }))
  assert.equal(first.status, 201, first.text)
  assert.equal(first.location, `/epcis/events/${encodeURIComponent(eventID)}`)
  assert.deepEqual([first.body.eventID, first.body['ex:note'], first.body.type], [eventID, '第一', 'ObjectEvent'])
  assert.match(first.body.recordTime, /^\d{4}-.*Z$/)
  for (const again of [event({ eventID }), event({ eventID, action: 'ADD' })]) {
    const second = await post(app, again)
    assert.deepEqual(
      [second.status, second.body.type, second.location],
      [409, 'epcisException:ResourceAlreadyExistsException', first.location],
    )
  }
  const declared = { eventID, errorDeclaration: { declarationTime: '2026-01-02T00:00:00Z', reason: 'incorrect_data' } }
  assert.equal((await post(app, event(declared))).status, 201)
  assert.equal((await post(app, event(declared))).status, 409)
  // Another source tells an event of its own under that ID.
  assert.equal((await post(app, event({ eventID }), { authorization: 'Bearer token-b' })).status, 201)
  assert.equal((await app.facts('event/1')).length, 3)
  await app.assertLogHolds()
})

test('of many that post one event at the same moment, each telling it otherwise, one is recorded', async () => {
  const app = await openTestApp()
  const eventID = 'urn:uuid:9f2f9c43-0e3a-4c5c-9d0a-3d8c5b2f0002'
  const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => post(app, event({ eventID, 'ex:note': `第 ${i >> 1} 次` }))))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((left, right) => left - right),
    [201, ...Array.from({ length: 15 }, () => 409)],
  )
  const facts = await app.facts('event/1')
  assert.equal(facts.length, 1)
  const declared = { eventID, errorDeclaration: { declarationTime: '2026-01-02T00:00:00Z', reason: 'incorrect_data' } }
  assert.equal((await post(app, event(declared))).status, 201)
  await app.assertLogHolds()
})

test('an event without ID gets its hash, and exists by it; an Idempotency-Key gives the first answer again', async () => {
  const app = await openTestApp()
  const first = await post(app, event(), { 'idempotency-key': 'k1' })
  assert.equal(first.status, 201, first.text)
  assert.match(first.body.eventID, /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
  const again = await post(app, event(), { 'idempotency-key': 'k1' })
  assert.deepEqual([again.status, again.text], [201, first.text])
  assert.equal((await post(app, event())).status, 409)
  assert.equal((await post(app, event({ action: 'ADD' }), { 'idempotency-key': 'k1' })).body.code, 'request-key-reused')
  const prefixed = await post(app, { ...event({ 'zz:x': '1' }) }, { 'gs1-extensions': 'zz=https://example.com/zz/' })
  assert.deepEqual([prefixed.status, prefixed.body['zz:x']], [201, '1'])
  assert.equal((await app.facts('event/1')).length, 2)
})

test('what is no event is refused, with every problem', async () => {
  const app = await openTestApp()
  const table: [number, string, string, unknown, Record<string, string>?][] = [
    [400, 'ValidationException', 'capture-refused', documentOf([objectEvent(1)])],
    [400, 'ValidationException', 'capture-refused', event({ action: 'NONE', bizStep: 'shiping' })],
    [400, 'ValidationException', 'capture-refused', '{'],
    [400, 'ValidationException', 'capture-refused', ''],
    [413, 'CaptureLimitExceededException', 'body-too-large', event({ 'ex:note': 'x'.repeat(1_000_000) })],
    [415, 'UnsupportedMediaTypeException', 'media-type-event', '<epcis/>', { 'content-type': 'application/xml' }],
    [406, 'NotAcceptableException', 'not-acceptable', event(), { accept: 'text/html' }],
    [401, 'SecurityException', 'token-wrong', event(), { authorization: 'Bearer x' }],
  ]
  for (const [status, exception, code, body, headers] of table) {
    const answer = await post(app, body, headers)
    assert.deepEqual([answer.status, answer.body.type, answer.body.code], [status, `epcisException:${exception}`, code], answer.text)
    if (status === 413) assert.equal(answer.headers.get('gs1-epcis-capture-file-size-limit'), '1000000')
  }
  const { errors } = (await post(app, event({ action: 'NONE', bizStep: 'shiping' }))).body
  assert.deepEqual(errors.map(({ pointer }: { pointer: string }) => pointer).sort(), ['/action', '/bizStep'])
  assert.equal((await app.facts('event/1')).length, 0)
})
