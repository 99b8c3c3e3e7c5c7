import { sql, type Transaction } from '../../platform/database/index.ts'
import type { DiscrepancyCode, DiscrepancyRow } from './model.ts'

export const discrepancyTables = { view_discrepancy: ['known_from', 'code'] } as const

const part = 1_000

export async function insertDiscrepancies(transaction: Transaction, all: readonly DiscrepancyRow[]): Promise<void> {
  for (let at = 0; at < all.length; at += part) {
    const rows = all.slice(at, at + part)
    await transaction.execute(sql`
      insert into view_discrepancy (known_from, code, source, subject, subject_key, known_to)
      select * from unnest(${rows.map(({ knownFrom }) => knownFrom)}::bigint[], ${rows.map(({ code }) => code)}::text[],
        ${rows.map(({ source }) => source)}::integer[], ${rows.map(({ subject }) => subject)}::text[],
        ${rows.map(({ subjectKey }) => subjectKey)}::uuid[], ${rows.map(({ knownTo }) => knownTo)}::bigint[])`)
  }
}

/** @param closed the fact that made it visible → the fact that settles it. */
export async function closeDiscrepancies(
  transaction: Transaction,
  code: DiscrepancyCode,
  closed: ReadonlyMap<number, number>,
): Promise<void> {
  const all = [...closed]
  for (let at = 0; at < all.length; at += part) {
    const rows = all.slice(at, at + part)
    await transaction.execute(sql`update view_discrepancy set known_to = closed.known_to
      from unnest(${rows.map(([from]) => from)}::bigint[], ${rows.map(([, to]) => to)}::bigint[]) closed (known_from, known_to)
      where view_discrepancy.known_from = closed.known_from and view_discrepancy.code = ${code} and view_discrepancy.known_to is null`)
  }
}
