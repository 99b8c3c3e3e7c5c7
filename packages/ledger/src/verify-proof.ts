import { type Problem, refuse } from '@proofline/problems'
import { halve, isCount } from './count.ts'
import { equalBytes, isHash, portableHasher, type TreeHasher } from './hash.ts'

/** Whether a claim holds; where not, why. Any `Result` is one. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] }

export const holds: Verdict = { ok: true }

/** No path in a tree of up to 2^53 leaves is longer. A consistency proof has one hash more. */
const longestPath = 53

export type InclusionClaim = {
  readonly index: number
  readonly size: number
  /** 32 bytes: `hasher.leaf(entry)` */
  readonly leafHash: Uint8Array
  readonly proof: readonly Uint8Array[]
  /** 32 bytes: the root of the tree of `size` leaves */
  readonly root: Uint8Array
}

/**
 * That the leaf stands at `index` in the tree (RFC 6962 §2.1.1, in the manner of RFC 9162 §2.1.3.2). Never throws. Problems:
 * `index-out-of-range`, `size-out-of-range`, `hash-malformed`, `proof-length`, `root-mismatch`.
 */
export function verifyInclusion(claim: InclusionClaim, hasher: TreeHasher = portableHasher): Verdict {
  const { index, size, leafHash, proof, root } = claim
  const problems = [...countProblems({ index, size }), ...hashProblems({ leafHash, root }), ...proofProblems(proof)]
  if (problems.length > 0) return { ok: false, problems }
  if (index >= size) return refuse({ code: 'index-out-of-range', at: '/index' })
  let at = index
  let last = size - 1
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) return wrongLength
    if (at % 2 === 1 || at === last) {
      hash = hasher.node(sibling, hash)
      // The last node of a level without a sibling moves up unhashed.
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = halve(last)
      }
    } else {
      hash = hasher.node(hash, sibling)
    }
    at = halve(at)
    last = halve(last)
  }
  if (last !== 0) return wrongLength
  return equalBytes(hash, root) ? holds : refuse({ code: 'root-mismatch', at: '/root' })
}

export type ConsistencyClaim = {
  readonly from: number
  readonly to: number
  readonly fromRoot: Uint8Array
  readonly toRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * That the tree of `from` leaves is the beginning of the tree of `to` leaves (RFC 6962 §2.1.2, in the manner of RFC 9162 §2.1.4.2). The
 * empty tree needs no proof, but the root of the empty tree. Never throws. Problems: `size-out-of-range`, `hash-malformed`,
 * `proof-length`, `root-mismatch` (at `/fromRoot` or `/toRoot`).
 */
export function verifyConsistency(claim: ConsistencyClaim, hasher: TreeHasher = portableHasher): Verdict {
  const { from, to, fromRoot, toRoot, proof } = claim
  const problems = [...countProblems({ from, to }), ...hashProblems({ fromRoot, toRoot }), ...proofProblems(proof)]
  if (problems.length > 0) return { ok: false, problems }
  if (from > to) return refuse({ code: 'size-out-of-range', at: '/from' })
  if (from === 0 || from === to) return verifyWithoutProof(claim, hasher)
  let at = from - 1
  let last = to - 1
  while (at % 2 === 1) {
    at = halve(at)
    last = halve(last)
  }
  // Where the old tree is one complete subtree, the proof begins with its root, which the verifier has.
  const path = at === 0 ? [fromRoot, ...proof] : proof
  const [first, ...rest] = path
  if (first === undefined) return wrongLength
  let oldHash = first
  let newHash = first
  for (const sibling of rest) {
    if (last === 0) return wrongLength
    if (at % 2 === 1 || at === last) {
      oldHash = hasher.node(sibling, oldHash)
      newHash = hasher.node(sibling, newHash)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = halve(last)
      }
    } else {
      newHash = hasher.node(newHash, sibling)
    }
    at = halve(at)
    last = halve(last)
  }
  if (last !== 0) return wrongLength
  return rootVerdict([equalBytes(oldHash, fromRoot), '/fromRoot'], [equalBytes(newHash, toRoot), '/toRoot'])
}

function verifyWithoutProof({ from, to, fromRoot, toRoot, proof }: ConsistencyClaim, hasher: TreeHasher): Verdict {
  if (proof.length > 0) return wrongLength
  const { empty } = hasher
  const fromHolds = from === 0 ? equalBytes(fromRoot, empty) : equalBytes(fromRoot, toRoot)
  return rootVerdict([fromHolds, '/fromRoot'], [to > 0 || equalBytes(toRoot, empty), '/toRoot'])
}

export function rootVerdict(...roots: readonly (readonly [matches: boolean, at: string])[]): Verdict {
  const problems = roots.filter(([matches]) => !matches).map(([, at]) => ({ code: 'root-mismatch', at }))
  return problems.length === 0 ? holds : { ok: false, problems }
}

export const wrongLength: Verdict = refuse({ code: 'proof-length', at: '/proof' })

export function countProblems(counts: Readonly<Record<string, unknown>>): Problem[] {
  return Object.entries(counts)
    .filter(([, value]) => !isCount(value))
    .map(([name]) => ({ code: name === 'index' ? 'index-out-of-range' : 'size-out-of-range', at: `/${name}` }))
}

export function hashProblems(hashes: Readonly<Record<string, unknown>>): Problem[] {
  return Object.entries(hashes)
    .filter(([, value]) => !isHash(value))
    .map(([name]) => ({ code: 'hash-malformed', at: `/${name}` }))
}

export function proofProblems(proof: unknown): Problem[] {
  if (!Array.isArray(proof) || proof.length > longestPath + 1) return [{ code: 'proof-length', at: '/proof' }]
  return proof.flatMap((hash, at) => (isHash(hash) ? [] : [{ code: 'hash-malformed', at: `/proof/${at}` }]))
}
