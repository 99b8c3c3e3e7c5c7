import { hash } from 'node:crypto'
import { sql, type Transaction } from '../../platform/database/index.ts'
import { TooManyNamedError } from './master-data.ts'
import { limits } from './model.ts'

const repositoryID = /^ni:\/\/\/sha-256;([0-9a-f]{64})\?ver=CBV2\.0$/i

/** The eventID that the repository gives an event that came without one: its CBV event hash (CBV 2.0 §8.9.2). */
export const idOfHash = (eventHash: Uint8Array): string => `ni:///sha-256;${Buffer.from(eventHash).toString('hex')}?ver=CBV2.0`

/** The facts of events and error declarations with these eventIDs: their own, or the one that the repository gave. */
export async function selectIndexesOfIds(transaction: Transaction, ids: readonly string[], asOf: number): Promise<number[]> {
  const keys = `{${ids.map((id) => hash('sha256', id, 'hex').slice(0, 32)).join(',')}}`
  const hashes = ids.flatMap((id) => repositoryID.exec(id)?.[1] ?? []).map((hex) => Buffer.from(hex, 'hex'))
  const limit = limits.named + 1
  const rows = await transaction.query<{ index: number }>(sql`
    (select index from view_event where event_key = any(${keys}::uuid[]) and event_id = any(${[...ids]}::text[]) and index < ${asOf} limit ${limit})
    union
    (select index from view_declaration where event_key = any(${keys}::uuid[]) and event_id = any(${[...ids]}::text[]) and index < ${asOf} limit ${limit})`)
  const given =
    hashes.length === 0
      ? []
      : await transaction.query<{ index: number }>(sql`
          select index from (
            select index from view_event where event_id = '' and index < ${asOf} union all select index from view_declaration where event_id = '' and index < ${asOf}
          ) unnamed join record_fact using (index) where event_hash = any(${hashes}::bytea[])
          limit ${limit}`)
  const indexes = [...new Set([...rows, ...given].map(({ index }) => index))].sort((left, right) => left - right)
  if (indexes.length > limits.named) throw new TooManyNamedError(limits.named)
  return indexes
}
