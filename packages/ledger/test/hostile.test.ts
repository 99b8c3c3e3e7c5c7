import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  createNoteVerifier,
  decideAddCheckpoint,
  decodeEdge,
  type NoteVerifier,
  parseAddCheckpoint,
  parseAddCheckpointResponse,
  parseCheckpoint,
  parseEntryBundle,
  parseNote,
  parseTilePath,
  parseTimedSignature,
  parseTlogProof,
  parseVerifierKey,
  verifyCheckpoint,
  verifyTlogProof,
} from '@proofline/ledger'
import fc from 'fast-check'
import { createTestKey } from './keys.ts'

const long = process.env.PROOFLINE_LONG === '1'
const numRuns = long ? 20_000 : 300

type Case = { proof?: string; checkpoint?: string }
type Vectors = { keys: { log: string; w1: string; w2: string }; origin: string; valid: Case[] }
const read = (name: string): Vectors => JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8'))
const proofs = read('tlog-proofs')
const verifiers = (vkeys: readonly string[]): NoteVerifier[] =>
  vkeys.flatMap((vkey) => {
    const key = parseVerifierKey(vkey)
    return key.ok ? [createNoteVerifier(key.value)] : []
  })
const logs = [{ origin: proofs.origin, verifiers: verifiers([proofs.keys.log]) }]
const witnesses = verifiers([proofs.keys.w1, proofs.keys.w2])
const proof = new TextEncoder().encode(proofs.valid[0]?.proof ?? '')
const entry = new TextEncoder().encode('entry 7')
const strangerFrom = Buffer.from(proof).indexOf('— stranger')
const strangerTo = Buffer.from(proof).indexOf('\n', strangerFrom)
const extraTo = Buffer.from(proof).indexOf('index ')

/** What a change of the proof may touch without being noticed: the extra data, which nothing signs, and the signature by an unknown key. */
const isUnsigned = (at: number): boolean => (at >= 23 && at < extraTo) || (at >= strangerFrom && at <= strangerTo)

test('a proof with any byte changed fails, but for what nobody known has signed', () => {
  const verify = (bytes: Uint8Array): boolean => verifyTlogProof(bytes, { entry }, logs, { witnesses, quorum: 2 }).ok
  assert.ok(verify(proof))
  // All the bytes outside the ML-DSA-44 signature; of those 3 kB a sample, in the property below.
  const lattice = Buffer.from(proof).indexOf('— witness.example/w2')
  for (let at = 0; at < lattice + 60; at += 1) {
    if (!isUnsigned(at)) assert.equal(verify(proof.with(at, (proof[at] ?? 0) ^ 1)), false, `byte ${at}`)
  }
  fc.assert(
    fc.property(fc.nat({ max: proof.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      fc.pre(!isUnsigned(at))
      return !verify(proof.with(at, (proof[at] ?? 0) ^ mask))
    }),
    { numRuns: long ? 5000 : 100 },
  )
})

test('a proof cut short or with bytes put in or taken out fails', () => {
  const lineEnds = [...proof.keys()].filter((at) => proof[at] === 0x0a && !isUnsigned(at))
  fc.assert(
    fc.property(fc.constantFrom(...lineEnds), fc.uint8Array({ maxLength: 3 }), fc.nat({ max: 3 }), (at, inserted, removed) => {
      const changed = new Uint8Array([...proof.subarray(0, at), ...inserted, ...proof.subarray(at + removed)])
      fc.pre(Buffer.compare(changed, proof) !== 0)
      return !verifyTlogProof(changed, { entry }, logs, { witnesses, quorum: 2 }).ok
    }),
    { numRuns },
  )
})

/** Near to what the readers expect, so that they are led deep: their own words and lines, in any order, and noise. */
const almost = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\n\n',
        '— ',
        'old 1',
        'index 1',
        'extra AAAA',
        'c2sp.org/tlog-proof@v1\n',
        'tile/0/',
        'x001/',
        '000',
        '.p/1',
        'a+',
        '9'.repeat(20),
      ),
      fc.constantFrom(...new TextDecoder().decode(proof).split('\n')),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

test('no reader throws, whatever comes', () => {
  const log = { verifiers: logs[0]?.verifiers ?? [], size: 0 }
  fc.assert(
    fc.property(
      fc.oneof(almost, fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 500 })),
      fc.nat({ max: 300 }),
      (input, number) => {
        const text = typeof input === 'string' ? input : new TextDecoder().decode(input)
        const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
        for (const form of [input, bytes]) {
          parseNote(form)
          parseTlogProof(form)
          parseAddCheckpoint(form)
          parseAddCheckpointResponse(200, form)
          parseAddCheckpointResponse(409, form)
          verifyCheckpoint(form, logs, { witnesses, quorum: 1 })
          verifyTlogProof(form, { entry }, logs)
          decideAddCheckpoint(form, () => log)
        }
        for (const reader of [parseCheckpoint, parseVerifierKey, parseTilePath]) reader(text)
        parseTimedSignature(bytes)
        decodeEdge(bytes)
        parseEntryBundle(bytes, number)
      },
    ),
    { numRuns },
  )
})

// Each would take minutes or the memory of the process, were it handled character by character, line by line, or signature by signature.
test('large inputs are refused before they are worked on', () => {
  const huge = 'A'.repeat(30_000_000)
  for (const text of [huge, huge.replaceAll('AAAA', '— \n\n'), '\n'.repeat(3_000_000)]) {
    for (const result of [parseNote(text), parseTlogProof(text), parseAddCheckpoint(text), parseVerifierKey(text), parseTilePath(text)]) {
      assert.equal(result.ok, false)
    }
  }
  const lines = parseNote(`text\n\n${'— a AAAAAAA=\n'.repeat(60_000)}`)
  assert.deepEqual(lines.ok ? [] : lines.problems.map(({ code }) => code), ['note-too-many-signatures'])
})

test('a signature that stands there a hundred times is verified once, and the first that does not hold ends it', () => {
  const { key } = createTestKey('a', 1, 1)
  let asked = 0
  const count = (answer: boolean): NoteVerifier => ({
    ...createNoteVerifier(key),
    verify: () => {
      asked += 1
      return answer
    },
  })
  const origin = 'o'
  const head = `${origin}\n1\n${'A'.repeat(43)}=\n\n`
  const id = Buffer.alloc(4)
  id.writeUInt32BE(key.keyId)
  const line = (signature: number): string => `— a ${Buffer.concat([id, Buffer.of(signature)]).toString('base64')}\n`
  assert.ok(verifyCheckpoint(head + line(1).repeat(100), [{ origin, verifiers: [count(true)] }]).ok)
  assert.equal(asked, 1)
  const many = Array.from({ length: 100 }, (_, at) => line(at)).join('')
  assert.equal(verifyCheckpoint(head + many, [{ origin, verifiers: [count(false)] }]).ok, false)
  assert.equal(asked, 2)
})
