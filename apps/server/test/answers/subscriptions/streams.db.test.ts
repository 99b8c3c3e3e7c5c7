import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifySignature } from '../../../src/answers/subscriptions/index.ts'
import { formatIndexes } from '../../../src/answers/subscriptions/rules.ts'
import { type Behaviour, startReceiver, until } from './receiver.ts'
import { events, setScene, shipping } from './scene.ts'

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
