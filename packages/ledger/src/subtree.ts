import { type Problem, refuse } from '@proofline/problems'
import { assertCount, halve, isCount, splitPoint } from './count.ts'
import { LedgerError } from './error.ts'
import { equalBytes, portableHasher, type TreeHasher } from './hash.ts'
import { consistencySpans, type ProofPlan, pathSpans, planSpans } from './proof.ts'
import { countProblems, hashProblems, proofProblems, rootVerdict, type Verdict, verifyInclusion, wrongLength } from './verify-proof.ts'

// draft-ietf-plants-merkle-tree-certs §4: subtrees, which ML-DSA-44 cosigners may sign apart from the whole tree.

/** §4.1: [start, end) is empty, or start is a multiple of the smallest power of two that is not below end − start. */
export function isSubtree(start: number, end: number): boolean {
  if (!isCount(start) || !isCount(end) || start > end) return false
  const length = end - start
  return start % (length < 2 ? 1 : 2 * splitPoint(length)) === 0
}

function assertSubtree(start: number, end: number): void {
  assertCount(start, 'start')
  assertCount(end, 'end')
  if (!isSubtree(start, end)) throw new LedgerError('count-out-of-range', `[${start}, ${end}) is not a subtree`)
}

/** §4.3: from leaf `index` (counted in the log) up to the root of the subtree. Throws LedgerError `count-out-of-range`. */
export function planSubtreeInclusionProof(index: number, start: number, end: number): ProofPlan {
  assertSubtree(start, end)
  assertCount(index, 'index')
  if (index < start || index >= end) throw new LedgerError('count-out-of-range', `The subtree [${start}, ${end}) has no leaf ${index}`)
  return planSpans(pathSpans(index, start, end))
}

/** §4.4: that the subtree is part of the tree of `size` leaves; empty for an empty subtree. Throws LedgerError `count-out-of-range`. */
export function planSubtreeConsistencyProof(start: number, end: number, size: number): ProofPlan {
  assertSubtree(start, end)
  assertCount(size, 'size')
  if (end > size) throw new LedgerError('count-out-of-range', `A tree of ${size} leaves has no subtree up to ${end}`)
  return planSpans(start === end ? [] : consistencySpans(start, end, size))
}

/**
 * §4.5: two neighbouring subtrees [start, middle) and [middle, end) that cover the leaves asked for; the first may begin earlier. Of one leaf or
 * none the second is empty.
 */
export function coverWithSubtrees(start: number, end: number): { readonly start: number; readonly middle: number; readonly end: number } {
  assertCount(start, 'start')
  assertCount(end, 'end')
  if (start > end) throw new LedgerError('count-out-of-range', `A range cannot begin at ${start} and end at ${end}`)
  if (end - start < 2) return { start, middle: end, end }
  // The widest aligned block boundary that lies between the first and the last leaf.
  let width = 1
  while (Math.floor(start / (width * 2)) !== Math.floor((end - 1) / (width * 2))) width *= 2
  const middle = Math.floor((end - 1) / width) * width
  let left = 1
  while (middle - left > start) left *= 2
  return { start: middle - left, middle, end }
}

export type SubtreeInclusionClaim = {
  readonly index: number
  readonly start: number
  readonly end: number
  readonly leafHash: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** As `verifyInclusion`, in the subtree [start, end). Further problem: `subtree-malformed`. Never throws. */
export function verifySubtreeInclusion(claim: SubtreeInclusionClaim, hasher: TreeHasher = portableHasher): Verdict {
  const { index, start, end, leafHash, proof, root } = claim
  if (!isSubtree(start, end)) return refuse({ code: 'subtree-malformed', at: '/start' })
  return verifyInclusion({ index: index - start, size: end - start, leafHash, proof, root }, hasher)
}

export type SubtreeConsistencyClaim = {
  readonly start: number
  readonly end: number
  readonly size: number
  /** The root of the subtree [start, end). */
  readonly subtreeRoot: Uint8Array
  /** The root of the tree of `size` leaves. */
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * That the subtree [start, end) is part of the tree (§4.4). Never throws. Problems: `subtree-malformed`, `size-out-of-range`,
 * `hash-malformed`, `proof-length`, `root-mismatch` (at `/subtreeRoot` or `/root`).
 */
export function verifySubtreeConsistency(claim: SubtreeConsistencyClaim, hasher: TreeHasher = portableHasher): Verdict {
  const { start, end, size, subtreeRoot, root, proof } = claim
  const problems: Problem[] = [...countProblems({ size }), ...hashProblems({ subtreeRoot, root }), ...proofProblems(proof)]
  if (!isSubtree(start, end)) problems.push({ code: 'subtree-malformed', at: '/start' })
  else if (end > size) problems.push({ code: 'size-out-of-range', at: '/size' })
  if (problems.length > 0) return { ok: false, problems }
  if (start === end) {
    if (proof.length > 0) return wrongLength
    return rootVerdict([equalBytes(subtreeRoot, hasher.empty), '/subtreeRoot'], [size > 0 || equalBytes(root, hasher.empty), '/root'])
  }
  let first = start
  let last = end - 1
  let lastOfTree = size - 1
  // At the tree's right edge the subtree ends where the tree does: its way up is then the tree's, however incomplete.
  const isLevelLeft = end === size ? () => true : () => last % 2 === 1
  while (first !== last && isLevelLeft()) {
    first = halve(first)
    last = halve(last)
    lastOfTree = halve(lastOfTree)
  }
  const [begin, ...rest] = first === last ? [subtreeRoot, ...proof] : proof
  if (begin === undefined) return wrongLength
  let subtreeHash = begin
  let treeHash = begin
  for (const sibling of rest) {
    if (lastOfTree === 0) return wrongLength
    if (last % 2 === 1 || last === lastOfTree) {
      if (first < last) subtreeHash = hasher.node(sibling, subtreeHash)
      treeHash = hasher.node(sibling, treeHash)
      while (last % 2 === 0 && last !== 0) {
        first = halve(first)
        last = halve(last)
        lastOfTree = halve(lastOfTree)
      }
    } else {
      treeHash = hasher.node(treeHash, sibling)
    }
    first = halve(first)
    last = halve(last)
    lastOfTree = halve(lastOfTree)
  }
  if (lastOfTree !== 0) return wrongLength
  return rootVerdict([equalBytes(subtreeHash, subtreeRoot), '/subtreeRoot'], [equalBytes(treeHash, root), '/root'])
}
