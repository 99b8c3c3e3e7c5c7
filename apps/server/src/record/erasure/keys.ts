import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { RecordError } from '../tree/index.ts'
import { type ErasureOrder, erasureStatement } from './model.ts'

/** The private key of somebody who may decide; kept by that person, in no data folder. `name`: the public half, hexadecimal. */
export type DeciderKey = { readonly key: string; readonly secret: KeyObject }

const deciderKeyOf = (secret: KeyObject): DeciderKey => ({
  key: Buffer.from(createPublicKey(secret).export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex'),
  secret,
})

/** @returns the new key, and the text (PKCS #8, PEM) that its owner keeps. */
export function makeDeciderKey(): { readonly key: string; readonly pem: string } {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { key: deciderKeyOf(privateKey).key, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** @param path for the message only. @throws RecordError `erasure-key-unreadable` */
export function readDeciderKey(pem: string, path: string): DeciderKey {
  try {
    const secret = createPrivateKey(pem)
    if (secret.asymmetricKeyType === 'ed25519') return deciderKeyOf(secret)
  } catch (error) {
    throw new RecordError('erasure-key-unreadable', `${path} holds no private key`, { params: { path }, cause: error })
  }
  throw new RecordError('erasure-key-unreadable', `${path} holds no Ed25519 key`, { params: { path } })
}

/** The order with this person's signature; where they have signed it already, with the new one in its place. */
export function signErasure(order: ErasureOrder, { key, secret }: DeciderKey): ErasureOrder {
  const signature = sign(null, Buffer.from(erasureStatement(order), 'utf8'), secret).toString('hex')
  return { ...order, signatures: [...order.signatures.filter((one) => one.key !== key), { key, signature }] }
}
