import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runMeasure } from '../../src/bench/index.ts'
import { queryNames } from '../../src/bench/model.ts'

// The measure itself refuses an answer with another number of events than the block tells of that serial: so copies are found as the projector's rows are.
test('queries are measured on a log that was repeated, and find in each copy what is in it', async () => {
  const outcomes = await runMeasure('query', { size: 'quick', events: 3_000, progress: () => undefined })
  assert.deepEqual(
    outcomes.map(({ measure }) => measure),
    queryNames,
  )
  for (const { figure, baseline = Number.NaN, details, verdicts } of outcomes) {
    assert.ok(figure > 0 && baseline > 0)
    assert.deepEqual([details.events, details.block], [3_000, 1_000])
    assert.equal(verdicts.length, 0, 'a log of this size says nothing about the targets')
  }
})
