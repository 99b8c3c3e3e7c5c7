import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { deliverySettings, type Subscription } from '../../../src/answers/subscriptions/model.ts'
import {
  type Attempt,
  backoffMs,
  decideAfter,
  formatIndexes,
  isDue,
  parseRetryAfter,
  passOver,
} from '../../../src/answers/subscriptions/rules.ts'
import { parseSchedule } from '../../../src/answers/subscriptions/schedule.ts'
import { formatSignature, verifySignature } from '../../../src/answers/subscriptions/signature.ts'

const nowMs = Date.UTC(2026, 10, 22, 10)
const stream: Subscription = {
  id: 'b8f9b0d2-7f9a-4a32-9a7e-111111111111',
  queryName: 'q',
  client: 'c',
  dest: 'https://a.example/',
  signatureToken: undefined,
  epcFormat: 'Always_GS1_Digital_Link',
  madeBy: 7,
  definedBy: 6,
  createdMs: nowMs,
  position: 8,
  dueMs: null,
  batchLimit: 200,
  failures: 0,
  retryMs: null,
  notifiedMs: null,
  executedMs: null,
  paused: null,
  pausedMs: null,
  lastFailure: null,
  controls: { what: 'stream' },
  initialMs: undefined,
}
const parsed = parseSchedule({ hour: '12' })
assert.ok(parsed.ok)
const daily: Subscription = {
  ...stream,
  controls: { what: 'schedule', schedule: parsed.value, texts: { hour: '12' }, reportIfEmpty: false },
  dueMs: nowMs - 1,
}
const after = (subscription: Subscription, attempt: Attempt, events = 10) =>
  decideAfter(subscription, { events, next: 50, endsRun: true }, attempt, { nowMs, chance: 0.5 }, deliverySettings)
const failed: Attempt = { what: 'failed', failure: { code: 'status-refusing', status: 500 } }

describe('what an attempt makes of a subscription', () => {
  it('only an acknowledgement moves the position', () => {
    assert.equal(after(stream, { what: 'acknowledged' }).position, 50)
    for (const attempt of [failed, { what: 'too-large' }, { what: 'gone' }, { what: 'forbidden' }] as const) {
      assert.equal(after(stream, attempt).position, 8)
      assert.equal(after(daily, attempt).dueMs, daily.dueMs)
    }
  })

  it('a failure is tried again later and later, and pauses in the end; an acknowledgement forgets them', () => {
    assert.deepEqual([after(stream, failed).failures, after(stream, failed).retryMs], [1, nowMs + 750])
    assert.equal(after({ ...stream, failures: 22 }, failed).paused, null)
    const last = after({ ...stream, failures: 23 }, failed)
    assert.deepEqual([last.paused, last.failures, last.lastFailure?.status], ['receiver-failing', 24, 500])
    assert.deepEqual([after({ ...stream, failures: 9, retryMs: 1 }, { what: 'acknowledged' }).failures], [0])
    assert.equal(after(stream, { ...failed, retryAfterMs: 60_000 }).retryMs, nowMs + 60_000)
    assert.equal(after(stream, { ...failed, retryAfterMs: 1e12 }).retryMs, nowMs + deliverySettings.longestRetryMs)
  })

  it('what is too large is halved down to one event, and grows again', () => {
    let limit = 200
    for (const expected of [100, 50, 25, 13, 7, 4, 2, 1]) {
      limit = after({ ...stream, batchLimit: limit }, { what: 'too-large' }, limit).batchLimit
      assert.equal(limit, expected)
    }
    assert.equal(after({ ...stream, batchLimit: 1 }, { what: 'too-large' }, 1).paused, 'event-too-large')
    for (let round = 0; limit < 200; round += 1) {
      assert.ok(round < 60)
      limit = after({ ...stream, batchLimit: limit }, { what: 'acknowledged' }, limit).batchLimit
    }
    assert.equal(limit, 200)
  })

  it('410 and a forbidden destination pause at once', () => {
    assert.deepEqual(
      [after(stream, { what: 'gone' }).paused, after(stream, { what: 'forbidden' }).paused],
      ['receiver-gone', 'destination-refused'],
    )
  })

  it('a run of a schedule ends with its last delivery; those that were missed are one', () => {
    assert.equal(after(daily, { what: 'acknowledged' }).dueMs, Date.UTC(2026, 10, 22, 12))
    assert.equal(
      passOver({ ...daily, dueMs: nowMs - 9e8 }, { events: 0, next: 50, endsRun: true }, nowMs).dueMs,
      Date.UTC(2026, 10, 22, 12),
    )
    assert.equal(passOver(daily, { events: 0, next: 50, endsRun: false }, nowMs).dueMs, daily.dueMs)
  })

  it('pauses double up to the longest, and half of each is left to chance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 0.999999, noNaN: true }), (failures, chance) => {
        const ms = backoffMs(failures, chance, deliverySettings)
        const full = Math.min(3_600_000, 1_000 * 2 ** (failures - 1))
        assert.ok(ms >= full / 2 && ms <= full)
      }),
    )
  })
})

describe('what is due', () => {
  it('a stream when more is visible, a schedule at its time, nothing that is paused or waits', () => {
    assert.deepEqual([isDue(stream, nowMs, 8), isDue(stream, nowMs, 9)], [false, true])
    assert.deepEqual([isDue(daily, nowMs - 2, 9), isDue(daily, nowMs, 0)], [false, true])
    assert.equal(isDue({ ...stream, paused: 'receiver-gone' }, nowMs, 9), false)
    assert.deepEqual([isDue({ ...stream, retryMs: nowMs + 1 }, nowMs, 9), isDue({ ...stream, retryMs: nowMs }, nowMs, 9)], [false, true])
    const later = { ...stream, position: null, initialMs: nowMs + 1 }
    assert.deepEqual([isDue(later, nowMs, 9), isDue(later, nowMs + 1, 9)], [false, true])
  })

  it('indexes are told in short, a time to come back in both of its forms', () => {
    assert.equal(formatIndexes([5, 6, 7, 9, 12, 13]), '5-7,9,12-13')
    assert.equal(formatIndexes([]), '')
    assert.equal(parseRetryAfter('120', nowMs), 120_000)
    assert.equal(parseRetryAfter('Sun, 22 Nov 2026 10:01:00 GMT', nowMs), 60_000)
    assert.deepEqual(
      [parseRetryAfter('soon', nowMs), parseRetryAfter('-1', nowMs), parseRetryAfter(undefined, nowMs)].map((ms) => ms ?? 0),
      [0, 0, 0],
    )
  })
})

describe('a signature', () => {
  const body = Buffer.from('{"名":"批"}')
  const value = formatSignature('令牌 token', body, nowMs)

  it('is HMAC-SHA-256 over time and body, as the guide says', () => {
    const seconds = nowMs / 1_000
    const hex = createHmac('sha256', '令牌 token')
      .update(Buffer.concat([Buffer.from(`${seconds}.`), body]))
      .digest('hex')
    assert.equal(value, `t=${seconds},v1=${hex}`)
    assert.equal(verifySignature(value, '令牌 token', body, nowMs + 299_000), true)
  })

  it('does not hold for another body, token or time, nor when it is old', () => {
    assert.equal(verifySignature(value, '令牌 token', Buffer.from('{}'), nowMs), false)
    assert.equal(verifySignature(value, 'token', body, nowMs), false)
    assert.equal(verifySignature(value, '令牌 token', body, nowMs + 301_000), false)
    assert.equal(verifySignature(value.replace(/t=\d+/, `t=${nowMs / 1_000 + 1}`), '令牌 token', body, nowMs), false)
    for (const garbage of ['', 'v1=00', `t=,v1=${'0'.repeat(64)}`, `${value} `])
      assert.equal(verifySignature(garbage, '令牌 token', body, nowMs), false)
  })
})
