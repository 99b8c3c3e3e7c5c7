import { sql, type Transaction } from '../../platform/database/index.ts'

export type NewTimestamp = {
  readonly size: number
  readonly authority: string
  readonly token: Uint8Array
  /** ISO 8601 */
  readonly stampedAt: string
  readonly receivedAt: string
}

/** Two processes may have asked the same authority: the first stamp stays. */
export async function insertTimestamp(transaction: Transaction, row: NewTimestamp): Promise<void> {
  await transaction.execute(sql`insert into record_timestamp (size, authority, token, stamped_at, received_at)
    values (${row.size}, ${row.authority}, ${Buffer.from(row.token)}, ${row.stampedAt}, ${row.receivedAt}) on conflict do nothing`)
}

/** The largest checkpoint of the origin that the authority has stamped; 0 where there is none. */
export async function selectLastStampedSize(transaction: Transaction, authority: string, origin: string): Promise<number> {
  const [row] = await transaction.query<{ size: number }>(sql`select t.size from record_timestamp t join record_checkpoint c using (size)
    where t.authority = ${authority} and c.origin = ${origin} order by t.size desc limit 1`)
  return row?.size ?? 0
}

export type StoredTimestamp = {
  readonly size: number
  readonly authority: string
  readonly token: Buffer
  readonly stampedMs: number
  /** The stamped note; null where the checkpoint is gone. */
  readonly note: string | null
}

/** The stamps behind (`authority`, `size`), in that order. */
export function selectTimestamps(
  transaction: Transaction,
  after: { authority: string; size: number },
  limit: number,
): Promise<StoredTimestamp[]> {
  return transaction.query<StoredTimestamp>(sql`
    select t.size, t.authority, t.token, (extract(epoch from t.stamped_at) * 1000)::float8 as "stampedMs", c.note
    from record_timestamp t left join record_checkpoint c using (size)
    where (t.authority, t.size) > (${after.authority}, ${after.size}) order by t.authority, t.size limit ${limit}`)
}

/** Of each authority the stamp of the largest checkpoint of this origin. */
export function selectNewestTimestamps(transaction: Transaction, origin: string): Promise<StoredTimestamp[]> {
  return transaction.query<StoredTimestamp>(sql`
    select distinct on (t.authority) t.size, t.authority, t.token, (extract(epoch from t.stamped_at) * 1000)::float8 as "stampedMs", c.note
    from record_timestamp t join record_checkpoint c using (size) where c.origin = ${origin} order by t.authority, t.size desc`)
}
