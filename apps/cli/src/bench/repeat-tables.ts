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
 */
export async function repeatTables(
  client: pg.Client,
  { tables, constants, copies }: Repetition,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  await client.query("set synchronous_commit to off; set maintenance_work_mem to '1GB'")
  const names = Object.keys(tables)
  const numbers = Object.entries(constants).map(([name, value]) => `${value}::bigint as ${name}`)
  const indexes = await dropIndexes(client, names)
  const total = Object.values(tables).reduce((sum, { only }) => sum + (only?.size ?? copies), 0) + indexes.length
  let done = 0
  const run = async (text: string): Promise<void> => {
    await client.query(text)
    done += 1
    onProgress(done, total)
  }
  for (const [table, { from = `select * from ${schema}.${table}`, columns, where = 'true', only }] of Object.entries(tables)) {
    await client.query(`create unlogged table public.bench_block as ${from}`)
    const own = await columnsOf(client, table)
    const values = own.map((name) => columns[name] ?? `b."${name}"`).join(', ')
    for (let k = 1; k < copies; k += 1) {
      if (only?.has(k) === false) continue
      await run(`insert into ${schema}.${table} (${own.map((name) => `"${name}"`).join(', ')})
        select ${values} from public.bench_block b, (select ${[...numbers, `${k}::bigint as k`].join(', ')}) c where ${where}`)
    }
    await client.query('drop table public.bench_block')
  }
  for (const text of indexes) await run(text)
  for (const table of names) await run(`vacuum (analyze) ${schema}.${table}`)
  await client.query('checkpoint')
}

async function columnsOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = '${schema}.${table}'::regclass and attnum > 0 and not attisdropped order by attnum`,
  )
  return rows.map(({ name }) => name)
}

/** @returns what makes them again */
async function dropIndexes(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const oids = `any(array[${tables.map((table) => `'${schema}.${table}'`).join(', ')}]::regclass[])`
  const { rows: keys } = await client.query<{ drop: string; make: string }>(`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
    from pg_constraint where conrelid = ${oids} and contype in ('p', 'u')`)
  const { rows: others } = await client.query<{ drop: string; make: string }>(`
    select format('drop index %s', indexrelid::regclass) as drop, pg_get_indexdef(indexrelid) as make from pg_index i
    where indrelid = ${oids} and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))`)
  for (const { drop } of [...keys, ...others]) await client.query(drop)
  for (const table of tables) await client.query(`alter table ${schema}.${table} set unlogged`)
  return [...keys, ...others].map(({ make }) => make)
}
