import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stall, survive } from './run.ts'

test('PostgreSQL stands still for most of a minute: whoever asked is answered, and everything goes on where it was', async (t) => {
  const tally = await survive((survival, random) => survival.disturb(random, stall(survival, 40_000)))
  t.diagnostic(JSON.stringify(tally))
  assert.ok(tally.openJobs > 0 && tally.recorded > 0)
})

test('the server is told to stop while PostgreSQL stands still: it ends, and the next start recovers', async (t) => {
  const tally = await survive(async (survival, random) => {
    const { installation } = survival
    const load = survival.beginLoad(random)
    try {
      await load.until('a large document is accepted', () => load.opened > 0)
      assert.ok(installation.signalPostgres('SIGSTOP') > 1)
      installation.server.kill('SIGTERM')
      assert.equal(await installation.server.ended, 8)
    } finally {
      await load.stop()
    }
    await survival.start()
    await survival.check(random.fork(1))
  })
  t.diagnostic(JSON.stringify(tally))
  assert.ok(tally.recorded > 0)
})

test('the server is killed beside a PostgreSQL that stands still: the next start ends that one and recovers', async (t) => {
  const tally = await survive((survival, random) => survival.killBesideStalled(random))
  t.diagnostic(JSON.stringify(tally))
  assert.ok(tally.recorded > 0)
})
