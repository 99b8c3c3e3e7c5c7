import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js'
import { type Result, refuse, succeed } from '@proofline/problems'
import { concatBytes, decodeBase64, encodeBase64, encodeText, hasControlCharacter } from './encoding.ts'
import { LedgerError } from './error.ts'

const clause = 'C2SP signed-note, Verifier keys'

/** C2SP signed-note, Signature types: those that are understood here. */
export const signatureTypes = { ed25519: 0x01, ed25519Cosignature: 0x04, mlDsa44Cosignature: 0x06 } as const
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes]

const longestKeyText = 4096

const publicKeyBytes: Readonly<Record<SignatureType, number>> = { 1: 32, 4: 32, 6: 1312 }

/** A public key under its name. `publicKey`: 32 bytes for the Ed25519 types, 1,312 for ML-DSA-44. */
export type VerifierKey = {
  readonly name: string
  readonly keyId: number
  readonly type: SignatureType
  readonly publicKey: Uint8Array
}

/** Verification of bare signatures. Each must answer false, not throw, where a signature or a key is ill-formed. */
export type SignatureCheck = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

/**
 * Ed25519 (RFC 8032): refuses non-canonical encodings of points and scalars, and public keys of small order. The equation is the cofactored
 * one, so that only a signer's own doing can make another library disagree.
 */
export const checkEd25519: SignatureCheck = (publicKey, message, signature) =>
  publicKey.length === 32 && signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false })

/** ML-DSA-44 (FIPS 204), pure, with an empty context. */
export const checkMlDsa44: SignatureCheck = (publicKey, message, signature) =>
  publicKey.length === 1312 && signature.length === 2420 && ml_dsa44.verify(signature, message, publicKey)

/** Key names are not empty and hold no Unicode space and no plus (C2SP signed-note, Format). */
export const isKeyName = (name: string): boolean =>
  name.length > 0 && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name) && !hasControlCharacter(name)

const isSignatureType = (type: number | undefined): type is SignatureType => type === 0x01 || type === 0x04 || type === 0x06

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4], big-endian. */
export function computeKeyId(name: string, type: number, publicKey: Uint8Array): number {
  const digest = sha256(concatBytes(encodeText(`${name}\n`), Uint8Array.of(type), publicKey))
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0)
}

/** A key with its id. Throws LedgerError `text-not-allowed` (name) or `key-length`. */
export function createVerifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new LedgerError('text-not-allowed', `A key cannot be named ${JSON.stringify(name)}`)
  if (publicKey.length !== publicKeyBytes[type]) {
    throw new LedgerError('key-length', `A public key of type ${type} has ${publicKeyBytes[type]} bytes, not ${publicKey.length}`)
  }
  return { name, keyId: computeKeyId(name, type, publicKey), type, publicKey: publicKey.slice() }
}

export const formatKeyId = (keyId: number): string => keyId.toString(16).padStart(8, '0')

/** `<name>+<key id in hex>+<base64 of type and public key>` */
export const formatVerifierKey = ({ name, keyId, type, publicKey }: VerifierKey): string =>
  `${name}+${formatKeyId(keyId)}+${encodeBase64(concatBytes(Uint8Array.of(type), publicKey))}`

/**
 * Reads a verifier key. Problems: `vkey-malformed`, `vkey-type-unsupported` (with the type), `vkey-key-malformed` (length, or no point of the
 * curve), `vkey-id-mismatch`.
 */
export function parseVerifierKey(text: string): Result<VerifierKey> {
  const parts = text.length <= longestKeyText ? /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text) : null
  const [, name = '', idText = '', encoded = ''] = parts ?? []
  const material = decodeBase64(encoded)
  if (!isKeyName(name) || material === undefined) return refuse({ code: 'vkey-malformed', at: '', clause })
  const type = material[0]
  if (!isSignatureType(type)) return refuse({ code: 'vkey-type-unsupported', at: '', params: { type: type ?? 0 }, clause })
  const publicKey = material.subarray(1)
  const isEd25519 = type !== signatureTypes.mlDsa44Cosignature
  if (publicKey.length !== publicKeyBytes[type] || (isEd25519 && !ed25519.utils.isValidPublicKey(publicKey, false))) {
    return refuse({ code: 'vkey-key-malformed', at: '', clause })
  }
  const key = createVerifierKey(name, type, publicKey)
  if (formatKeyId(key.keyId) !== idText) return refuse({ code: 'vkey-id-mismatch', at: '', params: { id: idText }, clause })
  return succeed(key)
}
