import { CopyRows, readIndex, sql, type Transaction } from '../../platform/database/index.ts'
import { type Instant, instantOf, type StoredFact } from '../facts/index.ts'

type FactRow = {
  index: number
  commitment: Buffer
  salt: Buffer
  envelope: Buffer
  body_salt: Buffer | null
  body: Buffer | null
  event_hash: Buffer | null
}

const factOf = (row: FactRow): StoredFact => ({
  index: row.index,
  commitment: row.commitment,
  salt: row.salt,
  envelopeBytes: row.envelope,
  bodySalt: row.body_salt,
  body: row.body,
  eventHash: row.event_hash,
})

/** The facts [from, from + limit) that are there, in order. Indexes have no holes: a shorter answer is the end of the log. */
export async function selectFacts(transaction: Transaction, from: number, limit: number): Promise<StoredFact[]> {
  const rows = await transaction.query<FactRow>(sql`select index, commitment, salt, envelope, body_salt, body, event_hash
    from record_fact where index >= ${from} and index < ${from + limit} order by index`)
  return rows.map(factOf)
}

/** The facts with these indexes that are there, in ascending order. */
export async function selectFactsAt(transaction: Pick<Transaction, 'query'>, indexes: readonly number[]): Promise<StoredFact[]> {
  const rows = await transaction.query<FactRow>(sql`select index, commitment, salt, envelope, body_salt, body, event_hash
    from record_fact where index = any(${`{${indexes.join(',')}}`}::bigint[]) order by index`)
  return rows.map(factOf)
}

export type FactBytes = { readonly index: number; readonly envelope: Buffer; readonly body: Buffer | null }

/**
 * Envelopes and bodies of the facts from `from` on, in order: at most `limit`, and as many as hold together at most `maxBytes`, but one at
 * least where there is one. What follows the log reads it in memory that is bounded so, and as it is stored: as text each byte would be three.
 */
export async function selectFactBytes(transaction: Transaction, from: number, limit: number, maxBytes: number): Promise<FactBytes[]> {
  const [begin, end, bytes] = [from, from + limit, maxBytes].map(Math.floor)
  const rows = new CopyRows(
    transaction.copyOut(`copy (select index, envelope, body from record_fact where index >= ${begin} and index <= (
      select coalesce(max(index), ${begin}) from (
        select index, sum(octet_length(envelope) + coalesce(octet_length(body), 0)) over (order by index) as bytes
        from record_fact where index >= ${begin} and index < ${end}
      ) sized where bytes <= ${bytes}
    ) order by index) to stdout (format binary)`),
  )
  const facts: FactBytes[] = []
  for (let run = await rows.next(); run !== undefined; run = await rows.next()) {
    for (let at = 0; at < run.end; ) at = readFactBytes(run.bytes, at, facts)
  }
  return facts
}

/** `int16 3 | int32 8, int64 index | int32, envelope | int32 (−1: erased), body`. @returns where the row ends. */
function readFactBytes(bytes: Buffer, start: number, facts: FactBytes[]): number {
  const envelopeAt = start + 18
  const envelopeEnd = envelopeAt + bytes.readInt32BE(envelopeAt - 4)
  const length = bytes.readInt32BE(envelopeEnd)
  const bodyAt = envelopeEnd + 4
  const end = bodyAt + Math.max(0, length)
  const body = length < 0 ? null : bytes.subarray(bodyAt, end)
  facts.push({ index: readIndex(bytes, start + 6), envelope: bytes.subarray(envelopeAt, envelopeEnd), body })
  return end
}

export async function selectFact(transaction: Transaction, index: number): Promise<StoredFact | undefined> {
  return (await selectFacts(transaction, index, 1))[0]
}

/** Indexes of the facts with this CBV event hash, oldest first. */
export async function selectIndexesByEventHash(transaction: Transaction, eventHash: Uint8Array): Promise<number[]> {
  const rows = await transaction.query<{ index: number }>(
    sql`select index from record_fact where event_hash = ${Buffer.from(eventHash)} order by index`,
  )
  return rows.map(({ index }) => index)
}

export type Recorded = { readonly index: number; readonly commitment: Buffer; readonly recordedAt: Instant }

/** What a receipt says of facts that stand in the log. */
export async function selectRecorded(transaction: Transaction, indexes: readonly number[]): Promise<Map<number, Recorded>> {
  const rows = await transaction.query<{ index: number; commitment: Buffer; recorded_at: Date }>(sql`
    select f.index, f.commitment, b.recorded_at
    from unnest(${[...new Set(indexes)]}::bigint[]) asked (index)
    join record_fact f using (index)
    cross join lateral (select recorded_at from record_batch where size > f.index order by size limit 1) b`)
  return new Map(
    rows.map(({ index, commitment, recorded_at }) => [index, { index, commitment, recordedAt: instantOf(recorded_at.getTime()) }]),
  )
}

/** The size that the log had at a moment: the number of facts recorded at or before it. */
export async function selectSizeAt(transaction: Transaction, moment: Instant): Promise<number> {
  const [row] = await transaction.query<{ size: number }>(
    sql`select size from record_batch where recorded_at <= ${moment} order by size desc limit 1`,
  )
  return row?.size ?? 0
}
