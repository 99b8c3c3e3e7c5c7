import { appendLeaf, copyEdge, createEdge, type Edge, edgeRoot } from '@proofline/ledger'
import { hashBytes, type Instant } from '../facts/index.ts'
import { nativeHasher } from './hasher.ts'

export const tileWidth = 256
const tileHeight = 8
const tileBytes = tileWidth * hashBytes

/** The newest batch row. The empty log has size 0. */
export type Head = {
  readonly size: number
  readonly root: Buffer
  readonly edge: Buffer
  readonly recordedAt: Instant | null
}

/** A tile that is full: `hashes` 8,192 bytes, `root` the hash of its subtree. */
export type Tile = { readonly level: number; readonly n: number; readonly hashes: Buffer; readonly root: Buffer }

/**
 * The right side of the tree: its edge, and on each level of tiles the one that is being filled. A fork shares the half-filled tiles
 * with its origin: what either writes lies behind what the other counts as written.
 */
export type Tree = { readonly edge: Edge; readonly filling: Buffer[] }

export const emptyTree = (): Tree => ({ edge: createEdge(0, []), filling: [] })

export const forkTree = ({ edge, filling }: Tree): Tree => ({ edge: copyEdge(edge), filling: filling.slice() })

/** @param filling for each level of tiles the hashes of its last tile that is not full. */
export function restoreTree(edge: Edge, filling: readonly Buffer[]): Tree {
  const buffers = filling.map((hashes) => {
    const buffer = Buffer.alloc(tileBytes)
    buffer.set(hashes)
    return buffer
  })
  return { edge, filling: buffers }
}

/** How many hashes the unfinished tile of a level has. */
export const fillOf = (size: number, level: number): number => Math.floor(size / tileWidth ** level) % tileWidth

/** Appends leaf hashes, 32 bytes each, in place. `full` hears of each tile that they complete. */
export function appendLeaves(tree: Tree, leaves: Buffer, full: (tile: Tile) => void): void {
  const { edge, filling } = tree
  const sink = (height: number, index: number, hash: Uint8Array): void => {
    if (height % tileHeight !== 0) return
    const level = height / tileHeight
    if (level > 0) {
      const hashes = filling[level - 1]
      if (hashes !== undefined) full({ level: level - 1, n: index, hashes, root: Buffer.from(hash) })
      filling[level - 1] = Buffer.alloc(tileBytes)
    }
    const tile = filling[level] ?? Buffer.alloc(tileBytes)
    filling[level] = tile
    tile.set(hash, (index % tileWidth) * hashBytes)
  }
  // The edge keeps what it is handed, hence a copy for the lot of them.
  const kept = Buffer.from(leaves)
  for (let at = 0; at < kept.length; at += hashBytes) appendLeaf(edge, kept.subarray(at, at + hashBytes), nativeHasher, sink)
}

export const rootOf = ({ edge }: Tree): Buffer => Buffer.from(edgeRoot(edge, nativeHasher))
