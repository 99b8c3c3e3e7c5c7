import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exitCodes } from '../src/exit-codes.ts'
import { firstLot, makeInstallation, resultsOf } from './installation.ts'

/** With owners and modes: PostgreSQL runs as a user of its own where the server is root. */
const copy = (from: string, to: string): void => assert.equal(spawnSync('cp', ['-a', from, to]).status, 0)

test('an older backup is put back: the start says what is lost and what to do, restore goes on under a new origin', async () => {
  const installation = makeInstallation()
  const { folder, path, run } = installation
  assert.match(run('restore').stderr, /cannot be used/)
  assert.ok(!existsSync(folder), 'a mistaken name makes no installation')
  writeFileSync(path('two.json'), firstLot(2))
  writeFileSync(path('four.json'), firstLot(4))
  const cluster = join(folder, 'postgres', 'cluster')

  const first = await installation.start()
  assert.equal(run('capture', path('two.json')).status, exitCodes.done)
  assert.match(run('restore').stderr, /in use/)
  await first.stop()
  copy(cluster, path('backup'))
  const second = await installation.start()
  assert.equal(run('capture', path('four.json')).status, exitCodes.done)
  await second.stop()
  const whole = run('restore', '--reason', 'nothing is wrong', '--json')
  assert.deepEqual([whole.status, resultsOf(whole)[0]?.what], [exitCodes.done, 'whole'])

  rmSync(cluster, { recursive: true })
  copy(path('backup'), cluster)
  const broken = await installation.start()
  assert.match(broken.output(), /lacks facts 2 to 3 that were signed.*proofline restore/)
  const [, address = ''] = /^ready (\S+)$/m.exec(broken.output()) ?? []
  const authorization = `Bearer ${readFileSync(join(folder, 'client-token'), 'utf8').trim()}`
  const headers = { authorization, 'content-type': 'application/ld+json' }
  const refused = await fetch(`${address}/epcis/capture`, { method: 'POST', headers, body: firstLot(4) })
  assert.equal(refused.status, 503)
  assert.match(await refused.text(), /log-truncated.*proofline restore/s)
  await broken.stop()

  const looked = run('restore', '--json')
  assert.equal(looked.status, exitCodes.refused)
  const { code, from, last } = resultsOf(looked)[0] ?? {}
  assert.deepEqual([code, from, last], ['log-truncated', 2, 3])
  assert.match(run('restore').stdout, /proofline restore --reason/)
  const restored = run('restore', '--reason', '磁盘损坏', '--json')
  assert.equal(restored.status, exitCodes.done, restored.stderr)
  const result = resultsOf(restored)[0] ?? {}
  assert.deepEqual([result.what, result.lost, result.index, result.size], ['restored', { from: 2, to: 4 }, 2, 3])
  assert.ok(existsSync(join(folder, 'keys', 'checkpoint-of-origin-1')))

  const third = await installation.start()
  const captured = run('capture', path('four.json'), '--json')
  assert.equal(captured.status, exitCodes.done, captured.stdout)
  const verified = run('verify', '--json')
  assert.equal(verified.status, exitCodes.done, verified.stdout)
  const log = resultsOf(verified).find(({ part }) => part === 'log') as { size: number; origin: string; notices: object[] }
  // Two that were there, the fact of the restore, and the two that were lost, sent again.
  assert.equal(log.size, 5)
  assert.equal(log.origin, result.origin)
  assert.deepEqual(log.notices, [{ code: 'log-restored-lost', params: { index: 2, origin: result.origin, from: 2, to: 4, last: 3 } }])
  assert.match(run('verify', '--log').stdout, /facts 2 to 3 of the origin before are lost/)
  await third.stop()
})
