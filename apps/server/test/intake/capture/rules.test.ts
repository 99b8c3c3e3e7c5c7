import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MinuteLimit } from '../../../src/intake/capture/admission.ts'
import { captureSettings, type Run } from '../../../src/intake/capture/model.ts'
import { endOfBatch, joinRuns, problemsToKeep, runsOf } from '../../../src/intake/capture/rules.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 10_000 : 300

const spread = (runs: readonly Run[]): [number, number][] =>
  runs.flatMap(([position, index, count]) => Array.from({ length: count }, (_, i): [number, number] => [position + i, index + i]))

test('runs tell each position its index, in as few as there are breaks', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 60 }), fc.nat(1000), (indexes, from) => {
      const runs = runsOf(
        indexes.map((index) => ({ index, duplicate: false })),
        from,
      )
      assert.deepEqual(
        spread(runs),
        indexes.map((index, i) => [from + i, index]),
      )
      const breaks = indexes.filter((index, i) => i === 0 || index !== (indexes[i - 1] ?? 0) + 1).length
      assert.equal(runs.length, breaks)
      assert.deepEqual(joinRuns(runs), runs)
    }),
    { numRuns },
  )
})

test('batches cover every fact once, within their bounds where a fact alone is', () => {
  const settings = { ...captureSettings, batchFacts: 5, batchBytes: 100 }
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 40 }), (sizes) => {
      let sum = 0
      const ends = Uint32Array.from(sizes, (size) => {
        sum += size
        return sum
      })
      let from = 0
      while (from < sizes.length) {
        const to = endOfBatch(ends, from, settings)
        const bytes = sizes.slice(from, to).reduce((total, size) => total + size, 0)
        assert.ok(to > from && to <= sizes.length && to - from <= 5)
        assert.ok(bytes <= 100 || to === from + 1)
        from = to
      }
      assert.equal(from, sizes.length)
    }),
    { numRuns },
  )
})

test('every refusal is admitted or counted, none twice, none forgotten', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(40_000)), { maxLength: 80 }), (steps) => {
      const limit = new MinuteLimit(3)
      let now = 0
      let admitted = 0
      let counted = 0
      const summed = new Set<string>()
      const sumUp = (at: number): void => {
        for (const { client, minuteStartMs, over } of limit.takeEnded(at)) {
          assert.ok(!summed.has(`${client} ${minuteStartMs}`))
          summed.add(`${client} ${minuteStartMs}`)
          counted += over
        }
      }
      for (const [client, elapsedMs] of steps) {
        now += elapsedMs
        if (elapsedMs % 3 === 0) sumUp(now)
        if (limit.admit(client, now)) admitted += 1
      }
      sumUp(Number.POSITIVE_INFINITY)
      assert.equal(admitted + counted, steps.length)
    }),
    { numRuns },
  )
})

test('problems beyond what is kept are counted, also those that were counted before', () => {
  const problems = Array.from({ length: 150 }, (_, i) => ({ code: 'x', at: `/${i}` }))
  const omitted = { code: 'problems-omitted', at: '', params: { count: 7 } }
  const kept = problemsToKeep([...problems, omitted], true)
  assert.equal(kept.length, 101)
  assert.deepEqual(kept.at(-1), { code: 'problems-omitted', at: '', params: { count: 57 } })
  assert.deepEqual(problemsToKeep(problems, false), problems)
})
