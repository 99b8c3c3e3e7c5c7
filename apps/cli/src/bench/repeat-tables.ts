import { firstOrganisation } from '@proofline/server/operations'
import type pg from 'pg'

const { schema } = firstOrganisation

/**
 * How the rows of copy `k` differ from those of the block, column by column, in SQL over `b`, a row of the block, `k`, and the constants; a column that is
 * not named is the same. `from`: the rows of the block, with what else the columns want; `where`: only these are in copy `k`; `only`: in these copies alone.
 */
export type Difference = {
  readonly from?: string
  readonly columns: Readonly<Record<string, string>>
  readonly where?: string
  readonly only?: ReadonlySet<number>
}

export type Repetition = {
  /** By table. */
  readonly tables: Readonly<Record<string, Difference>>
  /** Numbers that the columns name. */
  readonly constants: Readonly<Record<string, number>>
  /** How often the block is there in the end; 1: once, as it is. */
  readonly copies: number
}

/**
 * Adds copies to the rows of tables that nobody else writes to. Indexes are built after the rows (minutes instead of hours), and statistics are those of
 * so many rows. The tables are not logged any more: nothing of it outlives a crash.
 * @param clients as many tables at a time, in the order of `tables`: the largest first
 */
export async function repeatTables(
  clients: readonly pg.Client[],
  { tables, constants, copies }: Repetition,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const numbers = Object.entries(constants).map(([name, value]) => `${value}::bigint as ${name}`)
  const total = Object.values(tables).reduce((sum, { only }) => sum + (only?.size ?? copies), 0)
  let done = 0
  const onStep = (): void => onProgress(++done, total)
  // A copy refers to rows of other tables as the block has them: all are read before any is added to.
  const [first] = clients
  for (const [table, { from = `select * from ${schema}.${table}` }] of Object.entries(tables)) {
    await first?.query(`create unlogged table public.bench_${table} as ${from}`)
  }
  const waiting = Object.entries(tables)
  await Promise.all(
    clients.map(async (client) => {
      await client.query("set synchronous_commit to off; set maintenance_work_mem to '1GB'")
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [table, difference] = next
        await repeatTable(client, table, difference, { numbers, copies, onStep })
      }
    }),
  )
  await first?.query('checkpoint')
}

type Repeating = { readonly numbers: readonly string[]; readonly copies: number; readonly onStep: () => void }

async function repeatTable(
  client: pg.Client,
  table: string,
  { columns, where = 'true', only }: Difference,
  { numbers, copies, onStep }: Repeating,
): Promise<void> {
  const indexes = await dropIndexes(client, table)
  const own = await columnsOf(client, table)
  const names = own.map((name) => `"${name}"`).join(', ')
  const values = own.map((name) => columns[name] ?? `b."${name}"`).join(', ')
  for (let k = 1; k < copies; k += 1) {
    if (only?.has(k) === false) continue
    await client.query(`insert into ${schema}.${table} (${names})
      select ${values} from public.bench_${table} b, (select ${[...numbers, `${k}::bigint as k`].join(', ')}) c where ${where}`)
    onStep()
  }
  await client.query(`drop table public.bench_${table}`)
  for (const text of indexes) await client.query(text)
  await client.query(`vacuum (analyze) ${schema}.${table}`)
  onStep()
}

async function columnsOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = '${schema}.${table}'::regclass and attnum > 0 and not attisdropped order by attnum`,
  )
  return rows.map(({ name }) => name)
}

/** @returns what makes them again */
async function dropIndexes(client: pg.Client, table: string): Promise<string[]> {
  const relation = `'${schema}.${table}'::regclass`
  const { rows: keys } = await client.query<{ drop: string; make: string }>(`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
    from pg_constraint where conrelid = ${relation} and contype in ('p', 'u')`)
  const { rows: others } = await client.query<{ drop: string; make: string }>(`
    select format('drop index %s', indexrelid::regclass) as drop, pg_get_indexdef(indexrelid) as make from pg_index i
    where indrelid = ${relation} and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))`)
  for (const { drop } of [...keys, ...others]) await client.query(drop)
  await client.query(`alter table ${schema}.${table} set unlogged`)
  return [...keys, ...others].map(({ make }) => make)
}
