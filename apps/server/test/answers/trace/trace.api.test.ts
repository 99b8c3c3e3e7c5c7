import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../support/index.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const pump = 'https://id.gs1.org/01/09521141100028/21/P-0001'
const guide = new URL('../../../../../docs/guides/first-lot.json', import.meta.url)

type Problem = { pointer: string; code: string; message: string }
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

test('a captured document is traced at once, forward to the hospital and backward to the supplier, in any form of identifier', async () => {
  const { status, body } = await ask({ ask: 'forward', seed: [screws] })
  assert.equal(status, 200)
  const value = body.value as { certain: string[]; possible: string[]; consignees: { value: string }[] }
  assert.ok([...value.certain, ...value.possible].includes(pump))
  assert.ok(value.consignees.length > 0)
  assert.equal(body.rules, 'trace/1')
  assert.ok(Array.isArray(body.gaps) && Array.isArray(body.unchecked) && Array.isArray(body.conditions))
  const urn = 'urn:epc:class:lgtin:9521141.010001.S-2041'
  const viaUrn = await ask({ ask: 'forward', seed: [urn, screws] })
  assert.deepEqual([viaUrn.status, viaUrn.body.value], [200, body.value])
  const { body: origin } = await ask({ ask: 'backward', seed: [pump] })
  assert.ok((origin.value as { origins: { id: string }[] }).origins.some(({ id }) => id === screws))
})

test('reasons on demand: for each object in scope the facts of one chain, which stand in the log', async () => {
  const { body: plain } = await ask({ ask: 'forward', seed: [screws] })
  const { status, body } = await ask({ ask: 'forward', seed: [screws], reasons: true })
  assert.equal(status, 200)
  const { reasons, ...rest } = body as { reasons: { id: string; facts: number[]; through: string[] }[] }
  assert.deepEqual(rest, plain)
  const value = body.value as { certain: string[]; possible: string[]; past: { id: string }[] }
  const inScope = [...value.certain, ...value.possible, ...value.past.map(({ id }) => id)].sort()
  assert.deepEqual(
    reasons.map(({ id }) => id),
    inScope,
  )
  const { index } = body.asOf as { index: number }
  for (const { id, facts, through } of reasons) {
    assert.deepEqual([through[0], through.at(-1)], [screws, id])
    assert.ok(id === screws || facts.length > 0)
    assert.ok(facts.every((fact) => fact < index))
  }
})

test('as known at a log index or a moment: the answer says which, and is the same after any later fact', async () => {
  const { body } = await ask({ ask: 'forward', seed: [screws] })
  const { index, moment } = body.asOf as { index: number; moment: string }
  const early = await ask({ ask: 'forward', seed: [screws], asOf: { index: 1 } })
  const before2000 = await ask({ ask: 'forward', seed: [screws], asOf: { moment: '2000-01-01T00:00:00+08:00' } })
  assert.deepEqual(before2000.body.asOf, { index: 0, moment: null })
  assert.deepEqual((await ask({ ask: 'forward', seed: [screws], asOf: { moment } })).body.value, body.value)
  const later = (await readFile(guide, 'utf8'))
    .replaceAll('S-2041', 'S-2042')
    .replaceAll('P-000', 'P-100')
    .replaceAll('"eventID"', '"example:was"')
  const context = later.replace('"@context": [', '"@context": [{ "example": "https://example.com/" }, ')
  const captured = await server.fetch('/epcis/capture', {
    method: 'POST',
    headers: { 'content-type': 'application/ld+json' },
    body: context,
  })
  assert.equal(captured.status, 202)
  assert.deepEqual((await ask({ ask: 'forward', seed: [screws], asOf: { index: 1 } })).body, early.body)
  assert.deepEqual((await ask({ ask: 'forward', seed: [screws], asOf: { index } })).body, body)
})

test('an object that no fact names is said to be unknown, never answered as clean', async () => {
  const unknown = 'https://id.gs1.org/01/09521141100011/10/NOT-HERE'
  const { status, body } = await ask({ ask: 'forward', seed: [unknown] })
  assert.equal(status, 200)
  assert.deepEqual(body.conditions, [{ code: 'seed-unknown', object: unknown }])
  assert.ok((body.gaps as { code: string; object?: string }[]).some(({ code, object }) => code === 'origin-missing' && object === unknown))
})

test('a malformed question is refused with all its problems, in the language of the reader', async () => {
  const seed = ['no identifier', 'https://id.gs1.org/01/09521141100012/10/S']
  const { status, body } = await ask({ ask: 'forward', seed, asOf: { moment: '2026-02-30' } }, 'zh')
  assert.equal(status, 400)
  const problems = (body.errors ?? body.problems) as Problem[]
  assert.deepEqual([...new Set(problems.map(({ pointer }) => pointer))].sort(), ['/asOf/moment', '/seed/0', '/seed/1'])
  for (const { message } of problems) assert.match(message, /[\u4e00-\u9fff]/)
  for (const malformed of [
    {},
    { ask: 'sideways', seed: [screws] },
    { ask: 'forward', seed: [] },
    { ask: 'forward', seed: [screws], asOf: { index: -1 } },
  ])
    assert.equal((await ask(malformed)).status, 400)
  assert.equal((await ask({ ask: 'forward', seed: [screws], asOf: { index: 1e9 } })).status, 400)
})
