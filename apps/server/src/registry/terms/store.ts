import { parseJson } from '@proofline/epcis'
import { sql, type Transaction } from '../../platform/database/index.ts'
import type { Companion } from '../../record/index.ts'
import type { About, Declared } from './model.ts'
import { readTerms } from './rules.ts'

export type TermsRow = { readonly about: About; readonly name: string; readonly client: string }

/** What terms add to a batch of the record: where they were declared. Rows are never changed; the last of a name counts. */
export const termsCompanion: Companion<TermsRow> = {
  name: 'registry-terms',
  insert: async (transaction, rows) => {
    for (const { row, places } of rows) {
      for (const { index } of places) {
        await transaction.execute(sql`
          insert into registry_terms (index, about, name, client) values (${index}, ${row.about}, ${row.name}, ${row.client})
          on conflict do nothing`)
      }
    }
  },
}

type StoredTerms = { index: number; name: string; client: string; declaredAt: Date; body: string | null }

/** An erased body declares nothing any more. */
function declaredOf<Kind extends About>(about: Kind, { index, name, client, declaredAt, body }: StoredTerms): Declared<Kind> {
  const parsed = body === null ? undefined : parseJson(Buffer.from(body))
  if (parsed !== undefined && !parsed.ok) throw new Error(`the terms of fact ${index} cannot be read`)
  const terms = parsed === undefined ? {} : readTerms(about, parsed.value)
  return { name, terms, index, declaredAt: declaredAt.toISOString(), by: client }
}

const beyond = Number.MAX_SAFE_INTEGER

/** The last that was declared of each source below `asOf`, by name. */
export async function selectSourceTerms(transaction: Pick<Transaction, 'query'>, asOf = beyond): Promise<Map<string, Declared<'source'>>> {
  const rows = await transaction.query<StoredTerms>(sql`
    select t.index, t.name, t.client, b.recorded_at as "declaredAt", convert_from(f.body, 'UTF8') as body from (
      select distinct on (name) index, name, client from registry_terms where about = 'source' and index < ${asOf}
      order by name, index desc) t
    join record_fact f on f.index = t.index
    cross join lateral (select recorded_at from record_batch where size > t.index order by size limit 1) b order by t.name`)
  return new Map(rows.map((row) => [row.name, declaredOf('source', row)]))
}

/** The last that was declared below `asOf` of each of these products, by the canonical URI of its class. */
export async function selectProductTerms(
  transaction: Pick<Transaction, 'query'>,
  products: readonly string[],
  asOf = beyond,
): Promise<Map<string, Declared<'product'>>> {
  const found = new Map<string, Declared<'product'>>()
  const part = 1_000
  for (let at = 0; at < products.length; at += part) {
    const rows = await transaction.query<StoredTerms>(sql`
      select t.index, t.name, t.client, b.recorded_at as "declaredAt", convert_from(f.body, 'UTF8') as body
      from unnest(${products.slice(at, at + part)}::text[]) asked (name)
      cross join lateral (
        select index, name, client from registry_terms t
        where about = 'product' and t.name = asked.name collate "C" and index < ${asOf} order by index desc limit 1) t
      join record_fact f on f.index = t.index
      cross join lateral (select recorded_at from record_batch where size > t.index order by size limit 1) b`)
    for (const row of rows) found.set(row.name, declaredOf('product', row))
  }
  return found
}

/** Products of which something was declared, by URI, after `after`. */
export async function listProductTerms(transaction: Transaction, after: string, limit: number): Promise<Declared<'product'>[]> {
  const rows = await transaction.query<StoredTerms>(sql`
    select t.index, t.name, t.client, b.recorded_at as "declaredAt", convert_from(f.body, 'UTF8') as body from (
      select distinct on (name) index, name, client from registry_terms where about = 'product' and name > ${after}
      order by name, index desc limit ${limit}) t
    join record_fact f on f.index = t.index
    cross join lateral (select recorded_at from record_batch where size > t.index order by size limit 1) b order by t.name`)
  return rows.map((row) => declaredOf('product', row))
}

export type LastTerms = { readonly index: number; readonly body: string | null }

export async function selectLast(transaction: Transaction, about: About, name: string): Promise<LastTerms | undefined> {
  const [row] = await transaction.query<LastTerms>(sql`
    select t.index, convert_from(f.body, 'UTF8') as body from registry_terms t join record_fact f on f.index = t.index
    where about = ${about} and name = ${name} order by t.index desc limit 1`)
  return row
}

export async function countSources(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ count: number }>(
    sql`select count(distinct name)::integer as count from registry_terms where about = 'source'`,
  )
  return row?.count ?? 0
}
