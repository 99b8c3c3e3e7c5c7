import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterNameOf, processesOf } from '../../../src/platform/postgres/processes.ts'
import { clusterVariable, startTestCluster } from '../../support/cluster.ts'
import { type Answer, openTestApp } from './app.ts'
import { badEvent, documentOf, documentWith } from './documents.ts'

// A PostgreSQL of its own: it is going to stand still, and other test files work with the shared one.
const cluster = await startTestCluster()
process.env[clusterVariable] = cluster.url
const name = clusterNameOf(join(cluster.folder, 'postgres', 'cluster'))

function signalAll(signal: NodeJS.Signals): void {
  const found = processesOf(name)
  assert.ok(found.length > 1)
  for (const { pid } of found) process.kill(pid, signal)
}

const app = await openTestApp({ settings: { answerTimeoutMs: 1_500 }, budgetBytes: 30_000, answerTimeoutMs: 1_500 })
after(async () => {
  await app.close()
  await app.db.close()
  await cluster.stop()
})

const documents = Array.from({ length: 4 }, (_, n) => documentWith(1, n))

function assertTurnedAway(answer: Answer, code: string): void {
  assert.equal(answer.status, 503, answer.text)
  assert.equal(answer.body.code, code)
  assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
}

test('while PostgreSQL stands still everybody is answered in bounded time; sent again, every document stands once', async () => {
  const first = await app.post(documents[0])
  assert.equal(first.status, 202)

  signalAll('SIGSTOP')
  try {
    const answers = await Promise.all([
      app.post(documents[1]),
      app.post(documents[2], { 'idempotency-key': 'k2', 'accept-language': 'zh-CN' }),
      app.post(documentOf([badEvent(9)])),
    ])
    for (const answer of answers) assertTurnedAway(answer, 'outcome-unknown')
    assert.match(answers[0]?.body.detail ?? '', /Send the same document again/)
    assert.match(answers[1]?.body.detail ?? '', /重新发送同一份文件/)
    assertTurnedAway(await app.get(`/epcis/capture/${first.body.captureID}`), 'answer-late')

    // What goes on unanswered stays counted, so that repeating does not fill the process.
    assert.ok(app.budget.usedBytes > 0)
    const filling: Answer[] = []
    while (!filling.some(({ body }) => body.code === 'too-many-bytes')) {
      filling.push(...(await Promise.all(Array.from({ length: 20 }, () => app.post(documents[1])))))
      assert.ok(app.budget.usedBytes <= app.budget.limitBytes)
    }
    for (const answer of filling) assertTurnedAway(answer, answer.body.code === 'too-many-bytes' ? 'too-many-bytes' : 'outcome-unknown')
  } finally {
    signalAll('SIGCONT')
  }

  for (const [n, headers] of [[1], [2, { 'idempotency-key': 'k2' }], [3], [0]] as const) {
    let answer = await app.post(documents[n], headers)
    while (answer.status === 503) {
      await sleep(100)
      answer = await app.post(documents[n], headers)
    }
    assert.equal(answer.status, 202, answer.text)
    assert.deepEqual([answer.body.success, answer.body.facts.recorded], [true, 1])
  }
  while (app.budget.usedBytes > 0) await sleep(20)
  assert.equal((await app.facts('event/1')).length, documents.length)
  assert.equal((await app.facts('refused/1')).length, 1)
  await app.assertLogHolds()
})
