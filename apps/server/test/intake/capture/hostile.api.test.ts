import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { openTestApp, type TestApp } from './app.ts'
import { documentOf, documentWith, objectEvent } from './documents.ts'
import { hostile } from './hostile.ts'

type Answer = { readonly sent: number; readonly status: number; readonly length: number; readonly begin: string }

/**
 * The longest this thread computed without coming back to its event loop. CPU time, not time on the clock: what other processes take from it on a
 * busy machine is no stall of ours. (`lateMs`, on the clock, is only told.)
 */
class StallMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: 10 })
  readonly #timer: NodeJS.Timeout
  #before = process.threadCpuUsage()
  #longest = 0

  constructor() {
    this.#delay.enable()
    this.#timer = setInterval(() => this.#tick(), 2)
  }

  #tick(): void {
    const now = process.threadCpuUsage()
    this.#longest = Math.max(this.#longest, now.user + now.system - this.#before.user - this.#before.system)
    this.#before = now
  }

  reset(): void {
    this.#tick()
    this.#longest = 0
    this.#delay.reset()
  }

  read(): { stallMs: number; lateMs: number } {
    this.#tick()
    return { stallMs: Math.round(this.#longest / 1000), lateMs: Math.max(0, Math.round(this.#delay.max / 1e6) - 10) }
  }

  close(): void {
    clearInterval(this.#timer)
    this.#delay.disable()
  }
}

test('no document stalls the server: the main thread never computes 200 ms without a break', async (t) => {
  const app = await openTestApp({ settings: { refusalsPerMinute: 1000, checkTimeoutMs: 60_000 } })
  const headers = { authorization: 'Bearer token-a', 'content-type': 'application/json' }
  const sender = new Worker(new URL('./sender.ts', import.meta.url), { workerData: { address: app.address, headers } })
  t.after(() => sender.terminate())
  // Compiled and warm, as a server is.
  await app.post(documentWith(1))
  await app.post(documentWith(200, 10))
  const meter = new StallMeter()
  t.after(() => meter.close())
  for (const size of [60_000, 19_900_000]) {
    for (const [number, [what]] of hostile.entries()) {
      meter.reset()
      sender.postMessage({ number, size })
      const [answer]: [Answer] = (await once(sender, 'message')) as [Answer]
      const { stallMs, lateMs } = meter.read()
      t.diagnostic(`${what}, ${answer.sent} bytes: ${answer.status}, longest without a break ${stallMs} ms, late ${lateMs} ms`)
      assert.ok(answer.sent <= 20_000_000, what)
      assert.ok(answer.status === 400 || answer.status === 413, `${what}: ${answer.status} ${answer.begin}`)
      assert.ok(answer.length < 1_000_000, `${what}: an answer of ${answer.length} bytes`)
      assert.ok(stallMs < 200, `${what}: ${stallMs} ms without a break`)
    }
  }
  assert.equal((await app.facts('event/1')).length, 201)
  assert.equal((await app.facts('refused/1')).length, 2 * hostile.length)
  await app.assertLogHolds()
})

test('a document that takes too long or too much memory is refused, and the next one is checked', async () => {
  const app = await openTestApp({ settings: { smallBytes: 0, checkThreads: 1, checkTimeoutMs: 400 } })
  const long = documentOf(Array.from({ length: 9_000 }, (_, i) => objectEvent(i, { epcList: ['urn:epc:id:sgtin:0614141.107346.1'] })))
  const [slow, next] = await Promise.all([app.post(long, { 'accept-language': 'zh' }), pause(50).then(() => app.post(documentWith(1)))])
  assert.equal(slow.status, 400, slow.text.slice(0, 300))
  assert.equal(slow.body.errors[0]?.code, 'check-took-too-long')
  assert.match(slow.body.errors[0]?.message ?? '', /未能在/)
  assert.equal(next.status, 202)
  const { body: job } = await app.get(slow.headers.get('location') ?? '')
  assert.deepEqual([job.running, job.success, job.document.kept], [false, false, true])
  await app.close()
  const small = await openTestApp({ settings: { smallBytes: 0, checkThreads: 1, checkHeapMb: 24 } })
  const wide = `[${'{},'.repeat(3_000_000)}{}]`
  const greedy = await small.post(wide)
  assert.equal(greedy.status, 400, greedy.text.slice(0, 300))
  assert.ok(['check-took-too-much-memory', 'json-too-many-members'].includes(greedy.body.errors[0]?.code ?? ''), greedy.text.slice(0, 300))
  assert.equal((await small.post(documentWith(1))).status, 202)
})

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Sends the head of a request and the first bytes of its body, and leaves it so. */
async function hang(app: TestApp, length: number): Promise<{ end(): void }> {
  const { port } = new URL(app.address)
  const socket = connect(Number(port), '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => socket.destroy())
  socket.write(
    `POST /epcis/capture HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n{`,
  )
  return { end: () => socket.destroy() }
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await pause(2)
}

test('bytes in flight are bounded: what does not fit is 503 with Retry-After, until there is room again', async () => {
  const app = await openTestApp({ budgetBytes: 100_000 })
  const one = await hang(app, 60_000)
  await until(() => app.budget.usedBytes === 60_000)
  const refused = await app.post(documentOf([objectEvent(1), objectEvent(2, { 'https://a.example/note': 'x'.repeat(50_000) })]))
  assert.deepEqual([refused.status, refused.body.type], [503, 'epcisException:ImplementationException'], refused.text)
  assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  assert.equal((await app.post(documentWith(3))).status, 202, 'a small one fits beside it')
  one.end()
  await until(() => app.budget.usedBytes === 0)
  assert.equal((await app.post(documentOf([objectEvent(1), objectEvent(2, { 'https://a.example/note': 'x'.repeat(50_000) })]))).status, 202)
  assert.equal(app.budget.usedBytes, 0)
})

test('documents that wait for a check are bounded: 503, and those that waited are answered', async () => {
  const app = await openTestApp({ settings: { smallBytes: 0, checkThreads: 1, maxWaiting: 2 } })
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => app.post(documentWith(300, 1000 * i))))
  const statuses = answers.map(({ status }) => status)
  assert.ok(statuses.includes(503) && statuses.includes(202), statuses.join(' '))
  assert.ok(statuses.every((status) => status === 202 || status === 503))
  for (const answer of answers) {
    if (answer.status === 503) assert.deepEqual([answer.body.code, answer.headers.get('retry-after')], ['intake-busy', '2'])
  }
  const recorded = statuses.filter((status) => status === 202).length
  assert.equal((await app.facts('event/1')).length, 300 * recorded)
})

test('a large document whose facts do not fit in memory beside others is recorded from its kept bytes', async () => {
  const app = await openTestApp({ settings: { batchFacts: 100 }, budgetBytes: 1_000_000 })
  const document = Buffer.from(JSON.stringify(documentWith(1_400)))
  assert.ok(document.length < 1_000_000)
  const answer = await app.post(document)
  assert.equal(answer.status, 202)
  await app.capture.idle()
  const { body: job } = await app.get(answer.headers.get('location') ?? '')
  assert.deepEqual([job.running, job.facts.recorded, job.facts.duplicates], [false, 1_400, 0])
  assert.equal(app.budget.usedBytes, 0)
})

test('low disk stops intake before it stops the log', async () => {
  let free = 1e12
  let now = Date.UTC(2026, 0, 1)
  const app = await openTestApp({ gauge: () => free, clock: { now: () => now } })
  assert.equal((await app.post(documentWith(1))).status, 202)
  free = 1e6
  now += 2_000
  const refused = await app.post(documentWith(2), { 'accept-language': 'zh' })
  assert.deepEqual([refused.status, refused.body.type, refused.body.code], [507, 'epcisException:ImplementationException', 'disk-low'])
  assert.match(refused.body.detail, /磁盘/)
  assert.equal(refused.headers.get('retry-after'), '60')
  assert.equal((await app.facts()).length, 1)
  const { source } = (await app.facts())[0]?.envelope ?? {}
  const outcome = await app.ledger.append({
    facts: [{ kind: 'event/1', actor: 'x', source: source ?? failNoSource(), subject: 'urn:x:y', body: Buffer.from('{}') }],
  })
  assert.equal(outcome.outcome, 'appended', 'the log itself still takes facts')
  free = 1e12
  now += 2_000
  assert.equal((await app.post(documentWith(2))).status, 202)
})

function failNoSource(): never {
  throw new Error('the fact has no source')
}
