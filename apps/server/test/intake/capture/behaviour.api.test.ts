import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseError, sql } from '../../../src/platform/database/index.ts'
import { openTestApp, type TestApp } from './app.ts'
import { badEvent, documentOf, documentWith, objectEvent } from './documents.ts'

const proceed = { 'gs1-capture-error-behaviour': 'proceed' }
const rollback = { 'gs1-capture-error-behaviour': 'rollback' }
const events = (count: number, bad: readonly number[]): unknown[] =>
  Array.from({ length: count }, (_, i) => (bad.includes(i) ? badEvent(i) : objectEvent(i)))

/** [behaviour, events, bad ones] → [status, running and success at the end, events recorded]: the truth table of CaptureJob (EPCIS 2.0, OpenAPI). */
const table: [Record<string, string>, number, number[], [number, boolean, boolean, number]][] = [
  [{}, 5, [], [202, false, true, 5]],
  [rollback, 5, [], [202, false, true, 5]],
  [rollback, 5, [3], [400, false, false, 0]],
  [proceed, 5, [], [202, false, true, 5]],
  [proceed, 5, [0, 3], [202, false, false, 3]],
  [proceed, 2, [0, 1], [400, false, false, 0]],
]

for (const [size, settings] of [
  ['small', {}],
  ['large', { batchFacts: 2, smallBytes: 100 }],
] as const) {
  test(`rollback and proceed, ${size} documents`, async () => {
    for (const [headers, count, bad, [status, running, success, recorded]] of table) {
      const what = `${JSON.stringify(headers)} ${count} ${bad}`
      const app = await openTestApp({ settings })
      const answer = await app.post(documentOf(events(count, bad)), headers)
      assert.equal(answer.status, status, `${what}: ${answer.text}`)
      await app.capture.idle()
      const { body: job } = await app.get(answer.headers.get('location') ?? '')
      assert.deepEqual([job.running, job.success, job.facts.recorded, job.facts.expected], [running, success, recorded, recorded], what)
      assert.equal(job.captureErrorBehaviour, headers['gs1-capture-error-behaviour'] ?? 'rollback')
      assert.deepEqual(job.events, { received: count, refused: count - recorded })
      assert.deepEqual(
        job.errors.map(({ pointer }) => pointer),
        bad.flatMap((i) => [`/epcisBody/eventList/${i}/eventTime`, `/epcisBody/eventList/${i}/action`]),
        what,
      )
      assert.equal((await app.facts('event/1')).length, recorded, what)
      assert.equal((await app.facts('refused/1')).length, status === 400 ? 1 : 0, what)
      assert.ok(job.finishedAt !== undefined)
      await app.close()
    }
  })
}

test('proceed does not go past what is wrong around the events', async () => {
  const app = await openTestApp()
  const answer = await app.post(documentOf([objectEvent(1)], { schemaVersion: '1.2' }), proceed)
  assert.equal(answer.status, 400)
  assert.equal((await app.facts('event/1')).length, 0)
})

const openJobs = async ({ db }: TestApp): Promise<number> => {
  const rows = await db.database.transaction(db.organisation, (transaction) =>
    transaction.query<{ count: number }>(sql`select count(*) from work_capture`),
  )
  return rows[0]?.count ?? -1
}

test('a large document is accepted before it is recorded, and its job tells how far it is', async () => {
  let hold: (() => void) | undefined
  const held = new Promise<void>((resolve) => {
    hold = resolve
  })
  let batches = 0
  const app = await openTestApp({
    settings: { batchFacts: 50 },
    ledger: {
      faults: async (point) => {
        if (point === 'before-insert') batches += 1
        if (point === 'before-insert' && batches === 3) await held
      },
    },
  })
  const answer = await app.post(documentWith(230))
  assert.deepEqual([answer.status, answer.body.running, answer.body.success, answer.body.facts.recorded], [202, true, true, 0])
  assert.equal(answer.body.finishedAt, undefined)
  const location = answer.headers.get('location') ?? ''
  const halfway = await poll(
    async () => (await app.get(location)).body,
    (job) => job.facts.recorded === 100,
  )
  assert.deepEqual([halfway.running, halfway.success, halfway.facts.runs], [true, true, [{ position: 0, index: 0, count: 100 }]])
  assert.equal(await openJobs(app), 1)
  hold?.()
  await app.capture.idle()
  const { body: job } = await app.get(location)
  assert.deepEqual(
    [job.running, job.success, job.facts.runs, job.facts.duplicates],
    [false, true, [{ position: 0, index: 0, count: 230 }], 0],
  )
  assert.equal(await openJobs(app), 0)
})

async function poll<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

for (const [what, again] of [
  ['between two batches', { batchFacts: 50 }],
  ['and with other batches', { batchFacts: 70 }],
] as const) {
  test(`a large job is taken up after a stop ${what}, nothing twice, nothing lost`, async () => {
    let batches = 0
    const app = await openTestApp({
      settings: { batchFacts: 50 },
      ledger: {
        faults: async (point) => {
          if (point === 'before-insert') batches += 1
          // What a crash is to the job: the batch after two of them never comes to be.
          if (point === 'before-insert' && batches > 2) throw new Error('the process ends here')
        },
      },
    })
    const document = documentOf([...Array.from({ length: 230 }, (_, i) => objectEvent(i)), badEvent(500)])
    const answer = await app.post(document, proceed)
    assert.equal(answer.status, 202, answer.text)
    await app.capture.idle()
    const location = answer.headers.get('location') ?? ''
    assert.deepEqual([(await app.get(location)).body.facts.recorded, await openJobs(app)], [100, 1])
    await app.close()
    const next = await openTestApp({ again: app, settings: again })
    await next.capture.idle()
    const { body: job } = await next.get(location)
    assert.deepEqual([job.running, job.success, job.facts.recorded, job.facts.duplicates], [false, false, 230, 0])
    assert.deepEqual(job.facts.runs, [{ position: 0, index: 0, count: 230 }])
    const facts = await next.facts()
    assert.deepEqual(
      facts.map(({ body }) => body.eventID),
      Array.from({ length: 230 }, (_, i) => objectEvent(i).eventID),
    )
    assert.ok(facts.every(({ envelope }) => envelope.source.receivedAt === answer.body.createdAt))
    assert.equal(await openJobs(next), 0)
    await next.assertLogHolds()
  })
}

test('a large job that meets a full disk goes on by itself when there is room again', async () => {
  let batches = 0
  const app = await openTestApp({
    settings: { batchFacts: 50 },
    ledger: {
      faults: (point) => {
        if (point === 'before-commit') batches += 1
        if (point === 'before-commit' && (batches === 2 || batches === 3))
          throw new DatabaseError('disk-full', 'no room', { sqlState: '53100' })
      },
    },
  })
  const answer = await app.post(documentWith(120))
  assert.equal(answer.status, 202, answer.text)
  await app.capture.idle()
  const { body: job } = await app.get(answer.headers.get('location') ?? '')
  assert.deepEqual([job.running, job.success, job.facts.recorded, job.facts.duplicates], [false, true, 120, 0])
  assert.deepEqual([batches, await openJobs(app)], [5, 0])
  await app.assertLogHolds()
})

test('two large documents at once, and a small one between their batches', async () => {
  const app = await openTestApp({ settings: { batchFacts: 100 } })
  const answers = await Promise.all([app.post(documentWith(1000)), app.post(documentWith(1000, 1000)), app.post(documentWith(10, 5000))])
  await app.capture.idle()
  for (const { headers } of answers) {
    const { body } = await app.get(headers.get('location') ?? '')
    assert.deepEqual([body.running, body.success, body.facts.recorded], [false, true, body.facts.expected])
  }
  assert.equal((await app.facts()).length, 2010)
  await app.assertLogHolds()
})
