import { sql, type Transaction } from '../../platform/database/index.ts'

/** Takes the lease if it is free, or already this holder's. @returns the token under which batches commit; undefined: another has it. */
export async function acquireLease(transaction: Transaction, holder: string, leaseMs: number): Promise<number | undefined> {
  const [row] = await transaction.query<{ token: number }>(sql`
    update work_projector set token = token + 1, holder = ${holder}, expires_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where name = 'views' and (expires_at < clock_timestamp() or holder = ${holder}) returning token`)
  return row?.token
}

/** Holds the lease row until the transaction ends: nobody can take it over meanwhile. False: it was taken over before. */
export async function lockLease(transaction: Transaction, token: number): Promise<boolean> {
  const rows = await transaction.query(sql`select token from work_projector where name = 'views' and token = ${token} for update`)
  return rows.length === 1
}

/** False: another has the lease. */
export async function renewLease(transaction: Transaction, token: number, leaseMs: number): Promise<boolean> {
  const touched = await transaction.execute(sql`update work_projector
    set expires_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond' where name = 'views' and token = ${token}`)
  return touched === 1
}

export async function releaseLease(transaction: Transaction, token: number): Promise<void> {
  await transaction.execute(
    sql`update work_projector set holder = null, expires_at = '-infinity' where name = 'views' and token = ${token}`,
  )
}

/** Whoever projects loses the lease with this; the row stays locked until the transaction ends. */
export async function revokeLease(transaction: Transaction): Promise<void> {
  await transaction.execute(sql`update work_projector set token = token + 1, holder = null, expires_at = '-infinity' where name = 'views'`)
}

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
