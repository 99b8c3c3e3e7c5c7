import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exitCodes } from '../src/exit-codes.ts'
import { firstLot, type Installation, makeInstallation, resultsOf } from './installation.ts'

const lot = 'https://id.gs1.org/01/09521141100011/10/S-2041'

/** A key in a file, listed by the operator. */
function makePerson({ folder, path, run }: Installation, name: string): string {
  const file = path(`${name}.pem`)
  const made = run('erase', 'key', file, '--name', name, '--json')
  assert.equal(made.status, exitCodes.done, made.stderr)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  writeFileSync(join(folder, 'erasure-keys'), `${String(resultsOf(made)[0]?.line)}\n`, { flag: 'a' })
  return file
}

test('erase beside a running server: proposed by one, confirmed by another, gone; the log holds and the trace says erased', async () => {
  const installation = makeInstallation()
  const { run, path } = installation
  const server = await installation.start()
  writeFileSync(path('events.json'), firstLot(3))
  assert.equal(run('capture', path('events.json')).status, exitCodes.done)
  const [lin, wang] = [makePerson(installation, 'lin'), makePerson(installation, 'wang')]
  const order = path('order.json')
  const proposed = run('erase', 'propose', '1', '--reason', 'request 118', '--key', lin, '--out', order)
  assert.equal(proposed.status, exitCodes.done, proposed.stderr)
  assert.match(proposed.stdout, /Fact 1 {2}event\/1/)
  assert.match(proposed.stdout, /nothing is erased yet/)

  const alone = run('erase', 'confirm', order, '--key', lin, '--json')
  assert.equal(alone.status, exitCodes.refused)
  const [refusal] = resultsOf(alone) as { problems: { code: string; message: string }[] }[]
  assert.equal(refusal?.problems[0]?.code, 'erasure-signatures-missing')

  const confirmed = run('erase', 'confirm', order, '--key', wang)
  assert.equal(confirmed.status, exitCodes.done, confirmed.stderr)
  assert.match(confirmed.stdout, /Reason: request 118/)
  assert.match(confirmed.stdout, /Fact 1: body, salt and stored documents are gone/)
  assert.match(run('erase', 'resume').stdout, /No erasure is under way/)
  const again = run('erase', 'confirm', order, '--key', wang, '--json')
  assert.deepEqual([again.status, resultsOf(again)[0]?.areViewsRemade], [exitCodes.done, false])

  const traced = resultsOf(run('trace', '--forward', lot, '--json'))[0] as { gaps: { code: string; event?: number }[] }
  assert.ok(traced.gaps.some(({ code, event }) => code === 'erased' && event === 1))
  const verified = run('verify', '--json')
  assert.equal(verified.status, exitCodes.done, verified.stdout)
  const log = resultsOf(verified).find(({ part }) => part === 'log') as { notices: unknown[]; checked: { erasures: number } }
  assert.deepEqual([log.notices, log.checked.erasures], [[], 1])
  assert.equal(await server.stop(), 0)

  assert.equal(run('erase', 'propose', '99', '--reason', 'x', '--key', lin, '--out', path('o2.json')).status, exitCodes.refused)
  assert.match(run('erase', 'propose', '0', '--reason', 'x', '--key', lin, '--out', order).stderr, /cannot be written \(EEXIST\)/)
  assert.equal(JSON.parse(readFileSync(order, 'utf8')).orders[0].index, 1, 'an order is not written over')
  const bad = run('erase', 'confirm', order, '--key', order, '--lang', 'zh')
  assert.deepEqual([bad.status, /没有 Ed25519 私钥/.test(bad.stderr)], [exitCodes.failed, true])
})
