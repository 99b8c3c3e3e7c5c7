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
import fc from 'fast-check'
import { codesOf } from './keys.ts'
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

const flip = (hash: Uint8Array, bit: number): Uint8Array => hash.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

test('a proof holds for nothing but its own leaf, index, size and roots', () => {
  const size = fc.integer({ min: 2, max: most })
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), fc.nat({ max: 255 }), (to, one, other, bit) => {
      const index = one % to
      const proof = readProof(planInclusionProof(index, to), readNode, hasher)
      const claim = { index, size: to, leafHash: leafOf(index), proof, root: rootOf(to) }
      const fails = (change: Partial<typeof claim>): void => assert.equal(verifyInclusion({ ...claim, ...change }, hasher).ok, false)
      fails({ index: (index + 1 + (other % (to - 1))) % to })
      fails({ leafHash: flip(claim.leafHash, bit) })
      fails({ root: flip(claim.root, bit) })
      fails({ proof: proof.with(other % proof.length, flip(itemAt(proof, other % proof.length), bit)) })
      fails({ proof: proof.toSpliced(other % proof.length, 1) })
      fails({ proof: proof.toSpliced(other % (proof.length + 1), 0, claim.root) })
      const from = 1 + (one % (to - 1))
      const path = readProof(planConsistencyProof(from, to), readNode, hasher)
      const growth = { from, to, fromRoot: rootOf(from), toRoot: rootOf(to), proof: path }
      const breaks = (change: Partial<typeof growth>): void => assert.equal(verifyConsistency({ ...growth, ...change }, hasher).ok, false)
      breaks({ fromRoot: flip(growth.fromRoot, bit) })
      breaks({ toRoot: flip(growth.toRoot, bit) })
      breaks({ proof: path.with(other % path.length, flip(itemAt(path, other % path.length), bit)) })
      breaks({ proof: path.toSpliced(other % path.length, 1) })
      breaks({ proof: path.toSpliced(other % (path.length + 1), 0, growth.toRoot) })
      breaks({ from: to, to: from })
    }),
    { numRuns: process.env.PROOFLINE_LONG === '1' ? 20_000 : 500 },
  )
})

test('claims that no tree can have are refused with their reasons, and never throw', () => {
  const hash = new Uint8Array(32)
  const inclusion = { index: 0, size: 1, leafHash: hash, proof: [], root: hash }
  assert.deepEqual(codesOf(verifyInclusion({ ...inclusion, index: 1 })), ['index-out-of-range'])
  for (const index of [-1, 0.5, Number.NaN, 2 ** 53])
    assert.deepEqual(codesOf(verifyInclusion({ ...inclusion, index })), ['index-out-of-range'])
  assert.deepEqual(codesOf(verifyInclusion({ ...inclusion, size: 0 })), ['index-out-of-range'])
  assert.deepEqual(codesOf(verifyInclusion({ ...inclusion, size: 2 ** 53, leafHash: new Uint8Array(31) })), [
    'size-out-of-range',
    'hash-malformed',
  ])
  assert.deepEqual(codesOf(verifyInclusion({ ...inclusion, proof: [hash] })), ['proof-length'])
  assert.deepEqual(codesOf(verifyInclusion({ ...inclusion, proof: Array.from({ length: 1000 }, () => hash) })), ['proof-length'])
  assert.deepEqual(codesOf(verifyInclusion({ ...inclusion, proof: [new Uint8Array(33)] })), ['hash-malformed'])
  const growth = { from: 0, to: 1, fromRoot: hasher.empty, toRoot: hash, proof: [] }
  assert.ok(verifyConsistency(growth).ok)
  assert.deepEqual(verifyConsistency({ ...growth, fromRoot: hash }), { ok: false, problems: [{ code: 'root-mismatch', at: '/fromRoot' }] })
  assert.deepEqual(verifyConsistency({ ...growth, to: 0 }), { ok: false, problems: [{ code: 'root-mismatch', at: '/toRoot' }] })
  assert.deepEqual(codesOf(verifyConsistency({ ...growth, proof: [hash] })), ['proof-length'])
  assert.deepEqual(codesOf(verifyConsistency({ ...growth, from: 1, to: 2 })), ['proof-length'])
  assert.deepEqual(codesOf(verifyConsistency({ ...growth, from: 3, to: 2 })), ['size-out-of-range'])
  assert.deepEqual(codesOf(verifyConsistency({ ...growth, from: -1, to: 1.5 })), ['size-out-of-range', 'size-out-of-range'])
})

test("plans for what no tree has are the caller's mistake", () => {
  assert.throws(() => planInclusionProof(3, 3), { code: 'count-out-of-range' })
  assert.throws(() => planConsistencyProof(4, 3), { code: 'count-out-of-range' })
  assert.throws(() => readProof(planInclusionProof(0, 3), () => undefined, hasher), { code: 'node-missing' })
})
