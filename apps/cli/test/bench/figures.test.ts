import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alternate, judge, medianOf, quantileOf, type Round, sumCpu, summarise } from '../../src/bench/model.ts'
import { parseStat } from '../../src/bench/processes.ts'

const round = (figure: number): Round => ({ figure, seconds: 1, cpu: { server: 1, postgres: 2, client: 3, others: 4 } })

test('the median is the one in the middle, of an even count the mean of two', () => {
  assert.equal(medianOf([30, 10, 20]), 20)
  assert.equal(medianOf([40, 10, 20, 30]), 25)
  assert.ok(Number.isNaN(medianOf([])))
})

test('a quantile is a value that was measured, by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i)
  assert.equal(quantileOf(values, 0.5), 50)
  assert.equal(quantileOf(values, 0.99), 99)
  assert.equal(quantileOf([7], 0.99), 7)
  assert.equal(quantileOf([1, 2], 0.5), 1)
})

test('a target is met at its bound, above or below; a ratio that is not known meets none', () => {
  const targets = [
    { of: 'figure', bound: 'at-least', value: 100 },
    { of: 'figure', bound: 'at-most', value: 99 },
    { of: 'ratio', bound: 'at-least', value: 0.2 },
  ] as const
  assert.deepEqual(
    judge(targets, 100, 0.2).map(({ met }) => met),
    [true, false, true],
  )
  assert.equal(judge(targets, 100, undefined)[2]?.met, false)
})

test('the ratio is the median of the rounds own ratios, not of two medians', () => {
  const rounds = [
    { measured: round(10), baseline: round(100) },
    { measured: round(20), baseline: round(40) },
    { measured: round(30), baseline: round(90) },
  ]
  const outcome = summarise('append', 'facts/s', rounds, [], {})
  assert.equal(outcome.figure, 20)
  assert.equal(outcome.baseline, 90)
  assert.equal(outcome.ratio, 30 / 90)
  assert.deepEqual(outcome.cpu, { server: 3, postgres: 6, client: 9, others: 12 })
})

test('where no baseline was finished there is no ratio; where some were, it is theirs', () => {
  const none = summarise('trace-hot', 'ms', [{ measured: round(10) }], [], {})
  assert.deepEqual([none.figure, none.baseline, none.ratio], [10, undefined, undefined])
  const some = summarise('trace-hot', 'ms', [{ measured: round(10) }, { measured: round(20), baseline: round(40) }], [], {})
  assert.deepEqual([some.figure, some.baseline, some.ratio], [15, 40, 0.5])
})

test('CPU that one round does not know is not known of the whole', () => {
  assert.deepEqual(sumCpu([round(1).cpu, { ...round(1).cpu, server: undefined }]), { server: undefined, postgres: 4, client: 6, others: 8 })
  assert.deepEqual(sumCpu([]), { server: 0, postgres: 0, client: 0, others: 0 })
})

test('measured and baseline take turns in being first, and each pair belongs to one preparation', async () => {
  const said: string[] = []
  const say = (word: string) => async (at: number) => {
    said.push(`${word}${at}`)
    return round(at)
  }
  const pairs = await alternate(3, say('measured'), say('baseline'), (at) => said.push(`prepare${at}`))
  assert.deepEqual(said, ['prepare0', 'measured0', 'baseline0', 'prepare1', 'baseline1', 'measured1', 'prepare2', 'measured2', 'baseline2'])
  assert.deepEqual(
    pairs.map(({ measured, baseline }) => [measured.figure, baseline?.figure]),
    [
      [0, 0],
      [1, 1],
      [2, 2],
    ],
  )
})

test('the times of a process are read whatever its name is', () => {
  const times = '14 0 0 20 0 0 0 150 50 700 300 20 0'
  for (const name of ['node', 'a b', 'x) R 1 (y', '追溯']) {
    assert.deepEqual(parseStat(`42 (${name}) S 7 42 42 0 -1 4194304 0 0 0 0 ${times.split(' ').slice(7).join(' ')}`), {
      pid: 42,
      parent: 7,
      own: 2,
      reaped: 10,
    })
  }
  assert.equal(parseStat(''), undefined)
  assert.equal(parseStat('42 (node) S'), undefined)
})
