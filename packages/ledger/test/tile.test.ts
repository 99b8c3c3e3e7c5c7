import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  appendLeaf,
  changedBundles,
  changedTiles,
  createTreeHasher,
  emptyEdge,
  formatEntryBundle,
  formatTile,
  nodeOfTile,
  nodesOfTile,
  parseEntryBundle,
  parseTile,
  type Tile,
  tileOfNode,
  tileWidthAt,
} from '@proofline/ledger'
import fc from 'fast-check'
import { codesOf } from './keys.ts'
import { sha256 } from './naive.ts'

const hasher = createTreeHasher(sha256)
const most = 1300
const nodes = new Map<string, Uint8Array>()
const edge = emptyEdge()
for (let leaf = 0; leaf < most; leaf += 1) {
  appendLeaf(edge, hasher.leaf(Uint8Array.of(leaf % 256, leaf >> 8)), hasher, (level, index, hash) => nodes.set(`${level}/${index}`, hash))
}
const hashOf = (level: number, index: number): Uint8Array => nodes.get(`${level}/${index}`) ?? new Uint8Array(0)
const bytesOf = (tile: Tile): Uint8Array =>
  formatTile(
    tile,
    nodesOfTile(tile).map(({ level, index }) => hashOf(level, index)),
  )

test('every complete node is found in the tile that is said to hold it, at every width', () => {
  for (const size of [1, 2, 255, 256, 257, 511, 512, 700, 1024, 1279, 1280, most]) {
    for (let level = 0; 2 ** level <= size; level += 1) {
      for (let index = 0; (index + 1) * 2 ** level <= size; index += level < 3 ? 7 : 1) {
        const tile = tileOfNode({ level, index }, size)
        assert.equal(tile.width, tileWidthAt(tile.level, tile.index, size))
        assert.deepEqual(nodeOfTile(tile, bytesOf(tile), { level, index }, hasher), { ok: true, value: hashOf(level, index) })
      }
    }
  }
})

test('a tile lacks nodes beyond its width, and bytes that are no tile are refused', () => {
  const tile = tileOfNode({ level: 0, index: 300 }, 301)
  const bytes = bytesOf(tile)
  assert.equal(tile.width, 45)
  for (const node of [
    { level: 0, index: 301 },
    { level: 0, index: 255 },
    { level: 6, index: 4 },
    { level: 8, index: 1 },
    { level: 9, index: 0 },
    { level: -1, index: 0 },
    { level: 0, index: 0.5 },
    { level: 2000, index: 1 },
  ]) {
    assert.deepEqual(codesOf(nodeOfTile(tile, bytes, node, hasher)), ['tile-lacks-node'], JSON.stringify(node))
  }
  assert.deepEqual(codesOf(nodeOfTile(tile, bytes.subarray(1), { level: 0, index: 256 })), ['tile-length'])
  assert.deepEqual(codesOf(nodeOfTile(tile, new Uint8Array(257 * 32), { level: 0, index: 256 })), ['tile-length'])
  assert.deepEqual(codesOf(parseTile(tile, bytes.subarray(32))), ['tile-length'])
  assert.throws(() => tileOfNode({ level: 1, index: 150 }, 301), { code: 'node-missing' })
})

test('the example of C2SP tlog-tiles: 70,000 leaves', () => {
  const tiles = [...changedTiles(0, 70_000)]
  const partial = tiles.filter(({ width }) => width < 256)
  assert.equal(tiles.filter(({ level, width }) => level === 0 && width === 256).length, 273)
  assert.deepEqual(partial, [
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 },
  ])
  assert.equal(tiles.length, 273 + 1 + 1 + 1 + 1)
  assert.deepEqual(
    [...changedTiles(0, 256)],
    [
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ],
  )
})

test('the changed tiles and bundles are exactly those whose bytes differ', () => {
  const tilesAt = (size: number): Map<string, number> => {
    const all = new Map<string, number>()
    for (let level = 0; 256 ** level <= size; level += 1) {
      for (let index = 0; tileWidthAt(level, index, size) > 0; index += 1) all.set(`${level}/${index}`, tileWidthAt(level, index, size))
    }
    return all
  }
  const size = fc.oneof(fc.nat({ max: 200_000 }), fc.constantFrom(0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 131_072))
  fc.assert(
    fc.property(size, size, (one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      const before = tilesAt(from)
      const differing = [...tilesAt(to)].filter(([name, width]) => before.get(name) !== width)
      const tiles = [...changedTiles(from, to)]
      assert.deepEqual(
        tiles.map(({ level, index, width }) => [`${level}/${index}`, width]),
        differing,
      )
      assert.deepEqual(
        [...changedBundles(from, to)],
        tiles.filter(({ level }) => level === 0).map(({ index, width }) => ({ index, width })),
      )
    }),
    { numRuns: 30 },
  )
})

test('entry bundles survive, and what is no bundle of that width is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 20 }), (entries) => {
      const bytes = formatEntryBundle(entries)
      assert.deepEqual(parseEntryBundle(bytes, entries.length), { ok: true, value: entries })
      assert.deepEqual(codesOf(parseEntryBundle(bytes, entries.length + 1)), ['bundle-count'])
      assert.deepEqual(codesOf(parseEntryBundle(bytes.subarray(0, -1), entries.length)), ['bundle-truncated'])
    }),
    { numRuns: 100 },
  )
  const longest = new Uint8Array(0xffff).fill(7)
  assert.deepEqual(parseEntryBundle(formatEntryBundle([longest]), 1), { ok: true, value: [longest] })
  assert.throws(() => formatEntryBundle([new Uint8Array(0x10000)]), { code: 'entry-length' })
  assert.throws(() => formatEntryBundle([]), { code: 'node-count' })
})
