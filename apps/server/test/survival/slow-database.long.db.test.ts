import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stall, survive } from './run.ts'

test('PostgreSQL stands still for most of a minute: whoever asked is answered, and everything goes on where it was', async (t) => {
  const tally = await survive((survival, random) => survival.disturb(random, stall(survival, 40_000)))
  t.diagnostic(JSON.stringify(tally))
  assert.ok(tally.openJobs > 0 && tally.recorded > 0)
})

test('the server is killed beside a PostgreSQL that stands still: the next start ends that one and recovers', async (t) => {
  const tally = await survive((survival, random) => survival.killBesideStalled(random))
  t.diagnostic(JSON.stringify(tally))
  assert.ok(tally.recorded > 0)
})
