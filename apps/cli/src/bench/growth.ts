import { firstOrganisation } from '@proofline/server/operations'
import type pg from 'pg'

export type Growth = {
  /** Facts of the block, all its copies, and the time between the same event of two copies. */
  readonly blockFacts: number
  readonly facts: number
  readonly stepMs: number
  readonly fromMs: number
}

const { schema } = firstOrganisation

/** What belongs to one history only, and is another thing in each copy. Places, parties, classes of products and codes are the same in all. */
const ownLevels = "('instance', 'lot', 'logistic-unit', 'asset')"

/**
 * How the rows of copy `k` differ from those of the block, column by column; a column that is not named is the same. `f`: facts of the block, `o`: its
 * objects, `t`: milliseconds from its first event to behind its last.
 */
const differences: Readonly<Record<string, { readonly from?: string; readonly columns: Readonly<Record<string, string>> }>> = {
  record_fact: { columns: { index: 'b.index + k * f', event_hash: 'sha256(b.event_hash || int8send(k))' } },
  view_event: {
    columns: {
      index: 'b.index + k * f',
      event_key: 'md5(b.event_key::text || k)::uuid',
      content: 'md5(b.content::text || k)::uuid',
      happening: 'md5(b.happening::text || k)::uuid',
      occurred_from_ms: 'b.occurred_from_ms + k * t',
      occurred_to_ms: 'b.occurred_to_ms + k * t',
      known_to: 'b.known_to + k * f',
    },
  },
  view_object: {
    from: `select * from ${schema}.view_object where level in ${ownLevels}`,
    columns: { id: 'b.id + k * o', uri: "b.uri || '-' || k", known_from: 'b.known_from + k * f' },
  },
  view_participation: {
    from: `select p.*, (o.level in ${ownLevels})::integer as object_is_own, coalesce(l.level in ${ownLevels}, false)::integer as lot_is_own
      from ${schema}.view_participation p join ${schema}.view_object o on o.id = p.object left join ${schema}.view_object l on l.id = p.lot`,
    columns: {
      event: 'b.event + k * f',
      object: 'b.object + k * o * b.object_is_own',
      lot: 'b.lot + k * o * b.lot_is_own',
      known_to: 'b.known_to + k * f',
    },
  },
  view_declaration: {
    columns: { index: 'b.index + k * f', event_key: 'md5(b.event_key::text || k)::uuid', content: 'md5(b.content::text || k)::uuid' },
  },
  view_epcis_event: { columns: { event: 'b.event + k * f', at_ms: 'b.at_ms + k * t' } },
  view_epcis_number: { columns: { event: 'b.event + k * f' } },
  view_epcis_object: { columns: { event: 'b.event + k * f' } },
  record_batch: {
    columns: { size: 'b.size + k * f', first: 'b.first + k * f', recorded_at: "b.recorded_at + k * interval '1 millisecond' * t" },
  },
}

const tables = Object.keys(differences)
const oids = `any(array[${tables.map((table) => `'${schema}.${table}'`).join(', ')}]::regclass[])`

/** The identifier of a copy: what `differences` says of `view_object.uri`. */
export const uriInCopy = (uri: string, copy: number): string => (copy === 0 ? uri : `${uri}-${copy}`)

/**
 * The log of a server that stands still, and the rows that its projector made of it, `copies` times: each with indexes, times and identifiers of its own,
 * so that indexes and statistics are those of so many facts. Bodies are those of the block. Not a log to be verified: the tree knows nothing of it.
 */
export async function growLog(client: pg.Client, copies: number, onProgress: (done: number, total: number) => void): Promise<Growth> {
  const { rows } = await client.query<{ f: string; o: string; t: string; from: string }>(`select
    (select max(size) from ${schema}.record_batch) as f, (select max(id) + 1 from ${schema}.view_object) as o,
    max(at_ms) - min(at_ms) + 1 as t, min(at_ms) as from from ${schema}.view_epcis_event`)
  const [{ f, o, t, from } = { f: '0', o: '0', t: '0', from: '0' }] = rows
  const indexes = await dropIndexes(client)
  const total = tables.length * (copies - 1) + indexes.length + tables.length
  let done = 0
  const run = async (text: string): Promise<void> => {
    await client.query(text)
    done += 1
    onProgress(done, total)
  }
  await client.query("set synchronous_commit to off; set maintenance_work_mem to '1GB'")
  const facts = Number(f) * copies
  // Before there is a batch that the projector would follow.
  await client.query(`update ${schema}.view_cursor set cursor = ${facts} where name = 'views'`)
  for (const table of tables) {
    const { from: block = `select * from ${schema}.${table}`, columns } = differences[table] ?? { columns: {} }
    await client.query(`create unlogged table public.bench_block as ${block}`)
    const names = await columnsOf(client, table)
    const values = names.map((name) => columns[name] ?? `b."${name}"`).join(', ')
    const constants = `(select ${f}::bigint as f, ${o}::bigint as o, ${t}::bigint as t)`
    for (let k = 1; k < copies; k += 1) {
      await run(`insert into ${schema}.${table} (${names.map((name) => `"${name}"`).join(', ')})
        select ${values} from public.bench_block b, ${constants} c, (select ${k}::bigint as k) n`)
    }
    await client.query('drop table public.bench_block')
  }
  for (const text of indexes) await run(text)
  for (const table of tables) await run(`vacuum (analyze) ${schema}.${table}`)
  await client.query('checkpoint')
  return { blockFacts: Number(f), facts, stepMs: Number(t), fromMs: Number(from) }
}

async function columnsOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = '${schema}.${table}'::regclass and attnum > 0 and not attisdropped order by attnum`,
  )
  return rows.map(({ name }) => name)
}

/** Built after the rows, they take minutes instead of hours. Nobody writes to tables that only one server reads. @returns what makes them again */
async function dropIndexes(client: pg.Client): Promise<string[]> {
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
