import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  appendLeaf,
  createTreeHasher,
  edgeRoot,
  emptyEdge,
  inclusionProofLength,
  planConsistencyProof,
  planInclusionProof,
  readProof,
  verifyConsistency,
  verifyInclusion,
} from '@proofline/ledger'
import { itemAt, NaiveTree, numberedEntries, sha256 } from './naive.ts'

const most = 300
const tree = new NaiveTree(numberedEntries(most))
const hasher = createTreeHasher(sha256)
const nodes = new Map<string, Uint8Array>()
const edge = emptyEdge()
const roots = [edgeRoot(edge, hasher)]
for (const leaf of tree.leaves) {
  appendLeaf(edge, leaf, hasher, (level, index, hash) => nodes.set(`${level}/${index}`, hash))
  roots.push(edgeRoot(edge, hasher))
}
const readNode = (level: number, index: number): Uint8Array | undefined => nodes.get(`${level}/${index}`)
const rootOf = (size: number): Uint8Array => itemAt(roots, size)
const leafOf = (index: number): Uint8Array => itemAt(tree.leaves, index)

test(`every inclusion proof up to ${most} leaves is that of RFC 6962, and holds`, () => {
  for (let size = 1; size <= most; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const proof = readProof(planInclusionProof(index, size), readNode, hasher)
      assert.deepEqual(proof, tree.path(index, 0, size))
      assert.equal(inclusionProofLength(index, size), proof.length)
      assert.deepEqual(verifyInclusion({ index, size, leafHash: leafOf(index), proof, root: rootOf(size) }, hasher), { ok: true })
    }
  }
})

test(`every consistency proof up to ${most} leaves is that of RFC 6962, and holds`, () => {
  for (let to = 0; to <= most; to += 1) {
    for (let from = 0; from <= to; from += 1) {
      const proof = readProof(planConsistencyProof(from, to), readNode, hasher)
      assert.deepEqual(proof, from === 0 ? [] : tree.proof(from, 0, to))
      assert.deepEqual(verifyConsistency({ from, to, fromRoot: rootOf(from), toRoot: rootOf(to), proof }, hasher), { ok: true })
    }
  }
})
