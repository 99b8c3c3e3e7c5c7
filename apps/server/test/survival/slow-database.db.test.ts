import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stall, survive } from './run.ts'

test('PostgreSQL stands still for seconds under load: requests wait or are turned away, nothing is lost or stands twice', async (t) => {
  const tally = await survive((survival, random) => survival.disturb(random, stall(survival, 3_000)))
  t.diagnostic(JSON.stringify(tally))
  assert.ok(tally.recorded > 0 && tally.size > 0)
})
