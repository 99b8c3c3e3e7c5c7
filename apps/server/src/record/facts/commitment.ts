import { createHash, hash } from 'node:crypto'
import type { GuardKey } from './model.ts'

// SHA-256 with one domain byte for each use, so that no value of one kind can stand for another:
//   0x00 ‖ commitment              the leaf of the tree (RFC 6962 §2.1)
//   0x01 ‖ salt ‖ envelope         the commitment: the entry of the log
//   0x02 ‖ bodySalt ‖ body         in the envelope
// Salts are 16 random bytes: whoever sees a commitment cannot try guesses against it; once the body's salt is erased, neither can we.

export const saltBytes = 16
export const hashBytes = 32

const leafDomain = 0
const envelopeDomain = 1
const bodyDomain = 2

/** Used again by every call: nothing here awaits. Larger inputs get a buffer of their own. */
const scratch = Buffer.alloc(64 * 1024)

function digest(domain: number, salt: Uint8Array, content: Uint8Array, encoding: 'hex' | 'binary'): string {
  const length = 1 + salt.length + content.length
  if (length > scratch.length) {
    return createHash('sha256').update(Uint8Array.of(domain)).update(salt).update(content).digest(encoding)
  }
  scratch[0] = domain
  scratch.set(salt, 1)
  scratch.set(content, 1 + salt.length)
  return hash('sha256', scratch.subarray(0, length), encoding)
}

/** 64 hexadecimal digits. */
export const hashBody = (bodySalt: Uint8Array, body: Uint8Array): string => digest(bodyDomain, bodySalt, body, 'hex')

/** 32 characters, one a byte: cheaper than a buffer where the bytes are to be written elsewhere. */
export const commitLatin1 = (salt: Uint8Array, envelope: Uint8Array): string => digest(envelopeDomain, salt, envelope, 'binary')

export const commit = (salt: Uint8Array, envelope: Uint8Array): Buffer => Buffer.from(commitLatin1(salt, envelope), 'latin1')

const leafInput = Buffer.alloc(1 + hashBytes, leafDomain)

/** @param commitment 32 characters, one a byte. @returns the same. */
export function hashLeafLatin1(commitment: string): string {
  leafInput.write(commitment, 1, hashBytes, 'latin1')
  return hash('sha256', leafInput, 'binary')
}

export const hashLeaf = (commitment: Buffer): Buffer => Buffer.from(hashLeafLatin1(commitment.toString('latin1', 0, hashBytes)), 'latin1')

/**
 * A guard key: the first 16 bytes of SHA-256 over the parts, each with its length before it, so that ('ab', 'c') is not ('a', 'bc').
 * `namespace` says what kind of thing the key names. A key stays in the envelope when a body is erased: it is made of identifiers or of a
 * content hash, never of what may have to be erased and could be guessed.
 */
export function guardKey(namespace: string, ...parts: readonly (string | Uint8Array)[]): GuardKey {
  const longest = parts.reduce((sum, part) => sum + 8 + (typeof part === 'string' ? 3 : 1) * part.length, 8 + 3 * namespace.length)
  const bytes = longest > scratch.length ? Buffer.allocUnsafe(longest) : scratch
  let end = writePart(bytes, 0, namespace)
  for (const part of parts) end = writePart(bytes, end, part)
  return hash('sha256', bytes.subarray(0, end), 'hex').slice(0, 32) as GuardKey
}

/** The length in eight bytes, then the part. @returns where it ends. */
function writePart(bytes: Buffer, at: number, part: string | Uint8Array): number {
  const begin = at + 8
  let length = part.length
  if (typeof part === 'string') length = bytes.write(part, begin, 'utf8')
  else bytes.set(part, begin)
  bytes.writeUInt32BE(0, at)
  bytes.writeUInt32BE(length, at + 4)
  return begin + length
}
