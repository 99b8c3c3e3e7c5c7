import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  createNoteVerifier,
  decideAddCheckpoint,
  formatBundlePath,
  formatNote,
  formatTilePath,
  type KnownLog,
  type NoteVerifier,
  parseNote,
  parseTilePath,
  parseVerifierKey,
  verifyCheckpoint,
  verifyNote,
  verifyTlogProof,
} from '@proofline/ledger'
import { codesOf } from './keys.ts'

const readVectors = (name: string): string => readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8')

type Keys = { keys: { log: string; w1: string; w2: string } }
type Valid<T> = { what: string } & T
type Refused<T> = { what: string; codes: string[] } & T

function verifierOf(vkey: string): NoteVerifier {
  const key = parseVerifierKey(vkey)
  assert.ok(key.ok, vkey)
  return createNoteVerifier(key.value)
}

const knownTo = ({ keys, origin }: Keys & { origin: string }): { logs: KnownLog[]; witnesses: NoteVerifier[] } => ({
  logs: [{ origin, verifiers: [verifierOf(keys.log)] }],
  witnesses: [verifierOf(keys.w1), verifierOf(keys.w2)],
})

test('notes', () => {
  type Vectors = Keys & { valid: Valid<{ note: string; text: string; names: string[] }>[]; invalid: Refused<{ note: string }>[] }
  const vectors: Vectors = JSON.parse(readVectors('notes'))
  const verifiers = [verifierOf(vectors.keys.log)]
  const open = (note: string): ReturnType<typeof verifyNote> => {
    const parsed = parseNote(note)
    return parsed.ok ? verifyNote(parsed.value, verifiers) : parsed
  }
  for (const { what, note, text, names } of vectors.valid) {
    const parsed = parseNote(note)
    assert.ok(parsed.ok, what)
    assert.equal(formatNote(parsed.value), note, what)
    const opened = open(note)
    assert.ok(opened.ok, what)
    assert.equal(opened.value.text, text, what)
    assert.deepEqual(
      opened.value.verified.map(({ name }) => name),
      names,
      what,
    )
  }
  for (const { what, note, codes } of vectors.invalid) assert.deepEqual([...new Set(codesOf(open(note)))], codes, what)
})

test('checkpoints, with cosignatures of both kinds', () => {
  type Case = { checkpoint: string; quorum: number }
  type Vectors = Keys & {
    origin: string
    valid: Valid<Case & { size: number; cosigned: [string, number][] }>[]
    invalid: Refused<Case>[]
  }
  const vectors: Vectors = JSON.parse(readVectors('checkpoints'))
  const { logs, witnesses } = knownTo(vectors)
  for (const { what, checkpoint, quorum, size, cosigned } of vectors.valid) {
    const verified = verifyCheckpoint(checkpoint, logs, { witnesses, quorum })
    assert.ok(verified.ok, what)
    assert.equal(verified.value.checkpoint.size, size, what)
    assert.deepEqual(
      verified.value.cosignatures.map(({ name, time }) => [name, time]),
      cosigned,
      what,
    )
  }
  for (const { what, checkpoint, quorum, codes } of vectors.invalid) {
    assert.deepEqual(codesOf(verifyCheckpoint(checkpoint, logs, { witnesses, quorum })), codes, what)
  }
})

test('tlog-proofs', () => {
  type Case = { proof: string; entry: string; quorum: number }
  type Vectors = Keys & { origin: string; valid: Valid<Case & { index: number }>[]; invalid: Refused<Case>[] }
  const vectors: Vectors = JSON.parse(readVectors('tlog-proofs'))
  const { logs, witnesses } = knownTo(vectors)
  const verify = ({ proof, entry, quorum }: Case): ReturnType<typeof verifyTlogProof> =>
    verifyTlogProof(proof, { entry: new TextEncoder().encode(entry) }, logs, { witnesses, quorum })
  for (const vector of vectors.valid) {
    const verified = verify(vector)
    assert.ok(verified.ok, vector.what)
    assert.equal(verified.value.index, vector.index, vector.what)
  }
  for (const vector of vectors.invalid) assert.deepEqual([...new Set(codesOf(verify(vector)))], vector.codes, vector.what)
})

test('tile paths', () => {
  type Vectors = { hashes: [string, number, number, number][]; entries: [string, number, number][]; invalid: string[] }
  const vectors: Vectors = JSON.parse(readVectors('tile-paths'))
  for (const [path, level, index, width] of vectors.hashes) {
    assert.equal(formatTilePath({ level, index, width }), path)
    assert.deepEqual(parseTilePath(path), { ok: true, value: { kind: 'hashes', level, index, width } })
  }
  for (const [path, index, width] of vectors.entries) {
    assert.equal(formatBundlePath({ index, width }), path)
    assert.deepEqual(parseTilePath(path), { ok: true, value: { kind: 'entries', index, width } })
  }
  for (const path of vectors.invalid) assert.deepEqual(codesOf(parseTilePath(path)), ['tile-path'], path)
})

test('witness requests', () => {
  type Request = { what: string; body: string; known: { size: number; root?: string }; status: number }
  const vectors: Keys & { origin: string; requests: Request[] } = JSON.parse(readVectors('witness-requests'))
  for (const { what, body, known, status } of vectors.requests) {
    const root = known.root === undefined ? {} : { root: new Uint8Array(Buffer.from(known.root, 'base64')) }
    const log = { verifiers: [verifierOf(vectors.keys.log)], size: known.size, ...root }
    const decision = decideAddCheckpoint(body, (origin) => (origin === vectors.origin ? log : undefined))
    assert.equal(decision.status, status, what)
    if (decision.status === 409) assert.equal(decision.size, known.size, what)
  }
})
