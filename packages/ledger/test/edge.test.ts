import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendLeaf, copyEdge, createEdge, decodeEdge, edgeNodes, edgeRoot, emptyEdge, encodeEdge, LedgerError } from '@proofline/ledger'
import { itemAt, NaiveTree, numberedEntries } from './naive.ts'

const most = 300
const tree = new NaiveTree(numberedEntries(most))

test('an edge has the root of RFC 6962 at every size, and survives its bytes', () => {
  const edge = emptyEdge()
  for (let size = 0; size <= most; size += 1) {
    assert.equal(edge.end, size)
    assert.deepEqual(edgeRoot(edge), tree.root(0, size))
    const decoded = decodeEdge(encodeEdge(edge))
    assert.ok(decoded.ok)
    assert.deepEqual(decoded.value, edge)
    assert.deepEqual(createEdge(size, edge.hashes), edge)
    assert.equal(edgeNodes(size).length, edge.hashes.length)
    if (size < most) appendLeaf(edge, itemAt(tree.leaves, size))
  }
})

test('what is appended to an edge does not show in its copy', () => {
  const edge = emptyEdge()
  for (const leaf of tree.leaves.slice(0, 7)) appendLeaf(edge, leaf)
  const copy = copyEdge(edge)
  appendLeaf(edge, itemAt(tree.leaves, 7))
  assert.deepEqual(edgeRoot(copy), tree.root(0, 7))
  assert.deepEqual(edgeRoot(edge), tree.root(0, 8))
})

const refused = (bytes: Uint8Array): readonly string[] => {
  const result = decodeEdge(bytes)
  return result.ok ? [] : result.problems.map((problem) => problem.code)
}

test('bytes that are no edge are refused', () => {
  assert.deepEqual(refused(new Uint8Array(0)), ['edge-size'])
  assert.deepEqual(refused(new Uint8Array(7)), ['edge-size'])
  assert.deepEqual(refused(new Uint8Array(8).fill(255)), ['edge-size'])
  assert.deepEqual(refused(new Uint8Array(9)), ['edge-length'])
  assert.deepEqual(refused(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1)), ['edge-length'])
  assert.deepEqual(refused(new Uint8Array(8 + 32)), ['edge-length'])
})

test('a leaf hash of another length is refused before it changes anything', () => {
  const edge = emptyEdge()
  assert.throws(() => appendLeaf(edge, new Uint8Array(31)), LedgerError)
  assert.throws(() => createEdge(3, [new Uint8Array(32)]), LedgerError)
  assert.equal(edge.end, 0)
})
