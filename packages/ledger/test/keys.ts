import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { type Cosigner, createVerifierKey, type SignatureType, type Signer, signatureTypes, type VerifierKey } from '@proofline/ledger'

// Keys from fixed seeds, held and used by OpenSSL: what the package verifies was signed by other code than its own.

const prefixes: Readonly<Record<SignatureType, string>> = {
  1: '302e020100300506032b657004220420',
  4: '302e020100300506032b657004220420',
  6: '3034020100300b0609608648016503040311042280 20'.replace(' ', ''),
}

export type TestKey = { readonly key: VerifierKey; readonly signer: Signer; readonly cosigner: Cosigner }

/** `seed` 0 to 255 is repeated 32 times. The signer and the cosigner of one key differ in type only. */
export function createTestKey(name: string, type: SignatureType, seed: number): TestKey {
  const der = Buffer.concat([Buffer.from(prefixes[type], 'hex'), Buffer.alloc(32, seed)])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const length = type === signatureTypes.mlDsa44Cosignature ? 1312 : 32
  const key = createVerifierKey(name, type, new Uint8Array(spki.subarray(spki.length - length)))
  const signer = { name, keyId: key.keyId, sign: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)) }
  return {
    key,
    signer,
    cosigner: { ...signer, type: type === signatureTypes.mlDsa44Cosignature ? type : signatureTypes.ed25519Cosignature },
  }
}

/** The codes of a refusal, none where it is none. */
export const codesOf = (result: { ok: true } | { ok: false; problems: readonly { code: string }[] }): string[] =>
  result.ok ? [] : result.problems.map(({ code }) => code)
