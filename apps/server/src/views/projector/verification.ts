import { createHash } from 'node:crypto'
import { type Database, type Organisation, raw, sql, type Transaction } from '../../platform/database/index.ts'
import { discrepancyTables } from '../discrepancies/index.ts'
import { eventTables } from '../events/index.ts'
import { genealogyTables } from '../genealogy/index.ts'
import { followRollups, rollupTables } from '../rollups/index.ts'
import { Batches, type BatchLimits, batchLimits } from './batches.ts'
import { LogIncompleteError } from './error.ts'
import { holdsRowsOf, projectorLease, selectCursor, selectLogSize, selectRollupCursor } from './store.ts'

/** Every table that follows from the log, with the columns of its key. */
export const viewTables: Readonly<Record<string, readonly string[]>> = {
  ...genealogyTables,
  ...eventTables,
  ...discrepancyTables,
  ...rollupTables,
}

export type TableDigest = { readonly table: string; readonly rows: number; readonly sha256: string }

/** Where a stored row is not what the log gives: `missing` from the views, `unexpected` in them, `different`. */
export type ViewDifference = {
  readonly table: string
  readonly key: Readonly<Record<string, string>>
  readonly what: 'missing' | 'unexpected' | 'different'
}

export type ViewsVerdict = {
  readonly ok: boolean
  /** The views follow the log up to here; what lies behind was not looked at. */
  readonly cursor: number
  readonly logSize: number
  /** Of the stored tables. */
  readonly tables: readonly (TableDigest & { readonly ok: boolean })[]
  /** The first of each table that differs, by key. */
  readonly differences: readonly ViewDifference[]
  /** Set where nothing could be compared: the cursor is impossible, or the log itself has a hole (at `missingFact`). */
  readonly fault: 'cursor-beyond-log' | 'cursor-missing' | 'log-incomplete' | undefined
  readonly missingFact?: number
}

/** SHA-256 over the rows of each table in the order of its key: where the rows lie makes no difference. */
export async function digestViews(transaction: Transaction, schema = ''): Promise<TableDigest[]> {
  const digests: TableDigest[] = []
  for (const [table, key] of Object.entries(viewTables)) {
    const hash = createHash('sha256')
    let rows = 0
    for await (const chunk of transaction.copyOut(`copy (select * from ${schema}${table} order by ${key.join(', ')}) to stdout`)) {
      hash.update(chunk as Buffer)
      // One line a row: line feeds within values are escaped.
      for (const byte of chunk as Buffer) if (byte === 10) rows += 1
    }
    digests.push({ table, rows, sha256: hash.digest('hex') })
  }
  return digests
}

/** Thrown to undo everything: verification writes nothing that stays. */
class Undo extends Error {}

/**
 * Makes the views again from the log, beside the stored ones, and compares them row by row as of one moment. All of it happens in one
 * transaction that is rolled back, in temporary tables of the same names: nothing stored can change by it.
 */
export async function verifyViews(
  database: Database,
  organisation: Organisation,
  limits: BatchLimits = batchLimits,
  onProgress: (done: number, all: number) => void = () => undefined,
): Promise<ViewsVerdict> {
  let verdict: ViewsVerdict | undefined
  const stored = `"${organisation.schema}".`
  try {
    await database.transaction(
      organisation,
      async (transaction) => {
        verdict = await compare(transaction, stored, limits, onProgress)
        throw new Undo()
      },
      { isolation: 'repeatable read' },
    )
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  if (verdict === undefined) throw new Error('a verification without a verdict')
  return verdict
}

async function compare(
  transaction: Transaction,
  stored: string,
  limits: BatchLimits,
  onProgress: (done: number, all: number) => void,
): Promise<ViewsVerdict> {
  await transaction.script('lock table view_cursor in access share mode')
  const logSize = await selectLogSize(transaction)
  const [row] = await transaction.query<{ cursor: number }>(sql`select cursor from view_cursor where name = 'views'`)
  const none = { ok: false, cursor: row?.cursor ?? 0, logSize, tables: [], differences: [] } as const
  if (row === undefined) return { ...none, fault: 'cursor-missing' }
  const { cursor } = row
  if (cursor > logSize) return { ...none, fault: 'cursor-beyond-log' }
  const rollups = await selectRollupCursor(transaction)
  const before = await digestViews(transaction, stored)
  await createBeside(transaction, stored)
  try {
    await rebuildBeside(transaction, cursor, limits, onProgress)
    await followBeside(transaction, rollups)
  } catch (error) {
    if (error instanceof LogIncompleteError) return { ...none, fault: error.code, missingFact: error.index }
    throw error
  }
  const after = await digestViews(transaction)
  const tables = before.map((digest, i) => ({ ...digest, ok: digest.sha256 === after[i]?.sha256 }))
  const differences: ViewDifference[] = []
  for (const { table, ok } of tables) {
    const difference = ok ? undefined : await findDifference(transaction, stored, table)
    if (difference !== undefined) differences.push(difference)
  }
  return { ok: tables.every(({ ok }) => ok), cursor, logSize, tables, differences, fault: undefined }
}

/**
 * `pg_temp` is named first in the path, although it is searched first in any case: a statement that the connection keeps prepared is read anew
 * when the path is another, and then finds the tables beside.
 */
async function createBeside(transaction: Transaction, stored: string): Promise<void> {
  const tables = ['view_cursor', ...Object.keys(viewTables)]
  await transaction.script(
    tables.map((table) => `create temporary table ${table} (like ${stored}${table} including defaults including indexes)`).join('; '),
  )
  await transaction.script(
    `set local search_path to pg_temp, ${stored.slice(0, -1)}; insert into view_cursor values ('views', 0), ('rollups', 0)`,
  )
}

async function rebuildBeside(
  transaction: Transaction,
  upTo: number,
  limits: BatchLimits,
  onProgress: (done: number, all: number) => void,
): Promise<void> {
  const batches = new Batches((work) => transaction.savepoint(() => work(transaction)), limits)
  const around = { begin: () => Promise.resolve(true), end: () => Promise.resolve() }
  let analyzeAt = 1
  for (let cursor = await selectCursor(transaction); cursor < upTo; ) {
    const step = await batches.step(around, upTo)
    if (step === 'may-not') throw new Error('nobody else can write beside')
    cursor = step.cursor
    onProgress(cursor, upTo)
    // Nobody else keeps the statistics of temporary tables.
    if (cursor < analyzeAt) continue
    await transaction.script(`analyze ${Object.keys(viewTables).join(', ')}`)
    analyzeAt = cursor * 4
  }
}

/** The roll-ups come from the other views, as known at each size: they are made again from the rows beside, as far as they are stored. */
async function followBeside(transaction: Transaction, upTo: number): Promise<void> {
  for (let cursor = 0; cursor < upTo; ) {
    const reached = await followRollups(transaction, 2_000, upTo)
    if (reached === cursor) throw new Error(`the roll-ups stand at ${upTo}, beyond what can be followed`)
    cursor = reached
  }
}

async function findDifference(transaction: Transaction, stored: string, table: string): Promise<ViewDifference | undefined> {
  const key = viewTables[table] ?? []
  const keys = key.map((column) => `'${column}', coalesce(live.${column}, made.${column})::text`).join(', ')
  const order = key.map((column) => `coalesce(live.${column}, made.${column})`).join(', ')
  const [row] = await transaction.queryOnce<{ key: Record<string, string>; what: ViewDifference['what'] }>(
    sql`${raw(`
    select json_build_object(${keys}) as key,
      case when live.${key[0]} is null then 'missing' when made.${key[0]} is null then 'unexpected' else 'different' end as what
    from ${stored}${table} live full join ${table} made using (${key.join(', ')})
    where live.${key[0]} is null or made.${key[0]} is null or live::text is distinct from made::text
    order by ${order} limit 1`)}`,
  )
  return row === undefined ? undefined : { table, ...row }
}

/** Empties the views; whoever projects begins anew, at the first fact. Readers that have begun are waited for (`readCursor`). */
export async function rebuildViews(database: Database, organisation: Organisation): Promise<void> {
  await database.transaction(organisation, async (transaction) => {
    await projectorLease.revoke(transaction)
    await emptyViews(transaction)
  })
}

/**
 * After bodies were erased: where rows came from them, all views are emptied and made again, without them. The lease is taken away first, so that no
 * batch which has read a body before commits behind this. @returns false where nothing came from these facts
 */
export async function removeDerived(database: Database, organisation: Organisation, facts: readonly number[]): Promise<boolean> {
  return database.transaction(organisation, async (transaction) => {
    await projectorLease.revoke(transaction)
    const holds = await holdsRowsOf(transaction, facts)
    if (holds) await emptyViews(transaction)
    return holds
  })
}

async function emptyViews(transaction: Transaction): Promise<void> {
  await transaction.script('lock table view_cursor in access exclusive mode')
  await transaction.script(`truncate ${Object.keys(viewTables).join(', ')}`)
  await transaction.script('update view_cursor set cursor = 0')
}
