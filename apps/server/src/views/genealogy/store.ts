import { sql, type Transaction } from '../../platform/database/index.ts'
import type { BinaryRows } from './binary-rows.ts'

const part = 1_000

/** Every table that this view fills, in the order in which a verification names them, with the columns of its key. */
export const genealogyTables = {
  view_source: ['id'],
  view_document: ['id'],
  view_object: ['id'],
  view_event: ['index'],
  view_participation: ['event', 'position'],
  view_wanting: ['event', 'position'],
  view_removed: ['object', 'event'],
  view_untold: ['object', 'known_from'],
  view_unfilled: ['object', 'known_from'],
  view_declaration: ['index'],
  view_correction: ['declaration', 'position'],
  view_failure: ['index'],
  view_refusal: ['fact'],
  view_refusal_name: ['fact', 'position'],
  view_erasure: ['fact', 'known_from'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type GenealogyTable = keyof typeof genealogyTables

/** Of the tables that have rows in every batch: written in the binary form of COPY, with so many columns. The others as texts. */
export const binaryColumns = { view_object: 5, view_event: 25, view_participation: 8 } as const
type BinaryTable = keyof typeof binaryColumns
export type TextTable = Exclude<GenealogyTable, BinaryTable>
const isText = (table: GenealogyTable): table is TextTable => !(table in binaryColumns)
export const textTables: readonly TextTable[] = (Object.keys(genealogyTables) as GenealogyTable[]).filter(isText)

/** What is to be added to one table. */
export type RowsOfTable =
  | { readonly table: TextTable; readonly lines: readonly string[] }
  | { readonly table: BinaryTable; readonly rows: BinaryRows }

const columns: Readonly<Record<GenealogyTable, string>> = {
  view_source: 'id, name, known_from',
  view_document: 'id, key, source, reference, received_ms, known_from',
  view_object: 'id, uri, level, class, known_from',
  view_event: `index, source, document, position, event_id, event_key, content, happening, type, action, biz_step, disposition, occurred_from_ms,
    occurred_to_ms, uncertainty_ms, received_ms, ahead_ms, transformation, read_point, biz_location, consignor, consignee, consignee_owner, details,
    known_to`,
  view_participation: 'event, position, object, role, quantity, uom, lot, known_to',
  view_wanting: 'event, position, product',
  view_removed: 'object, event',
  view_untold: 'object, class, known_from, known_to',
  view_unfilled: 'object, known_from, known_to',
  view_declaration: 'index, source, event_id, event_key, content, happening, occurred_from_ms, occurred_to_ms, declared_ms, reason',
  view_correction: 'declaration, position, event_id, event_key',
  view_failure: 'index, code, kind, source, subject',
  view_refusal: 'fact, source, form, received_ms, sha256, events',
  view_refusal_name: 'fact, position, uri',
  view_erasure: 'fact, known_from',
}

type Value = string | number | null

const special = /[\\\t\n\r]/
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escapeText = (text: string): string =>
  special.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (found) => escapes[found] ?? found) : text

/** One row in the text form of COPY. */
export function line(...values: readonly Value[]): string {
  let row = ''
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]
    if (i > 0) row += '\t'
    row += value === null || value === undefined ? '\\N' : typeof value === 'number' ? value : escapeText(value)
  }
  return `${row}\n`
}

const chunkLength = 128 * 1024

/** Rows as COPY is sent them: in pieces of some 128 kB. */
export function* chunksOf(lines: readonly string[]): Generator<Buffer> {
  let pending = ''
  for (const text of lines) {
    pending += text
    if (pending.length < chunkLength) continue
    yield Buffer.from(pending)
    pending = ''
  }
  if (pending !== '') yield Buffer.from(pending)
}

export async function copyRows(transaction: Transaction, added: RowsOfTable): Promise<void> {
  const { table } = added
  if ('lines' in added) {
    if (added.lines.length > 0) await transaction.copyIn(`copy ${table} (${columns[table]}) from stdin`, chunksOf(added.lines))
  } else if (added.rows.rows > 0) {
    await transaction.copyIn(`copy ${table} (${columns[table]}) from stdin (format binary)`, added.rows.finish())
  }
}

/** Arrays in PostgreSQL's text form. */
const numbers = (values: readonly number[]): string => `{${values.join(',')}}`
const keys = (values: readonly string[]): string => `{${values.join(',')}}`

async function inParts<Key>(all: readonly Key[], work: (some: readonly Key[]) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += part) await work(all.slice(at, at + part))
}

/** The numbers given out so far. */
export async function selectNext(transaction: Transaction): Promise<{ source: number; document: number; object: number }> {
  const [row] = await transaction.query<{ source: number; document: number; object: number }>(sql`select
    coalesce((select max(id) + 1 from view_source), 0)::bigint as source,
    coalesce((select max(id) + 1 from view_document), 0) as document,
    coalesce((select max(id) + 1 from view_object), 0) as object`)
  return row ?? { source: 0, document: 0, object: 0 }
}

export async function selectSourceIds(transaction: Transaction): Promise<Map<string, number>> {
  const rows = await transaction.query<{ id: number; name: string }>(sql`select id, name from view_source`)
  return new Map(rows.map(({ id, name }) => [name, id]))
}

export async function selectDocumentIds(transaction: Transaction, documents: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  await inParts(documents, async (some) => {
    const rows = await transaction.query<{ id: number; key: string }>(
      sql`select d.id, translate(asked.key::text, '-', '') as key from unnest(${keys(some)}::uuid[]) asked (key)
        cross join lateral (select id from view_document where key = asked.key limit 1) d`,
    )
    for (const { id, key } of rows) found.set(key, id)
  })
  return found
}

export type KnownObject = { readonly uri: string; readonly id: number; readonly isOpen: boolean }

/**
 * Those of these URIs that are numbered; `isOpen`: no standing fact tells the lot of the instance, or what was put into the box. As one list, which PostgreSQL sorts and goes through the
 * index with: most are new, and neighbours of each other there.
 */
export async function selectObjects(transaction: Transaction, uris: readonly string[]): Promise<KnownObject[]> {
  const found: KnownObject[] = []
  await inParts(uris, async (some) => {
    const rows = await transaction.query<KnownObject>(
      sql`select o.uri, o.id, case o.level
          when 'logistic-unit' then exists (select from view_unfilled u where u.object = o.id and u.known_to is null)
          else exists (select from view_untold u where u.object = o.id and u.known_to is null) end as "isOpen"
        from view_object o where o.uri = any(${textArray(some)}::text[] collate "C")`,
    )
    for (const row of rows) found.push(row)
  })
  return found
}

/** The driver looks at each character of each text; a URI hardly ever holds one that an array needs to escape. */
function textArray(texts: readonly string[]): string {
  const joined = texts.join('","')
  if (!joined.includes('\\') && joined.split('"').length === 2 * texts.length - 1) return `{"${joined}"}`
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`
}

/** An event as (source, eventID, content). */
export type Identity = { readonly eventKey: string; readonly source: number; readonly content: string }
export const identityOf = ({ eventKey, source, content }: Identity): string => `${eventKey}${content}${source}`

export type Used = { readonly content: string; readonly reused: boolean }

/** What (eventID, source) stands for: the content of any event under it, and whether there are several, which is then known. By `${eventKey}${source}`. */
export async function selectUses(transaction: Transaction, asked: readonly Identity[]): Promise<Map<string, Used>> {
  const found = new Map<string, Used>()
  await inParts(asked, async (some) => {
    const rows = await transaction.query<Used & { at: number }>(sql`
      select asked.at::integer as at, translate(e.content::text, '-', '') as content, exists (
        select from view_discrepancy d where d.subject_key = asked.key and d.code = 'event-id-reused' and d.source = asked.source) as reused
      from unnest(${keys(some.map(({ eventKey }) => eventKey))}::uuid[], ${numbers(some.map(({ source }) => source))}::integer[])
        with ordinality asked (key, source, at)
      cross join lateral (select content from view_event e where e.event_key = asked.key and e.source = asked.source limit 1) e`)
    for (const { at, content, reused } of rows) {
      const identity = some[at - 1]
      if (identity !== undefined) found.set(`${identity.eventKey}${identity.source}`, { content, reused })
    }
  })
  return found
}

async function selectSame(transaction: Transaction, asked: readonly Identity[], table: 'view_event' | 'view_declaration') {
  const found = new Map<string, { index: number; knownTo: number | null }[]>()
  await inParts(asked, async (some) => {
    const given = [
      keys(some.map(({ eventKey }) => eventKey)),
      numbers(some.map(({ source }) => source)),
      keys(some.map(({ content }) => content)),
    ] as const
    const statement =
      table === 'view_event'
        ? sql`select asked.at::integer as at, e.index, e.known_to as "knownTo" from unnest(${given[0]}::uuid[], ${given[1]}::integer[], ${given[2]}::uuid[])
            with ordinality asked (event_key, source, content, at) join view_event e using (event_key, source, content) order by e.index`
        : sql`select asked.at::integer as at, d.index, null::bigint as "knownTo" from unnest(${given[0]}::uuid[], ${given[1]}::integer[], ${given[2]}::uuid[])
            with ordinality asked (event_key, source, content, at) join view_declaration d using (event_key, source, content) order by d.index`
    const rows = await transaction.query<{ at: number; index: number; knownTo: number | null }>(statement)
    for (const { at, index, knownTo } of rows) {
      const identity = some[at - 1]
      if (identity === undefined) continue
      const list = found.get(identityOf(identity))
      if (list === undefined) found.set(identityOf(identity), [{ index, knownTo }])
      else list.push({ index, knownTo })
    }
  })
  return found
}

/** By `identityOf`, oldest first. */
export const selectEventsOf = (transaction: Transaction, asked: readonly Identity[]) => selectSame(transaction, asked, 'view_event')
export const selectDeclarationsOf = (transaction: Transaction, asked: readonly Identity[]) =>
  selectSame(transaction, asked, 'view_declaration')

/** @param closed fact number → the fact that closes it. */
export async function closeEvents(transaction: Transaction, closed: ReadonlyMap<number, number>): Promise<void> {
  await inParts([...closed], async (some) => {
    const [events, ends] = [numbers(some.map(([event]) => event)), numbers(some.map(([, end]) => end))]
    await transaction.execute(sql`update view_event set known_to = closed.known_to
      from unnest(${events}::bigint[], ${ends}::bigint[]) closed (event, known_to) where view_event.index = closed.event`)
    await transaction.execute(sql`update view_participation set known_to = closed.known_to
      from unnest(${events}::bigint[], ${ends}::bigint[]) closed (event, known_to) where view_participation.event = closed.event`)
  })
}

/** Instances of earlier batches of which no lot was told → the fact that tells one. */
export async function closeUntold(transaction: Transaction, told: ReadonlyMap<number, number>): Promise<void> {
  await inParts([...told], async (some) => {
    const [objects, ends] = [numbers(some.map(([object]) => object)), numbers(some.map(([, end]) => end))]
    await transaction.execute(sql`update view_untold set known_to = told.known_to
      from unnest(${objects}::bigint[], ${ends}::bigint[]) told (object, known_to)
      where view_untold.object = told.object and view_untold.known_to is null`)
  })
}

/**
 * Opens what loses the last word of its lot. Read from the rows as they are after the batch, each as of the fact that closes the event, so that what
 * comes later in the batch makes no difference.
 * @param closed event → the fact that closes it
 */
export async function reopenUntold(transaction: Transaction, closed: ReadonlyMap<number, number>): Promise<void> {
  await inParts([...closed], async (some) => {
    const [events, ends] = [numbers(some.map(([event]) => event)), numbers(some.map(([, end]) => end))]
    await transaction.execute(sql`
      insert into view_untold (object, class, known_from, known_to)
      select distinct o.id, o.class, closed.at, (
        select min(f.event) from view_participation f
        where f.object = o.id and f.lot is not null and f.event > closed.at and (f.known_to is null or f.known_to > f.event))
      from unnest(${events}::bigint[], ${ends}::bigint[]) closed (event, at)
      join view_participation p on p.event = closed.event and p.lot is not null
      join view_object o on o.id = p.object and o.level = 'instance' and o.class is not null
      where not exists (
        select from view_participation f
        where f.object = o.id and f.lot is not null and f.event < closed.at and (f.known_to is null or f.known_to > closed.at))
      on conflict do nothing`)
  })
}
