import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../support/index.ts'

let server: TestServer
type Answer = { readonly status: number; readonly body: Record<string, unknown> }

async function send(method: string, path: string, body?: unknown, language = 'en'): Promise<Answer> {
  const headers = { 'accept-language': language, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const answer = await server.fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

before(async () => {
  server = await startTestServer()
})

test('what a source promises is declared, told, replaced whole and withdrawn', async () => {
  const declared = await send('PUT', `/sources/${encodeURIComponent('仓库 WMS')}/terms`, {
    reportsEveryMs: 86_400_000,
    goLive: '2025-01-01T08:00:00+08:00',
  })
  assert.equal(declared.status, 200)
  assert.deepEqual(
    [declared.body.source, declared.body.terms],
    ['仓库 WMS', { reportsEveryMs: 86_400_000, goLive: '2025-01-01T00:00:00.000Z' }],
  )
  const { body } = await send('GET', '/sources/terms')
  assert.deepEqual(body.sources, [declared.body])
  const replaced = await send('PUT', `/sources/${encodeURIComponent('仓库 WMS')}/terms`, { clockUncertaintyMs: 2_000, arrivesWithinMs: 0 })
  assert.deepEqual(replaced.body.terms, { clockUncertaintyMs: 2_000, arrivesWithinMs: 0 })
  const withdrawn = await send('PUT', `/sources/${encodeURIComponent('仓库 WMS')}/terms`, {})
  assert.deepEqual(withdrawn.body.terms, {})
})

test('how finely a product is told of is declared in any form of its identifier, and listed page by page', async () => {
  for (const product of ['urn:epc:idpat:sgtin:9521141.010002.*', 'https://id.gs1.org/01/09521141100028']) {
    const { status, body } = await send('PUT', '/products/terms', { product, granularity: 'serial' })
    assert.equal(status, 200)
    assert.deepEqual([body.product, body.terms], ['https://id.gs1.org/01/09521141100028', { granularity: 'serial' }])
  }
  await send('PUT', '/products/terms', { product: 'https://id.gs1.org/01/09521141100011', granularity: 'lot' })
  const first = await send('GET', '/products/terms?limit=1')
  assert.equal((first.body.products as unknown[]).length, 1)
  const second = await send('GET', `/products/terms?limit=1&after=${encodeURIComponent(String(first.body.next))}`)
  assert.equal((second.body.products as unknown[]).length, 1)
  assert.equal(second.body.next, undefined)
})

test('what is malformed is refused with all its problems, in both languages; nothing is recorded', async () => {
  const earlier = (await send('GET', '/sources/terms')).body.sources
  const wrong = { goLive: '2025-02-30', retired: 'yesterday' }
  for (const [language, form] of [
    ['en', /moment/],
    ['zh', /[\u4e00-\u9fff]/],
  ] as const) {
    const { status, body } = await send('PUT', `/sources/${encodeURIComponent(' wms')}/terms`, wrong, language)
    assert.equal(status, 400)
    const errors = body.errors as { pointer: string; code: string; message: string }[]
    assert.deepEqual(
      new Set(errors.map(({ code, pointer }) => `${code} ${pointer}`)),
      new Set(['terms-moment /goLive', 'terms-moment /retired', 'terms-name /name']),
    )
    assert.ok(errors.some(({ message }) => form.test(message)))
  }
  const turned = { goLive: '2025-02-01T00:00:00Z', retired: '2025-01-01T00:00:00Z' }
  const order = await send('PUT', '/sources/wms/terms', turned)
  assert.deepEqual((order.body.errors as { code: string }[])[0]?.code, 'terms-order')
  for (const body of [{ reportsEveryMs: 0 }, { reportsEveryMs: 1.5 }, { clockUncertaintyMs: -1 }, { every: 5 }, [], 'x'])
    assert.equal((await send('PUT', '/sources/wms/terms', body)).status, 400)
  for (const product of ['https://id.gs1.org/01/09521141100028/10/L', 'https://example.com/x', 'no identifier', ''])
    assert.equal((await send('PUT', '/products/terms', { product, granularity: 'lot' })).status, 400)
  assert.equal((await send('PUT', '/products/terms', { product: 'https://id.gs1.org/01/09521141100028', granularity: 'box' })).status, 400)
  assert.deepEqual((await send('GET', '/sources/terms')).body.sources, earlier)
})
