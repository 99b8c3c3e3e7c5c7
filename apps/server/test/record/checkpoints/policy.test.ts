import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { createVerifierKey, formatVerifierKey, signatureTypes } from '@proofline/ledger'
import { parseWitnessPolicy, RecordError } from '../../../src/record/index.ts'

const { publicKey: key } = generateKeyPairSync('ed25519')
const publicKey = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')
const first = formatVerifierKey(createVerifierKey('log.example/a', signatureTypes.ed25519, publicKey))
const cosigner = formatVerifierKey(createVerifierKey('witness.example/w1', signatureTypes.ed25519Cosignature, publicKey))

test('a policy names witnesses; those with an address are asked, the others are known', () => {
  const policy = parseWitnessPolicy(
    `# ours\n\nlog ${first}\n  witness remora ${cosigner} https://witness.example/submit\r\nwitness quiet ${cosigner}\nquorum none\n`,
  )
  assert.deepEqual(
    policy.witnesses.map(({ name }) => name),
    ['witness.example/w1'],
  )
  assert.equal(policy.verifiers.length, 2)
  assert.equal(parseWitnessPolicy('').witnesses.length, 0)
})

test('a line that names no witness is refused by its number', () => {
  const lines = [
    'witness',
    'witness a b',
    `witness log-key ${first} https://x.example`,
    `witness a ${cosigner} ftp://x`,
    'wittness a b',
    `witness a ${cosigner} https://x y`,
  ]
  for (const line of lines) {
    assert.throws(
      () => parseWitnessPolicy(`# a policy\n${line}`),
      (error: unknown) => error instanceof RecordError && error.code === 'witness-policy-malformed' && error.params.line === 2,
    )
  }
})
