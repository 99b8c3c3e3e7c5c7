import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareDigests, formatScope, parseScope, type ScopeBody } from '../../../src/answers/scopes/model.ts'

const list = (name: string, entries: number, sha256: string) => ({ list: name, entries, sha256 })
const frozen = { entries: 3, sha256: 'a', lists: [list('certain', 2, 'b'), list('gaps', 1, 'c')] }

test('two digests differ in the lists that are not the same, also one that came or went', () => {
  assert.deepEqual(compareDigests(frozen, frozen), [])
  const now = { entries: 4, sha256: 'x', lists: [list('certain', 2, 'b'), list('possible', 1, 'd'), list('gaps', 1, 'e')] }
  assert.deepEqual(compareDigests(frozen, now), [
    { list: 'gaps', frozen: list('gaps', 1, 'c'), now: list('gaps', 1, 'e') },
    { list: 'possible', frozen: null, now: list('possible', 1, 'd') },
  ])
  assert.deepEqual(compareDigests(now, frozen)[1], { list: 'possible', frozen: list('possible', 1, 'd'), now: null })
})

test('what is written is what is read; anything else is no scope', () => {
  const body: ScopeBody = {
    question: { ask: 'forward', seed: ['https://example.com/x'], asOf: { index: 3 } },
    asOf: { index: 3, moment: null },
    rules: 'trace/1',
    verdict: 'incomplete',
    conditions: ['walk-bounded'],
    digest: frozen,
    reason: '召回评估',
  }
  assert.deepEqual(parseScope(7, Buffer.from(formatScope(body))), body)
  for (const text of ['', '{', '[]', '{"question":{}}']) assert.throws(() => parseScope(7, Buffer.from(text)), /scope fact 7/)
})
