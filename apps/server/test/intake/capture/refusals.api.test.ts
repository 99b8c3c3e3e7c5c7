import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../src/platform/database/index.ts'
import { openTestApp, type TestApp } from './app.ts'
import { badEvent, documentOf, documentWith, objectEvent } from './documents.ts'

const count = async ({ db }: TestApp, table: 'intake_raw' | 'intake_job' | 'intake_step' | 'record_fact'): Promise<number> => {
  const statements = {
    intake_raw: sql`select count(*) from intake_raw`,
    intake_job: sql`select count(*) from intake_job`,
    intake_step: sql`select count(*) from intake_step`,
    record_fact: sql`select count(*) from record_fact`,
  }
  const rows = await db.database.transaction(db.organisation, (transaction) => transaction.query<{ count: number }>(statements[table]))
  return rows[0]?.count ?? -1
}

const text = (value: unknown): string => JSON.stringify(value)
const list = '/epcisBody/eventList'
const good = text(documentWith(1))

/** Bad input: [what, body, [code, pointer] of every problem]. */
const refused: [string, string | Uint8Array, [string, string][]][] = [
  ['nothing', '', [['json-empty', '']]],
  ['no JSON', 'hello', [['json-word-unknown', '']]],
  ['cut off', good.slice(0, 200), [['json-ends-early', '/epcisBody/eventList/0/type']]],
  ['two documents', good + good, [['json-text-after-end', '']]],
  ['not UTF-8', Buffer.from(good.replace('shipping', '\u00e9'), 'latin1'), [['json-utf8-invalid', '']]],
  ['UTF-16', Buffer.from(good, 'utf16le'), []],
  ['a name twice', good.replace('"action"', '"type":"ObjectEvent","action"'), [['json-name-duplicate', `${list}/0/type`]]],
  ['U+0000', good.replace('shipping', 'ship\\u0000ping'), [['json-nul', `${list}/0/bizStep`]]],
  ['a raw U+0000', good.replace('shipping', 'ship\0ping'), [['json-nul', `${list}/0/bizStep`]]],
  ['half a surrogate pair', good.replace('shipping', '\\ud83d'), [['json-surrogate-lone', `${list}/0/bizStep`]]],
  [
    'a number that does not survive',
    text(documentOf([objectEvent(1, { 'a:n': 0 })], { '@context': [{ a: 'https://a.example/' }] })).replace(
      ':0}',
      ':12345678901234567890}',
    ),
    [['json-number-lossy', `${list}/0/a:n`]],
  ],
  ['a list', '[]', [['not-object', '']]],
  ['null', 'null', [['not-object', '']]],
  ['an object without anything', '{}', []],
  [
    'a single event',
    text({ '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', ...objectEvent(1) }),
    [['bare-event', '']],
  ],
  ['another type of document', good.replace('EPCISDocument', 'EPCISDokument'), [['document-type-misspelt', '/type']]],
  ['EPCIS 1.2', good.replace('"schemaVersion":"2.0"', '"schemaVersion":"1.2"'), [['version-invalid', '/schemaVersion']]],
  ['eventList no list', text(documentOf([], { epcisBody: { eventList: {} } })), [['not-list', list]]],
  ['an event that is no object', text(documentOf([7])), [['not-object', `${list}/0`]]],
  ['an unknown event type', text(documentOf([objectEvent(1, { type: 'ObjectEvents' })])), [['event-type-misspelt', `${list}/0/type`]]],
  ['an unknown action', text(documentOf([objectEvent(1, { action: 'MOVE' })])), [['action-unknown', `${list}/0/action`]]],
  [
    'a number as text',
    text(
      documentOf([
        objectEvent(1, { quantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.998877', quantity: '3', uom: 'KGM' }] }),
      ]),
    ),
    [['not-number', `${list}/0/quantityList/0/quantity`]],
  ],
  ['a bad check digit', text(documentOf([objectEvent(1, { epcList: ['https://id.gs1.org/01/09506000134353/21/1'] })])), []],
  [
    'three things at once',
    text(documentOf([badEvent(1), objectEvent(2), objectEvent(3, { bizStep: 'flying' })])),
    [
      ['time-invalid', `${list}/0/eventTime`],
      ['action-unknown', `${list}/0/action`],
      ['word-unknown', `${list}/2/bizStep`],
    ],
  ],
]

test('bad input is 400 with all problems, durable, and nothing of it is half stored', async () => {
  const app = await openTestApp({ settings: { refusalsPerMinute: 1000 } })
  for (const [i, [what, body, problems]] of refused.entries()) {
    const answer = await app.post(body)
    assert.equal(answer.status, 400, `${what}: ${answer.text}`)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
    assert.equal(answer.body.type, 'epcisException:ValidationException', what)
    assert.ok(answer.body.errors.length > 0, what)
    for (const { code, message = '' } of answer.body.errors)
      assert.ok(message.length > 10 && message !== code && !/\{\w+\}/.test(message), `${what}: ${code} ${message}`)
    const told = answer.body.errors.map(({ code, pointer }) => `${code} ${pointer}`)
    for (const [code, pointer] of problems) assert.ok(told.includes(`${code} ${pointer}`), `${what}: ${told.join('; ')}`)
    if (problems.length > 0) assert.equal(told.length, problems.length, `${what}: ${told.join('; ')}`)
    assert.doesNotMatch(answer.text, /\.ts:\d|node_modules|at Object\.|"stack"/, what)
    const job = await app.get(answer.headers.get('location') ?? '')
    assert.equal(job.status, 200, what)
    assert.deepEqual([job.body.running, job.body.success, job.body.facts.expected, job.body.document.kept], [false, false, 0, true])
    assert.deepEqual(
      job.body.errors.map(({ code, pointer, detail }) => ({ code, pointer, message: detail })),
      answer.body.errors.map(({ code, pointer, message }) => ({ code, pointer, message })),
    )
    assert.deepEqual([await count(app, 'record_fact'), await count(app, 'intake_step')], [i + 1, 0], 'the refusal, and nothing else')
  }
  const facts = await app.facts()
  assert.ok(facts.every(({ envelope }) => envelope.kind === 'refused/1'))
  const { identifiers, problems } = facts.at(-1)?.body ?? {}
  assert.deepEqual((identifiers as string[]).slice(0, 2), [
    'https://id.gs1.org/01/09506000134352/21/S4',
    'https://id.gs1.org/01/09506000134352/21/S5',
  ])
  assert.equal((problems as unknown[]).length, 3)
  await app.assertLogHolds()
})

test('the words are the reader’s', async () => {
  const app = await openTestApp()
  const body = documentOf([badEvent(1)])
  const zh = await app.post(body, { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' })
  assert.equal(zh.headers.get('content-language'), 'zh')
  for (const { message = '' } of zh.body.errors) assert.match(message, /[\u4e00-\u9fff]/)
  assert.match(zh.body.detail, /拒收/)
  const location = zh.headers.get('location') ?? ''
  const en = await app.get(location)
  assert.match(en.body.errors[0]?.detail ?? '', /^[\x20-\x7e“”’]+$/)
  assert.match((await app.get(location, { 'accept-language': 'zh' })).body.errors[0]?.detail ?? '', /[\u4e00-\u9fff]/)
})

test('what the headers say wrong: 400, 401, 406, 413, 415', async () => {
  const app = await openTestApp({ settings: { limits: { maxBytes: 4000, maxEvents: 3 } } })
  const body = documentWith(1)
  const table: [number, string, string, Record<string, string>, unknown?][] = [
    [401, 'SecurityException', 'token-wrong', { authorization: 'Bearer wrong' }],
    [406, 'NotAcceptableException', 'not-acceptable', { accept: 'text/html' }],
    [406, 'NotAcceptableException', 'not-acceptable', { accept: 'application/problem+xml' }],
    [406, 'NotAcceptableException', 'not-acceptable', { accept: 'application/json;q=0' }],
    [406, 'NotAcceptableException', 'version-unsupported', { 'gs1-epcis-version': '1.2.0' }],
    [406, 'NotAcceptableException', 'version-unsupported', { 'gs1-cbv-min': '2.1.0' }],
    [406, 'NotAcceptableException', 'version-unsupported', { 'gs1-epcis-max': '1.9' }],
    [400, 'ValidationException', 'version-unreadable', { 'gs1-epcis-version': 'two' }],
    [400, 'ValidationException', 'error-behaviour-unknown', { 'gs1-capture-error-behaviour': 'ignore' }],
    [400, 'ValidationException', 'extensions-unreadable', { 'gs1-extensions': 'no-uri' }],
    [400, 'ValidationException', 'idempotency-key-unreadable', { 'idempotency-key': 'a b' }],
    [415, 'UnsupportedMediaTypeException', 'media-type', { 'content-type': 'text/csv' }],
    [415, 'UnsupportedMediaTypeException', 'media-type', { 'content-type': 'text/plain' }],
    [415, 'UnsupportedMediaTypeException', 'media-type', { 'content-type': 'application/json; charset=gb18030' }],
    [415, 'UnsupportedMediaTypeException', 'media-type', { 'content-encoding': 'gzip' }],
    [413, 'CaptureLimitExceededException', 'body-too-large', {}, documentWith(8)],
    [
      413,
      'CaptureLimitExceededException',
      'document-too-many-events',
      {},
      documentOf([1, 2, 3, 4].map((i) => objectEvent(i, { epcList: ['urn:epc:id:sgtin:0614141.107346.1'] }))),
    ],
  ]
  for (const [status, exception, code, headers, sent = body] of table) {
    const answer = await app.post(sent, headers)
    const what = `${code} ${JSON.stringify(headers)}`
    assert.deepEqual(
      [answer.status, answer.body.type, answer.body.code],
      [status, `epcisException:${exception}`, code],
      `${what}: ${answer.text}`,
    )
    if (status !== 401) assert.equal(answer.headers.get('gs1-epcis-version'), '2.0.0', what)
    if (status !== 413) continue
    assert.deepEqual(
      [answer.headers.get('gs1-epcis-capture-limit'), answer.headers.get('gs1-epcis-capture-file-size-limit')],
      ['3', '4000'],
    )
  }
  const missing = await fetch(`${app.address}/epcis/capture`, {
    method: 'POST',
    body: new Uint8Array([1]),
    headers: { authorization: 'Bearer token-a' },
  })
  assert.equal(missing.status, 415)
  // Only the document with too many events was looked at.
  assert.deepEqual(await Promise.all([count(app, 'record_fact'), count(app, 'intake_job')]), [1, 1])
  for (const accept of ['*/*', 'application/json', 'application/ld+json;q=0.5, text/html', 'application/*']) {
    assert.equal(
      (await app.post(body, { accept, 'gs1-epcis-version': '2.0.1', 'gs1-epcis-min': '1.2', 'gs1-cbv-max': '2.1.0' })).status,
      202,
      accept,
    )
  }
})

test('bytes of refused documents are kept within the client’s quota, and the job says so', async () => {
  const app = await openTestApp({ settings: { refusedBytesPerClient: 1500 } })
  const noise = (seed: number) =>
    documentOf([objectEvent(seed, { action: `no ${Array.from({ length: 12 }, (_, i) => (seed * 7919 * (i + 1)).toString(36)).join('')}` })])
  const kept: boolean[] = []
  for (let i = 1; i <= 4; i += 1) {
    const answer = await app.post(noise(i))
    assert.equal(answer.status, 400)
    kept.push((await app.get(answer.headers.get('location') ?? '')).body.document.kept)
  }
  assert.deepEqual(kept, [true, false, false, false])
  assert.equal(await count(app, 'intake_raw'), 1)
  const other = await app.post(noise(5), { authorization: 'Bearer token-b' })
  const job = await app.get(other.headers.get('location') ?? '', { authorization: 'Bearer token-b' })
  assert.equal(job.body.document.kept, true)
  await app.close()
  const again = await openTestApp({ again: app, settings: { refusedBytesPerClient: 1500 } })
  const after = await again.post(noise(6))
  assert.equal((await again.get(after.headers.get('location') ?? '')).body.document.kept, false, 'counted from the tables after a start')
  assert.deepEqual(
    (await again.facts()).map(({ body }) => body.bytesKept),
    [true, false, false, false, true, false],
  )
})

test('a hostile client cannot fill the log with refusals: past the bound they are counted, and one fact says so', async () => {
  let now = Date.UTC(2026, 5, 1, 12, 0, 5)
  const app = await openTestApp({ clock: { now: () => now }, settings: { refusalsPerMinute: 3 } })
  for (let i = 0; i < 10; i += 1) {
    const answer = await app.post(`not JSON ${i}`)
    assert.equal(answer.status, 400)
    assert.equal(answer.headers.has('location'), i < 3)
    assert.equal(answer.body.code, i < 3 ? 'capture-refused' : 'capture-refused-uncounted')
    assert.ok(answer.body.errors.length > 0)
  }
  assert.equal((await app.post('x', { authorization: 'Bearer token-b' })).headers.has('location'), true, 'another client is not concerned')
  assert.equal((await app.post(documentWith(1))).status, 202, 'good documents are not concerned')
  now += 60_000
  assert.equal((await app.post('not JSON')).headers.has('location'), false, 'the minute is not summed up yet')
  await app.close()
  const again = await openTestApp({ again: app, clock: { now: () => now } })
  const facts = await again.facts()
  assert.deepEqual(
    facts.map(({ envelope }) => envelope.kind),
    ['refused/1', 'refused/1', 'refused/1', 'refused/1', 'event/1', 'refusals/1'],
  )
  assert.deepEqual(facts.at(-1)?.body, { minute: '2026-06-01T12:00:00.000Z', notRecordedOneByOne: 8 })
  assert.equal(facts.at(-1)?.envelope.actor, 'client-a')
})

test('problems come with U+0000 in them and are kept all the same', async () => {
  const app = await openTestApp()
  const answer = await app.post('{"type":\0}')
  assert.equal(answer.status, 400, answer.text)
  const job = await app.get(answer.headers.get('location') ?? '')
  assert.equal(job.body.success, false)
  assert.ok(job.body.errors.length > 0)
})
