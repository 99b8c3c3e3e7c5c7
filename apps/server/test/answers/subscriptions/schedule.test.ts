import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { nextTime, parseSchedule, type Schedule } from '../../../src/answers/subscriptions/schedule.ts'

const schedule = (fields: Readonly<Record<string, unknown>>): Schedule => {
  const parsed = parseSchedule(fields)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value
}
const codes = (fields: Readonly<Record<string, unknown>>): string[] => {
  const parsed = parseSchedule(fields)
  return parsed.ok ? [] : parsed.problems.map(({ code, at }) => `${at} ${code}`)
}
const next = (fields: Readonly<Record<string, unknown>>, after: string): string | undefined => {
  const time = nextTime(schedule(fields), Date.parse(after))
  return time === undefined ? undefined : new Date(time).toISOString()
}

describe('a schedule', () => {
  const table: readonly (readonly [Record<string, unknown>, string, string])[] = [
    [{ hour: '1', minute: '5' }, '2026-11-22T00:00:00Z', '2026-11-22T01:05:00.000Z'],
    [{ hour: '1', minute: '5' }, '2026-11-22T01:05:00Z', '2026-11-23T01:05:00.000Z'],
    [{ hour: '1', minute: '5' }, '2026-11-22T01:04:59.999Z', '2026-11-22T01:05:00.000Z'],
    [{ second: '0,30' }, '2026-11-22T10:00:00Z', '2026-11-22T10:00:30.000Z'],
    [{ second: '0,30' }, '2026-11-22T10:59:30.5Z', '2026-11-22T11:00:00.000Z'],
    [{ second: '[10-12],40' }, '2026-11-22T10:00:11.2Z', '2026-11-22T10:00:12.000Z'],
    [{ second: '10-12' }, '2026-11-22T10:00:12Z', '2026-11-22T10:01:10.000Z'],
    [{ minute: 15 }, '2026-11-22T10:15:00Z', '2026-11-22T11:15:00.000Z'],
    // 22 November 2026 is a Sunday.
    [{ dayOfWeek: '7' }, '2026-11-21T12:00:00Z', '2026-11-22T00:00:00.000Z'],
    [{ dayOfWeek: '1', hour: '8' }, '2026-11-22T00:00:00Z', '2026-11-23T08:00:00.000Z'],
    [{ dayOfWeek: '[1-5]' }, '2026-11-20T12:00:00Z', '2026-11-23T00:00:00.000Z'],
    [{ dayOfMonth: '31' }, '2026-11-01T00:00:00Z', '2026-12-31T00:00:00.000Z'],
    [{ month: '2', dayOfMonth: '29' }, '2026-11-22T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    [{ month: '2', dayOfMonth: '29' }, '2097-01-01T00:00:00Z', '2104-02-29T00:00:00.000Z'],
    [{ month: '1', hour: '[22-23]' }, '2026-11-22T00:00:00Z', '2027-01-01T22:00:00.000Z'],
    [{ month: '12' }, '2026-11-22T00:00:00Z', '2026-12-01T00:00:00.000Z'],
    [{ hour: '23', minute: '59', second: '59' }, '2026-12-31T23:59:59Z', '2027-01-01T23:59:59.000Z'],
  ]
  for (const [fields, after, expected] of table) {
    it(`${JSON.stringify(fields)} after ${after} is at ${expected}, in UTC`, () => assert.equal(next(fields, after), expected))
  }

  it('that is wrong is refused with every problem', () => {
    assert.deepEqual(codes({}), [' schedule-empty'])
    assert.deepEqual(codes({ second: '60', minute: '-1', hour: '[5-3]', year: '2026' }), [
      '/second schedule-field-range',
      '/minute schedule-field-malformed',
      '/hour schedule-field-range',
      '/year schedule-field-unknown',
    ])
    assert.deepEqual(codes({ dayOfWeek: '0' }), ['/dayOfWeek schedule-field-range'])
    assert.deepEqual(codes({ dayOfWeek: '8' }), ['/dayOfWeek schedule-field-range'])
    assert.deepEqual(codes({ dayOfMonth: '0', month: '13' }), ['/dayOfMonth schedule-field-range', '/month schedule-field-range'])
    for (const second of ['', ' ', '0/30', '*', '1,,2', '[1-2', 'one', null, {}, [1], true, 1.5, '٣', '1'.repeat(10_000)]) {
      assert.deepEqual(codes({ second }), ['/second schedule-field-malformed'], JSON.stringify(second))
    }
    assert.deepEqual(codes({ month: '2', dayOfMonth: '30' }), [' schedule-never'])
  })

  it('comes next at the first second that matches: judged by looking at each second', () => {
    const field = (min: number, max: number) =>
      fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((values) => values.join(','))
    const fields = fc.record({ hour: field(0, 23), minute: field(0, 59), second: field(0, 59) }, { requiredKeys: ['hour'] })
    fc.assert(
      fc.property(fields, fc.integer({ min: 0, max: 86_399 }), (told, from) => {
        const read = schedule(told)
        const midnight = Date.UTC(2026, 10, 22)
        let expected = midnight + (from + 1) * 1_000
        const matches = (ms: number): boolean => {
          const at = new Date(ms)
          return (
            read.hour.includes(at.getUTCHours()) && read.minute.includes(at.getUTCMinutes()) && read.second.includes(at.getUTCSeconds())
          )
        }
        while (!matches(expected)) expected += 1_000
        assert.equal(nextTime(read, midnight + from * 1_000), expected)
      }),
      { numRuns: 50 },
    )
  })
})
