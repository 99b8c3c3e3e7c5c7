import { sql, type Transaction } from '../../platform/database/index.ts'
import type { GuardKey } from '../facts/index.ts'

/** The last indexes of those keys that have one. */
export async function selectGuards(transaction: Transaction, keys: readonly GuardKey[]): Promise<Map<GuardKey, number>> {
  const found = new Map<GuardKey, number>()
  if (keys.length === 0) return found
  const rows = await transaction.query<{
    position: number
    last_index: number
  }>(sql`select asked.position::integer as position, g.last_index
    from unnest(${uuidArray(keys)}::uuid[]) with ordinality asked (key, position) join work_guard g using (key)`)
  for (const { position, last_index } of rows) {
    const key = keys[position - 1]
    if (key !== undefined) found.set(key, last_index)
  }
  return found
}

/** An array in PostgreSQL's text form: the driver would quote and escape each of the keys, which are digits only. */
const uuidArray = (keys: Iterable<GuardKey>): string => `{${[...keys].join(',')}}`

/** Sent with what follows. */
export function insertGuards(transaction: Transaction, changed: ReadonlyMap<GuardKey, number>, known: ReadonlyMap<GuardKey, number>): void {
  const fresh: GuardKey[] = []
  const moved = new Map<GuardKey, number>()
  for (const [key, index] of changed) {
    if (known.has(key)) moved.set(key, index)
    else fresh.push(key)
  }
  // In the index's order: neighbours are found together, which takes a fifth less than keys as they come.
  if (fresh.length > 0) transaction.copyInLater(copyGuardsText, guardRows(fresh.sort(), changed))
  if (moved.size > 0) {
    transaction.later(sql`update work_guard set last_index = moved.last_index
      from unnest(${uuidArray(moved.keys())}::uuid[], ${`{${[...moved.values()].join(',')}}`}::bigint[]) moved (key, last_index)
      where work_guard.key = moved.key`)
  }
}

const copyGuardsText = 'copy work_guard (key, last_index) from stdin (format binary)'

/** int16 2 | int32 16, key | int32 8, int64 last_index */
const guardRowBytes = 34

function guardRows(keys: readonly GuardKey[], indexes: ReadonlyMap<GuardKey, number>): Buffer {
  const rows = Buffer.allocUnsafe(copyHeader.length + keys.length * guardRowBytes + copyTrailer.length)
  rows.set(copyHeader)
  let at = copyHeader.length
  for (const key of keys) {
    const index = indexes.get(key) ?? 0
    at = rows.writeInt16BE(2, at)
    at = rows.writeInt32BE(16, at)
    at += rows.write(key, at, 'hex')
    at = rows.writeInt32BE(8, at)
    at = rows.writeUInt32BE(Math.floor(index / 2 ** 32), at)
    at = rows.writeUInt32BE(index >>> 0, at)
  }
  rows.set(copyTrailer, at)
  return rows
}

export const copyFactsText = 'copy record_fact (index, commitment, salt, envelope, body_salt, body, event_hash) from stdin (format binary)'

/** What COPY BINARY begins with: signature, flags, no header extension. And what ends it. */
export const copyHeader: Buffer = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
export const copyTrailer: Buffer = Buffer.from('ffff', 'hex')
