import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBundle, verifyBundle } from '@proofline/evidence'
import { forge } from './forge.ts'
import { bundleOf, type Entry, inputOf, makeEntry, native, sha256, signLog } from './log.ts'

const entries = Array.from({ length: 9 }, (_, n) => makeEntry({ n }))
const log = await signLog(entries)

test('answers: an object, given at a size that the checkpoint reaches', () => {
  const answered = (text: string) => createBundle({ ...inputOf(entries, log, [2]), answer: Buffer.from(text) }, native)
  const codes = (text: string) => {
    const made = answered(text)
    return made.ok ? verifyBundle(made.value, native).ok : made.problems.map(({ code, at }) => [code, at])
  }
  assert.equal(codes('{"asOf":9}'), true)
  assert.deepEqual(codes('{"asOf":10}'), [['answer-outside-checkpoint', '/answer.json/asOf']])
  assert.deepEqual(codes('[]'), [['answer-malformed', '/answer.json']])
  assert.deepEqual(codes('{'), [['answer-malformed', '/answer.json']])
  assert.equal(codes('{"asOf":{"index":9,"moment":null}}'), true)
  assert.deepEqual(codes('{"asOf":{"index":10,"moment":null}}'), [['answer-outside-checkpoint', '/answer.json/asOf/index']])
  const honest = bundleOf(inputOf(entries, log, [2]))
  const added = verifyBundle(
    forge(honest, (files) => files.set('answer.json', Buffer.from('{"asOf":9,"value":"nobody"}'))),
    native,
  )
  assert.deepEqual(added.ok ? [] : added.problems.map(({ code, at }) => [code, at]), [['reading-differs', '/summary.en.html']])
})

test('evidence that does not hold becomes no bundle', () => {
  const input = inputOf(entries, log, [2, 3])
  const made = (edit: (entry: Entry) => Partial<Entry>) => {
    const changed = entries.map((entry, n) => (n === 3 ? { ...entry, ...edit(entry) } : entry))
    const refused = createBundle(inputOf(changed, log, [2, 3]), native)
    return refused.ok ? [] : refused.problems.map(({ code }) => code)
  }
  assert.deepEqual(
    made(({ body }) => ({ body: Buffer.concat([body, Buffer.from(' ')]) })),
    ['body-differs'],
  )
  assert.deepEqual(
    made(({ salt }) => ({ salt: sha256(salt).subarray(0, 16) })),
    ['fact-not-included'],
  )
  assert.deepEqual(
    made(({ envelope }) => ({ envelope: Buffer.concat([envelope, Buffer.from([0xff])]) })),
    ['commitment-differs'],
  )
  assert.deepEqual(codesOf(createBundle({ ...input, facts: [] }, native)), ['facts-none'])
  assert.deepEqual(codesOf(createBundle({ ...input, facts: [...input.facts, ...input.facts] }, native)), ['fact-order'])
  assert.deepEqual(codesOf(createBundle({ ...input, checkpoint: 'x' }, native)), ['note-unterminated', 'note-unsigned'])
  assert.deepEqual(codesOf(createBundle({ ...input, logKey: 'x' }, native)), ['vkey-malformed'])
  for (const wrong of [
    { madeAt: '2026-02-30T00:00:00.000Z' },
    { madeBy: 'x'.repeat(201) },
    { purpose: { reason: 'x'.repeat(2001), objects: [] } },
  ]) {
    assert.throws(() => createBundle({ ...input, ...wrong }, native), { name: 'EvidenceError', code: 'manifest-malformed' })
  }
})

const codesOf = (result: ReturnType<typeof createBundle>): string[] => (result.ok ? [] : result.problems.map(({ code }) => code))
