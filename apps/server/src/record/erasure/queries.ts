import { sql, type Transaction } from '../../platform/database/index.ts'
import { guardKey } from '../facts/index.ts'
import { selectGuards } from '../ledger/index.ts'

/** Of these facts, those without a body, each with the fact that orders its erasure; `undefined` where there is none: then the record is damaged. */
export async function selectErasures(transaction: Transaction, indexes: readonly number[]): Promise<Map<number, number | undefined>> {
  const rows = await transaction.query<{ index: number }>(
    sql`select index from record_fact where index = any(${`{${indexes.join(',')}}`}::bigint[]) and body is null order by index`,
  )
  const keys = rows.map(({ index }) => guardKey('erased', String(index)))
  const orders = await selectGuards(transaction, keys)
  return new Map(rows.map(({ index }, at) => [index, orders.get(keys[at] ?? guardKey(''))]))
}
