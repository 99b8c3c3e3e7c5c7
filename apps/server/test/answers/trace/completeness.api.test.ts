import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../support/index.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const pump = 'https://id.gs1.org/01/09521141100028/21/P-0001'
const guide = new URL('../../../../../docs/guides/first-lot.json', import.meta.url)

type Gap = { code: string; object?: string; source?: string; since?: string; event?: number }
type Body = {
  value: Record<string, unknown>
  gaps: Gap[]
  unchecked: { code: string; source?: string; object?: string }[]
  certificate: {
    verdict: string
    coverage: {
      eventsSeen: number
      sources: { source: string; events: number; reportingUntil: { received: string | null } }[]
      walks: object
    }
  }
  conditions: object[]
}
let server: TestServer

async function post(path: string, body: string | Uint8Array, type = 'application/json', method = 'POST') {
  const answer = await server.fetch(path, { method, headers: { 'content-type': type }, body })
  const text = await answer.text()
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as unknown }
}
async function ask(question: object): Promise<Body> {
  const { status, body } = await post('/trace', JSON.stringify(question))
  assert.equal(status, 200)
  return body as Body
}

before(async () => {
  server = await startTestServer()
  assert.equal((await post('/epcis/capture', await readFile(guide), 'application/ld+json')).status, 202)
})

test('an answer about what nobody told of never says that nobody is affected without how far was looked', async () => {
  const { value, certificate } = await ask({ ask: 'forward', seed: ['https://id.gs1.org/01/09521141100011/10/NOT-HERE'] })
  assert.deepEqual(value.consignees, [])
  assert.equal(certificate.verdict, 'incomplete')
  const [source] = certificate.coverage.sources
  assert.ok(source !== undefined && source.reportingUntil.received !== null)
})

test('what nobody declared could not be looked for, source by source and product by product; once declared, it was', async () => {
  const { unchecked, certificate } = await ask({ ask: 'forward', seed: [screws] })
  const [source] = certificate.coverage.sources.map((one) => one.source)
  assert.ok(unchecked.some((one) => one.code === 'source-silent' && one.source === source))
  assert.ok(unchecked.some((one) => one.code === 'before-go-live' && one.source === source))
  assert.ok(unchecked.some((one) => one.code === 'granularity-coarser' && one.object === 'https://id.gs1.org/01/09521141100011'))
  const terms = { reportsEveryMs: 86_400_000, goLive: '2020-01-01T00:00:00Z' }
  assert.equal((await post(`/sources/${source}/terms`, JSON.stringify(terms), 'application/json', 'PUT')).status, 200)
  for (const { object } of unchecked.filter(({ code }) => code === 'granularity-coarser')) {
    const granularity = object === 'https://id.gs1.org/01/09521141100028' ? 'serial' : 'lot'
    assert.equal((await post('/products/terms', JSON.stringify({ product: object, granularity }), 'application/json', 'PUT')).status, 200)
  }
  const after = await ask({ ask: 'forward', seed: [screws] })
  assert.deepEqual(after.unchecked, [])
  assert.ok(!after.gaps.some(({ code }) => code === 'source-silent' || code === 'before-go-live'))
  assert.equal(after.certificate.verdict, after.gaps.length === 0 ? 'complete' : 'incomplete')
})

test('gaps: what is missing forward and backward, each with since when; a refused message that names an object of the scope is among them', async () => {
  const earlier = await ask({ ask: 'gaps', seed: [screws] })
  assert.ok(Array.isArray(earlier.value.forward) && Array.isArray(earlier.value.backward))
  const broken = (await readFile(guide, 'utf8')).replace('"ObjectEvent"', '"NoSuchEvent"')
  assert.notEqual(broken, await readFile(guide, 'utf8'))
  assert.equal((await post('/epcis/capture', broken, 'application/ld+json')).status, 400)
  for (const question of ['gaps', 'forward', 'backward']) {
    const { gaps, certificate } = await ask({ ask: question, seed: [screws] })
    const named = gaps.find(({ code, object }) => code === 'intake-quarantined' && object === screws)
    assert.ok(named?.source !== undefined && named.event !== undefined, question)
    assert.equal(certificate.verdict, 'incomplete')
  }
  const { value } = await ask({ ask: 'gaps', seed: [screws] })
  const forward = value.forward as Gap[]
  assert.ok(forward.some(({ code, object }) => code === 'intake-quarantined' && object === screws))
  for (const gap of forward) assert.ok(gap.object !== undefined || gap.event !== undefined || gap.source !== undefined, JSON.stringify(gap))
})

test('responsible: the steps, places, persons, documents and systems behind what was walked, with their facts and times', async () => {
  const { value, certificate } = await ask({ ask: 'responsible', seed: [screws] })
  type One = {
    step: string | null
    sources: string[]
    facts: number[]
    objects: string[]
    began: string | null
    ended: string | null
    to: string | null
  }
  const forward = value.forward as One[]
  assert.ok(certificate.coverage.eventsSeen >= forward.flatMap(({ facts }) => facts).length / 2)
  assert.ok(forward.some(({ step, to }) => step?.endsWith('shipping') === true && to !== null))
  const began = forward.map((one) => one.began ?? '')
  assert.deepEqual(began, began.toSorted())
  for (const { facts, objects, sources } of forward) assert.ok(facts.length > 0 && objects.length > 0 && sources.length === 1)
  const { value: behind } = await ask({ ask: 'responsible', seed: [pump] })
  assert.ok((behind.backward as One[]).some(({ objects }) => objects.includes(screws)))
})
