import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { startTestServer, type TestServer } from '../../support/index.ts'
import { definitions, document, epc, eventID, subscription } from './cases.ts'

const isLong = process.env.PROOFLINE_LONG === '1'
const numRuns = isLong ? 20_000 : 150

type Sent = {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** Byte for byte what is asked: `fetch` would tidy it up. */
function send(server: TestServer, { method, path, headers = {}, body }: Sent): Promise<{ status: number; type: string; text: string }> {
  const { hostname, port } = new URL(server.address)
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, method, path, headers: { authorization: `Bearer ${server.token}`, ...headers } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text: Buffer.concat(chunks).toString() }),
        )
        answer.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** An answer, or a problem in the standard's words; never an error of the server's own. */
async function assertAnswered(server: TestServer, sent: Sent): Promise<void> {
  const { status, type, text } = await send(server, sent)
  const what = `${sent.method} ${sent.path.slice(0, 300)} ${JSON.stringify(sent.headers ?? {})}: ${status} ${text.slice(0, 300)}`
  assert.ok(status >= 200 && status < 500, what)
  if (status < 400 || text === '') return
  assert.match(type, /^application\/problem\+(?:json|xml)/, what)
  assert.match(text, /epcisException:\w+/, what)
}

const addresses = [
  '/epcis/events',
  '/epcis/events/{}',
  '/epcis/eventTypes/{}',
  '/epcis/eventTypes/{}/events',
  '/epcis/epcs',
  '/epcis/epcs/{}',
  '/epcis/epcs/{}/events',
  '/epcis/bizSteps/{}/events',
  '/epcis/bizLocations/{}/events',
  '/epcis/readPoints/{}',
  '/epcis/dispositions/{}/events',
  '/epcis/capture/{}',
  '/epcis/queries/{}',
  '/epcis/queries/{}/events',
  '/epcis/queries/{}/subscriptions',
  '/epcis/queries/{}/subscriptions/{}',
  '/epcis/nextPageToken/{}',
  '/epcis/{}',
]

const nasty = fc.oneof(
  fc.constantFrom(
    '',
    '%',
    '%zz',
    '%00',
    '%ff',
    '%2F',
    '%252F',
    '..',
    '%2e%2e',
    '*',
    'urn:epc:idpat:sgtin:*.*.*',
    '|',
    '||',
    '[',
    '{}',
    '__proto__',
    'constructor',
  ),
  fc
    .constantFrom(epc, eventID, 'shipping', 'ObjectEvent', 'shipped', 'https://id.gs1.org/01/10614141073464/21/2017')
    .map(encodeURIComponent),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map(encodeURIComponent),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((text) => encodeURIComponent(text)),
  fc.integer({ min: 100, max: 6_000 }).map((length) => 'a'.repeat(length)),
  fc
    .string({ unit: fc.constantFrom('%', '2', 'F', 'e', '/', '.', ':', '0', 'z'), maxLength: 30 })
    .map((text) => text.replaceAll('/', '%2F')),
)

const names = fc.constantFrom(
  'eventType',
  'EQ_bizStep',
  'EQ_disposition',
  'GE_eventTime',
  'LT_recordTime',
  'MATCH_epc',
  'MATCH_anyEPCClass',
  'WD_bizLocation',
  'EQ_eventID',
  'EQ_example:batch',
  'GE_value_CEL',
  'EQ_quantity',
  'HASATTR_bizLocation',
  'EQ_ATTR_bizLocation_x',
  'EXISTS_ILMD_example:x',
  'orderBy',
  'orderDirection',
  'eventCountLimit',
  'maxEventCount',
  'perPage',
  'nextPageToken',
  'stream',
  'second',
  '__proto__',
  'toString',
  'EQ_',
  '_',
  '%00',
  'EQ_%ff',
  'EQ_source_owning_party',
  'EQ_INNER_ILMD_a:b',
)

const headerNames = fc.constantFrom(
  'accept',
  'accept-language',
  'gs1-epcis-version',
  'gs1-epcis-min',
  'gs1-epcis-max',
  'gs1-cbv-version',
  'gs1-epc-format',
  'gs1-cbv-xml-format',
  'gs1-extensions',
  'gs1-capture-error-behaviour',
  'idempotency-key',
  'upgrade',
  'sec-websocket-key',
)

const headerValues = fc.oneof(
  fc.constantFrom(
    '',
    '*',
    '*/*;q=0',
    'application/xml',
    'application/problem+xml',
    'text/xml;q=0.1,application/json;q=0',
    'zh-CN,zh;q=0.9',
    '2.0.0',
    '9999.9999.9999',
    'example=https://example.org/',
    'Always_EPC_URN',
  ),
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 60 }),
  fc.integer({ min: 1, max: 3_000 }).map((length) => ','.repeat(length)),
)

const requests = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'OPTIONS', 'DELETE', 'HEAD', 'PUT'),
  address: fc.constantFrom(...addresses),
  values: fc.tuple(nasty, nasty),
  parameters: fc.array(fc.tuple(names, nasty), { maxLength: 5 }),
  headers: fc.dictionary(headerNames, headerValues, { maxKeys: 3 }),
})

async function prepare(): Promise<TestServer> {
  const server = await startTestServer()
  const headers = { 'content-type': 'application/json' }
  for (const [path, body] of [['/epcis/capture', document], ...definitions.map((definition) => ['/epcis/queries', definition])] as const) {
    assert.ok((await server.fetch(path, { method: 'POST', body, headers })).ok, path)
  }
  return server
}

test('no header, parameter or path makes anything but an answer or a problem', async () => {
  const server = await prepare()
  for (const address of addresses) await assertAnswered(server, { method: 'GET', path: address.replaceAll('{}', '%00') })
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, address, values, parameters, headers }) => {
      let next = 0
      const path = address.replace(/\{\}/g, () => values[next++] ?? '')
      const search = parameters.map(([name, value]) => `${name}=${value}`).join('&')
      await assertAnswered(server, { method, path: search === '' ? path : `${path}?${search}`, headers })
    }),
    { numRuns, seed: 20_260_101 },
  )
})

test('no body of a definition, an event or a subscription makes anything but an answer or a problem', async () => {
  const server = await prepare()
  const bodies = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(fc.constantFrom(...definitions, subscription, document), fc.nat(), fc.string({ maxLength: 3 })).map(([text, at, insert]) => {
      const place = at % text.length
      return text.slice(0, place) + insert + text.slice(place + 1)
    }),
    fc.dictionary(names, fc.jsonValue({ maxDepth: 2 })).map((query) => JSON.stringify({ name: 'x', query })),
    fc.integer({ min: 1, max: 60_000 }).map((depth) => '['.repeat(depth)),
  )
  const paths = fc.constantFrom('/epcis/queries', '/epcis/events', '/epcis/capture', '/epcis/queries/shipped/subscriptions')
  const types = fc.constantFrom(
    'application/json',
    'application/ld+json',
    'application/json; charset=utf-8',
    'application/xml',
    'text/xml',
    'x',
    '',
  )
  await fc.assert(
    fc.asyncProperty(paths, bodies, types, async (path, body, type) => {
      const headers = type === '' ? {} : { 'content-type': type }
      await assertAnswered(server, { method: 'POST', path, body, headers })
    }),
    { numRuns: numRuns / 2, seed: 20_260_102 },
  )
})

test('an address longer than the server reads is told so, in the standard’s words', async () => {
  const server = await startTestServer()
  const { hostname, port } = new URL(server.address)
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`GET /epcis/events?EQ_eventID=${'x'.repeat(40_000)}`))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
  assert.match(answer, /^HTTP\/1\.1 414 /)
  assert.match(answer, /"type":"epcisException:URITooLongException"/)
  const decoded = await send(server, { method: 'GET', path: '/epcis/epcs/%zz/events' })
  assert.deepEqual([decoded.status, JSON.parse(decoded.text).type], [400, 'epcisException:ValidationException'])
  const long = await send(server, { method: 'GET', path: `/epcis/epcs/${'x'.repeat(5_000)}/events` })
  assert.deepEqual([long.status, JSON.parse(long.text).type], [414, 'epcisException:URITooLongException'])
})
