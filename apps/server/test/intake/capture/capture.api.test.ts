import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { zstdDecompressSync } from 'node:zlib'
import { sql } from '../../../src/platform/database/index.ts'
import { startTestServer } from '../../support/index.ts'
import { openTestApp, type TestApp } from './app.ts'
import { documentOf, documentWith, objectEvent } from './documents.ts'

const examples = fileURLToPath(new URL('../../../../../../shared/vectors/epcis/gs1-EPCIS/JSON', import.meta.url))

const rawOf = async ({ db }: TestApp, sha256: string): Promise<Buffer | undefined> => {
  const rows = await db.database.transaction(db.organisation, (transaction) =>
    transaction.query<{ compressed: Buffer }>(sql`select compressed from intake_raw where sha256 = ${Buffer.from(sha256, 'hex')}`),
  )
  return rows[0] === undefined ? undefined : zstdDecompressSync(rows[0].compressed)
}

test('a document becomes one fact per event, a job, and its bytes as they came', async () => {
  const app = await openTestApp()
  const bytes = Buffer.from(`\uFEFF${JSON.stringify(documentWith(3), undefined, 2)}\n`)
  const answer = await app.post(bytes)
  assert.equal(answer.status, 202, answer.text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const location = answer.headers.get('location') ?? ''
  assert.match(location, /^\/epcis\/capture\/[0-9a-f-]{36}$/)
  const job = await app.get(location)
  assert.equal(job.status, 200)
  assert.deepEqual(job.body, answer.body)
  const { captureID, createdAt, finishedAt, ...rest } = job.body
  assert.equal(location, `/epcis/capture/${captureID}`)
  assert.ok(finishedAt !== undefined && createdAt <= finishedAt)
  assert.deepEqual(rest, {
    running: false,
    success: true,
    captureErrorBehaviour: 'rollback',
    errors: [],
    document: { sha256, size: bytes.length, kept: true },
    events: { received: 3, refused: 0 },
    facts: { expected: 3, recorded: 3, duplicates: 0, runs: [{ position: 0, index: 0, count: 3 }] },
    notices: [],
  })
  assert.deepEqual(await rawOf(app, sha256), bytes)
  const facts = await app.facts()
  assert.equal(facts.length, 3)
  for (const [i, { envelope, body }] of facts.entries()) {
    assert.equal(envelope.kind, 'event/1')
    assert.equal(envelope.actor, 'client-a')
    assert.equal(envelope.subject, `https://id.gs1.org/01/09506000134352/21/S${4 * i}`)
    const { receivedAt, ...source } = envelope.source
    assert.deepEqual(source, { system: 'client-a', method: 'api', reference: `sha256:${sha256}#/epcisBody/eventList/${i}` })
    assert.equal(receivedAt, createdAt)
    assert.deepEqual(body, objectEvent(i))
    assert.match(envelope.eventHash ?? '', /^[0-9a-f]{64}$/)
  }
})

test('an event without an eventID gets its own hash as one', async () => {
  const app = await openTestApp()
  const answer = await app.post(documentOf([objectEvent(1, { eventID: undefined })]))
  assert.equal(answer.status, 202, answer.text)
  const [fact] = await app.facts()
  assert.equal(fact?.body.eventID, `ni:///sha-256;${fact?.envelope.eventHash}?ver=CBV2.0`)
})

test('every GS1 example is captured', async (t) => {
  if (!existsSync(examples)) {
    t.skip(`the examples are not here: ${examples}`)
    return
  }
  const app = await openTestApp()
  const files = globSync('**/*.jsonld', { cwd: examples }).sort()
  assert.ok(files.length >= 29)
  let captured = 0
  for (const file of files) {
    const answer = await app.post(readFileSync(`${examples}/${file}`), { 'content-type': 'application/ld+json' })
    if (basename(file) === 'AssociationEvent-h.jsonld') {
      // This one tells "eventID" twice in one object, which is no I-JSON: readers differ in which of the two they take.
      assert.equal(answer.status, 400, answer.text)
      assert.deepEqual(
        answer.body.errors.map(({ code, pointer }) => ({ code, pointer })),
        [{ code: 'json-name-duplicate', pointer: '/epcisBody/eventList/0/eventID' }],
      )
      continue
    }
    assert.equal(answer.status, 202, `${file}: ${answer.text}`)
    assert.equal(answer.body.success, true)
    captured += answer.body.facts.recorded - answer.body.facts.duplicates
  }
  assert.equal((await app.facts('event/1')).length, captured)
  await app.assertLogHolds()
})

const vocabulary = (name: string) => ({
  epcisMasterData: {
    vocabularyList: [
      {
        type: 'urn:epcglobal:epcis:vtype:BusinessLocation',
        vocabularyElementList: [
          {
            id: 'urn:epc:id:sgln:0037000.00729.0',
            attributes: [
              { id: 'cbvmda:name', attribute: name },
              { id: 'own:hall', attribute: 7 },
            ],
            children: ['urn:epc:id:sgln:0037000.00729.8201'],
          },
          { id: 'urn:epc:id:sgln:0037000.00729.8202' },
        ],
      },
    ],
  },
})

test('master data of the header becomes a fact per element, said again when it comes again in another document', async () => {
  const app = await openTestApp()
  const context = [
    'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    { own: 'https://maker.example/ns/', unused: 'https://u.example/' },
  ]
  const send = (name: string, events: readonly unknown[] = []) =>
    app.post(documentOf(events, { '@context': context, epcisHeader: vocabulary(name) }))
  const first = await send('一号厂房', [objectEvent(1)])
  assert.equal(first.status, 202, first.text)
  assert.equal(first.body.facts.recorded, 3)
  const [element] = await app.facts('master-data/1')
  assert.deepEqual(element?.body, {
    '@context': { own: 'https://maker.example/ns/' },
    element: vocabulary('一号厂房').epcisMasterData.vocabularyList[0]?.vocabularyElementList[0],
    vocabulary: 'urn:epcglobal:epcis:vtype:BusinessLocation',
  })
  assert.equal(element?.envelope.subject, 'https://id.gs1.org/414/0037000007296')
  assert.match(element?.envelope.source.reference ?? '', /#\/epcisHeader\/epcisMasterData\/vocabularyList\/0\/vocabularyElementList\/0$/)
  assert.equal((await send('二号厂房')).body.facts.duplicates, 0)
  assert.equal((await send('一号厂房', [objectEvent(1)])).body.facts.duplicates, 3, 'the same document again')
  assert.equal((await send('一号厂房')).body.facts.duplicates, 0, 'another document with the first words')
  assert.equal((await app.facts('master-data/1')).length, 6)
})

test('a query document is captured with its events', async () => {
  const app = await openTestApp()
  const answer = await app.post({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate: '2026-01-01T00:00:00Z',
    epcisBody: { queryResults: { queryName: 'SimpleEventQuery', resultsBody: { eventList: [objectEvent(1), objectEvent(2)] } } },
  })
  assert.equal(answer.status, 202, answer.text)
  const facts = await app.facts()
  assert.deepEqual(
    facts.map(({ envelope }) => envelope.source.reference.split('#')[1]),
    [0, 1].map((i) => `/epcisBody/queryResults/resultsBody/eventList/${i}`),
  )
})

test('a document without events or master data is a job that has ended well', async () => {
  const app = await openTestApp()
  const answer = await app.post(documentOf([]))
  assert.equal(answer.status, 202, answer.text)
  const job = await app.get(answer.headers.get('location') ?? '')
  assert.deepEqual([job.body.running, job.body.success, job.body.facts.expected], [false, true, 0])
})

test('jobs are listed newest first, page by page, each client its own', async () => {
  const app = await openTestApp()
  const ids: string[] = []
  for (let i = 0; i < 7; i += 1) ids.unshift((await app.post(documentOf([objectEvent(i)]))).body.captureID)
  const other = await app.post(documentOf([objectEvent(99)]), { authorization: 'Bearer token-b' })
  const seen: string[] = []
  let path: string | undefined = '/epcis/capture?perPage=3'
  let pages = 0
  while (path !== undefined) {
    const page = await app.get(path)
    assert.equal(page.status, 200, page.text)
    pages += 1
    for (const { captureID } of page.body as unknown as { captureID: string }[]) seen.push(captureID)
    const link: string | null = page.headers.get('link')
    assert.equal(page.headers.has('gs1-next-page-token-expires'), link !== null)
    path = link === null ? undefined : /^<([^>]+)>; rel="next"$/.exec(link)?.[1]
  }
  assert.equal(pages, 3)
  assert.deepEqual(seen, ids)
  assert.equal((await app.get(`/epcis/capture/${other.body.captureID}`)).status, 404)
  for (const query of ['perPage=0', 'perPage=x', 'nextPageToken=nonsense', 'nextPageToken=']) {
    const answer = await app.get(`/epcis/capture?${query}`)
    assert.equal(answer.status, 400, query)
    assert.equal(answer.body.type, 'epcisException:ValidationException')
  }
  const unknown = await app.get('/epcis/capture/not-a-job', { 'accept-language': 'zh-CN' })
  assert.deepEqual([unknown.status, unknown.body.type, unknown.body.code], [404, 'epcisException:NoSuchResourceException', 'job-unknown'])
  assert.match(unknown.body.detail, /采集任务/)
})

test('OPTIONS announces limits, behaviours and versions', async () => {
  const app = await openTestApp({ settings: { limits: { maxBytes: 5000, maxEvents: 7 } } })
  const response = await fetch(`${app.address}/epcis/capture`, { method: 'OPTIONS', headers: { authorization: 'Bearer token-a' } })
  assert.equal(response.status, 204)
  const expected = {
    allow: 'OPTIONS, POST, GET, HEAD',
    'gs1-epcis-version': '2.0.0',
    'gs1-epcis-min': '2.0.0',
    'gs1-epcis-max': '2.0.0',
    'gs1-cbv-version': '2.0.0',
    'gs1-cbv-min': '2.0.0',
    'gs1-cbv-max': '2.0.0',
    'gs1-epcis-capture-limit': '7',
    'gs1-epcis-capture-file-size-limit': '5000',
    'gs1-capture-error-behaviour': 'all',
  }
  for (const [name, value] of Object.entries(expected)) assert.equal(response.headers.get(name), value, name)
  const job = await fetch(`${app.address}/epcis/capture/x`, { method: 'OPTIONS', headers: { authorization: 'Bearer token-a' } })
  assert.equal(job.status, 404)
  const path = (await app.post(documentOf([objectEvent(1)]))).headers.get('location') ?? ''
  const there = await fetch(`${app.address}${path}`, { method: 'OPTIONS', headers: { authorization: 'Bearer token-a' } })
  assert.deepEqual([there.status, there.headers.get('allow')], [204, 'OPTIONS, GET, HEAD'])
})

test('prefixes announced in GS1-Extensions are in force', async () => {
  const app = await openTestApp()
  const document = documentOf([objectEvent(1, { 'own:line': 'L4' })])
  assert.equal((await app.post(document)).status, 400)
  const answer = await app.post(document, { 'gs1-extensions': 'own=https://maker.example/ns/' })
  assert.equal(answer.status, 202, answer.text)
  const [fact] = await app.facts('event/1')
  assert.deepEqual(fact?.body['@context'], { own: 'https://maker.example/ns/' })
})

test('the server takes documents, within the limits of its configuration', async () => {
  const server = await startTestServer({ environment: { PROOFLINE_CAPTURE_MAX_BYTES: '3000', PROOFLINE_CAPTURE_MAX_EVENTS: '2' } })
  const post = (document: unknown) =>
    server.fetch('/epcis/capture', { method: 'POST', headers: { 'content-type': 'application/ld+json' }, body: JSON.stringify(document) })
  const answer = await post(documentWith(1))
  assert.equal(answer.status, 202, await answer.clone().text())
  assert.equal((await server.fetch(answer.headers.get('location') ?? '')).status, 200)
  for (const document of [documentWith(3), documentWith(8)]) {
    const refused = await post(document)
    assert.equal(refused.status, 413)
    assert.deepEqual(
      [refused.headers.get('gs1-epcis-capture-limit'), refused.headers.get('gs1-epcis-capture-file-size-limit')],
      ['2', '3000'],
    )
  }
})
