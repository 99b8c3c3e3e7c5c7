import { decodeEdge } from '@proofline/ledger'
import { type Sql, sql, type Transaction } from '../../platform/database/index.ts'
import { hashLeaf, type Instant, instantOf } from '../facts/index.ts'
import { RecordError } from './error.ts'
import { nativeHasher } from './hasher.ts'
import { fillOf, type Head, restoreTree, type Tile, type Tree, tileWidth } from './model.ts'

type HeadRow = { origin: string | null; size: number | null; root: Buffer; edge: Buffer; recorded_at: Date }

export const emptyHead: Head = { size: 0, root: Buffer.from(nativeHasher.empty), edge: Buffer.alloc(8), recordedAt: null }

const selectHeadText = `select o.origin, b.size, b.root, b.edge, b.recorded_at
  from (select) one
  left join lateral (select origin from record_origin order by number desc limit 1) o on true
  left join lateral (select size, root, edge, recorded_at from record_batch order by size desc limit 1) b on true`

export type HeadAndOrigin = { readonly head: Head; readonly origin: string | undefined }

/** The head and the newest origin: what an append starts from. */
export async function selectHead(transaction: Transaction): Promise<HeadAndOrigin> {
  const [row] = await transaction.query<HeadRow>(sql([selectHeadText]))
  return headAndOriginOf(row)
}

/**
 * One batch, or one checkpoint, at a time in all processes: waits for its turn, which ends with the transaction, and reads the head as it is then.
 * Statements of their own in one round trip: in one statement the head would be that of before the waiting.
 * @param more statements for this trip. @returns with the rows of the last one.
 */
export async function lockHead(
  transaction: Transaction,
  purpose: 'append' | 'sign',
  ...more: readonly Sql[]
): Promise<HeadAndOrigin & { readonly rows: readonly object[] }> {
  const results = await transaction.together(selectLock(purpose), sql([selectHeadText]), ...more)
  const [locked = [], found = []] = results
  if (locked.length !== 1) throw new RecordError('lock-row-missing', `work_head has lost the row ${purpose}`)
  return { ...headAndOriginOf(found[0] as HeadRow | undefined), rows: results.slice(2).at(-1) ?? [] }
}

export const selectLock = (purpose: 'append' | 'sign'): Sql => sql`select from work_head where name = ${purpose} for update`

function headAndOriginOf(row: HeadRow | undefined): HeadAndOrigin {
  const head = row === undefined || row.size === null ? emptyHead : headOf(row as HeadRow & { size: number })
  return { head, origin: row?.origin ?? undefined }
}

const headOf = (row: { size: number; root: Buffer; edge: Buffer; recorded_at: Date }): Head => ({
  size: row.size,
  root: row.root,
  edge: row.edge,
  recordedAt: instantOf(row.recorded_at.getTime()),
})

/** The batch that ends at `size`, if one does. */
export async function selectHeadAt(transaction: Transaction, size: number): Promise<Head | undefined> {
  if (size === 0) return emptyHead
  const [row] = await transaction.query<HeadRow & { size: number }>(
    sql`select size, root, edge, recorded_at from record_batch where size = ${size}`,
  )
  return row === undefined ? undefined : headOf(row)
}

export type BatchRow = {
  readonly first: number
  readonly size: number
  readonly root: Buffer
  readonly edge: Buffer
  readonly recordedAt: Instant
}

/** The batch row and the tiles that the batch completed, sent with what follows. */
export function insertBatchRow(transaction: Transaction, batch: BatchRow, tiles: readonly Tile[]): void {
  const { first, size, root, edge, recordedAt } = batch
  if (tiles.length > 0) {
    transaction.later(sql`insert into record_tile (level, n, hashes, root)
      select * from unnest(${tiles.map(({ level }) => level)}::smallint[], ${tiles.map(({ n }) => n)}::bigint[],
        ${tiles.map(({ hashes }) => hashes)}::bytea[], ${tiles.map(({ root: tileRoot }) => tileRoot)}::bytea[])`)
  }
  transaction.later(sql`insert into record_batch (first, size, root, edge, recorded_at)
    values (${first}, ${size}, ${root}, ${edge}, ${recordedAt})`)
}

/** The right side of the tree as the database has it, for a process that did not append the last batch itself. */
export async function loadTree(transaction: Transaction, head: Head): Promise<Tree> {
  const edge = decodeEdge(head.edge)
  if (!edge.ok || edge.value.end !== head.size) {
    throw new RecordError('batch-edge-malformed', `the edge of the batch that ends at ${head.size} is damaged`)
  }
  const filling: Buffer[] = []
  for (let level = 0; tileWidth ** level <= head.size; level += 1) filling.push(await loadFilling(transaction, head.size, level))
  return restoreTree(edge.value, filling)
}

/** The hashes of the tile that a tree of `size` leaves has begun on a level and not filled. */
async function loadFilling(transaction: Transaction, size: number, level: number): Promise<Buffer> {
  const end = Math.floor(size / tileWidth ** level)
  const begin = end - fillOf(size, level)
  const hashes =
    level === 0
      ? (await selectCommitments(transaction, begin, end)).map(hashLeaf)
      : await selectTileRoots(transaction, level - 1, begin, end)
  if (hashes.length !== end - begin)
    throw new RecordError('tile-missing', `level ${level} of the tree lacks hashes between ${begin} and ${end}`)
  return Buffer.concat(hashes)
}

export async function selectCommitments(transaction: Transaction, begin: number, end: number): Promise<Buffer[]> {
  if (begin === end) return []
  const rows = await transaction.query<{ commitment: Buffer }>(
    sql`select commitment from record_fact where index >= ${begin} and index < ${end} order by index`,
  )
  return rows.map(({ commitment }) => commitment)
}

/** The roots of the full tiles [begin, end) of a level: what the tiles above them are made of. */
export async function selectTileRoots(transaction: Transaction, level: number, begin: number, end: number): Promise<Buffer[]> {
  const rows = await transaction.query<{ root: Buffer }>(
    sql`select root from record_tile where level = ${level} and n >= ${begin} and n < ${end} order by n`,
  )
  return rows.map(({ root }) => root)
}
