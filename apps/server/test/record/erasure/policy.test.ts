import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatErasureRequest,
  keysOfPolicy,
  makeDeciderKey,
  parseErasurePolicy,
  parseErasureRequest,
  readDeciderKey,
  signErasure,
} from '../../../src/record/index.ts'

const [one, two] = ['a'.repeat(64), 'b'.repeat(64)]

test('who may decide is read line by line, and a line that names nobody is refused', () => {
  const policy = parseErasurePolicy(`# who may decide\r\n\n  decider 质量-林 ${one}\r\nformer wang\t${two}\n`)
  assert.deepEqual(policy, { deciders: [{ name: '质量-林', key: one }], former: [{ name: 'wang', key: two }] })
  assert.deepEqual(keysOfPolicy(policy), [one, two])
  assert.deepEqual(parseErasurePolicy(''), { deciders: [], former: [] })
  const wrong = [
    `decider lin`,
    `decider lin ${one}0`,
    `decider lin ${one.toUpperCase()}`,
    `may lin ${one}`,
    `decider lin ${one} extra`,
    `decider lin ${one}\ndecider wang ${one}`,
    `decider lin ${one}\nformer lin ${two}`,
  ]
  for (const text of wrong) {
    const line = text.split('\n').length
    assert.throws(() => parseErasurePolicy(text), { code: 'erasure-policy-malformed', params: { line } }, text)
  }
})

test("a person's key is an Ed25519 key in a file, and nothing else", () => {
  const { key, pem } = makeDeciderKey()
  assert.equal(readDeciderKey(pem, 'x').key, key)
  for (const text of ['', 'nonsense', pem.replace('PRIVATE', 'PUBLIC')])
    assert.throws(() => readDeciderKey(text, 'a.pem'), { code: 'erasure-key-unreadable', params: { path: 'a.pem' } })
})

test('an order travels as a file: what is not one is refused with every problem', () => {
  const key = readDeciderKey(makeDeciderKey().pem, 'x')
  const order = signErasure({ index: 3, commitment: one, reason: '理由 "x"', signatures: [] }, key)
  assert.deepEqual(parseErasureRequest(formatErasureRequest([order])), { ok: true, value: [order] })
  assert.deepEqual(signErasure(order, key), order, 'signed again by the same person it is the same')
  const codes = (text: string) => {
    const read = parseErasureRequest(text)
    return read.ok ? [] : read.problems.map(({ code, at }) => `${code} ${at}`)
  }
  for (const text of ['', 'null', '[]', '{}', '{"form":"proofline-erasure/1","orders":[]}', '{"form":"other","orders":[1]}'])
    assert.deepEqual(codes(text), ['erasure-request-form '], text)
  assert.deepEqual(codes(formatErasureRequest([{ ...order, index: -1, reason: ' ' }, order, order])), [
    'erasure-field /orders/0/index',
    'erasure-field /orders/0/reason',
    'erasure-twice /orders',
  ])
})
