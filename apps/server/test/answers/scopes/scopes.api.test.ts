import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import type { Checked, FrozenScope } from '../../../src/answers/scopes/index.ts'
import { digestOf } from '../../../src/answers/trace/forms/index.ts'
import type { Answer } from '../../../src/answers/trace/index.ts'
import { sql } from '../../../src/platform/database/index.ts'
import { startTestServer, type TestServer } from '../../support/index.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const guide = new URL('../../../../../docs/guides/first-lot.json', import.meta.url)
let server: TestServer

async function send<Body>(path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: Body }> {
  const json = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await server.fetch(path, json)
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
}
const freeze = (question: object, reason?: string) =>
  send<FrozenScope & { receipt: { index: number; commitment: string } }>('/trace/scopes', {
    question,
    ...(reason === undefined ? {} : { reason }),
  })
const check = async (index: number): Promise<Checked> => (await send<Checked>(`/trace/scopes/${index}/check`)).body

async function capture(text: string): Promise<void> {
  const headers = { 'content-type': 'application/ld+json' }
  assert.equal((await server.fetch('/epcis/capture', { method: 'POST', headers, body: text })).status, 202)
}

before(async () => {
  server = await startTestServer()
  await capture(await readFile(guide, 'utf8'))
})

test('a frozen scope is a fact with its receipt; its question gives its bytes again, whatever is recorded later', async () => {
  const urn = 'urn:epc:class:lgtin:9521141.010001.S-2041'
  const { status, headers, body } = await freeze({ ask: 'forward', seed: [urn] }, '召回评估 2026-07')
  assert.equal(status, 201)
  assert.equal(headers.get('location'), `/trace/scopes/${body.index}`)
  assert.deepEqual([body.by, body.reason, body.rules, body.receipt.index], ['api-client-1', '召回评估 2026-07', 'trace/1', body.index])
  assert.deepEqual(body.question, { ask: 'forward', seed: [screws], asOf: body.question.asOf ?? null })
  const answer = (await send<Answer>('/trace', body.question)).body
  assert.deepEqual(digestOf(answer).digest, body.digest)
  assert.equal(body.verdict, answer.certificate.verdict)

  await capture((await readFile(guide, 'utf8')).replaceAll('P-000', 'P-700').replaceAll(/"eventID": "[^"]+",/g, ''))
  const now = (await freeze({ ask: 'forward', seed: [screws] })).body
  assert.notEqual(now.digest.sha256, body.digest.sha256)
  assert.deepEqual((await send(`/trace/scopes/${body.index}`)).body, {
    ...body,
    receipt: (await send<typeof body>(`/trace/scopes/${body.index}`)).body.receipt,
  })
  assert.deepEqual(await check(body.index), {
    verdict: 'same',
    rules: { frozen: 'trace/1', now: 'trace/1' },
    digest: body.digest,
    differing: [],
    conditions: ['own-undeclared'],
  })
  assert.deepEqual((await send<Answer>('/trace', body.question)).body, answer)
  const facts = (await send<{ receipt: { commitment: string } }>(`/facts/${body.index}`)).body
  assert.equal(facts.receipt.commitment, body.receipt.commitment)
})

test('a difference is frozen since the index that its moment meant; a condition with what it is; lots by their sums', async () => {
  const { body: answer } = await send<Answer>('/trace', { ask: 'forward', seed: [screws], asOf: { index: 3 } })
  const moment = answer.asOf.moment ?? ''
  const difference = (await freeze({ ask: 'difference', seed: [screws], since: { moment } })).body
  assert.equal(typeof (difference.question.since as { index: number }).index, 'number')
  const condition = (await freeze({ ask: 'forward', seed: { condition: { step: 'assembling' } }, filter: { certain: true } })).body
  assert.deepEqual(condition.question.seed, { condition: { step: 'assembling' } })
  const lots = (await freeze({ ask: 'lots', seed: [screws] })).body
  for (const { index } of [difference, condition, lots]) assert.equal((await check(index)).verdict, 'same')
})

test('what is no longer answered the same is said to differ, and in which lists', async () => {
  const { body } = await freeze({ ask: 'forward', seed: [screws] })
  const { app } = server
  const hide = (to: number | null) =>
    app.database.transaction(app.organisation, (transaction) => transaction.execute(sql`update view_event set known_to = ${to}`))
  await hide(0)
  const { verdict, differing } = await check(body.index)
  await hide(null)
  assert.equal(verdict, 'differs')
  assert.ok(differing.some(({ list, frozen, now }) => list === 'certain' && frozen !== null && frozen.sha256 !== now?.sha256))
  assert.equal((await check(body.index)).verdict, 'same')
})

test('another fact, none, an erased one and a malformed question are refused in words', async () => {
  for (const path of ['/trace/scopes/0', '/trace/scopes/999999', '/trace/scopes/0/check']) assert.equal((await send(path)).status, 404)
  assert.equal((await send('/trace/scopes/-1')).status, 400)
  const bad = await freeze({ ask: 'forward', seed: ['no identifier'] })
  assert.equal(bad.status, 400)
  assert.deepEqual(
    (bad.body as unknown as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer),
    ['/question/seed/0'],
  )
  for (const question of [{}, { ask: 'forward', seed: [screws], page: { perPage: 1 } }, { ask: 'lots', seed: [screws], list: 'units' }])
    assert.equal((await freeze(question)).status, 400)
  assert.equal((await freeze({ ask: 'forward', seed: [screws], asOf: { index: 1e9 } })).status, 400)
})
