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
  const fresh: [GuardKey, number][] = []
  const moved = new Map<GuardKey, number>()
  for (const [key, index] of changed) {
    if (known.has(key)) moved.set(key, index)
    else fresh.push([key, index])
  }
  if (fresh.length > 0) {
    // In the index's order: neighbours are found together, which takes a fifth less than keys as they come.
    fresh.sort(([left], [right]) => (left < right ? -1 : 1))
    const keys = fresh.map(([key]) => key)
    transaction.later(sql`insert into work_guard (key, last_index)
      select * from unnest(${uuidArray(keys)}::uuid[], ${`{${fresh.map(([, index]) => index).join(',')}}`}::bigint[])`)
  }
  if (moved.size > 0) {
    transaction.later(sql`update work_guard set last_index = moved.last_index
      from unnest(${uuidArray(moved.keys())}::uuid[], ${`{${[...moved.values()].join(',')}}`}::bigint[]) moved (key, last_index)
      where work_guard.key = moved.key`)
  }
}

export const copyFactsText = 'copy record_fact (index, commitment, salt, envelope, body_salt, body, event_hash) from stdin (format binary)'

/** What COPY BINARY begins with: signature, flags, no header extension. And what ends it. */
export const copyHeader: Buffer = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
export const copyTrailer: Buffer = Buffer.from('ffff', 'hex')
