import assert from 'node:assert/strict'
import { test } from 'node:test'
import { p256 } from '@noble/curves/nist.js'
import {
  createNoteVerifier,
  formatCheckpoint,
  formatEd25519Cosigned,
  formatVerifierKey,
  type NoteVerifier,
  parseCheckpoint,
  parseNote,
  parseTimedSignature,
  parseVerifierKey,
  portableHasher,
  verifyNote,
} from '@proofline/ledger'
import { decodeBase64, encodeText } from '../src/encoding.ts'
import { codesOf } from './keys.ts'
import { readText, skip } from './shared-vectors.ts'

type NoteVectors = {
  sign: { verifierKey: string; text: string; note: string }
  open: { desc: string; note: string; vkeys: string[]; verified?: string[]; unverified?: string[]; error?: string }[]
  malformed: (string | { hexPrefix: string; then: string })[]
  badVkeys: string[]
  c2spExamples: string[]
  realWorld: { alg: string; vkey: string; note: string; ok: boolean }[]
}
type CheckpointVectors = {
  vectors: { in: string; origin: string; size: number; hashUtf8?: string; hashIsLeafHashOf?: string; rest: string }[]
  invalid: string[]
}
type CosignatureVectors = {
  vkeysOk: string[]
  vkeysBad: string[]
  timestamp: { sigBase64: string; unix?: number; error?: boolean }[]
  signedMessageExample: string
}

const errors: Readonly<Record<string, string>> = {
  'note has no verifiable signatures': 'signature-missing',
  'ambiguous key EnochRoot+af0cfe78': 'key-ambiguous',
  'malformed note': 'note-too-many-signatures',
  'invalid signature for key PeterNeumann+c74f20a3': 'signature-invalid',
}

function verifierOf(vkey: string): NoteVerifier {
  const key = parseVerifierKey(vkey)
  assert.ok(key.ok, vkey)
  return createNoteVerifier(key.value)
}

const open = (note: string, vkeys: readonly string[]): ReturnType<typeof verifyNote> => {
  const parsed = parseNote(note)
  return parsed.ok ? verifyNote(parsed.value, vkeys.map(verifierOf)) : parsed
}

test('signed notes are opened as the vectors say', { skip }, () => {
  const vectors: NoteVectors = JSON.parse(readText('signed_note.json'))
  assert.equal(codesOf(open(vectors.sign.note, [vectors.sign.verifierKey])).length, 0)
  for (const { desc, note, vkeys, verified, unverified, error } of vectors.open) {
    const opened = open(note, vkeys)
    if (error !== undefined) {
      assert.deepEqual(codesOf(opened), [errors[error]], desc)
      continue
    }
    assert.ok(opened.ok, desc)
    assert.deepEqual(
      opened.value.verified.map(({ name }) => name),
      verified,
      desc,
    )
    assert.deepEqual(
      opened.value.unverified.map(({ name }) => name),
      unverified,
      desc,
    )
  }
})

test('malformed notes are refused, as text and as bytes', { skip }, () => {
  const { malformed, c2spExamples }: NoteVectors = JSON.parse(readText('signed_note.json'))
  for (const note of malformed) {
    const bytes = typeof note === 'string' ? encodeText(note) : Buffer.concat([Buffer.from(note.hexPrefix, 'hex'), encodeText(note.then)])
    assert.equal(parseNote(new Uint8Array(bytes)).ok, false)
    if (typeof note === 'string') assert.equal(parseNote(note).ok, false)
  }
  for (const note of c2spExamples) assert.ok(parseNote(note).ok)
  assert.ok(open(c2spExamples[1] ?? '', ['example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k']).ok)
})

// The ML-DSA-44 key among the vectors stands there under an id of no known derivation (its origin never compares it). C2SP tlog-cosignature
// prescribes SHA-256(name, newline, 0x06, key)[:4]: under that id it is accepted, under the other one refused as mistyped.
function withPrescribedId(vkey: string): string {
  assert.deepEqual(codesOf(parseVerifierKey(vkey)), ['vkey-id-mismatch'])
  return vkey.replace('+5893dc2c+', '+31236897+')
}

test('verifier keys: the good ones survive, the bad ones and every mangled one are refused', { skip }, () => {
  const { badVkeys, sign }: NoteVectors = JSON.parse(readText('signed_note.json'))
  const { vkeysOk, vkeysBad }: CosignatureVectors = JSON.parse(readText('cosignature.json'))
  for (const vkey of [...badVkeys, ...vkeysBad]) assert.equal(parseVerifierKey(vkey).ok, false, vkey)
  for (const given of [...vkeysOk, sign.verifierKey]) {
    const vkey = given.startsWith('test+5893dc2c+') ? withPrescribedId(given) : given
    const key = parseVerifierKey(vkey)
    assert.ok(key.ok, vkey)
    assert.equal(formatVerifierKey(key.value), vkey)
  }
  for (const vkey of [sign.verifierKey, vkeysOk[0] ?? '']) {
    for (let begin = 0; begin < vkey.length; begin += 1) {
      for (let end = begin; end <= vkey.length; end += 1) {
        if (end - begin < vkey.length) assert.equal(parseVerifierKey(vkey.slice(begin, end)).ok, false, vkey.slice(begin, end))
      }
      const next = String.fromCharCode(vkey.charCodeAt(begin) + 1)
      const mangled = vkey.slice(0, begin) + next + vkey.slice(begin + 1)
      assert.equal(parseVerifierKey(mangled).ok, false, mangled)
    }
  }
})

// Of other types than the package has, the vectors give notes that do verify: the seam for a verifier of one's own opens them.
function createForeignVerifier(vkey: string): NoteVerifier {
  const [name = '', id = '', ...key] = vkey.split('+')
  const material = decodeBase64(key.join('+')) ?? new Uint8Array(0)
  const check = (message: Uint8Array, signature: Uint8Array): boolean =>
    p256.verify(signature, message, material.subarray(-65), { format: 'der', lowS: false })
  const verify = (text: string, signature: Uint8Array): boolean =>
    material[0] === 5 ? check(treeHead(text, signature), signature.subarray(12)) : check(encodeText(text), signature)
  return { name, keyId: Number.parseInt(id, 16), timed: false, verify }
}

/** RFC 6962 §3.5: what a certificate log signs. The time stands before the signature and its four bytes of algorithm and length. */
function treeHead(text: string, signature: Uint8Array): Uint8Array {
  const checkpoint = parseCheckpoint(text)
  assert.ok(checkpoint.ok)
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(checkpoint.value.size))
  return new Uint8Array(Buffer.concat([Buffer.of(0, 1), signature.subarray(0, 8), size, checkpoint.value.root]))
}

test('notes of logs in service', { skip }, () => {
  const { realWorld }: NoteVectors = JSON.parse(readText('signed_note.json'))
  for (const { alg, vkey, note } of realWorld) {
    const parsed = parseNote(note)
    assert.ok(parsed.ok, alg)
    assert.ok(parseCheckpoint(parsed.value.text).ok, alg)
    if (alg.startsWith('Ed25519')) assert.ok(open(note, [vkey]).ok, alg)
    else assert.deepEqual(codesOf(parseVerifierKey(vkey)), ['vkey-type-unsupported'], alg)
    if (!alg.startsWith('Ed25519')) assert.ok(verifyNote(parsed.value, [createForeignVerifier(vkey)]).ok, alg)
  }
})

// The vectors' own note: a reader that takes any root is too lax; with SHA-256 it has 32 bytes.
test('checkpoints are read as the vectors say, those with a root of another length refused', { skip }, () => {
  const { vectors, invalid }: CheckpointVectors = JSON.parse(readText('checkpoint.json'))
  for (const vector of vectors) {
    const parsed = parseCheckpoint(vector.in)
    if (vector.hashIsLeafHashOf === undefined) {
      assert.deepEqual(codesOf(parsed), ['checkpoint-root'])
      const widened = vector.in.split('\n').with(2, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=').join('\n')
      const checkpoint = parseCheckpoint(widened)
      assert.ok(checkpoint.ok)
      assert.equal(checkpoint.value.origin, vector.origin)
      assert.equal(checkpoint.value.size, vector.size)
      assert.equal(checkpoint.value.extensions.map((line) => `${line}\n`).join(''), vector.rest)
      assert.equal(formatCheckpoint(checkpoint.value), widened)
      continue
    }
    assert.ok(parsed.ok)
    assert.deepEqual({ origin: parsed.value.origin, size: parsed.value.size }, { origin: vector.origin, size: vector.size })
    assert.deepEqual(parsed.value.root, portableHasher.leaf(encodeText(vector.hashIsLeafHashOf)))
  }
  for (const text of invalid) assert.equal(parseCheckpoint(text).ok, false, text)
})

test('cosignatures: times and the message that is signed', { skip }, () => {
  const { timestamp, signedMessageExample }: CosignatureVectors = JSON.parse(readText('cosignature.json'))
  for (const { sigBase64, unix, error } of timestamp) {
    const timed = parseTimedSignature((decodeBase64(sigBase64) ?? new Uint8Array(0)).subarray(4))
    if (error === true) assert.deepEqual(codesOf(timed), ['cosignature-length'])
    else assert.ok(timed.ok && timed.value.time === unix)
  }
  const text = signedMessageExample.split('\n').slice(2).join('\n')
  assert.deepEqual(formatEd25519Cosigned(text, 1679315147), encodeText(signedMessageExample))
})
