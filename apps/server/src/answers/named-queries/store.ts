import { isObject, parseJson } from '@proofline/epcis'
import { sql, type Transaction } from '../../platform/database/index.ts'
import type { Companion } from '../../record/index.ts'
import type { NamedQuery } from './model.ts'

/** `definition` null: removed. */
export type QueryRow = { readonly name: string; readonly client: string; readonly definition: string | null }

/** What queries add to a batch of the record: where each was defined or removed. Rows are never changed; the last of a name says how it stands. */
export const queryCompanion: Companion<QueryRow> = {
  name: 'answers-query',
  insert: async (transaction, rows) => {
    for (const { row, places } of rows) {
      for (const { index } of places) {
        await transaction.execute(sql`
          insert into answers_query (index, name, client, definition) values (${index}, ${row.name}, ${row.client}, ${row.definition})
          on conflict do nothing`)
      }
    }
  },
}

export type StoredQuery = QueryRow & { readonly index: number }

/** The last that was said of a name. */
export async function selectLast(transaction: Transaction, name: string): Promise<StoredQuery | undefined> {
  const [row] = await transaction.query<StoredQuery>(sql`
    select index, name, client, definition from answers_query where name = ${name} order by index desc limit 1`)
  return row
}

/** Those that stand, by name, after `after`. */
export async function selectStanding(transaction: Transaction, after: string, limit: number): Promise<StoredQuery[]> {
  return transaction.query<StoredQuery>(sql`
    select index, name, client, definition from (
      select distinct on (name) index, name, client, definition from answers_query where name > ${after} order by name, index desc) last
    where definition is not null order by name limit ${limit}`)
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
