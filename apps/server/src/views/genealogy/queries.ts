import type { Level } from '@proofline/identifiers'
import { sql, type Transaction } from '../../platform/database/index.ts'
import type { Declaration, Failure, GenealogyObject, Refusal, SourceState } from './model.ts'
import type { Reads } from './rounds.ts'

// Every query takes the log size `asOf` and tells what was known from the facts below it. Run them in one repeatable-read transaction, with
// `asOf` at most the cursor read in it. Lists may be of any length: they travel in parts of a thousand.

const part = 1_000

export async function inParts<Key, Row>(keys: readonly Key[], select: (keys: readonly Key[]) => Promise<Row[]>): Promise<Row[]> {
  if (keys.length <= part) return keys.length === 0 ? [] : select(keys)
  const rows: Row[] = []
  for (let at = 0; at < keys.length; at += part) for (const row of await select(keys.slice(at, at + part))) rows.push(row)
  return rows
}

/** An array in PostgreSQL's text form; the keys are digits only. */
export const numbers = (keys: readonly number[]): string => `{${keys.join(',')}}`

/**
 * The log size that all views have followed. It must be the first statement of its transaction: the lock keeps a rebuild, which empties the
 * tables for every snapshot, from happening between this and the transaction's end.
 */
export async function readCursor(transaction: Transaction): Promise<number> {
  const [, [row] = []] = await transaction.together(
    sql`lock table view_cursor in access share mode`,
    sql`select cursor from view_cursor where name = 'views'`,
  )
  if (row === undefined) throw new Error('view_cursor has lost its row')
  return (row as { cursor: number }).cursor
}

type ObjectRow = { id: number; uri: string; level: Level; class: number | null }
const objectOf = ({ id, uri, level, class: classId }: ObjectRow): GenealogyObject => ({ id, uri, level, classId })

/** Those of the canonical URIs that any fact below `asOf` names, by URI. */
export async function findObjects(reads: Reads, uris: readonly string[], asOf: number): Promise<Map<string, GenealogyObject>> {
  const rows = await inParts(uris, (keys) =>
    reads.query<ObjectRow>(sql`select id, uri, level, class from view_object where uri = any(${keys}::text[]) and known_from < ${asOf}`),
  )
  return new Map(rows.map((row) => [row.uri, objectOf(row)]))
}

/** The same, and the classes of what was found. */
export async function findWithClasses(
  reads: Reads,
  uris: readonly string[],
  asOf: number,
): Promise<{ readonly found: Map<string, GenealogyObject>; readonly classes: readonly GenealogyObject[] }> {
  const classes = inParts(uris, (keys) =>
    reads.query<ObjectRow>(sql`
      select id, uri, level, class from view_object
      where id in (select class from view_object where uri = any(${keys}::text[]) and known_from < ${asOf})`),
  )
  const [found, rows] = await Promise.all([findObjects(reads, uris, asOf), classes])
  return { found, classes: rows.map(objectOf) }
}

/** By number. */
export async function selectObjects(reads: Reads, ids: readonly number[]): Promise<Map<number, GenealogyObject>> {
  const rows = await inParts(ids, (keys) =>
    reads.query<ObjectRow>(sql`select id, uri, level, class from view_object where id = any(${numbers(keys)}::bigint[])`),
  )
  return new Map(rows.map((row) => [row.id, objectOf(row)]))
}

/** Indexes of all events, standing or voided, in which an object takes part or is named, or to whose members a lot belongs; each once, ascending. */
export async function selectEventIndexes(reads: Reads, objects: readonly number[], asOf: number): Promise<number[]> {
  const rows = await inParts(objects, (keys) =>
    reads.query<{ event: number }>(sql`
      select event from view_participation where object = any(${numbers(keys)}::bigint[]) and event < ${asOf}
      union
      select event from view_participation where lot = any(${numbers(keys)}::bigint[]) and lot is not null and event < ${asOf}`),
  )
  return distinct(rows.map(({ event }) => event))
}

/** Indexes of all events, standing or voided, in which an object itself takes part or is named; each once, ascending. */
export async function selectOwnIndexes(reads: Reads, objects: readonly number[], asOf: number): Promise<number[]> {
  const rows = await inParts(objects, (keys) =>
    reads.query<{ event: number }>(
      sql`select distinct event from view_participation where object = any(${numbers(keys)}::bigint[]) and event < ${asOf}`,
    ),
  )
  return distinct(rows.map(({ event }) => event))
}

/**
 * Of lots: indexes of the events that tell where they come from and what happens to them as themselves: not what they go into, nor what lies in
 * what. With them how their members came to be.
 */
export async function selectOriginIndexes(reads: Reads, lots: readonly number[], asOf: number): Promise<number[]> {
  const rows = await inParts(lots, (keys) =>
    reads.query<{ event: number }>(sql`
      select event from view_participation
      where object = any(${numbers(keys)}::bigint[]) and role in ('epc', 'parent', 'output', 'named') and event < ${asOf}
      union
      select event from view_participation
      where lot = any(${numbers(keys)}::bigint[]) and lot is not null and role = 'output' and event < ${asOf}
      union
      select p.event from view_participation p join view_event e on e.index = p.event
      where p.lot = any(${numbers(keys)}::bigint[]) and p.lot is not null and p.role = 'epc' and e.action = 'ADD' and p.event < ${asOf}`),
  )
  return distinct(rows.map(({ event }) => event))
}

export type Filling = { readonly device: number; readonly event: number }

/** All events, standing or voided, that tell what is in these things, or was: each pair once. */
export function selectFillings(reads: Reads, parents: readonly number[], asOf: number): Promise<Filling[]> {
  return inParts(parents, (keys) =>
    reads.query<Filling>(sql`
      select distinct object as device, event from view_participation
      where object = any(${numbers(keys)}::bigint[]) and role = 'parent' and event < ${asOf}`),
  )
}

/** Indexes of all events joined by these transformationIDs (numbers of objects). */
export async function selectTransformationEvents(reads: Reads, transformations: readonly number[], asOf: number): Promise<number[]> {
  const rows = await inParts(transformations, (keys) =>
    reads.query<{ index: number }>(sql`
      select index from view_event where transformation = any(${numbers(keys)}::bigint[]) and transformation is not null and index < ${asOf}`),
  )
  return distinct(rows.map(({ index }) => index))
}

/** An event whose recipe needs a product of which it states no input that stands for nothing else there: some may be in what was made. */
export type Wanting = { readonly event: number; readonly product: string }

/** Events whose recipe needs one of these products (canonical URIs of classes), and states none of it; by event. */
export function selectMakingsWanting(reads: Reads, products: readonly string[], asOf: number): Promise<Wanting[]> {
  return inParts(products, (keys) =>
    reads.query<Wanting>(
      sql`select event, product from view_wanting where product = any(${keys}::text[]) and event < ${asOf} order by event, position`,
    ),
  )
}

export const distinct = (indexes: readonly number[]): number[] => [...new Set(indexes)].sort((left, right) => left - right)

type DeclarationRow = Omit<Declaration, 'corrections'>
type CorrectionRow = { declaration: number; eventID: string; known: boolean }

/**
 * The declarations that concern these events. A claim names the event by its eventID, or tells the same happening at the same time. Of very
 * many claims on one event the first hundred are told: one is enough to open the contradiction. Of most events none is told, which is seen without sorting.
 */
export async function selectDeclarations(reads: Reads, events: readonly number[], asOf: number): Promise<Declaration[]> {
  const rows = await inParts(events, (keys) =>
    reads.query<DeclarationRow>(sql`
      select d.index, e.index as event, case when d.source = e.source then 'voids' else 'claims' end as effect, d.source, d.reason,
        d.declared_ms as "declaredMs"
      from (
        select * from view_event e where exists (select from view_declaration d where d.event_key = e.event_key)
          or exists (select from view_declaration d where d.happening = e.happening)
      ) e cross join lateral (
        select * from (
          select * from view_declaration d where d.event_key = e.event_key and (d.source <> e.source or d.content = e.content)
          union
          select * from view_declaration d where d.happening = e.happening and d.source <> e.source
            and d.occurred_from_ms <= e.occurred_to_ms and d.occurred_to_ms >= e.occurred_from_ms
        ) d where d.index < ${asOf} order by d.index limit 100
      ) d where e.index = any(${numbers(keys)}::bigint[]) order by e.index, d.index`),
  )
  const corrections = await selectCorrections(reads, distinct(rows.map(({ index }) => index)), asOf)
  return rows.map((row) => ({ ...row, corrections: corrections.get(row.index) ?? [] }))
}

async function selectCorrections(reads: Reads, declarations: readonly number[], asOf: number) {
  const rows = await inParts(declarations, (keys) =>
    reads.query<CorrectionRow>(sql`
      select declaration, event_id as "eventID",
        exists (select from view_event e where e.event_key = c.event_key and e.index < ${asOf}) as known
      from view_correction c where declaration = any(${numbers(keys)}::bigint[]) order by declaration, position`),
  )
  const found = new Map<number, { eventID: string; known: boolean }[]>()
  for (const { declaration, ...correction } of rows) found.set(declaration, [...(found.get(declaration) ?? []), correction])
  return found
}

/** Every source that had sent something by then, by number. */
export async function selectSources(reads: Reads, asOf: number): Promise<Map<number, SourceState>> {
  const rows = await reads.query<SourceState>(sql`
    select s.id, s.name,
      (select received_ms from view_document d where d.source = s.id and d.known_from < ${asOf} order by d.known_from desc limit 1) as "lastReceivedMs",
      coalesce((select ahead_ms from view_event e where e.source = s.id and ahead_ms is not null and uncertainty_ms is null
        and e.index < ${asOf} and (known_to is null or known_to >= ${asOf}) order by ahead_ms desc limit 1), 0) as "measuredUncertaintyMs"
    from view_source s where s.known_from < ${asOf} order by s.id`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Facts that could not be projected: at most `limit` of them, oldest first. */
export function selectFailures(reads: Reads, asOf: number, limit: number): Promise<Failure[]> {
  return reads.query<Failure>(
    sql`select index, code, kind, source, subject from view_failure where index < ${asOf} order by index limit ${limit}`,
  )
}

/** Documents that were not accepted and name one of these URIs. */
export async function selectRefusalsNaming(reads: Reads, uris: readonly string[], asOf: number): Promise<Refusal[]> {
  const rows = await inParts(uris, (keys) =>
    reads.query<Omit<Refusal, 'uris'> & { uri: string }>(sql`
      select r.fact, r.source, r.form, r.received_ms as "receivedMs", n.uri
      from view_refusal_name n join view_refusal r using (fact) where n.uri = any(${keys}::text[]) and n.fact < ${asOf}`),
  )
  const found = new Map<number, Refusal>()
  for (const { uri, ...row } of rows) found.set(row.fact, { ...row, uris: [...(found.get(row.fact)?.uris ?? []), uri] })
  return [...found.values()].sort((left, right) => left.fact - right.fact)
}

/** Documents of these sources that were not accepted and name nothing that could be read: at most `limit`, oldest first. */
export function selectRefusalsUnread(reads: Reads, sources: readonly number[], asOf: number, limit: number): Promise<Refusal[]> {
  return reads.query<Refusal>(sql`
    select fact, source, form, received_ms as "receivedMs", '{}'::text[] as uris from view_refusal r
    where source = any(${numbers(sources)}::integer[]) and fact < ${asOf} and not exists (select from view_refusal_name n where n.fact = r.fact)
    order by fact limit ${limit}`)
}

/** Of these facts, those whose body was erased by then. */
export async function selectErased(reads: Reads, facts: readonly number[], asOf: number): Promise<number[]> {
  const rows = await inParts(facts, (keys) =>
    reads.query<{ fact: number }>(
      sql`select fact from view_erasure where fact = any(${numbers(keys)}::bigint[]) and known_from < ${asOf} order by fact`,
    ),
  )
  return rows.map(({ fact }) => fact)
}
