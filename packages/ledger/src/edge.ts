import { type Result, refuse, succeed } from '@proofline/problems'
import { assertCount, isCount } from './count.ts'
import { LedgerError } from './error.ts'
import { hashBytes, portableHasher, type TreeHasher } from './hash.ts'
import { appendRange, appendToRange, type CompactRange, emptyRange, foldHashes, isHashList, type NodeSink, rangeNodes } from './range.ts'

/**
 * The right edge of a tree: a compact range that begins at leaf 0. Its `end` is the size of the tree, its hashes are the complete subtrees
 * from the largest to the smallest, one for each 1 in the binary size. All that is needed to append and to know the root.
 */
export type Edge = CompactRange

export const emptyEdge = (): Edge => emptyRange(0)

/** An edge of its own with the same content: what is appended to one does not show in the other. */
export const copyEdge = (edge: Edge): Edge => ({ begin: edge.begin, end: edge.end, hashes: edge.hashes.slice() })

/**
 * Appends one leaf hash, in place. `sink` hears of every node that is complete from now on: the leaf (level 0), then its parents.
 * Amortised one node hash a leaf, no copy.
 */
export function appendLeaf(edge: Edge, leafHash: Uint8Array, hasher: TreeHasher = portableHasher, sink?: NodeSink): void {
  if (leafHash.length !== hashBytes) throw new LedgerError('hash-length', `A leaf hash has 32 bytes, not ${leafHash.length}`)
  appendToRange(edge, leafHash, hasher, sink)
}

/** Appends a compact range that begins at the edge's size, in place. */
export const appendToEdge: (edge: Edge, range: CompactRange, hasher?: TreeHasher, sink?: NodeSink) => void = appendRange

/** The root of the tree (RFC 6962 §2.1), 32 bytes. One hash for each 1 in the binary size, less one. */
export const edgeRoot = (edge: Edge, hasher: TreeHasher = portableHasher): Uint8Array => foldHashes(edge.hashes, hasher)

/** The complete subtrees whose hashes are the edge of a tree of `size` leaves, left to right. */
export function edgeNodes(size: number): ReturnType<typeof rangeNodes> {
  return rangeNodes(0, size)
}

/** An edge from the hashes of `edgeNodes(size)`. Throws LedgerError `node-count` or `hash-length`. */
export function createEdge(size: number, hashes: readonly Uint8Array[]): Edge {
  assertCount(size, 'size')
  const expected = countOnes(size)
  if (hashes.length !== expected)
    throw new LedgerError('node-count', `The edge of ${size} leaves is ${expected} hashes, not ${hashes.length}`)
  if (!isHashList(hashes)) throw new LedgerError('hash-length', 'An edge consists of hashes of 32 bytes')
  return { begin: 0, end: size, hashes: hashes.slice() }
}

/** 8 bytes: the size, big-endian; then the hashes, 32 bytes each. At most 8 + 53 × 32 = 1,704 bytes. */
export function encodeEdge(edge: Edge): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + edge.hashes.length * hashBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(edge.end))
  for (const [at, hash] of edge.hashes.entries()) bytes.set(hash, 8 + at * hashBytes)
  return bytes
}

/** Reads `encodeEdge`. Problems: `edge-size` (no size, or above 2^53 − 1), `edge-length` (not the hashes that this size has). */
export function decodeEdge(bytes: Uint8Array): Result<Edge> {
  if (bytes.length < 8) return refuse({ code: 'edge-size', at: '' })
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
  if (!isCount(size)) return refuse({ code: 'edge-size', at: '' })
  const expected = 8 + countOnes(size) * hashBytes
  if (bytes.length !== expected) return refuse({ code: 'edge-length', at: '', params: { expected, actual: bytes.length } })
  const hashes: Uint8Array[] = []
  for (let at = 8; at < expected; at += hashBytes) hashes.push(bytes.slice(at, at + hashBytes))
  return succeed({ begin: 0, end: size, hashes })
}

function countOnes(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}
