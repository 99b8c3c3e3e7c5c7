import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { join } from 'node:path'
import {
  createNoteVerifier,
  createVerifierKey,
  type NoteVerifier,
  type SignatureCheck,
  signatureTypes,
  type VerifierKey,
} from '@proofline/ledger'
import { RecordError } from '../tree/index.ts'
import { createDurably, readIfThere } from './durable-file.ts'

/** The log's private key, wherever it is kept. `sign` may fail: then facts stand without a signature until it works again. */
export type SigningKey = {
  /** 32 bytes, Ed25519 */
  readonly publicKey: Buffer
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

const keyFile = 'log-signing-key.pem'

/** Reads the key of a folder; makes it where there is none yet. The file's mode is 0600, the key is in no database. */
export async function loadSigningKey(folder: string): Promise<SigningKey> {
  const path = join(folder, keyFile)
  const found = readIfThere(path)
  if (found !== undefined) return signingKeyOf(readPem(found, path))
  const made = generateKeyPairSync('ed25519').privateKey
  const created = await createDurably(path, made.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600)
  return created ? signingKeyOf(made) : loadSigningKey(folder)
}

function readPem(pem: Buffer, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (error) {
    throw new RecordError('signing-key-unreadable', `${path} holds no private key`, { params: { path }, cause: error })
  }
  throw new RecordError('signing-key-unreadable', `${path} holds no Ed25519 key`, { params: { path } })
}

const signingKeyOf = (key: KeyObject): SigningKey => ({
  publicKey: Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url'),
  sign: (message) => sign(null, message, key),
})

/** The public half under the log's name, as others are told it. */
export const logKey = (origin: string, publicKey: Uint8Array): VerifierKey => createVerifierKey(origin, signatureTypes.ed25519, publicKey)

export function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') }, format: 'jwk' })
}

const publicKeys = new Map<string, KeyObject>()
const publicKeysMax = 1000

/** Ed25519 by OpenSSL: for the keys that this installation trusts by configuration, which are well made; not for keys that strangers bring. */
export const checkTrustedEd25519: SignatureCheck = (raw, message, signature) => {
  if (raw.length !== 32 || signature.length !== 64) return false
  const name = Buffer.from(raw).toString('base64')
  const known = publicKeys.get(name)
  const key = known ?? publicKeyOf(raw)
  if (known === undefined && publicKeys.size < publicKeysMax) publicKeys.set(name, key)
  return verify(null, message, key, signature)
}

export const logVerifier = (key: VerifierKey): NoteVerifier => createNoteVerifier(key, { ed25519: checkTrustedEd25519 })
