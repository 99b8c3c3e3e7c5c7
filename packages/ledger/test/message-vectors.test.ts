import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createNoteVerifier,
  createVerifierKey,
  decideAddCheckpoint,
  formatAddCheckpoint,
  formatTlogProof,
  formatWitnessSize,
  parseAddCheckpoint,
  parseTlogProof,
  parseVerifierKey,
  type WitnessedLog,
} from '@proofline/ledger'
import { decodeBase64, encodeText } from '../src/encoding.ts'
import { readText, skip } from './shared-vectors.ts'

type ProofVectors = {
  marshal: { index: number; hashes: string[]; checkpoint: string; extra: string | null; out: string }[]
  invalid: string[]
}
type Step = { body: string; status: number; assert: string; specStatus?: number }
type WitnessVectors = {
  log: { origin: string; ed25519PublicKeyHex: string }
  steps: Step[]
  sumdb: { origin: string; vkey: string; steps: Step[] }
}

const bytesOf = (base64: string): Uint8Array => decodeBase64(base64) ?? new Uint8Array(0)

test('tlog-proof: written and read as the vectors say', { skip }, () => {
  const { marshal, invalid }: ProofVectors = JSON.parse(readText('tlog_proof.json'))
  for (const { index, hashes, checkpoint, extra, out } of marshal) {
    const proof = { index, proof: hashes.map(bytesOf), checkpoint, ...(extra === null ? {} : { extra: encodeText(extra) }) }
    assert.equal(formatTlogProof(proof), out)
    const parsed = parseTlogProof(out)
    assert.ok(parsed.ok)
    assert.equal(formatTlogProof(parsed.value), out)
    assert.equal(parsed.value.index, index)
  }
  for (const text of invalid) assert.equal(parseTlogProof(text).ok, false, text)
})

function converse(steps: readonly Step[], origin: string, log: WitnessedLog): void {
  let known = log
  for (const { body, status, specStatus, assert: words } of steps) {
    const request = parseAddCheckpoint(body)
    assert.ok(request.ok)
    assert.equal(formatAddCheckpoint(request.value), body)
    const decision = decideAddCheckpoint(body, (name) => (name === origin ? known : undefined))
    assert.equal(decision.status, specStatus ?? status, words)
    if (decision.status === 409) assert.ok(words.includes(JSON.stringify(formatWitnessSize(decision.size))), words)
    if (decision.status === 200) known = { ...known, size: decision.checkpoint.size, root: decision.checkpoint.root }
  }
}

test('a witness answers the conversation of the vectors, with 404 for an unknown origin as C2SP has it now', { skip }, () => {
  const { log, steps, sumdb }: WitnessVectors = JSON.parse(readText('witness_add_checkpoint.json'))
  const sigsum = createVerifierKey(log.origin, 1, new Uint8Array(Buffer.from(log.ed25519PublicKeyHex, 'hex')))
  converse(steps, log.origin, { verifiers: [createNoteVerifier(sigsum)], size: 0 })
  const key = parseVerifierKey(sumdb.vkey)
  assert.ok(key.ok)
  converse(sumdb.steps, sumdb.origin, { verifiers: [createNoteVerifier(key.value)], size: 0 })
})
