import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { answer as schema } from '../../../src/answers/trace/schemas/answer.ts'
import { startTestServer } from '../../support/index.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const pump = 'https://id.gs1.org/01/09521141100028/21/P-0001'
const guide = new URL('../../../../../docs/guides/first-lot.json', import.meta.url)

const questions: readonly object[] = [
  ...['forward', 'backward', 'where', 'history', 'contents', 'consignees', 'quantities', 'responsible', 'gaps'].map((ask) => ({
    ask,
    seed: [pump],
  })),
  ...['forward', 'lots', 'where', 'consignees', 'quantities'].map((ask) => ({ ask, seed: [screws] })),
  { ask: 'forward', seed: [screws], reasons: true },
  { ask: 'forward', seed: [screws], page: { perPage: 2 } },
  { ask: 'difference', seed: [screws], since: { index: 2 } },
  { ask: 'lots', seed: ['https://id.gs1.org/01/09521141100011/10/NOT-HERE', pump] },
  { ask: 'forward', seed: { condition: { step: 'shipping' } } },
]

test('every answer is as documented: nothing is missing, and nothing is there that the description does not name', async () => {
  const server = await startTestServer()
  const body = await readFile(guide)
  const captured = await server.fetch('/epcis/capture', { method: 'POST', headers: { 'content-type': 'application/ld+json' }, body })
  assert.equal(captured.status, 202)
  for (const question of questions) {
    const headers = { 'content-type': 'application/json' }
    const sent = await server.fetch('/trace', { method: 'POST', headers, body: JSON.stringify(question) })
    const told: unknown = await sent.json()
    assert.equal(sent.status, 200, JSON.stringify([question, told]))
    assert.deepEqual(Value.Errors(schema, told), [], JSON.stringify(question))
    assert.deepEqual(Value.Clean(schema, structuredClone(told)), told, JSON.stringify(question))
  }
})
