import { type Sql, sql, type Transaction } from '../../platform/database/index.ts'
import type { Instant } from '../facts/index.ts'

export type OriginRow = {
  readonly number: number
  readonly origin: string
  readonly verifier_key: string
  readonly created_at: Date
  readonly previous_checkpoint: string | null
}

/** Every origin of the log, oldest first. */
export const selectOrigins = (transaction: Transaction): Promise<OriginRow[]> =>
  transaction.query<OriginRow>(sql`select number, origin, verifier_key, created_at, previous_checkpoint from record_origin order by number`)

export type NewOrigin = {
  readonly number: number
  readonly origin: string
  readonly verifierKey: string
  readonly createdAt: Instant
  readonly previousCheckpoint: string | null
}

export async function insertOrigin(transaction: Transaction, row: NewOrigin): Promise<void> {
  await transaction.execute(sql`insert into record_origin (number, origin, verifier_key, created_at, previous_checkpoint)
    values (${row.number}, ${row.origin}, ${row.verifierKey}, ${row.createdAt}, ${row.previousCheckpoint})`)
}

/** The same size is the same note: signing is deterministic, and the root is proved before. Sent with what follows. */
export function insertCheckpoint(transaction: Transaction, size: number, origin: string, note: string): void {
  transaction.later(sql`insert into record_checkpoint (size, origin, note) values (${size}, ${origin}, ${note})
    on conflict (size) do nothing`)
}

export async function selectLastCheckpoint(transaction: Transaction, origin: string): Promise<{ size: number; note: string } | undefined> {
  const [row] = await transaction.query<{ size: number; note: string }>(sql`select size, note from record_checkpoint
    where origin = ${origin} order by size desc limit 1`)
  return row
}

/** The commitments of the facts [begin, end), as far as there are, side by side: 32 bytes each. In the one row `{ bytes: Buffer | null }`. */
export const selectCommitmentBytes = (begin: number, end: number): Sql =>
  sql`select string_agg(commitment, '' order by index) as bytes from record_fact where index >= ${begin} and index < ${end}`

export const commitmentBytesOf = ([row]: readonly object[]): Buffer =>
  (row as { bytes: Buffer | null } | undefined)?.bytes ?? Buffer.alloc(0)

export type NewCosignature = { readonly size: number; readonly witness: string; readonly line: string; readonly receivedAt: Instant }

/** Two processes may have asked the same witness. */
export async function insertCosignature(transaction: Transaction, row: NewCosignature): Promise<void> {
  await transaction.execute(sql`insert into record_cosignature (size, witness, line, received_at)
    values (${row.size}, ${row.witness}, ${row.line}, ${row.receivedAt}) on conflict do nothing`)
}

/** What a witness cosigned last of this origin; 0 if nothing. */
export async function selectLastCosignedSize(transaction: Transaction, witness: string, origin: string): Promise<number> {
  const [row] = await transaction.query<{ size: number }>(sql`select c.size from record_cosignature c join record_checkpoint p using (size)
    where c.witness = ${witness} and p.origin = ${origin} order by c.size desc limit 1`)
  return row?.size ?? 0
}

/** The newest note of the origin that a witness cosigned, and its cosignature lines. */
export async function selectCosigned(
  transaction: Transaction,
  origin: string,
): Promise<{ note: string; lines: readonly string[] } | undefined> {
  const [row] = await transaction.query<{ note: string; lines: string[] }>(sql`select p.note, array_agg(c.line order by c.witness) as lines
    from record_checkpoint p join record_cosignature c using (size)
    where p.origin = ${origin} group by p.size, p.note order by p.size desc limit 1`)
  return row
}
