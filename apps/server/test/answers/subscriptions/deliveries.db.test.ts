import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startReceiver, until } from './receiver.ts'
import { events, setScene } from './scene.ts'

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
