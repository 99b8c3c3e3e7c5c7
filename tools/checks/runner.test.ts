import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findConfigurations } from './compile.ts'
import { root } from './files.ts'
import { parseOptions } from './options.ts'
import { findLeftovers, runVariable } from './processes.ts'
import { closingLine, countOutcomes, describePart, exitCode } from './tally.ts'
import { readTestName } from './test-files.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-runner-'))
})
after(() => rmSync(folder, { recursive: true }))

/** Runs a test file as `npm test` does, from a process that is no test itself: node:test refuses to nest. */
async function runFixture(
  name: string,
  text: string,
  silenceMs = 60_000,
  lingerMs = 60_000,
): Promise<{ verdict: string; name: string; detail?: string }[]> {
  const path = join(folder, name)
  writeFileSync(path, `import { describe, it, test } from 'node:test'\n${text}`)
  const script = `import { runTestFile } from ${JSON.stringify(join(root, 'tools/checks/run-tests.ts'))}
    const limits = { silenceMs: ${silenceMs}, lingerMs: ${lingerMs}, signal: new AbortController().signal }
    const part = await runTestFile('fixture', ${JSON.stringify(path)}, limits)
    process.stdout.write(JSON.stringify(part.outcomes))`
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const runner = join(folder, `run-${name}`)
  writeFileSync(runner, script)
  const child = spawn(process.execPath, [runner], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const piece of child.stdout.setEncoding('utf8')) said += piece
  return JSON.parse(said)
}

test('tests are counted, suites and files are not; what is skipped is told with its reason', async () => {
  const outcomes = await runFixture(
    'counted.test.mjs',
    `test('a', () => {}); describe('d', () => { it('b', () => {}); it('c', { skip: 'no vectors' }, () => {}) }); it.todo('later')`,
  )
  assert.deepEqual(countOutcomes(outcomes.map((outcome) => ({ durationMs: 0, name: '', verdict: outcome.verdict as 'passed' }))), {
    passed: 2,
    failed: 0,
    skipped: 2,
  })
  assert.equal(outcomes.find(({ name }) => name === 'c')?.detail, 'no vectors')
})

test('a failing test is told in full, once, with what its file printed', async () => {
  const outcomes = await runFixture(
    'failing.test.mjs',
    `console.log('before'); describe('d', () => it('b', () => { throw new Error('boo') }))`,
  )
  assert.equal(outcomes.length, 1)
  assert.match(outcomes[0]?.detail ?? '', /boo[\s\S]*failing\.test\.mjs:2[\s\S]*before/)
})

test('a file that does not load, one without a test, and a suite whose preparation fails are failures', async () => {
  const broken = await runFixture('broken.test.mjs', `throw new Error('top')`)
  assert.deepEqual([broken.length, broken[0]?.verdict], [1, 'failed'])
  assert.match(broken[0]?.detail ?? '', /top/)
  const empty = await runFixture('empty.test.mjs', '')
  assert.deepEqual([empty.length, empty[0]?.verdict, empty[0]?.detail], [1, 'failed', 'it holds no test'])
  const unprepared = await runFixture(
    'unprepared.test.mjs',
    `import { before } from 'node:test'\ndescribe('d', () => { before(() => { throw new Error('no') }); it('b', () => {}) })`,
  )
  assert.ok(unprepared.some(({ verdict }) => verdict === 'failed'))
})

test('a file that hangs, or leaves something open, is ended and told', async () => {
  const failures = async (name: string, text: string, ...limits: number[]): Promise<string[]> =>
    (await runFixture(name, text, ...limits)).filter(({ verdict }) => verdict === 'failed').map(({ detail }) => detail ?? '')
  const [lingering = '', ...others] = await failures('open.test.mjs', `test('a', () => {}); setInterval(() => {}, 1000)`, 60_000, 500)
  assert.match(lingering, /left open/)
  assert.deepEqual(others, [])
  const hanging = await failures('hanging.test.mjs', `test('a', () => new Promise((resolve) => setTimeout(resolve, 1e8)))`, 1_500)
  assert.equal(hanging.length, 1)
  assert.match(hanging[0] ?? '', /a test hangs/)
})

test('a process that a test left behind is found', { skip: process.platform === 'linux' ? false : 'Linux only' }, async () => {
  const runId = `fixture-${process.pid}`
  const child = spawn(process.execPath, ['--eval', "process.stdout.write('up'); process.stdin.resume()"], {
    env: { ...process.env, [runVariable]: runId },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  assert.deepEqual(
    findLeftovers(runId).map(({ pid }) => pid),
    [child.pid],
  )
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.stdin.end()
  await ended
  assert.deepEqual(findLeftovers(runId), [])
})

test('the closing line and the exit code: skipped is not passed, nothing run is a failure', () => {
  assert.equal(closingLine({ passed: 2, failed: 0, skipped: 0 }), '2 passed, 0 failed')
  assert.equal(closingLine({ passed: 2, failed: 1, skipped: 3 }), '2 passed, 1 failed, 3 skipped')
  assert.equal(exitCode({ passed: 2, failed: 0, skipped: 1 }), 0)
  assert.equal(exitCode({ passed: 2, failed: 1, skipped: 0 }), 1)
  assert.equal(exitCode({ passed: 0, failed: 0, skipped: 3 }), 1)
  assert.match(
    describePart({ name: 'p', durationMs: 0, outcomes: [{ name: 'a', verdict: 'failed', durationMs: 0, detail: 'why' }] }),
    /FAIL p[\s\S]*✗ a\n {6}why/,
  )
})

test('the name of a test file says how real it is', () => {
  assert.equal(readTestName('packages/a/test/b.ts'), undefined)
  assert.deepEqual(readTestName('packages/a/test/b.test.ts'), { path: 'packages/a/test/b.test.ts', kind: 'pure', long: false })
  assert.equal(readTestName('apps/server/test/b.db.test.ts')?.kind, 'database')
  assert.equal(readTestName('apps/server/test/b.api.test.ts')?.kind, 'http')
  assert.equal(readTestName('apps/web/test/b.e2e.test.ts')?.kind, 'browser')
  assert.equal(readTestName('tools/checks/map.test.ts')?.kind, 'house')
  assert.deepEqual([readTestName('a/b.db.long.test.ts')?.kind, readTestName('a/b.db.long.test.ts')?.long], ['database', true])
})

test('options name what there is and refuse what there is not', () => {
  const told: string[] = []
  const parse = (...args: string[]): unknown => parseOptions(args, ['types', 'map'], (message) => told.push(message))
  assert.deepEqual(parse('--only', 'types,map', 'packages/a'), { long: false, only: ['types', 'map'], paths: ['packages/a'] })
  assert.deepEqual(parse('--long'), { long: true, only: [], paths: [] })
  assert.equal(parse('--only', 'typos'), undefined)
  assert.equal(parse('--fast'), undefined)
  assert.match(told.join('\n'), /no check is called typos[\s\S]*--fast/)
})

test('no workspace goes unchecked for want of a tsconfig', () => {
  assert.ok(findConfigurations().configurations.includes('packages/problems/tsconfig.test.json'))
  mkdirSync(join(folder, 'tools/unchecked'), { recursive: true })
  mkdirSync(join(folder, 'tools/plain'), { recursive: true })
  writeFileSync(join(folder, 'tools/unchecked/a.ts'), '')
  writeFileSync(join(folder, 'tools/plain/a.mjs'), '')
  assert.deepEqual(findConfigurations(folder), { configurations: [], missing: ['tools/unchecked'] })
})
