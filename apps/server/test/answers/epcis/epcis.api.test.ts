import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../support/index.ts'
import { document, epc, eventID } from './cases.ts'

const link = 'https://id.gs1.org/01/10614141073464/21/2017'
const json = { 'content-type': 'application/json' }

let server: TestServer
before(async () => {
  const table = { GCPPrefixFormatList: { date: '2026-01-01', entry: [{ prefix: '0614141', gcpLength: 7 }] } }
  server = await startTestServer({ files: { 'gcp-prefixes.json': JSON.stringify(table) } })
  assert.equal((await post('/epcis/capture', document)).status, 202)
})
after(() => server.close())

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  server.fetch(path, { method: 'POST', body, headers: { ...json, ...headers } })

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await server.fetch(path, { headers })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
  }
}

type Shown = { eventID: string; epcList: string[]; bizStep: string; recordTime: string; errorDeclaration?: object }
const eventsOf = (body: { epcisBody: { queryResults: { resultsBody: { eventList: Shown[] } } } }): Shown[] =>
  body.epcisBody.queryResults.resultsBody.eventList
const nextOf = (headers: Headers): string | undefined => /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]

const batch = (number: number, more: object = {}): string =>
  JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { example: 'https://example.org/' }],
    type: 'ObjectEvent',
    eventTime: `2026-02-01T00:00:${String(number).padStart(2, '0')}Z`,
    eventTimeZoneOffset: '+00:00',
    epcList: [`https://id.gs1.org/01/09506000134352/21/P${number}`],
    action: 'OBSERVE',
    ...more,
  })

test('EPCs come in the form wanted; without a length of the company prefix nothing is guessed', async () => {
  const path = `/epcis/epcs/${encodeURIComponent(epc)}/events?perPage=1`
  const first = async (headers: Record<string, string>) => eventsOf((await get(path, headers)).body)[0]?.epcList
  assert.deepEqual(await first({}), [link])
  assert.deepEqual(await first({ 'gs1-epc-format': 'Always_EPC_URN' }), [epc])
  assert.deepEqual(await first({ 'gs1-epc-format': 'Never_Translates' }), [epc])
  assert.equal((await post('/epcis/events', batch(59))).status, 201)
  const unknown = 'https://id.gs1.org/01/09506000134352/21/P59'
  const answer = await get(`/epcis/epcs/${encodeURIComponent(unknown)}/events`, { 'gs1-epc-format': 'Always_EPC_URN' })
  assert.deepEqual(eventsOf(answer.body)[0]?.epcList, [unknown])
  assert.deepEqual([answer.headers.get('gs1-epc-format'), answer.headers.get('proofline-epcs-not-translated')], ['Always_EPC_URN', '1'])
  const refused = await get('/epcis/events', { 'gs1-epc-format': 'urn' })
  assert.deepEqual(
    [refused.status, refused.body.type, refused.body.code],
    [406, 'epcisException:NotAcceptableException', 'header-choice-unknown'],
  )
})

test('XML has CBV values as web URIs or URNs; JSON as words, whatever is asked', async () => {
  const path = '/epcis/events?EQ_bizStep=shipping&perPage=1'
  for (const [format, step, said] of [
    ['Always_URN', 'urn:epcglobal:cbv:bizstep:shipping', 'Always_URN'],
    ['Always_Web_URI', 'https://ref.gs1.org/cbv/BizStep-shipping', 'Always_Web_URI'],
    ['Never_Translates', 'https://ref.gs1.org/cbv/BizStep-shipping', 'Always_Web_URI'],
  ] as const) {
    const xml = await get(path, { accept: 'application/xml', 'gs1-cbv-xml-format': format })
    assert.deepEqual([/<bizStep>(.*?)</.exec(xml.text)?.[1], xml.headers.get('gs1-cbv-xml-format')], [step, said])
    assert.equal(eventsOf((await get(path, { 'gs1-cbv-xml-format': format })).body)[0]?.bizStep, 'shipping')
  }
  for (const [accept, type] of [
    ['application/ld+json', 'application/ld+json'],
    ['application/xml;q=0.5, application/json;q=0.4', 'application/xml'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['text/xml', 'text/xml'],
  ] as const) {
    assert.equal((await get(path, { accept })).headers.get('content-type'), `${type}; charset=utf-8`)
  }
  assert.equal((await get(path, { accept: 'text/html' })).status, 406)
})

test('every answer names the versions spoken; a client that cannot live with them learns which there are', async () => {
  const accepted = await get('/epcis/events?perPage=1', { 'gs1-epcis-min': '1.2.0', 'gs1-epcis-max': '2.1.0', 'gs1-cbv-version': '2.0.0' })
  assert.equal(accepted.status, 200)
  for (const answer of [accepted, await get('/epcis/none'), await get('/epcis/events/none')]) {
    const names = ['gs1-epcis-version', 'gs1-cbv-version', 'gs1-extensions', 'gs1-vendor-version']
    const told = names.map((name) => answer.headers.get(name) ?? '')
    assert.deepEqual(told.slice(0, 3), ['2.0.0', '2.0.0', 'proofline=https://proofline.dev/ns/'])
    assert.match(told[3] ?? '', /^Proofline\/\d/)
  }
  const refused = await get('/epcis/events', { 'gs1-epcis-min': '2.1.0' })
  assert.deepEqual([refused.status, refused.headers.get('gs1-epcis-min'), refused.headers.get('gs1-cbv-max')], [406, '2.0.0', '2.0.0'])
  assert.equal((await get('/epcis/events', { 'gs1-epcis-max': 'newest' })).status, 400)
  // Nothing below another address is of EPCIS.
  assert.equal((await get('/epcisx')).headers.get('gs1-epcis-version'), null)
})

test('an event and its error declaration share an ID; the answer says which one stands', async () => {
  const { body } = await get(`/epcis/events/${encodeURIComponent(eventID)}`)
  const events = eventsOf(body)
  assert.deepEqual(
    events.map((event) => [event.eventID, event.errorDeclaration !== undefined]),
    [
      [eventID, false],
      [eventID, true],
    ],
  )
  const remarks = body['proofline:answer'].events
  assert.deepEqual(
    remarks.map(({ index, standing, voidedBy }: { index: number; standing: string; voidedBy?: number }) => [index, standing, voidedBy]),
    [
      [0, 'voided', 2],
      [2, 'declaration', undefined],
    ],
  )
  assert.match(events[0]?.recordTime ?? '', /^20\d\d-.*Z$/)
})

test('pages are of one moment; a token holds for its own address, until it is given back', async () => {
  for (let i = 10; i < 15; i += 1) assert.equal((await post('/epcis/events', batch(i, { bizStep: 'packing' }))).status, 201)
  const first = await get('/epcis/bizSteps/packing/events?perPage=2&orderBy=eventTime&orderDirection=ASC')
  const seen = eventsOf(first.body).map(({ epcList }) => epcList[0])
  assert.match(first.headers.get('gs1-next-page-token-expires') ?? '', /^20\d\d-.*Z$/)
  assert.equal((await post('/epcis/events', batch(15, { bizStep: 'packing' }))).status, 201)
  let next = nextOf(first.headers)
  const begun = next ?? ''
  while (next !== undefined) {
    const page = await get(next)
    seen.push(...eventsOf(page.body).map(({ epcList }) => epcList[0]))
    next = nextOf(page.headers)
  }
  assert.deepEqual(
    seen,
    [10, 11, 12, 13, 14].map((i) => `https://id.gs1.org/01/09506000134352/21/P${i}`),
  )
  const elsewhere = await get(begun.replace('/packing/', '/shipping/'))
  assert.deepEqual([elsewhere.status, elsewhere.body.errors[0].code], [400, 'page-token-unknown'])
  const token = new URL(begun, server.address).searchParams.get('nextPageToken') ?? ''
  for (let i = 0; i < 2; i += 1) {
    assert.equal((await server.fetch(`/epcis/nextPageToken/${encodeURIComponent(token)}`, { method: 'DELETE' })).status, 204)
  }
  const revoked = await get(begun)
  assert.deepEqual([revoked.status, revoked.body.errors[0].code], [400, 'page-token-expired'])
})

test('collections have what the standard has and what events told, a page at a time, written with the client’s prefixes', async () => {
  assert.equal((await post('/epcis/events', batch(20, { bizStep: 'https://example.org/step/熔接' }))).status, 201)
  const members: string[] = []
  let next: string | undefined = '/epcis/bizSteps?perPage=15'
  while (next !== undefined) {
    const page: Awaited<ReturnType<typeof get>> = await get(next, { 'gs1-extensions': 'my=https://example.org/step/' })
    assert.ok(page.body.member.length <= 15)
    members.push(...page.body.member)
    next = nextOf(page.headers)
  }
  assert.equal(members.length, 42)
  assert.equal(new Set(members).size, 42)
  assert.ok(members.includes('my:熔接') && members.includes('shipping') && members.includes('void_shipping'))
  const own = `/epcis/bizSteps/${encodeURIComponent('my:熔接')}/events`
  assert.equal(eventsOf((await get(own, { 'gs1-extensions': 'my=https://example.org/step/' })).body).length, 1)
  assert.equal((await get(own)).status, 404)
  const epcs = await get('/epcis/epcs?perPage=1000', { 'gs1-epc-format': 'Always_EPC_URN' })
  assert.ok(epcs.body.member.includes(epc))
  assert.deepEqual((await get('/epcis/bizLocations')).body.member, ['https://id.gs1.org/414/0614141073467'])
  // Standard values are there before anything is told of them; what nobody told is not.
  assert.deepEqual([(await get('/epcis/dispositions/recalled/events')).status, (await get('/epcis/epcs/none')).status], [200, 404])
  assert.equal((await get('/epcis/bizSteps/shipping/events?EQ_bizStep=packing')).body.errors[0].code, 'parameter-fixed')
})

test('a named query means what its prefixes meant when it was defined', async () => {
  const query = JSON.stringify({ name: '批次 甲/1', query: { 'EQ_e:batch': ['甲-1'] } })
  const made = await post('/epcis/queries', query, { 'gs1-extensions': 'e=https://example.org/' })
  assert.equal(made.status, 201, await made.text())
  const address = made.headers.get('location') ?? ''
  const run = await get(`${address}/events?perPage=2`)
  assert.deepEqual([run.body.epcisBody.queryResults.queryName, eventsOf(run.body).length], ['批次 甲/1', 2])
  assert.equal(eventsOf((await get(nextOf(run.headers) ?? '')).body).length, 1)
  assert.deepEqual((await get(address)).body, JSON.parse(query))
  assert.equal((await get(`${address}/events?EQ_action=ADD`)).body.errors[0].code, 'parameter-named')
  assert.equal((await server.fetch(address, { method: 'DELETE' })).status, 204)
  assert.deepEqual([(await get(address)).status, (await get(`${address}/events`)).body.type], [404, 'epcisException:NoSuchNameException'])
})

test('a large page is written beside other requests', async () => {
  const epcList = Array.from({ length: 3_000 }, (_, i) => `urn:epc:id:sgtin:0614141.107346.${9_000_000 + i}`)
  const list = Array.from({ length: 20 }, (_, i) => JSON.parse(batch(30 + i, { bizStep: 'storing', epcList })))
  const { '@context': context } = list[0]
  const large = {
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-01-01T00:00:00Z',
    epcisBody: { eventList: list },
  }
  assert.equal((await post('/epcis/capture', JSON.stringify(large))).status, 202)
  await get('/epcis/bizSteps/storing/events?perPage=1')
  const ended: string[] = []
  const end = <T>(name: string, work: Promise<T>): Promise<T> => work.finally(() => ended.push(name))
  const pages = await Promise.all([
    end('large', get('/epcis/bizSteps/storing/events')),
    end('large', get('/epcis/bizSteps/storing/events', { accept: 'application/xml' })),
    end('small', get('/epcis')),
  ])
  assert.equal(ended[0], 'small')
  assert.deepEqual(
    pages.map(({ status }) => status),
    [200, 200, 200],
  )
  assert.equal(eventsOf(pages[0]?.body).length, 20)
  assert.ok((eventsOf(pages[0]?.body)[0]?.epcList[0] ?? '').startsWith('https://id.gs1.org/01/10614141073464/21/'))
  assert.match(pages[1]?.text ?? '', /<\/epcisq:EPCISQueryDocument>\n$/)
})
