import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { languages } from '@proofline/problems'
import { commands } from '../src/commands/index.ts'
import { exitCodes } from '../src/exit-codes.ts'
import { texts } from '../src/texts.ts'
import { makeRunner, type Run } from './run.ts'

const { folder, run: runWith } = makeRunner()
const run = (...args: string[]): Run => runWith(args)

/** Columns of a terminal: East Asian wide characters take two. */
const columns = (line: string): number =>
  Array.from(line).reduce(
    (sum, character) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(character) ? 2 : 1),
    0,
  )

for (const language of languages) {
  test(`every command has a line in the overview and a help that fits 80 columns (${language})`, () => {
    const catalog: Readonly<Record<string, string>> = texts[language]
    for (const { name } of commands) {
      assert.ok(catalog[`${name}-summary`], name)
      for (const line of (catalog[`${name}-help`] ?? '').split('\n')) assert.ok(columns(line) <= 80, `${columns(line)}: ${line}`)
      assert.match(catalog[`${name}-help`] ?? '', new RegExp(`^proofline ${name}`))
    }
    for (const code of ['overview-head', 'overview-foot', 'options-foot', 'exit-codes'] as const)
      for (const line of catalog[code]?.split('\n') ?? []) assert.ok(columns(line) <= 80, `${columns(line)}: ${line}`)
  })
}

test('help teaches, in the language that is asked for', () => {
  assert.match(run().stdout, /Usage: proofline COMMAND/)
  assert.match(run('help', 'capture').stdout, /^proofline capture FILE/)
  assert.match(run('capture', '--help', '--lang', 'zh').stdout, /示例/)
  for (const code of Object.values(exitCodes)) assert.match(run('help', 'exit-codes').stdout, new RegExp(`\\n  ${code} `))
})

test('a wrong command line ends with 2 and says what to do; with --json a machine can read it', () => {
  const file = join(folder, 'events.json')
  writeFileSync(file, '{}')
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['no-such'], /there is no command "no-such"/],
    [[file], /Did you mean: proofline capture/],
    [['capture'], /name at least one file/],
    [['capture', '--no-such', file], /help capture/],
    [['trace', 'x'], /--forward or --backward/],
    [['trace', '--forward'], /name an identifier/],
    [['export', '--object', 'x'], /--out/],
    [['verify', file], /is no bundle/],
    [['verify', join(folder, 'none.zip')], /cannot be opened/],
    [['demo', '--objects', '12'], /from 1000 to/],
    [['terms', 'dance'], /list, source NAME or product ID/],
    [['terms', 'source', 'wms', '--reports-every', 'daily'], /no duration/],
    [['client', 'dance'], /list, add NAME or remove NAME/],
    [['client', 'add', '../x'], /cannot name a client/],
    [['capture', file, '--lang', 'fr'], /no language "fr"/],
  ]
  for (const [args, expected] of cases) {
    const { status, stderr, stdout } = run(...args)
    assert.match(stderr, expected, args.join(' '))
    assert.equal(status, exitCodes.usage, args.join(' '))
    assert.equal(stdout, '')
  }
  const { stdout } = run('verify', file, '--json', '--lang', 'zh')
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string } }
  assert.equal(error.code, 'verify-one-bundle')
  assert.match(error.message, /不是证据包/)
})

test('without a server the command says so and ends with 3; what is no bundle ends with 1, offline', () => {
  const { status, stderr } = run('capture', join(folder, 'x.json'))
  assert.equal(status, exitCodes.unreachable)
  assert.match(stderr, /npm start/)
  const broken = join(folder, 'broken.zip')
  writeFileSync(broken, 'PK no zip at all')
  const answer = run('verify', broken)
  assert.equal(answer.status, exitCodes.refused)
  assert.match(answer.stdout, /DOES NOT HOLD/)
})
