import { assertCount, halve, splitPoint } from './count.ts'
import { LedgerError } from './error.ts'
import { portableHasher, type TreeHasher } from './hash.ts'
import { foldHashes, type NodeId, rangeNodes } from './range.ts'

/**
 * What a proof is made of: the complete subtrees to read, in order, and how many of them make up each hash of the proof (more than one
 * where the hash is that of an incomplete subtree at the right edge).
 */
export type ProofPlan = { readonly nodes: readonly NodeId[]; readonly groups: readonly number[] }

export type Span = readonly [begin: number, end: number]

/**
 * RFC 6962 §2.1.1, PATH(index, D[size]): from the leaf's sibling up to the root's child. Throws LedgerError `count-out-of-range` unless
 * index < size.
 */
export function planInclusionProof(index: number, size: number): ProofPlan {
  assertCount(index, 'index')
  assertCount(size, 'size')
  if (index >= size) throw new LedgerError('count-out-of-range', `A tree of ${size} leaves has no leaf ${index}`)
  return planSpans(pathSpans(index, 0, size))
}

/**
 * RFC 6962 §2.1.2, PROOF(from, D[to]). Empty where `from` is 0 (the empty tree is a prefix of any) or equal to `to`. Throws LedgerError
 * `count-out-of-range` unless from ≤ to.
 */
export function planConsistencyProof(from: number, to: number): ProofPlan {
  assertCount(from, 'from')
  assertCount(to, 'to')
  if (from > to) throw new LedgerError('count-out-of-range', `A tree of ${to} leaves cannot contain one of ${from}`)
  if (from === 0 || from === to) return planSpans([])
  return planSpans(consistencySpans(0, from, to))
}

/** The subtrees beside the way from leaf `index` up to the root of the subtree [start, end). */
export function pathSpans(index: number, start: number, end: number): Span[] {
  const spans: Span[] = []
  let low = start
  let high = end
  while (high - low > 1) {
    const middle = low + splitPoint(high - low)
    if (index < middle) {
      spans.push([middle, high])
      high = middle
    } else {
      spans.push([low, middle])
      low = middle
    }
  }
  return spans.toReversed()
}

/** The subtrees that lead from the subtree [start, end) to the tree of `size` leaves. It must be a subtree of it, and not empty. */
export function consistencySpans(start: number, end: number, size: number): Span[] {
  const spans: Span[] = []
  let low = 0
  let high = size
  let target = start
  while (target !== low || end !== high) {
    const middle = low + splitPoint(high - low)
    if (end <= middle) {
      spans.push([middle, high])
      high = middle
    } else {
      spans.push([low, middle])
      low = middle
      target = Math.max(target, middle)
    }
  }
  // Where the subtree stands whole in the tree, its own root begins the proof, and the verifier has that.
  if (target !== start) spans.push([low, high])
  return spans.toReversed()
}

export function planSpans(spans: readonly Span[]): ProofPlan {
  const nodes: NodeId[] = []
  const groups: number[] = []
  for (const [begin, end] of spans) {
    const parts = rangeNodes(begin, end)
    nodes.push(...parts)
    groups.push(parts.length)
  }
  return { nodes, groups }
}

/** The proof, from the hashes of `plan.nodes` in the same order. Throws LedgerError `node-count`, `node-missing`. */
export function assembleProof(
  plan: ProofPlan,
  hashes: readonly (Uint8Array | undefined)[],
  hasher: TreeHasher = portableHasher,
): Uint8Array[] {
  if (hashes.length !== plan.nodes.length) {
    throw new LedgerError('node-count', `The plan names ${plan.nodes.length} nodes, ${hashes.length} hashes came`)
  }
  let next = 0
  return plan.groups.map((count) => {
    const parts = plan.nodes.slice(next, next + count).map((node, at) => {
      const hash = hashes[next + at]
      if (hash === undefined) throw new LedgerError('node-missing', `Node ${node.index} of level ${node.level} is missing`)
      return hash
    })
    next += count
    return foldHashes(parts, hasher)
  })
}

/** A complete node's hash, undefined where it is not there. */
export type ReadNode = (level: number, index: number) => Uint8Array | undefined

/** `assembleProof` over a reader that answers at once. */
export const readProof = (plan: ProofPlan, readNode: ReadNode, hasher: TreeHasher = portableHasher): Uint8Array[] =>
  assembleProof(
    plan,
    plan.nodes.map((node) => readNode(node.level, node.index)),
    hasher,
  )

/** How many hashes the inclusion proof of leaf `index` in a tree of `size` has. */
export function inclusionProofLength(index: number, size: number): number {
  let length = 0
  let at = index
  for (let last = size - 1; last > 0; last = halve(last)) {
    if (at % 2 === 1 || at < last) length += 1
    at = halve(at)
  }
  return length
}
