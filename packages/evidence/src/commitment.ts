import type { Sha256 } from '@proofline/ledger'

// SHA-256 with one domain byte for each use, so that no value of one kind can stand for another:
//   0x00 ‖ commitment              the leaf of the tree (RFC 6962 §2.1)
//   0x01 ‖ salt ‖ envelope         the commitment: the entry of the log
//   0x02 ‖ bodySalt ‖ body         in the envelope

export const saltBytes = 16
export const hashBytes = 32

const envelopeDomain = 1
const bodyDomain = 2

/** `commit` makes the entry of the log, `body` the hash that stands in the envelope: 32 bytes each. */
export type Commitments = {
  readonly commit: (salt: Uint8Array, envelope: Uint8Array) => Uint8Array
  readonly body: (bodySalt: Uint8Array, body: Uint8Array) => Uint8Array
}

/** For one thread: holds a buffer that is used again by every call. */
export function createCommitments(sha256: Sha256): Commitments {
  let kept = new Uint8Array(64 * 1024)
  const digest = (domain: number, salt: Uint8Array, content: Uint8Array): Uint8Array => {
    const length = 1 + salt.length + content.length
    if (length > kept.length) kept = new Uint8Array(2 * length)
    kept[0] = domain
    kept.set(salt, 1)
    kept.set(content, 1 + salt.length)
    return sha256(kept.subarray(0, length))
  }
  return {
    commit: (salt, envelope) => digest(envelopeDomain, salt, envelope),
    body: (bodySalt, body) => digest(bodyDomain, bodySalt, body),
  }
}
