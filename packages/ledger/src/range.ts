import { assertCount, heightAt } from './count.ts'
import { LedgerError } from './error.ts'
import { hashBytes, portableHasher, type TreeHasher } from './hash.ts'

/** A complete subtree of 2^level leaves, the first of which is leaf index × 2^level. Level 0 are the leaf hashes. */
export type NodeId = { readonly level: number; readonly index: number }

/** Told of every complete node in the moment it comes into being, children before parents. */
export type NodeSink = (level: number, index: number, hash: Uint8Array) => void

/**
 * The leaves [begin, end) as the fewest complete subtrees, left to right. It is changed in place by the `append…` functions; its hashes
 * are shared with whoever handed them in, and never written to.
 */
export type CompactRange = { readonly begin: number; end: number; readonly hashes: Uint8Array[] }

/** The complete subtrees that [begin, end) consists of, left to right: at most two for each level. */
export function rangeNodes(begin: number, end: number): NodeId[] {
  assertCount(begin, 'begin')
  assertCount(end, 'end')
  if (begin > end) throw new LedgerError('count-out-of-range', `A range cannot begin at ${begin} and end at ${end}`)
  const nodes: NodeId[] = []
  for (let at = begin; at < end; ) {
    const level = heightAt(at, end)
    const width = 2 ** level
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}

export function emptyRange(begin: number): CompactRange {
  assertCount(begin, 'begin')
  return { begin, end: begin, hashes: [] }
}

/** Adds the next leaf's hash. Amortised one node hash a leaf. */
export function appendToRange(range: CompactRange, leafHash: Uint8Array, hasher: TreeHasher = portableHasher, sink?: NodeSink): void {
  assertCount(range.end + 1, 'end')
  sink?.(0, range.end, leafHash)
  pushNode(range, 0, leafHash, hasher, sink)
}

/**
 * Joins the range that begins where `left` ends, into `left`. Two halves of a log can so be hashed apart from each other. `sink` hears
 * only of nodes that span both. Throws LedgerError `range-not-adjacent`.
 */
export function appendRange(left: CompactRange, right: CompactRange, hasher: TreeHasher = portableHasher, sink?: NodeSink): void {
  if (left.end !== right.begin) throw new LedgerError('range-not-adjacent', `${right.begin} does not follow ${left.end}`)
  for (const [at, node] of rangeNodes(right.begin, right.end).entries()) {
    const hash = right.hashes[at]
    if (hash === undefined) throw new LedgerError('node-count', `The range [${right.begin}, ${right.end}) lacks its subtree ${at}`)
    pushNode(left, node.level, hash, hasher, sink)
  }
}

/** Two neighbours of equal height merge exactly where the joint parent is aligned and begins inside the range. */
function pushNode(range: CompactRange, level: number, hash: Uint8Array, hasher: TreeHasher, sink: NodeSink | undefined): void {
  let width = 2 ** level
  let index = range.end / width
  let height = level
  let merged = hash
  while (index % 2 === 1 && (index - 1) * width >= range.begin) {
    const left = range.hashes.pop()
    if (left === undefined) throw new LedgerError('node-count', `The range [${range.begin}, ${range.end}) lacks a subtree`)
    merged = hasher.node(left, merged)
    index = (index - 1) / 2
    height += 1
    width *= 2
    sink?.(height, index, merged)
  }
  range.hashes.push(merged)
  range.end += 2 ** level
}

/** The Merkle tree hash over subtrees that stand side by side, left to right: the right ones are the shallower (RFC 6962 §2.1). */
export function foldHashes(hashes: readonly Uint8Array[], hasher: TreeHasher): Uint8Array {
  return hashes.length === 0 ? hasher.empty : hashes.reduceRight((right, left) => hasher.node(left, right))
}

export const isHashList = (hashes: readonly Uint8Array[]): boolean => hashes.every((hash) => hash.length === hashBytes)
