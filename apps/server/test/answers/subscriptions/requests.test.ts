import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { standardPolicy } from '../../../src/answers/subscriptions/destination.ts'
import { controlsCodes, parseSocketRequest, parseSubscription } from '../../../src/answers/subscriptions/requests.ts'
import { texts } from '../../../src/answers/subscriptions/texts.ts'

const format = 'Always_GS1_Digital_Link'
const dest = 'https://client.example.com/results'
const parse = (body: unknown) => parseSubscription(body, standardPolicy, format)
const codes = (body: unknown): string[] => {
  const parsed = parse(body)
  return parsed.ok ? [] : parsed.problems.map(({ code, at }) => `${at} ${code}`)
}

describe('a subscription that is asked for', () => {
  it('is a stream, or has a schedule', () => {
    assert.deepEqual(parse({ dest, stream: true }), {
      ok: true,
      value: { dest, signatureToken: undefined, epcFormat: format, controls: { what: 'stream' }, initialMs: undefined },
    })
    const scheduled = parse({
      dest,
      signatureToken: '13df38d8275b13f0',
      reportIfEmpty: true,
      initialRecordTime: '2026-11-22T09:00:00+08:00',
      schedule: { hour: '1', minute: '5' },
    })
    assert.ok(scheduled.ok && scheduled.value.controls.what === 'schedule')
    assert.deepEqual([scheduled.value.controls.texts, scheduled.value.controls.reportIfEmpty], [{ hour: '1', minute: '5' }, true])
    assert.equal(scheduled.value.initialMs, Date.UTC(2026, 10, 22, 1))
    assert.equal(scheduled.value.signatureToken, '13df38d8275b13f0')
  })

  it('with neither or both, or anything else that is wrong, is refused with every problem', () => {
    assert.deepEqual(codes({ dest }), [' controls-missing'])
    assert.deepEqual(codes({ dest, stream: true, schedule: { hour: '1' } }), [' controls-both'])
    assert.deepEqual(codes({ dest, stream: false }), ['/stream controls-stream'])
    assert.deepEqual(codes({ stream: true, secret: 'a', signatureToken: 'short', initialRecordTime: 'yesterday', reportIfEmpty: 'yes' }), [
      '/secret subscription-field-unknown',
      '/dest dest-missing',
      '/signatureToken signature-token',
      '/reportIfEmpty flag-malformed',
      '/initialRecordTime moment-malformed',
    ])
    assert.deepEqual(codes({ dest, schedule: { second: '61' } }), ['/schedule/second schedule-field-range'])
    assert.deepEqual(codes({ dest, schedule: '0 5 * * *' }), ['/schedule schedule-not-object'])
    for (const body of [null, [], 'text', 7]) assert.deepEqual(codes(body), [' subscription-not-object'])
    assert.deepEqual(codes({ dest, stream: true, initialRecordTime: '2026-02-31T00:00:00' }), ['/initialRecordTime moment-malformed'])
  })

  it('has its problems in words', () => {
    for (const code of controlsCodes) assert.ok(Object.hasOwn(texts.en, code), code)
  })
})

describe('a WebSocket that is asked for', () => {
  const socketCodes = (query: Readonly<Record<string, unknown>>): string[] => {
    const parsed = parseSocketRequest(query, format)
    return parsed.ok ? [] : parsed.problems.map(({ code, at }) => `${at} ${code}`)
  }

  it('says in its address what a subscription says in its body, and where to go on', () => {
    const parsed = parseSocketRequest({ stream: 'true', fromLogIndex: '12' }, format)
    assert.ok(parsed.ok)
    assert.deepEqual([parsed.value.controls, parsed.value.from], [{ what: 'stream' }, 12])
    assert.ok(parseSocketRequest({ minute: '5', hour: '1', reportIfEmpty: 'true' }, format).ok)
    assert.deepEqual(socketCodes({}), ['/querystring controls-missing'])
    assert.deepEqual(socketCodes({ stream: 'true', minute: '5' }), ['/querystring controls-both'])
    assert.deepEqual(socketCodes({ stream: ['true', 'true'], EQ_bizStep: 'x', fromLogIndex: '-1' }), [
      '/querystring/stream parameter-repeated',
      '/querystring/EQ_bizStep subscription-field-unknown',
      '/querystring/stream controls-stream',
      '/querystring/fromLogIndex index-malformed',
    ])
    assert.deepEqual(socketCodes({ minute: '60' }), ['/querystring/schedule/minute schedule-field-range'])
  })
})
