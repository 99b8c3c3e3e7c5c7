import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../../support/index.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const pump = 'https://id.gs1.org/01/09521141100028/21/P-0001'
const guide = new URL('../../../../../../docs/guides/first-lot.json', import.meta.url)

type Entry = { event: number; how: string; source: string; receivedAt: string; recordedAt: string; time: { from: string } }
let server: TestServer

const ask = async (question: unknown, language = 'en'): Promise<{ status: number; body: Record<string, unknown> }> => {
  const headers = { 'content-type': 'application/json', 'accept-language': language }
  const answer = await server.fetch('/trace', { method: 'POST', headers, body: JSON.stringify(question) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

before(async () => {
  server = await startTestServer()
  const body = await readFile(guide)
  const answer = await server.fetch('/epcis/capture', { method: 'POST', headers: { 'content-type': 'application/ld+json' }, body })
  assert.equal(answer.status, 202)
})

test('where: the whole scope of a supplier’s lot in buckets whose sum is the lot; narrowed to what is asked about', async () => {
  const { status, body } = await ask({ ask: 'where', seed: [screws] })
  assert.equal(status, 200)
  const value = body.value as {
    buckets: { lot: string | null; quantity: string; state: string }[]
    lots: { lot: string; quantity: string | null }[]
  }
  assert.ok(value.buckets.length > 0)
  for (const { lot, quantity } of value.lots) {
    const sum = value.buckets.filter((bucket) => bucket.lot === lot).reduce((total, bucket) => total + Number(bucket.quantity), 0)
    if (quantity !== null) assert.equal(sum, Number(quantity))
  }
  const narrow = await ask({ ask: 'where', seed: [screws], filter: { seedOnly: true }, reasons: true })
  const lots = (narrow.body.value as { lots: { lot: string }[] }).lots
  assert.deepEqual([...new Set(lots.map(({ lot }) => lot))], [screws])
})

test('history: a pump’s life, each event with who told it, when it came and where its receipt is', async () => {
  const { status, body } = await ask({ ask: 'history', seed: [pump] })
  assert.equal(status, 200)
  const [object] = (body.value as { objects: { id: string; entries: Entry[]; present: { state: string; facts: number[] } }[] }).objects
  assert.equal(object?.id, pump)
  assert.ok((object?.entries.length ?? 0) > 1)
  const times = object?.entries.map(({ time }) => time.from) ?? []
  assert.deepEqual(times, [...times].sort())
  assert.ok(object?.entries.every(({ source, receivedAt, recordedAt }) => source !== '' && receivedAt <= recordedAt))
  assert.notEqual(object?.present.state, 'unknown')
})

test('contents: what is in a pump, at a moment and now; a moment that is none is refused in both languages', async () => {
  const { status, body } = await ask({ ask: 'contents', seed: [pump], at: '2099-01-01T00:00:00Z' })
  assert.equal(status, 200)
  assert.equal((body.value as { at: string }).at, '2099-01-01T00:00:00.000Z')
  assert.equal((body.value as { objects: { id: string }[] }).objects[0]?.id, pump)
  const refused = await ask({ ask: 'where', seed: [pump], at: 'yesterday' }, 'zh')
  assert.equal(refused.status, 400)
  const [problem] = refused.body.errors as { pointer: string; code: string; message: string }[]
  assert.deepEqual([problem?.pointer, problem?.code], ['/at', 'trace-moment-malformed'])
  assert.match(problem?.message ?? '', /时刻/)
})

test('the same question as of the same index is answered with the same bytes', async () => {
  for (const asked of ['where', 'history', 'contents']) {
    const question = { ask: asked, seed: [screws, pump], asOf: { index: 3 } }
    const [one, other] = [await ask(question), await ask(question)]
    assert.equal(JSON.stringify(other.body.value), JSON.stringify(one.body.value), asked)
  }
})
