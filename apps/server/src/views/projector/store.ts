import { Lease, sql, type Transaction } from '../../platform/database/index.ts'

/** One process projects. */
export const projectorLease = new Lease('work_projector', 'views')

export async function selectCursor(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ cursor: number }>(sql`select cursor from view_cursor where name = 'views'`)
  if (row === undefined) throw new Error('view_cursor has lost its row')
  return row.cursor
}

export async function selectRollupCursor(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ cursor: number }>(sql`select cursor from view_cursor where name = 'rollups'`)
  return row?.cursor ?? 0
}

export async function updateCursor(transaction: Transaction, cursor: number): Promise<void> {
  await transaction.execute(sql`update view_cursor set cursor = ${cursor} where name = 'views'`)
}

export async function selectLogSize(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ size: number }>(sql`select size from record_batch order by size desc limit 1`)
  return row?.size ?? 0
}

/** Whether rows came from the bodies of these facts: every fact with a body that is projected leaves one in one of these tables. */
export async function holdsRowsOf(transaction: Transaction, facts: readonly number[]): Promise<boolean> {
  const list = `{${facts.join(',')}}`
  const [row] = await transaction.query<{ holds: boolean }>(sql`select
    exists (select from view_event where index = any(${list}::bigint[]))
    or exists (select from view_declaration where index = any(${list}::bigint[]))
    or exists (select from view_failure where index = any(${list}::bigint[]) and code <> 'body-erased')
    or exists (select from view_epcis_element where fact = any(${list}::bigint[]))
    or exists (select from view_refusal where fact = any(${list}::bigint[])) as holds`)
  return row?.holds ?? false
}
