import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  appendLeaf,
  assembleProof,
  createNoteVerifier,
  edgeRoot,
  emptyEdge,
  formatBundlePath,
  formatEntryBundle,
  formatTile,
  formatTilePath,
  type NodeId,
  nodeOfTile,
  parseEntryBundle,
  parseTile,
  parseTilePath,
  parseVerifierKey,
  planConsistencyProof,
  planInclusionProof,
  portableHasher,
  tilesOfNodes,
  verifyCheckpoint,
  verifyConsistency,
  verifyInclusion,
} from '@proofline/ledger'
import { itemAt } from './naive.ts'
import { readBytes, readText, skip } from './shared-vectors.ts'

const size = 15
const words = 'one two three four five six seven eit nain ten ileven twelf threeten fourten fivten'.split(' ')
const origin = 'example.com/log/testdata'
const vkey = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'

function rootAt(at: number): Uint8Array {
  const key = parseVerifierKey(vkey)
  assert.ok(key.ok)
  const verified = verifyCheckpoint(readBytes(`tessera-log/checkpoint.${at}`), [{ origin, verifiers: [createNoteVerifier(key.value)] }])
  assert.ok(verified.ok, `checkpoint ${at}`)
  assert.equal(verified.value.checkpoint.size, at)
  assert.equal(verified.value.logSignatures.length, 1)
  return verified.value.checkpoint.root
}

/** A node from the tile that a tree of `at` leaves has for it, read from the log's files. */
function readNode(node: NodeId, at: number): Uint8Array {
  const [tile] = tilesOfNodes([node], at)
  assert.ok(tile)
  const hash = nodeOfTile(tile, readBytes(`tessera-log/${formatTilePath(tile)}`), node)
  assert.ok(hash.ok)
  return hash.value
}

test('every checkpoint, tile and entry bundle of the log', { skip }, () => {
  const edge = emptyEdge()
  assert.equal(readText('tessera-log/checkpoint'), readText(`tessera-log/checkpoint.${size}`))
  for (let at = 0; at <= size; at += 1) {
    assert.deepEqual(rootAt(at), edgeRoot(edge), `size ${at}`)
    if (at < size) appendLeaf(edge, portableHasher.leaf(new TextEncoder().encode(itemAt(words, at))))
  }
  for (let width = 1; width <= size; width += 1) {
    const bundle = readBytes(`tessera-log/${formatBundlePath({ index: 0, width })}`)
    const entries = parseEntryBundle(bundle, width)
    assert.ok(entries.ok)
    assert.deepEqual(
      entries.value.map((entry) => new TextDecoder().decode(entry)),
      words.slice(0, width),
    )
    assert.deepEqual(formatEntryBundle(entries.value), bundle)
    const tile = { level: 0, index: 0, width }
    const path = formatTilePath(tile)
    assert.deepEqual(parseTilePath(path), { ok: true, value: { kind: 'hashes', ...tile } })
    const bytes = readBytes(`tessera-log/${path}`)
    const hashes = parseTile(tile, bytes)
    assert.ok(hashes.ok)
    assert.deepEqual(
      hashes.value,
      entries.value.map((entry) => portableHasher.leaf(entry)),
    )
    assert.deepEqual(formatTile(tile, hashes.value), bytes)
  }
})

test('proofs between all sizes, from the tiles, against the signed roots', { skip }, () => {
  const roots = Array.from({ length: size + 1 }, (_, at) => rootAt(at))
  for (let to = 0; to <= size; to += 1) {
    for (let from = 0; from <= to; from += 1) {
      const plan = planConsistencyProof(from, to)
      const proof = assembleProof(
        plan,
        plan.nodes.map((node) => readNode(node, to)),
      )
      assert.ok(verifyConsistency({ from, to, fromRoot: itemAt(roots, from), toRoot: itemAt(roots, to), proof }).ok, `${from} to ${to}`)
    }
    for (let index = 0; index < to; index += 1) {
      const plan = planInclusionProof(index, to)
      const proof = assembleProof(
        plan,
        plan.nodes.map((node) => readNode(node, to)),
      )
      const leafHash = readNode({ level: 0, index }, to)
      assert.ok(verifyInclusion({ index, size: to, leafHash, proof, root: itemAt(roots, to) }).ok, `${index} in ${to}`)
    }
  }
})
