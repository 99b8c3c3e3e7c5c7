import {
  assembleProof,
  nodeOfTile,
  type ProofPlan,
  planConsistencyProof,
  planInclusionProof,
  tilesOfNodes,
  tileWidthAt,
} from '@proofline/ledger'
import { sql, type Transaction } from '../../platform/database/index.ts'
import { hashBytes, hashLeaf } from '../facts/index.ts'
import { RecordError } from './error.ts'
import { nativeHasher } from './hasher.ts'
import { tileWidth } from './model.ts'
import { selectCommitments, selectTileRoots } from './store.ts'

type TileId = { readonly level: number; readonly index: number; readonly width: number }

/**
 * The bytes of a hash tile (C2SP tlog-tiles), also of one that is not full: then from what stands below it. Undefined where the log has not
 * got that far.
 */
export async function selectTile(transaction: Transaction, { level, index, width }: TileId): Promise<Buffer | undefined> {
  if (width === tileWidth) {
    const [row] = await transaction.query<{ hashes: Buffer }>(sql`select hashes from record_tile where level = ${level} and n = ${index}`)
    return row?.hashes
  }
  const begin = index * tileWidth
  const end = begin + width
  const hashes =
    level === 0
      ? (await selectCommitments(transaction, begin, end)).map(hashLeaf)
      : await selectTileRoots(transaction, level - 1, begin, end)
  return hashes.length === width ? Buffer.concat(hashes) : undefined
}

/** The entries (commitments) of a bundle, undefined where the log has not got that far. */
export async function selectEntries(transaction: Transaction, index: number, width: number): Promise<Buffer[] | undefined> {
  const entries = await selectCommitments(transaction, index * tileWidth, index * tileWidth + width)
  return entries.length === width ? entries : undefined
}

/** That leaf `index` stands in the tree of `size` leaves (RFC 6962 §2.1.1). The size is one that the log has reached. */
export const proveInclusion = (transaction: Transaction, index: number, size: number): Promise<Buffer[]> =>
  readPlan(transaction, planInclusionProof(index, size), size)

/** That the tree of `to` leaves begins with that of `from` (RFC 6962 §2.1.2). */
export const proveConsistency = (transaction: Transaction, from: number, to: number): Promise<Buffer[]> =>
  readPlan(transaction, planConsistencyProof(from, to), to)

/** The complete subtrees within a tile: `rows[height]`, from its hashes upwards. */
function nodesWithin(hashes: Buffer): Buffer[][] {
  const rows = [Array.from({ length: hashes.length / hashBytes }, (_, at) => hashes.subarray(at * hashBytes, (at + 1) * hashBytes))]
  for (let row = rows[0] ?? []; row.length > 1; row = rows.at(-1) ?? []) {
    const pairs = Array.from({ length: row.length >> 1 }, (_, at) => [row[2 * at], row[2 * at + 1]] as [Buffer, Buffer])
    rows.push(pairs.map(([left, right]) => Buffer.from(nativeHasher.node(left, right))))
  }
  return rows
}

const keptTiles = 64

/**
 * As `proveInclusion`, for many leaves of one tree: asked in ascending order, a tile is read and hashed once. One proof after the other, within
 * the transaction.
 */
export function createProver(transaction: Transaction, size: number): (index: number) => Promise<Buffer[]> {
  const tiles = new Map<string, Buffer[][]>()
  const use = async (tile: { level: number; index: number }): Promise<void> => {
    const name = `${tile.level}/${tile.index}`
    const known = tiles.get(name)
    const bytes = known ?? (await selectTile(transaction, { ...tile, width: tileWidthAt(tile.level, tile.index, size) }))
    if (bytes === undefined) throw tileMissing(tile, size)
    // Set anew, so that the first of the map is the one that was not used for longest.
    tiles.delete(name)
    tiles.set(name, Buffer.isBuffer(bytes) ? nodesWithin(bytes) : bytes)
    const [oldest] = tiles.keys()
    if (tiles.size > keptTiles && oldest !== undefined) tiles.delete(oldest)
  }
  return async (index) => {
    const plan = planInclusionProof(index, size)
    for (const tile of tilesOfNodes(plan.nodes, size)) await use(tile)
    const hashes = plan.nodes.map((node) => {
      const height = node.level % 8
      const tile = Math.floor((node.index * 2 ** height) / tileWidth)
      return tiles.get(`${Math.floor(node.level / 8)}/${tile}`)?.[height]?.[node.index - (tile * tileWidth) / 2 ** height]
    })
    return assembleProof(plan, hashes, nativeHasher).map((hash) => Buffer.from(hash))
  }
}

const tileMissing = ({ level, index }: { level: number; index: number }, size: number): RecordError =>
  new RecordError('tile-missing', `tile ${index} of level ${level} is missing in the tree of ${size} leaves`, { params: { level, index } })

async function readPlan(transaction: Transaction, plan: ProofPlan, size: number): Promise<Buffer[]> {
  const tiles = new Map<string, Buffer>()
  for (const { level, index } of tilesOfNodes(plan.nodes, size)) {
    const width = tileWidthAt(level, index, size)
    const bytes = await selectTile(transaction, { level, index, width })
    if (bytes === undefined) throw tileMissing({ level, index }, size)
    tiles.set(`${level}/${index}`, bytes)
  }
  const hashes = plan.nodes.map((node) => {
    const level = Math.floor(node.level / 8)
    const index = Math.floor((node.index * 2 ** (node.level % 8)) / tileWidth)
    const bytes = tiles.get(`${level}/${index}`) ?? Buffer.alloc(0)
    const hash = nodeOfTile({ level, index }, bytes, node, nativeHasher)
    return hash.ok ? hash.value : undefined
  })
  return assembleProof(plan, hashes, nativeHasher).map((hash) => Buffer.from(hash))
}
