import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createTreeHasher,
  isSubtree,
  planSubtreeConsistencyProof,
  planSubtreeInclusionProof,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from '@proofline/ledger'
import { assembleProof } from '../src/proof.ts'
import { itemAt, NaiveTree, numberedEntries, sha256 } from './naive.ts'

const most = 40
const tree = new NaiveTree(numberedEntries(most))
const hasher = createTreeHasher(sha256)
const read = (plan: ReturnType<typeof planSubtreeInclusionProof>): Uint8Array[] =>
  assembleProof(
    plan,
    plan.nodes.map(({ level, index }) => tree.root(index * 2 ** level, (index + 1) * 2 ** level)),
    hasher,
  )
const flip = (hash: Uint8Array): Uint8Array => hash.map((byte, at) => (at === 0 ? byte ^ 1 : byte))

test(`every subtree up to ${most} leaves: its proofs hold, and none with a changed, missing or further hash`, () => {
  for (let size = 1; size <= most; size += 1) {
    const root = tree.root(0, size)
    for (let end = 0; end <= size; end += 1) {
      for (let start = 0; start <= end; start += 1) {
        if (!isSubtree(start, end)) continue
        const claim = { start, end, size, subtreeRoot: tree.root(start, end), root }
        const proof = read(planSubtreeConsistencyProof(start, end, size))
        const where = `[${start}, ${end}) ${size}`
        assert.ok(verifySubtreeConsistency({ ...claim, proof }, hasher).ok, where)
        assert.ok(!verifySubtreeConsistency({ ...claim, proof: [...proof, root] }, hasher).ok, where)
        assert.ok(!verifySubtreeConsistency({ ...claim, proof, subtreeRoot: flip(claim.subtreeRoot) }, hasher).ok, where)
        for (const at of proof.keys()) {
          assert.ok(!verifySubtreeConsistency({ ...claim, proof: proof.with(at, flip(itemAt(proof, at))) }, hasher).ok, where)
          assert.ok(!verifySubtreeConsistency({ ...claim, proof: proof.toSpliced(at, 1) }, hasher).ok, where)
        }
      }
    }
  }
})

test(`every leaf in every subtree up to ${most} leaves is proved`, () => {
  for (let end = 1; end <= most; end += 1) {
    for (let start = 0; start < end; start += 1) {
      if (!isSubtree(start, end)) continue
      for (let index = start; index < end; index += 1) {
        const proof = read(planSubtreeInclusionProof(index, start, end))
        const claim = { index, start, end, leafHash: itemAt(tree.leaves, index), proof, root: tree.root(start, end) }
        assert.ok(verifySubtreeInclusion(claim, hasher).ok)
        assert.ok(end - start === 1 || !verifySubtreeInclusion({ ...claim, index: index === start ? end - 1 : start }, hasher).ok)
      }
    }
  }
})

test('what is no subtree is refused', () => {
  const hash = new Uint8Array(32)
  for (const [start, end] of [
    [1, 3],
    [4, 9],
    [3, 2],
    [-1, 1],
    [0.5, 1],
    [0, 2 ** 53],
  ] as const) {
    assert.equal(isSubtree(start, end), false)
    assert.throws(() => planSubtreeConsistencyProof(start, end, 100), { code: 'count-out-of-range' })
    const verdict = verifySubtreeConsistency({ start, end, size: 100, subtreeRoot: hash, root: hash, proof: [] })
    assert.deepEqual(verdict, { ok: false, problems: [{ code: 'subtree-malformed', at: '/start' }] })
  }
})
