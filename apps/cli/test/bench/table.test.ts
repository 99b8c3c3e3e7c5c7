import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages } from '@proofline/problems'
import { measureNames, type Outcome, type OutcomeName, queryNames, traceNames, type Unit } from '../../src/bench/model.ts'
import { encodeRows } from '../../src/bench/plain-table.ts'
import { cellsOf, formatMachine, formatTable, wrap } from '../../src/bench/table.ts'
import { openTerminal } from '../../src/terminal/index.ts'
import { texts } from '../../src/texts.ts'

const outcomeNames: readonly OutcomeName[] = [
  ...measureNames.filter((name) => name !== 'query' && name !== 'trace'),
  ...queryNames,
  ...traceNames,
]

const units: Readonly<Record<OutcomeName, Unit>> = {
  append: 'facts/s',
  'capture-mixed': 'events/s',
  'capture-packing': 'objects/s',
  'capture-single': 'requests/s',
  'verify-log': 'facts/s',
  memory: 'bytes',
  identifiers: 'strings/s',
  'event-hash': 'hashes/s',
  'query-epc': 'ms',
  'query-step': 'ms',
  'query-quantity': 'ms',
  'trace-closure': 'ms',
  'trace-list': 'objects/s',
  'trace-memory': 'bytes',
  'trace-lots': 'ms',
  'trace-past': 'ms',
  'trace-hot': 'ms',
  'trace-hot-past': 'ms',
  'trace-units': 'ms',
  'trace-serial': 'ms',
  'trace-backward': 'ms',
  'trace-history': 'ms',
}

const details = {
  ...{ postgres: '18.4', rounds: 3, facts: 1_000_000, keys: 5_000_000, documents: 100, inFlight: 4, reached: 'views', events: 1_000_000 },
  ...{
    recorded: 100_000,
    rolledUp: 4_100,
    objects: 1_000_000,
    bytes: 99_999_999,
    memory: 599_000_000,
    eventLoopMs: 1234.5,
    requests: 12_000,
    clients: 64,
    connections: 32,
  },
  ...{ p50Ms: 12.3, p99Ms: 1234.5, seconds: 160.1, rate: 100_000, behind: 400_000, caughtUpSeconds: 123.4 },
  ...{ strings: 800_000, queries: 200, block: 100_000, found: 12.5, worstMs: 9999.9, firstMs: 1234.5 },
  ...{ questions: 40, different: 40, units: 1_000_000, copies: 100, lastMs: 99.9, profile: 'B', gaps: 12, bounded: 0 },
}

const outcomes: Outcome[] = outcomeNames.map((measure) => ({
  measure,
  unit: units[measure],
  figure: units[measure] === 'bytes' ? 599_000_000 : units[measure] === 'ms' ? 9999.9 : 999_999,
  baseline: units[measure] === 'bytes' ? 120_000_000 : units[measure] === 'ms' ? 0.1 : 9_999_999,
  ratio: units[measure] === 'bytes' ? 5 : units[measure] === 'ms' ? 9999.9 : 0.1,
  verdicts: [
    { of: 'figure', bound: units[measure] === 'bytes' ? 'at-most' : 'at-least', value: 600_000_000, met: true },
    { of: 'ratio', bound: 'at-least', value: 0.35, stretch: true, met: false },
  ],
  rounds: [],
  cpu: { server: 123.4, postgres: undefined, client: 12.3, others: 0.1 },
  details,
}))

for (const language of languages) {
  const terminal = openTerminal(language, false, texts)

  test(`the table fits 80 columns and leaves no parameter open (${language})`, () => {
    const lines = [
      ...formatTable(terminal, outcomes),
      ...formatMachine(terminal, {
        cpu: 'AMD EPYC 9654 96-Core Processor of a very long name',
        cores: 192,
        memoryBytes: 2 ** 40,
        node: '24.21.0',
        postgres: '18.4',
        load: 1.5,
      }),
    ]
    for (const line of lines) {
      assert.ok(cellsOf(line) <= 80, `${cellsOf(line)}: ${line}`)
      assert.doesNotMatch(line, /[{}]|undefined|NaN/)
    }
    for (const measure of outcomeNames) assert.ok(lines.some((line) => line.startsWith(`${measure} `)))
  })

  test(`the help of bench fits 80 columns (${language})`, () => {
    for (const line of terminal.say('bench-help').split('\n')) assert.ok(cellsOf(line) <= 80, line)
  })
}

test('a line is broken without losing a word or a character', () => {
  for (const text of ['one two three '.repeat(20).trim(), '证据链上的每一个事实，都有时间、人员与设备。'.repeat(8)]) {
    const lines = wrap(text, '  ')
    assert.ok(lines.length > 1)
    const whole = lines.map((line) => line.slice(2)).join(text.includes(' ') ? ' ' : '')
    assert.equal(whole, text)
  }
})

test('rows for the baseline are COPY BINARY, whatever the pieces', () => {
  const bodies = Array.from({ length: 700 }, (_, i) => Buffer.alloc(i * 3, i))
  const chunks = encodeRows(bodies)
  assert.ok(chunks.length > 1)
  const bytes = Buffer.concat(chunks)
  let at = 19
  for (const [i, body] of bodies.entries()) {
    assert.deepEqual([bytes.readInt16BE(at), bytes.readInt32BE(at + 2), bytes.readBigInt64BE(at + 6)], [2, 8, BigInt(i)])
    assert.equal(bytes.readInt32BE(at + 14), body.length)
    assert.ok(bytes.subarray(at + 18, at + 18 + body.length).equals(body))
    at += 18 + body.length
  }
  assert.equal(bytes.subarray(at).toString('hex'), 'ffff')
})
