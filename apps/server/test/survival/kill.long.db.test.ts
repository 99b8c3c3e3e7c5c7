import assert from 'node:assert/strict'
import { test } from 'node:test'
import { survive, surviveKills } from './run.ts'

/** Seen by whoever runs this file alone; a run of all tests sees that it goes on. */
const told = (text: string): boolean => process.stdout.write(`${text}\n`)

test('a hundred kills under load on one data folder', async () => {
  const tally = await survive(async (survival, random) => {
    await surviveKills(survival, random, 100, told)
    await survival.checkAll(random.fork(2))
  })
  told(JSON.stringify(tally))
  assert.deepEqual([tally.rounds, tally.kills], [100, { server: 20, postgres: 20, backend: 20, both: 20, starting: 20 }])
})
