import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifySignature } from '../../../src/answers/subscriptions/index.ts'
import { formatIndexes } from '../../../src/answers/subscriptions/rules.ts'
import { type Behaviour, startReceiver, until } from './receiver.ts'
import { setScene, shipping } from './scene.ts'

const count = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)
const events = (from: number, to: number) => count(from, to).map((number) => shipping(number))

/** A sequence that is the same in every run (mulberry32). */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

describe('a stream', () => {
  it('brings each matching event once, signed, with its log index in header and document, and nothing else', async () => {
    const scene = await setScene()
    await scene.capture(events(0, 5))
    const receiver = await startReceiver()
    const { id } = await scene.subscribe('shipped', { dest: receiver.url, stream: true, signatureToken: 'a shared secret' })
    const expected = await scene.capture([...events(5, 8), shipping(8, { bizStep: 'packing' }), shipping(9)])
    const deliverer = scene.deliver()
    await until(() => receiver.kept.length === 4)
    await deliverer.close()
    const matching = expected.filter((_, at) => at !== 3)
    assert.deepEqual(receiver.kept, matching)
    for (const { headers, body, indexes } of receiver.received) {
      const signature = String(headers['gs1-signature'])
      const sentMs = 1_000 * Number(/^t=(\d+)/.exec(signature)?.[1])
      assert.equal(verifySignature(signature, 'a shared secret', body, sentMs), true)
      assert.equal(headers['proofline-log-indexes'], formatIndexes(indexes))
      assert.equal(headers['proofline-subscription'], id)
      assert.equal(headers['proofline-log-origin'], scene.history.ledger.origin)
      assert.equal(headers['content-type'], 'application/json')
      const { type, epcisBody } = JSON.parse(body.toString())
      assert.deepEqual(
        [type, epcisBody.queryResults.queryName, epcisBody.queryResults.subscriptionID],
        ['EPCISQueryDocument', 'shipped', id],
      )
      assert.ok(epcisBody.queryResults.resultsBody.eventList.every((event: { recordTime?: string }) => event.recordTime !== undefined))
      assert.ok(!body.includes('a shared secret'))
    }
    const state = await scene.state(id)
    assert.equal(state?.position, (expected.at(-1) ?? 0) + 1)
    assert.deepEqual(scene.troubles, [])
  })
})

describe('a stream of the past, or of much', () => {
  it('begins at the initial record time, and delivers error declarations as the events that they are', async () => {
    const scene = await setScene()
    const wrong = shipping(1, { eventID: 'urn:uuid:0d1c3d2a-7b1b-4f0e-9a55-000000000001' })
    const first = await scene.capture([wrong, shipping(2)])
    const receiver = await startReceiver()
    await scene.subscribe('shipped', { dest: receiver.url, stream: true, initialRecordTime: '2020-01-01T00:00:00Z' })
    const errorDeclaration = { declarationTime: '2026-02-01T00:00:00Z', reason: 'incorrect_data' }
    const second = await scene.capture([{ ...wrong, errorDeclaration }])
    scene.deliver()
    await until(() => receiver.kept.length === 3)
    assert.deepEqual(receiver.kept, [...first, ...second])
    assert.ok(receiver.received.some(({ body }) => body.includes('errorDeclaration')))
  })

  it('loses nothing of 10,000 events and keeps their order, whatever the receiver does', async () => {
    const scene = await setScene()
    const chance = chances(42)
    const receiver = await startReceiver(({ indexes }): Behaviour => {
      if (indexes.length > 150) return 413
      const lot = chance()
      if (lot < 0.1) return 500
      if (lot < 0.15) return { status: 429, headers: { 'retry-after': '0' } }
      if (lot < 0.2) return 'reset'
      if (lot < 0.25) return 'half'
      if (lot < 0.28) return { status: 302, headers: { location: receiver.url } }
      return 200
    })
    const { id } = await scene.subscribe('shipped', { dest: receiver.url, stream: true })
    const expected = await scene.capture(events(0, 4_000))
    const deliverer = scene.deliver()
    for (let at = 4_000; at < 10_000; at += 2_000) expected.push(...(await scene.capture(events(at, at + 2_000))))
    await until(async () => (await scene.state(id))?.position === (expected.at(-1) ?? 0) + 1)
    await deliverer.close()
    assert.equal(expected.length, 10_000)
    assert.deepEqual(receiver.kept, expected)
    assert.ok(receiver.received.length > 100, 'the receiver was asked again where it failed')
    assert.deepEqual(scene.troubles, [])
  })
})

describe('a receiver', () => {
  it('gets smaller parts where they are too large, and none after an event that is too large by itself, until resumed', async () => {
    const scene = await setScene()
    const receiver = await startReceiver(({ indexes }) => (indexes.length > 3 ? 413 : 200))
    const { id } = await scene.subscribe('shipped', { dest: receiver.url, stream: true })
    const expected = await scene.capture(events(0, 40))
    const deliverer = scene.deliver()
    await until(() => receiver.kept.length === 40)
    assert.deepEqual(receiver.kept, expected)
    receiver.behave = () => 413
    const [next = 0] = await scene.capture(events(40, 42))
    await until(async () => (await scene.state(id))?.paused !== null)
    const paused = await scene.state(id)
    assert.deepEqual([paused?.paused, paused?.position], ['event-too-large', next])
    receiver.behave = () => 200
    assert.ok(paused !== undefined)
    await scene.subscriptions.resume(paused, 'client-1')
    await until(() => receiver.kept.length === 42)
    await deliverer.close()
  })

  it('that is gone or goes on failing gets nothing more; resumed, it goes on where it stopped', async () => {
    const scene = await setScene()
    const gone = await startReceiver(() => 410)
    const failing = await startReceiver(() => 500)
    const ids = [
      await scene.subscribe('shipped', { dest: gone.url, stream: true }),
      await scene.subscribe('shipped', { dest: failing.url, stream: true }),
    ].map(({ id }) => id)
    const expected = await scene.capture(events(0, 3))
    scene.deliver({ mostFailures: 4 })
    await until(async () => (await Promise.all(ids.map(scene.state))).every((state) => state?.paused !== null))
    const states = await Promise.all(ids.map(scene.state))
    assert.deepEqual(
      states.map((state) => [state?.paused, state?.lastFailure?.status, state?.failures]),
      [
        ['receiver-gone', 410, 0],
        ['receiver-failing', 500, 4],
      ],
    )
    assert.deepEqual([gone.received.length, failing.received.length], [1, 4])
    const more = await scene.capture(events(3, 5))
    for (const [at, receiver] of [gone, failing].entries()) {
      receiver.behave = () => 204
      const state = states[at]
      if (state !== undefined) await scene.subscriptions.resume(state, 'client-1')
      await until(() => receiver.kept.length === 5)
      assert.deepEqual(receiver.kept, [...expected, ...more])
    }
  })
})

describe('a subscription', () => {
  it('is not held up by receivers that never answer', async () => {
    const scene = await setScene()
    const silent = await startReceiver(() => 'silence')
    const prompt = await startReceiver()
    for (let i = 0; i < 6; i += 1) await scene.subscribe('shipped', { dest: silent.url, stream: true })
    await scene.subscribe('shipped', { dest: prompt.url, stream: true })
    const deliverer = scene.deliver({ parallel: 7, parallelSuspects: 2, answerTimeoutMs: 300 })
    const expected: number[] = []
    for (let at = 0; at < 20; at += 1) {
      expected.push(...(await scene.capture(events(at, at + 1))))
      await until(() => prompt.kept.length === at + 1)
    }
    await deliverer.close()
    assert.deepEqual(prompt.kept, expected)
    assert.deepEqual(silent.kept, [])
  })

  it('ends with its query, or when its client ends it', async () => {
    const scene = await setScene()
    const receiver = await startReceiver()
    const one = await scene.subscribe('shipped', { dest: receiver.url, stream: true })
    const other = await scene.subscribe('shipped', { dest: receiver.url, stream: true })
    assert.equal(await scene.subscriptions.end(one, 'client-1'), true)
    assert.equal(await scene.subscriptions.end(one, 'client-1'), false)
    assert.equal(await scene.state(one.id), undefined)
    const refusing = await startReceiver(() => 410)
    const paused = await scene.subscribe('shipped', { dest: refusing.url, stream: true, initialRecordTime: '2020-01-01T00:00:00Z' })
    await scene.capture(events(0, 1))
    const before = scene.deliver()
    await until(async () => (await scene.state(paused.id))?.paused === 'receiver-gone')
    await until(() => receiver.kept.length === 1)
    await before.close()
    await scene.queries.remove('shipped', 'client-1')
    await scene.queries.define({ name: 'shipped', query: { EQ_bizStep: ['shipping'] }, prefixes: [] }, 'client-1')
    await scene.capture(events(1, 3))
    const deliverer = scene.deliver()
    await until(async () => (await scene.state(other.id)) === undefined && (await scene.state(paused.id)) === undefined)
    await deliverer.close()
    assert.equal(receiver.received.length, 1)
  })
})

describe('a schedule', () => {
  it('brings at its time all that was recorded before it, and what is empty only where that is wanted', async () => {
    const scene = await setScene()
    scene.nowMs = () => Date.UTC(2090, 0, 1, 0, 30)
    const receiver = await startReceiver()
    const quiet = await startReceiver()
    const schedule = { hour: '1,3', minute: '0' }
    const { id } = await scene.subscribe('shipped', { dest: receiver.url, schedule, reportIfEmpty: true })
    const other = await scene.subscribe('shipped', { dest: quiet.url, schedule })
    const expected = await scene.capture(events(0, 450))
    const deliverer = scene.deliver()
    const due = async () => [(await scene.state(id))?.dueMs, (await scene.state(other.id))?.dueMs]
    assert.deepEqual(await due(), [Date.UTC(2090, 0, 1, 1), Date.UTC(2090, 0, 1, 1)])
    scene.nowMs = () => Date.UTC(2090, 0, 1, 1, 0, 1)
    await until(async () => (await due()).every((ms) => ms === Date.UTC(2090, 0, 1, 3)))
    assert.deepEqual([receiver.kept, quiet.kept], [expected, expected])
    assert.deepEqual([receiver.received.length, quiet.received.length], [3, 3])
    // Two days later: what was missed is one run.
    scene.nowMs = () => Date.UTC(2090, 0, 3, 2)
    await until(async () => (await due()).every((ms) => ms === Date.UTC(2090, 0, 3, 3)))
    await deliverer.close()
    assert.deepEqual([receiver.received.length, quiet.received.length], [4, 3])
    assert.deepEqual(receiver.received.at(-1)?.indexes, [])
  })
})

describe('several server processes', () => {
  it('deliver one at a time; the next goes on where the last one ended', async () => {
    const scene = await setScene()
    const receiver = await startReceiver()
    await scene.subscribe('shipped', { dest: receiver.url, stream: true })
    const one = scene.deliver()
    const other = scene.deliver()
    const expected = await scene.capture(events(0, 30))
    await until(() => receiver.kept.length === 30)
    await one.close()
    expected.push(...(await scene.capture(events(30, 60))))
    await until(() => receiver.kept.length === 60)
    await other.close()
    assert.deepEqual(receiver.kept, expected)
    assert.equal(receiver.received.flatMap(({ indexes }) => indexes).length, 60, 'nothing was delivered twice')
    assert.deepEqual(scene.troubles, [])
  })
})
