import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBundle, readBundle, verifyBundle } from '@proofline/evidence'
import fc from 'fast-check'
import { formatRanges, isRanges } from '../src/ranges.ts'
import { editFacts, editText, type Files, forge } from './forge.ts'
import { bundleOf, type Entry, factOf, inputOf, logKey, makeEntry, native, signLog } from './log.ts'

const rounds = process.env.PROOFLINE_LONG === undefined ? 40 : 2000
const entries = Array.from({ length: 6 }, (_, n) => makeEntry({ n }))
const log = await signLog(entries)
const bundle = bundleOf(inputOf(entries, log, [0, 2, 5]))

const firstOf = (bytes: Uint8Array): [string, string] | undefined => {
  const verdict = verifyBundle(bytes, native)
  const [first] = verdict.ok ? [] : verdict.problems
  return first === undefined ? undefined : [first.code, first.at]
}
const line = (edit: (text: string) => string) => forge(bundle, (files) => editText(files, 'facts.ndjson', edit))

test('facts have one form: another writing of the same line is refused', () => {
  for (const edit of [
    (text: string) => text.replace('"index":0', '"index": 0'),
    (text: string) => text.replace('"index":0', '"index":0.0'),
    (text: string) => text.replace('"index":0', '"index":-0'),
    (text: string) => text.replace('"index":0', '"index":1,"index":0'),
    (text: string) => text.replace('"salt"', '"note":"x","salt"'),
    (text: string) => text.replace('"body":', '"withheld":true,"body":'),
    (text: string) => text.replace(/"commitment":"./, '"commitment":"A'),
    (text: string) => text.replace('灭', '\\u706d'),
    (text: string) => text.replace('\n', '\r\n'),
    (text: string) => `\n${text}`,
    (text: string) => `\ufeff${text}`,
    () => '{}\n',
    () => 'null\n',
  ]) {
    assert.deepEqual(firstOf(line(edit)), ['fact-malformed', '/facts.ndjson/0'])
  }
  assert.deepEqual(firstOf(line((text) => text.trimEnd())), ['facts-unterminated', '/facts.ndjson'])
  assert.deepEqual(firstOf(line(() => '')), ['facts-none', '/facts.ndjson'])
  const beyond = forge(bundle, (files) =>
    editFacts(files, (facts) => facts.map((fact) => (fact.index === 5 ? { ...fact, index: 6 } : fact))),
  )
  assert.deepEqual(firstOf(beyond), ['fact-outside-checkpoint', '/facts.ndjson/2/index'])
})

test('an envelope that two readers could read in two ways is refused, though the log holds it', async () => {
  const cases: readonly (readonly [(text: string) => string, string, string])[] = [
    [(text) => text.replace('"kind"', '"kind":"a","kind"'), 'envelope-not-canonical', ''],
    [(text) => text.replace('{', '{ '), 'envelope-not-canonical', ''],
    [(text) => text.replace('"v":1', '"note":"x","v":1'), 'envelope-not-canonical', ''],
    [(text) => text.replace('"v":1', '"v":2'), 'envelope-version', '/v'],
    [(text) => text.replace('04T', '32T'), 'envelope-field', '/recordedAt'],
    [(text) => text.replace('"method":"api",', ''), 'envelope-field', '/source/method'],
    [() => '[]', 'envelope-malformed', ''],
    [() => '{', 'envelope-malformed', ''],
  ]
  for (const [envelopeText, code, at] of cases) {
    const odd = entries.map((entry, n) => (n === 3 ? makeEntry({ n, envelopeText }) : entry))
    const made = createBundle(inputOf(odd, await signLog(odd), [3]), native)
    assert.deepEqual(made.ok ? [] : made.problems.map((problem) => [problem.code, problem.at]), [[code, `/facts.ndjson/0/envelope${at}`]])
  }
})

test('proofs that are too short, too long, or in another writing are refused', () => {
  const proofs = (edit: (text: string) => string) => firstOf(forge(bundle, (files) => editText(files, 'proofs.tlog-proof', edit)))
  const at = '/proofs.tlog-proof/0'
  assert.deepEqual(
    proofs(() => ''),
    ['proof-missing', at],
  )
  assert.deepEqual(
    proofs((text) => text.replace('index 0', 'index 00')),
    ['proof-malformed', at],
  )
  assert.deepEqual(
    proofs((text) => text.replace('@v1\n', '@v1\nextra AA==\n')),
    ['proof-malformed', at],
  )
  assert.deepEqual(
    proofs((text) => text.replace(/index 0\n.{44}\n/, 'index 0\n')),
    ['proof-malformed', at],
  )
  assert.deepEqual(
    proofs((text) => text.replace(/(index 0\n)(.{44}\n)/, '$1$2$2')),
    ['proof-malformed', at],
  )
  assert.deepEqual(
    proofs((text) => text.replace(/(index 0\n)(.{43})=/, '$1$2*')),
    ['proof-malformed', at],
  )
  assert.deepEqual(
    proofs((text) => text.replace(/(index 0\n)./, '$1~')),
    ['proof-malformed', at],
  )
  assert.deepEqual(
    proofs((text) => text.replace(log.note, `${log.note}— x y\n`)),
    ['proof-malformed', '/proofs.tlog-proof/2'],
  )
  assert.deepEqual(
    proofs((text) => `${text}\n`),
    ['proof-unexpected', '/proofs.tlog-proof'],
  )
})

test('bytes that are no bundle are refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      assert.equal(verifyBundle(bytes).ok, false)
      assert.equal(readBundle(bytes).ok, false)
    }),
    { numRuns: 5 * rounds },
  )
})

const paths = [
  'manifest.json',
  'checkpoint',
  'facts.ndjson',
  'proofs.tlog-proof',
  'keys/log.vkey',
  'answer.json',
  'keys/witness-01.vkey',
  'summary.zh.html',
]

test('any file may hold anything: the bundle is refused, never thrown at', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(fc.constantFrom(...paths), content, (path, bytes) => {
      const forged = forge(bundle, (files: Files) => files.set(path, Buffer.from(bytes)))
      assert.equal(verifyBundle(forged, native).ok, false)
      readBundle(forged)
    }),
    { numRuns: 5 * rounds },
  )
})

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.json().map((text) => new Uint8Array(Buffer.from(text))),
  fc
    .record({
      type: fc.anything(),
      eventTime: fc.anything(),
      epcList: fc.anything(),
      bizLocation: fc.anything(),
      action: fc.string({ unit: 'binary' }),
    })
    .map((event) => new Uint8Array(Buffer.from(JSON.stringify(event)))),
)

test('whatever facts say, they come out of a bundle as they went in, and it holds', async () => {
  const fact = fc.record({
    body: bodies,
    system: fc.string({ minLength: 1, unit: 'grapheme' }),
    subject: fc.string({ minLength: 1, unit: 'grapheme' }),
    kind: fc.constantFrom('event/1', 'event/1', 'x<b>/1'),
    shown: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fact, { minLength: 1, maxLength: 9 }), fc.string({ unit: 'binary', maxLength: 50 }), async (made, text) => {
      const list: Entry[] = made.map(({ body, system, subject, kind }, n) =>
        makeEntry({ n, system, subject, kind, body: Buffer.from(body) }),
      )
      const signed = await signLog(list)
      const facts = list.map((entry, n) => ({
        ...factOf(entry, n, made[n]?.shown === true ? undefined : { state: 'withheld' }),
        proof: signed.prove(n),
      }))
      const input = { ...inputOf(list, signed, []), purpose: { reason: text.toWellFormed(), objects: [] }, facts }
      const bytes = bundleOf(input)
      const verdict = verifyBundle(bytes, { ...native, trustedKeys: [logKey.vkey] })
      assert.ok(verdict.ok, JSON.stringify(verdict))
      const read = readBundle(bytes)
      assert.ok(read.ok)
      assert.deepEqual(
        read.value.facts.map(({ index, body }) => [index, body.state === 'present' ? Buffer.from(body.bytes) : undefined]),
        list.map(({ body }, n) => [n, made[n]?.shown === true ? body : undefined]),
      )
    }),
    { numRuns: rounds },
  )
})

test('ranges: one form for each set', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60)), (list) => {
      const indexes = list.toSorted((left, right) => left - right)
      const text = formatRanges(indexes)
      assert.ok(isRanges(text), text)
      const read =
        text === ''
          ? []
          : text.split(',').flatMap((range) => {
              const [first = 0, last = first] = range.split('-').map(Number)
              return Array.from({ length: last - first + 1 }, (_, n) => first + n)
            })
      assert.deepEqual(read, indexes)
    }),
    { numRuns: 5 * rounds },
  )
  for (const wrong of [
    '2-1',
    '0-1,2-3',
    '3-4,0-1',
    '1,2',
    '1-1',
    '01',
    '0.5',
    '-1',
    '1-',
    ',',
    '1,',
    ' 1',
    '1-2-3',
    '9007199254740993',
    {},
    [],
  ])
    assert.equal(isRanges(wrong), false, String(wrong))
})
