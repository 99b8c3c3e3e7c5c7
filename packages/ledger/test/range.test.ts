import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  appendRange,
  appendToEdge,
  appendToRange,
  type CompactRange,
  createEdge,
  createTreeHasher,
  edgeNodes,
  edgeRoot,
  emptyEdge,
  emptyRange,
  planConsistencyProof,
  planInclusionProof,
  rangeNodes,
  readProof,
  verifyConsistency,
  verifyInclusion,
} from '@proofline/ledger'
import fc from 'fast-check'
import { itemAt, NaiveTree, numberedEntries, sha256 } from './naive.ts'

const most = 70
const tree = new NaiveTree(numberedEntries(most))
const hasher = createTreeHasher(sha256)

function rangeOf(begin: number, end: number): CompactRange {
  const range = emptyRange(begin)
  for (let leaf = begin; leaf < end; leaf += 1) appendToRange(range, itemAt(tree.leaves, leaf), hasher)
  return range
}

test(`every range up to ${most} leaves consists of its largest complete subtrees, and any two neighbours join to it`, () => {
  for (let end = 0; end <= most; end += 1) {
    for (let begin = 0; begin <= end; begin += 1) {
      const whole = rangeOf(begin, end)
      const hashes = rangeNodes(begin, end).map(({ level, index }) => tree.root(index * 2 ** level, (index + 1) * 2 ** level))
      assert.deepEqual(whole.hashes, hashes)
      const middle = begin + ((end * 7 + begin * 3) % (end - begin + 1))
      const left = rangeOf(begin, middle)
      appendRange(left, rangeOf(middle, end), hasher)
      assert.deepEqual(left, whole)
    }
  }
})

test('a log hashed in parts has the root of the whole, and its sink hears of each node once', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: most }), { maxLength: 6 }), (cuts) => {
      const bounds = [...cuts, 0, most].toSorted((a, b) => a - b)
      const heard: string[] = []
      const edge = emptyEdge()
      for (const [at, begin] of bounds.slice(0, -1).entries()) {
        const part = emptyRange(begin)
        for (let leaf = begin; leaf < itemAt(bounds, at + 1); leaf += 1) {
          appendToRange(part, itemAt(tree.leaves, leaf), hasher, (level, index) => heard.push(`${level}/${index}`))
        }
        appendToEdge(edge, part, hasher, (level, index) => heard.push(`${level}/${index}`))
      }
      assert.deepEqual(edgeRoot(edge, hasher), tree.root(0, most))
      const complete = Array.from({ length: 7 }, (_, level) => Math.floor(most / 2 ** level)).reduce((sum, count) => sum + count, 0)
      assert.equal(new Set(heard).size, complete)
      assert.equal(heard.length, complete)
    }),
    { numRuns: 50 },
  )
})

test('ranges that do not touch are refused', () => {
  assert.throws(() => appendRange(rangeOf(0, 3), rangeOf(4, 5), hasher), { code: 'range-not-adjacent' })
  assert.throws(() => rangeNodes(3, 2), { code: 'count-out-of-range' })
  assert.throws(() => emptyRange(2 ** 53), { code: 'count-out-of-range' })
})

// A log of one entry over and over has one hash for each level, and so can be as large as numbers are exact.
const uniform = [hasher.leaf(new Uint8Array(0))]
for (let level = 0; level < 53; level += 1) uniform.push(hasher.node(itemAt(uniform, level), itemAt(uniform, level)))
const readUniform = (level: number): Uint8Array | undefined => uniform[level]
const uniformRoot = (size: number): Uint8Array =>
  edgeRoot(
    createEdge(
      size,
      edgeNodes(size).map(({ level }) => itemAt(uniform, level)),
    ),
    hasher,
  )

test('proofs in trees of up to 2^53 − 1 leaves', () => {
  const size = fc.oneof(
    fc.maxSafeNat().map((n) => Math.max(n, 1)),
    fc
      .nat({ max: 52 })
      .chain((power) => fc.integer({ min: -2, max: 2 }).map((near) => Math.max(1, Math.min(2 ** power + near, Number.MAX_SAFE_INTEGER)))),
  )
  fc.assert(
    fc.property(size, size, (one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      const [fromRoot, toRoot] = [uniformRoot(from), uniformRoot(to)]
      const consistency = readProof(planConsistencyProof(from, to), readUniform, hasher)
      assert.deepEqual(verifyConsistency({ from, to, fromRoot, toRoot, proof: consistency }, hasher), { ok: true })
      const index = from - 1
      const inclusion = readProof(planInclusionProof(index, to), readUniform, hasher)
      assert.deepEqual(verifyInclusion({ index, size: to, leafHash: itemAt(uniform, 0), proof: inclusion, root: toRoot }, hasher), {
        ok: true,
      })
      assert.equal(verifyInclusion({ index, size: to, leafHash: fromRoot, proof: inclusion, root: toRoot }, hasher).ok, from === 1)
    }),
    { numRuns: 200 },
  )
})
