import assert from 'node:assert/strict'
import { test } from 'node:test'
import { survive, surviveKills } from './run.ts'

test('five kills under load: nothing promised is lost, nothing stands twice, every note ever handed out still holds', async (t) => {
  const tally = await survive(async (survival, random) => {
    await surviveKills(survival, random, 5, (text) => t.diagnostic(text))
    await survival.checkAll(random.fork(2))
  })
  t.diagnostic(JSON.stringify(tally))
  assert.deepEqual([tally.rounds, tally.kills], [5, { server: 1, postgres: 1, backend: 1, both: 1, starting: 1 }])
  assert.ok(tally.recorded > 0 && tally.notes > 1 && tally.proofs >= tally.notes)
})
