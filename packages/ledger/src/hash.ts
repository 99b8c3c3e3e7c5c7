import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { LedgerError } from './error.ts'

/** SHA-256 of `bytes`: 32 bytes, newly made. It is handed a buffer that is used again as soon as it returns. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** RFC 6962 §2.1: the three hashes that a tree is made of. Hashes are 32 bytes. */
export type TreeHasher = {
  /** SHA-256(0x00 ‖ entry) */
  readonly leaf: (entry: Uint8Array) => Uint8Array
  /** SHA-256(0x01 ‖ left ‖ right) */
  readonly node: (left: Uint8Array, right: Uint8Array) => Uint8Array
  /** The root of the tree without leaves: SHA-256 of nothing. */
  readonly empty: Uint8Array
}

export const hashBytes = 32

export const isHash = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length === hashBytes

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false
  return true
}

/** Entries up to this length are hashed from one buffer that is kept. */
const keptEntryBytes = 4096

/**
 * A hasher over any SHA-256; the default one runs everywhere, a host hands in a faster one. A hasher belongs to one thread and holds two
 * small buffers, so that hashing allocates nothing but its results. Throws LedgerError `hash-length` where a node's child is no hash.
 */
export function createTreeHasher(sha256: Sha256 = portableSha256): TreeHasher {
  const nodeInput = new Uint8Array(1 + 2 * hashBytes)
  nodeInput[0] = 1
  const leafBuffer = new Uint8Array(1 + keptEntryBytes)
  const commitmentInput = leafBuffer.subarray(0, 1 + hashBytes)
  return {
    leaf: (entry) => {
      if (entry.length > keptEntryBytes) {
        const input = new Uint8Array(1 + entry.length)
        input.set(entry, 1)
        return sha256(input)
      }
      leafBuffer.set(entry, 1)
      return sha256(entry.length === hashBytes ? commitmentInput : leafBuffer.subarray(0, 1 + entry.length))
    },
    node: (left, right) => {
      if (left.length !== hashBytes || right.length !== hashBytes) {
        throw new LedgerError('hash-length', `A node has two children of 32 bytes, not of ${left.length} and ${right.length}`)
      }
      nodeInput.set(left, 1)
      nodeInput.set(right, 1 + hashBytes)
      return sha256(nodeInput)
    },
    get empty() {
      return sha256(new Uint8Array(0))
    },
  }
}

/** The hasher used where a caller names none. */
export const portableHasher: TreeHasher = createTreeHasher()
