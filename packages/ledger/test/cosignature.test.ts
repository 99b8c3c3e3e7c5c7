import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addSignatures,
  checkEd25519,
  checkMlDsa44,
  cosignCheckpoint,
  createNoteVerifier,
  createVerifierKey,
  formatCheckpoint,
  formatCosignatures,
  formatNote,
  formatSubtreeCosigned,
  parseAddCheckpointResponse,
  parseNote,
  portableHasher,
  signatureTypes,
  signNote,
  verifyCheckpoint,
  verifyCosignatures,
} from '@proofline/ledger'
import { codesOf, createTestKey } from './keys.ts'

const log = createTestKey('log.example/a', signatureTypes.ed25519, 10)
const classic = createTestKey('witness.example/classic', signatureTypes.ed25519Cosignature, 11)
const lattice = createTestKey('witness.example/lattice', signatureTypes.mlDsa44Cosignature, 12)
const witnesses = [classic, lattice].map(({ key }) => createNoteVerifier(key))
const logs = [{ origin: 'log.example/a', verifiers: [createNoteVerifier(log.key)] }]
const root = portableHasher.leaf(Uint8Array.of(1))
const text = formatCheckpoint({ origin: 'log.example/a', size: 1, root })

test('a log signs, two witnesses cosign through signers of their own, and the whole is verified', async () => {
  const note = await signNote(text, [log.signer])
  const answers = await Promise.all([classic, lattice].map(async ({ cosigner }) => cosignCheckpoint(text, cosigner, 1790000000)))
  const response = parseAddCheckpointResponse(200, formatCosignatures(answers))
  assert.ok(response.ok && response.value.kind === 'cosigned')
  const cosignatures = verifyCosignatures(text, response.value.signatures, witnesses)
  assert.ok(cosignatures.ok)
  const parsed = parseNote(note)
  assert.ok(parsed.ok)
  const published = formatNote(addSignatures(parsed.value, cosignatures.value))
  const verified = verifyCheckpoint(published, logs, { witnesses, quorum: 2 })
  assert.ok(verified.ok)
  assert.deepEqual(
    verified.value.cosignatures.map(({ time }) => time),
    [1790000000, 1790000000],
  )
  assert.equal(formatNote(addSignatures(parsed.value, [...cosignatures.value, ...cosignatures.value])), published)
})

test('two keys of one witness count once', async () => {
  const both = [signatureTypes.ed25519Cosignature, signatureTypes.mlDsa44Cosignature].map((type) =>
    createTestKey('witness.example/both', type, 13),
  )
  const note = parseNote(await signNote(text, [log.signer]))
  assert.ok(note.ok)
  const lines = await Promise.all(both.map(async ({ cosigner }) => cosignCheckpoint(text, cosigner, 1)))
  const checkpoint = formatNote(addSignatures(note.value, lines))
  const policy = { witnesses: both.map(({ key }) => createNoteVerifier(key)) }
  assert.ok(verifyCheckpoint(checkpoint, logs, { ...policy, quorum: 1 }).ok)
  assert.deepEqual(codesOf(verifyCheckpoint(checkpoint, logs, { ...policy, quorum: 2 })), ['quorum-missing'])
})

test('a witness that states no time, another text, another name: refused', async () => {
  const untimed = [await cosignCheckpoint(text, lattice.cosigner, 0)]
  assert.deepEqual(codesOf(verifyCosignatures(text, untimed, witnesses)), ['cosignature-untimed'])
  for (const { cosigner } of [classic, lattice]) {
    const line = await cosignCheckpoint(text, cosigner, 7)
    assert.ok(verifyCosignatures(text, [line], witnesses).ok)
    const other = formatCheckpoint({ origin: 'log.example/a', size: 2, root })
    assert.deepEqual(codesOf(verifyCosignatures(other, [line], witnesses)), ['signature-invalid'])
    assert.deepEqual(codesOf(verifyCosignatures('no checkpoint\n', [line], witnesses)), ['signature-invalid'])
    assert.deepEqual(codesOf(verifyCosignatures(text, [{ ...line, name: 'witness.example/other' }], witnesses)), ['signature-missing'])
    assert.deepEqual(codesOf(verifyCosignatures(text, [{ ...line, signature: line.signature.slice(0, -1) }], witnesses)), [
      'signature-invalid',
    ])
  }
})

test('an ML-DSA-44 cosignature leaves out extension lines, an Ed25519 one holds them', async () => {
  const extended = `${text}an extension\n`
  const [first, second] = [await cosignCheckpoint(text, classic.cosigner, 7), await cosignCheckpoint(text, lattice.cosigner, 7)]
  assert.deepEqual(codesOf(verifyCosignatures(extended, [first], witnesses)), ['signature-invalid'])
  assert.ok(verifyCosignatures(extended, [second], witnesses).ok)
})

test('what cannot be cosigned is not', async () => {
  await assert.rejects(cosignCheckpoint('no checkpoint\n', classic.cosigner, 1), { code: 'text-not-allowed' })
  const longOrigin = formatCheckpoint({ origin: '源'.repeat(86), size: 1, root })
  await assert.rejects(cosignCheckpoint(longOrigin, lattice.cosigner, 1), { code: 'text-not-allowed' })
  assert.ok((await cosignCheckpoint(longOrigin, classic.cosigner, 1)).signature.length === 72)
  await assert.rejects(cosignCheckpoint(text, { ...classic.cosigner, sign: () => new Uint8Array(3) }, 1), { code: 'signature-length' })
  const statement = { cosigner: 'w', time: 1, origin: 'o', start: 4, end: 8, hash: root }
  assert.throws(() => formatSubtreeCosigned(statement), { code: 'count-out-of-range' })
  assert.equal(formatSubtreeCosigned({ ...statement, time: 0 }).length, 12 + 2 + 8 + 2 + 8 + 8 + 32)
})

// The identity point as key or as R, a scalar of the group order, y = p: each lets some verifier accept what nobody signed.
test('Ed25519 encodings that are not canonical, and keys of small order, verify nothing', () => {
  const message = new TextEncoder().encode(text)
  const identity = new Uint8Array(32)
  identity[0] = 1
  const zeros = new Uint8Array(32)
  assert.equal(checkEd25519(identity, message, new Uint8Array([...identity, ...zeros])), false)
  const good = createTestKey('a', signatureTypes.ed25519, 1)
  const signature = new Uint8Array(Buffer.from('00'.repeat(64), 'hex'))
  assert.equal(checkEd25519(good.key.publicKey, message, signature), false)
  for (const length of [0, 1, 63, 65]) assert.equal(checkEd25519(good.key.publicKey, message, new Uint8Array(length)), false)
  assert.equal(checkMlDsa44(lattice.key.publicKey, message, new Uint8Array(2420)), false)
  assert.equal(checkMlDsa44(lattice.key.publicKey, message, new Uint8Array(2420).fill(255)), false)
})

test('a scalar raised by the group order does not verify', async () => {
  const message = new TextEncoder().encode(text)
  const signature = await log.signer.sign(message)
  assert.ok(checkEd25519(log.key.publicKey, message, signature))
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const raised = BigInt(`0x${Buffer.from(signature.slice(32).toReversed()).toString('hex')}`) + order
  const scalar = new Uint8Array(Buffer.from(raised.toString(16).padStart(64, '0'), 'hex')).toReversed()
  assert.equal(checkEd25519(log.key.publicKey, message, new Uint8Array([...signature.subarray(0, 32), ...scalar])), false)
})

test('a faster check can be handed in', () => {
  let asked = 0
  const key = createVerifierKey('a', signatureTypes.ed25519, log.key.publicKey)
  const verifier = createNoteVerifier(key, {
    ed25519: (...parts) => {
      asked += 1
      return checkEd25519(...parts)
    },
  })
  assert.equal(verifier.verify('text\n', new Uint8Array(64)), false)
  assert.equal(asked, 1)
})
