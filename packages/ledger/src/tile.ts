import { type Result, refuse, succeed } from '@proofline/problems'
import { assertCount, isCount } from './count.ts'
import { concatBytes } from './encoding.ts'
import { LedgerError } from './error.ts'
import { hashBytes, portableHasher, type TreeHasher } from './hash.ts'
import type { NodeId } from './range.ts'

const clause = 'C2SP tlog-tiles, Merkle Tree'

/** Levels of the tree that one tile spans, and how many hashes (or entries, in a bundle) it then has. */
export const tileHeight = 8
export const tileWidth = 256

/** Nodes index × 256 … index × 256 + width − 1 of tree level 8 × level. Width 1 to 256; below 256 it is partial. */
export type Tile = { readonly level: number; readonly index: number; readonly width: number }

/** Entries index × 256 … index × 256 + width − 1. */
export type EntryBundle = { readonly index: number; readonly width: number }

/** The tile that holds a node, at the width that it has in a tree of `size` leaves. Throws LedgerError where the tree lacks the node. */
export function tileOfNode(node: NodeId, size: number): Tile {
  assertCount(node.level, 'level')
  assertCount(node.index, 'index')
  assertCount(size, 'size')
  if ((node.index + 1) * 2 ** node.level > size) {
    throw new LedgerError('node-missing', `A tree of ${size} leaves has no complete node ${node.index} at level ${node.level}`)
  }
  const level = Math.floor(node.level / tileHeight)
  const index = Math.floor((node.index * 2 ** (node.level % tileHeight)) / tileWidth)
  return { level, index, width: tileWidthAt(level, index, size) }
}

/** How many hashes a tile has in a tree of `size` leaves: 0 to 256. */
export function tileWidthAt(level: number, index: number, size: number): number {
  const nodes = Math.floor(size / tileWidth ** level)
  return Math.max(0, Math.min(tileWidth, nodes - index * tileWidth))
}

/** The tiles that hold these nodes in a tree of `size` leaves, each once, in the order of their first use. */
export function tilesOfNodes(nodes: readonly NodeId[], size: number): Tile[] {
  const tiles = new Map<string, Tile>()
  for (const node of nodes) {
    const tile = tileOfNode(node, size)
    tiles.set(`${tile.level}/${tile.index}`, tile)
  }
  return [...tiles.values()]
}

/** The nodes whose hashes a tile is made of, in order. */
export const nodesOfTile = ({ level, index, width }: Tile): NodeId[] =>
  Array.from({ length: width }, (_, at) => ({ level: level * tileHeight, index: index * tileWidth + at }))

/** The bytes of a hash tile: 32 for each of its nodes. Throws LedgerError `node-count`, `hash-length`. */
export function formatTile({ width }: Tile, hashes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (hashes.length !== width) throw new LedgerError('node-count', `The tile has ${width} hashes, ${hashes.length} came`)
  if (hashes.some((hash) => hash.length !== hashBytes)) throw new LedgerError('hash-length', 'A tile consists of hashes of 32 bytes')
  return concatBytes(...hashes)
}

/** The hashes of a tile's bytes. Problem: `tile-length`. */
export function parseTile({ width }: Tile, bytes: Uint8Array): Result<Uint8Array[]> {
  const expected = width * hashBytes
  if (bytes.length !== expected) return refuse({ code: 'tile-length', at: '', params: { expected, actual: bytes.length }, clause })
  return succeed(Array.from({ length: width }, (_, at) => bytes.slice(at * hashBytes, (at + 1) * hashBytes)))
}

/**
 * The hash of a complete node from the bytes of a tile that spans it. Problems: `tile-length` (not whole hashes, or more than 256),
 * `tile-lacks-node`. The bytes are believed: what comes of it must be held against a signed root.
 */
export function nodeOfTile(
  tile: Pick<Tile, 'level' | 'index'>,
  bytes: Uint8Array,
  node: NodeId,
  hasher: TreeHasher = portableHasher,
): Result<Uint8Array> {
  if (bytes.length % hashBytes !== 0 || bytes.length > tileWidth * hashBytes) {
    return refuse({ code: 'tile-length', at: '', params: { expected: tileWidth * hashBytes, actual: bytes.length }, clause })
  }
  const above = node.level - tile.level * tileHeight
  const count = 2 ** above
  const first = node.index * count - tile.index * tileWidth
  if (!isCount(above) || above > tileHeight || !isCount(first) || first + count > bytes.length / hashBytes) {
    return refuse({ code: 'tile-lacks-node', at: '', params: { level: node.level, index: node.index }, clause })
  }
  let hashes: Uint8Array[] = Array.from({ length: count }, (_, at) =>
    bytes.subarray((first + at) * hashBytes, (first + at + 1) * hashBytes),
  )
  while (hashes.length > 1) hashes = joinPairs(hashes, hasher)
  // A copy: a node of the lowest level would otherwise keep the whole tile alive, and change with it.
  return succeed(Uint8Array.from(hashes[0] ?? []))
}

function joinPairs(hashes: readonly Uint8Array[], hasher: TreeHasher): Uint8Array[] {
  const parents: Uint8Array[] = []
  let left: Uint8Array | undefined
  for (const hash of hashes) {
    if (left === undefined) {
      left = hash
    } else {
      parents.push(hasher.node(left, hash))
      left = undefined
    }
  }
  return parents
}

/**
 * The hash tiles that are new or wider in a tree of `to` leaves than in one of `from`, level by level, left to right; each at its width in the
 * new tree. With `from` 0 all of them. `height` is another tile height than C2SP's.
 */
export function* changedTiles(from: number, to: number, height: number = tileHeight): Generator<Tile, void, undefined> {
  assertCount(from, 'from')
  assertCount(to, 'to')
  const width = 2 ** height
  let level = 0
  for (let scale = 1; scale <= to; scale *= width) {
    const before = Math.floor(from / scale)
    const after = Math.floor(to / scale)
    // A level that gained no complete node has the tiles that it had.
    const first = before < after ? Math.floor(before / width) : after
    for (let index = first; index * width < after; index += 1) {
      yield { level, index, width: Math.min(width, after - index * width) }
    }
    level += 1
  }
}

/** The entry bundles that are new or longer with `to` entries than with `from`. */
export function* changedBundles(from: number, to: number): Generator<EntryBundle, void, undefined> {
  assertCount(from, 'from')
  assertCount(to, 'to')
  const first = from < to ? Math.floor(from / tileWidth) : to
  for (let index = first; index * tileWidth < to; index += 1) {
    yield { index, width: Math.min(tileWidth, to - index * tileWidth) }
  }
}
