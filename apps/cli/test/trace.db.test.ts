import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { openConnection } from '../src/connection/index.ts'
import { exitCodes } from '../src/exit-codes.ts'
import { openTerminal } from '../src/terminal/index.ts'
import { texts } from '../src/texts.ts'
import { askTrace, showAnswer } from '../src/tracing/index.ts'
import { widthOf } from '../src/tracing/lines.ts'
import { asks } from '../src/tracing/model.ts'
import { firstLot, makeInstallation, resultsOf } from './installation.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const pump = 'https://id.gs1.org/01/09521141100028/21/P-0001'
const installation = makeInstallation()

const trace = (...args: string[]) => installation.run('trace', ...args)

const scopeOf = (answer: unknown): { certain: string[] } => (answer as { value: { certain: string[] } }).value

before(async () => {
  await installation.start()
  writeFileSync(installation.path('first-lot.json'), firstLot(4))
  assert.equal(installation.run('capture', installation.path('first-lot.json')).status, exitCodes.done)
})

test('every question is answered for people in both languages, within 80 columns where nothing must be copied whole, and for machines', async () => {
  for (const language of ['en', 'zh'] as const) {
    const lines: string[] = []
    const terminal = { ...openTerminal(language, false, texts), line: (text = '') => void lines.push(text) }
    const connection = await openConnection({ dataFolder: installation.folder, address: undefined, language })
    const context = { terminal, positionals: [], values: {}, dataFolder: installation.folder, connect: async () => connection }
    for (const ask of asks) {
      const question = { ask, seed: [screws], reasons: true, ...(ask === 'difference' && { since: { index: 2 } }) }
      showAnswer(terminal, ask, await askTrace(context, question), 1)
      assert.match(lines.at(-1) ?? '', language === 'en' ? /INCOMPLETE/ : /不完整/)
    }
    for (const line of lines) {
      assert.doesNotMatch(line, /undefined|\[object|(?:state|term|value|asked|condition|difference|history)-[a-z]/)
      assert.ok(widthOf(line) <= 80 || line.trim().split(/ {2}/).length === 1, line)
    }
  }
  assert.match(trace(screws, '--ask', 'where', '--lang', 'zh').stdout, /在收货方/)
  const [answer] = resultsOf(trace(screws, '--forward', '--json'))
  assert.ok(scopeOf(answer).certain.includes(pump))
})

test('a condition, a moment, what is certain only, and the old words for the way', () => {
  const [met] = resultsOf(trace('--condition', 'step=assembling', '--condition', 'from=2020-01-01T00:00:00Z', '--forward', '--json'))
  assert.ok(scopeOf(met).certain.includes(pump))
  const [early] = resultsOf(trace(screws, '--ask', 'forward', '--as-of', '1', '--certain', '--json'))
  assert.deepEqual((early as { asOf: { index: number } }).asOf.index, 1)
  assert.equal(trace(pump, '--backward', '--reasons', '--lang', 'en').status, exitCodes.done)
})

test('what cannot be a question is said before anything is asked; what the server refuses, in its words', () => {
  for (const args of [
    [],
    [screws],
    [screws, '--forward', '--backward'],
    [screws, '--ask', 'sideways'],
    [screws, '--ask', 'difference'],
    ['--condition', 'colour=red', '--forward'],
    [screws, '--forward', '--units'],
  ])
    assert.equal(trace(...args).status, exitCodes.usage, args.join(' '))
  const refused = trace('not-an-identifier', '--forward', '--lang', 'en')
  assert.equal(refused.status, exitCodes.refused)
})

test('files: CSV with its heads, a workbook, lines of JSON, every unit of the lots', () => {
  const [csv, xlsx, ndjson, units] = ['a.csv', 'a.xlsx', 'a.ndjson', 'units.csv'].map((name) => installation.path(name)) as [
    string,
    string,
    string,
    string,
  ]
  const run = trace(screws, '--forward', '--csv', csv, '--xlsx', xlsx, '--ndjson', ndjson, '--lang', 'zh')
  assert.equal(run.status, exitCodes.done, run.stderr)
  assert.match(readFileSync(csv, 'utf8'), /^\ufeff列表,对象/)
  assert.equal(readFileSync(xlsx).subarray(0, 2).toString(), 'PK')
  assert.match(readFileSync(ndjson, 'utf8'), /\n\{"end":.*\}\n$/)
  assert.equal(trace(screws, '--ask', 'lots', '--units', '--csv', units).status, exitCodes.done)
  assert.match(readFileSync(units, 'utf8'), new RegExp(`unit,${pump},`))
  assert.equal(trace(screws, '--forward', '--csv', installation.path('no/such/folder.csv')).status, exitCodes.failed)
})

test('freeze: what is shown is what was frozen, and it can be checked', () => {
  const run = trace(screws, '--forward', '--freeze', '--reason', '召回评估', '--json')
  assert.equal(run.status, exitCodes.done, run.stderr)
  const [answer, told] = resultsOf(run) as [{ asOf: { index: number } }, { frozen: { index: number; asOf: { index: number } } }]
  assert.equal(answer.asOf.index, told.frozen.asOf.index)
  const checked = trace('--check', String(told.frozen.index), '--lang', 'zh')
  assert.equal(checked.status, exitCodes.done)
  assert.match(checked.stdout, /相同/)
  assert.equal(trace('--check', '0').status, exitCodes.refused)
})
