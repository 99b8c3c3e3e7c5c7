import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitUntil } from './installation.ts'
import { noCounts, send } from './load.ts'
import { survive } from './run.ts'
import { SmallDisk } from './small-disk.ts'

const mega = 1024 * 1024

test('a disk that runs low stops intake, a full one harms nothing, and with room again everything goes on by itself', async (t) => {
  // The log of PostgreSQL grows with what the machine gets done meanwhile: some 200 to 500 MB of it before there is a checkpoint.
  const disk = SmallDisk.make(1_500)
  if (typeof disk === 'string') {
    t.skip(disk)
    return
  }
  try {
    const tally = await survive(async (survival, random) => {
      // While a large document is being recorded: what was admitted before goes on writing until nothing can be written.
      await survival.disturb(random, { begin: () => disk.fill(0), lastsMs: 3_000, end: () => disk.empty() })

      const { installation, memory, counts } = survival
      disk.fill(400 * mega)
      memory.beginRound()
      const sent = memory.make('single', random)
      const refused = noCounts()
      await waitUntil('intake is stopped', async () => !(await send(installation, memory, sent, refused)))
      const headers = { 'content-type': 'application/json' }
      const response = await installation.fetch('/epcis/capture', { method: 'POST', headers, body: '{}' })
      await response.arrayBuffer()
      assert.equal(response.status, 507)
      assert.ok(response.headers.has('retry-after'))
      disk.empty()
      await waitUntil('intake goes on', () => send(installation, memory, sent, counts))
      await survival.check(random)
    }, disk.folder)
    t.diagnostic(JSON.stringify(tally))
    assert.ok(tally.turnedAway > 0)
  } finally {
    await disk.remove()
  }
})
