import { isObject, parseJson } from '@proofline/epcis'
import { sql, type Transaction } from '../../platform/database/index.ts'
import type { Companion } from '../../record/index.ts'
import type { NamedQuery } from './model.ts'

export type QueryRow = { readonly name: string; readonly client: string; readonly removed: boolean }

/** What queries add to a batch of the record: where each was defined or removed. Rows are never changed; the last of a name says how it stands. */
export const queryCompanion: Companion<QueryRow> = {
  name: 'answers-query',
  insert: async (transaction, rows) => {
    for (const { row, places } of rows) {
      for (const { index } of places) {
        await transaction.execute(sql`
          insert into answers_query (index, name, client, removed) values (${index}, ${row.name}, ${row.client}, ${row.removed})
          on conflict do nothing`)
      }
    }
  },
}

/** `definition`: the body of the fact; null where the query was removed, or its body erased: then it stands no longer. */
export type StoredQuery = { readonly index: number; readonly name: string; readonly client: string; readonly definition: string | null }

/** The last that was said of a name. */
export async function selectLast(transaction: Transaction, name: string): Promise<StoredQuery | undefined> {
  const [row] = await transaction.query<StoredQuery>(sql`
    select q.index, q.name, q.client, case when not q.removed then convert_from(f.body, 'UTF8') end as definition
    from answers_query q join record_fact f on f.index = q.index where q.name = ${name} order by q.index desc limit 1`)
  return row
}

/** Those that stand, by name, after `after`. */
export async function selectStanding(transaction: Transaction, after: string, limit: number): Promise<StoredQuery[]> {
  return transaction.query<StoredQuery>(sql`
    select q.index, q.name, q.client, convert_from(f.body, 'UTF8') as definition from (
      select distinct on (name) index, name, client, removed from answers_query where name > ${after} order by name, index desc) q
    join record_fact f on f.index = q.index where not q.removed and f.body is not null order by q.name limit ${limit}`)
}

/** How many names of this client's have a query. */
export async function countOfClient(transaction: Transaction, client: string): Promise<number> {
  const [row] = await transaction.query<{ count: number }>(sql`
    select count(*)::integer as count from (
      select distinct on (name) client, removed from answers_query
      where name in (select name from answers_query where client = ${client}) order by name, index desc) q
    where q.client = ${client} and not q.removed`)
  return row?.count ?? 0
}

export function readStored({ index, client, definition }: StoredQuery): NamedQuery | undefined {
  if (definition === null) return undefined
  const parsed = parseJson(Buffer.from(definition))
  if (!parsed.ok || !isObject(parsed.value)) throw new Error(`the definition of query fact ${index} cannot be read`)
  const { name, query, extensions } = parsed.value
  if (typeof name !== 'string' || !isObject(query)) throw new Error(`the definition of query fact ${index} is none`)
  const prefixes = Object.entries(isObject(extensions) ? extensions : {}).flatMap(([prefix, uri]) =>
    typeof uri === 'string' ? [[prefix, uri] as const] : [],
  )
  return { name, query, prefixes, index, client }
}
