import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { agrees, exitCodes, isInstalled, reasonOf, turnPath } from './install.mjs'
import { spokenLanguages, texts } from './texts.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** A repository with the bootstrap, an entry that tells how it was called, and an npm that does what the test says. */
function makeRepository(t, npm) {
  const root = join(mkdtempSync(join(tmpdir(), 'proofline-bootstrap-')), 'a clone with 空格')
  t.after(() => rmSync(dirname(root), { recursive: true, force: true }))
  mkdirSync(join(root, 'tools'), { recursive: true })
  mkdirSync(join(root, 'npm', 'bin'), { recursive: true })
  cpSync(here, join(root, 'tools', 'bootstrap'), { recursive: true })
  cpSync(join(here, '..', 'bootstrap.mjs'), join(root, 'tools', 'bootstrap.mjs'))
  writeFileSync(join(root, 'package.json'), '{}')
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}')
  writeFileSync(
    join(root, 'entry.mjs'),
    'console.log(JSON.stringify(process.argv.slice(2)), process.cwd()); process.exit(Number(process.argv[2] ?? 0))',
  )
  writeFileSync(join(root, 'npm', 'bin', 'npm-cli.js'), npm)
  writeFileSync(join(root, 'npm', 'package.json'), '{"type":"module"}')
  return root
}

const counting = `import { appendFileSync } from 'node:fs'
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
await new Promise((done) => setTimeout(done, 300))`

function run(root, args, { cwd = root, entry = 'entry.mjs', env = {} } = {}) {
  const { npm_lifecycle_event: _event, ...inherited } = process.env
  const environment = { ...inherited, LC_ALL: 'en_US.UTF-8', npm_execpath: join(root, 'npm', 'bin', 'npm-cli.js'), ...env }
  const child = spawn(process.execPath, [join(root, 'tools', 'bootstrap.mjs'), entry, ...args], { cwd, env: environment })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const ended = new Promise((done) => child.once('close', (code, signal) => done({ code, signal, output })))
  return Object.assign(ended, { child, said: () => output })
}

test('installs once, then runs the entry from any folder, with its arguments and its exit code', async (t) => {
  const root = makeRepository(t, counting)
  const first = await run(root, ['7', 'b c'], { cwd: tmpdir() })
  assert.equal(first.code, 7)
  assert.match(first.output, /Installing[\s\S]*Installed in[\s\S]*\["7","b c"\]/)
  const second = await run(root, ['0'])
  assert.equal(second.code, 0)
  assert.doesNotMatch(second.output, /Install/)
  assert.equal(readFileSync(join(root, 'calls'), 'utf8').trim(), 'ci --ignore-scripts --no-audit --no-fund --loglevel=error')
})

test('a changed lock file installs again', async (t) => {
  const root = makeRepository(t, counting)
  await run(root, ['0'])
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{"node_modules/a":{"version":"1.0.1"}}}')
  await run(root, ['0'])
  assert.equal(readFileSync(join(root, 'calls'), 'utf8').trim().split('\n').length, 2)
})

test('of starts at the same moment one installs, the others wait', async (t) => {
  const root = makeRepository(t, counting)
  const results = await Promise.all([1, 2, 3, 4].map(() => run(root, ['0'])))
  assert.deepEqual(
    results.map(({ code }) => code),
    [0, 0, 0, 0],
  )
  assert.equal(readFileSync(join(root, 'calls'), 'utf8').trim().split('\n').length, 1)
})

test('the turn of a start that died is taken over, by one only', async (t) => {
  const root = makeRepository(t, counting)
  const dead = await run(root, ['0'])
  assert.equal(dead.code, 0)
  rmSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(turnPath(root), '999999999')
  const results = await Promise.all([1, 2, 3].map(() => run(root, ['0'])))
  assert.deepEqual(
    results.map(({ code }) => code),
    [0, 0, 0],
  )
  assert.equal(readFileSync(join(root, 'calls'), 'utf8').trim().split('\n').length, 2)
  assert.ok(!existsSync(turnPath(root)))
})

test('each failure of npm says what to do, and leaves the installation to the next start', async (t) => {
  const failing = (words) => `process.stderr.write(${JSON.stringify(words)}); process.exit(1)`
  for (const [words, reason, said] of [
    ['npm error code ENOTFOUND registry', 'no-network', /Check the network/],
    ['npm error code ENOSPC', 'disk-full', /disk is full/],
    ['npm error code EACCES', 'no-permission', /no permission/],
    ['npm error code EUSAGE', 'lock-mismatch', /do not fit together/],
    ['npm error something else', undefined, /something else[\s\S]*npm ended with an error \(1\)/],
  ]) {
    const root = makeRepository(t, failing(words))
    const { code, output } = await run(root, ['0'])
    assert.equal(reasonOf(words), reason)
    assert.equal(code, exitCodes[reason] ?? exitCodes.failed)
    assert.match(output, said)
    assert.ok(!isInstalled(root))
  }
  const bare = makeRepository(t, counting)
  rmSync(join(bare, 'package-lock.json'))
  assert.equal((await run(bare, ['0'])).code, exitCodes['not-a-clone'])
})

test('a signal goes to the program, and its end is our end', { skip: process.platform === 'win32' }, async (t) => {
  const root = makeRepository(t, counting)
  writeFileSync(
    join(root, 'entry.mjs'),
    "process.on('SIGTERM', () => process.exit(9)); console.log('up'); setInterval(() => undefined, 1000)",
  )
  const running = run(root, [])
  while (!running.said().includes('up')) await new Promise((done) => setTimeout(done, 20))
  running.child.kill('SIGTERM')
  assert.equal((await running).code, 9)
})

test("npm's own note of what it installed is as good as ours, where it agrees with the lock file", (t) => {
  const root = makeRepository(t, counting)
  const note = (packages) => {
    mkdirSync(join(root, 'node_modules'), { recursive: true })
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
  }
  note({ 'node_modules/a': { version: '0.9.0' } })
  assert.ok(!isInstalled(root))
  note({ 'node_modules/a': { version: '1.0.0' } })
  assert.ok(isInstalled(root))
  assert.ok(existsSync(join(root, 'node_modules', '.proofline-installed')))
  const elsewhere = { version: '1', optional: true, os: ['aix'] }
  assert.ok(agrees({ 'node_modules/b': elsewhere }, {}))
  assert.ok(!agrees({ 'node_modules/b': { version: '1', optional: true, os: [process.platform], cpu: [process.arch] } }, {}))
  assert.ok(!agrees({ 'node_modules/b': { version: '1' } }, {}))
  assert.ok(
    !agrees(
      { 'packages/p/node_modules/b': { version: '1', integrity: 'x' } },
      { 'packages/p/node_modules/b': { version: '1', integrity: 'y' } },
    ),
  )
})

test('packages that cannot be written: told where they are missing, used where they are there', {
  skip: process.getuid?.() === 0 || process.platform === 'win32',
}, (t) => {
  const root = makeRepository(t, counting)
  mkdirSync(join(root, 'node_modules'))
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{"packages":{"node_modules/a":{"version":"1.0.0"}}}')
  chmodSync(join(root, 'node_modules'), 0o555)
  assert.ok(isInstalled(root))
  chmodSync(join(root, 'node_modules'), 0o755)
})

test('both languages say the same things', () => {
  assert.deepEqual(Object.keys(texts.zh).sort(), Object.keys(texts.en).sort())
  const params = (text) => (text.match(/\{\w+\}/g) ?? []).sort()
  for (const [code, text] of Object.entries(texts.en)) assert.deepEqual(params(texts.zh[code]), params(text), code)
  assert.deepEqual(spokenLanguages({ LANG: 'zh_CN.UTF-8' }), ['zh'])
  assert.deepEqual(spokenLanguages({ LANG: 'de_DE.UTF-8' }), ['en'])
  assert.deepEqual(spokenLanguages({ LANG: 'C.UTF-8' }), ['en', 'zh'])
})
