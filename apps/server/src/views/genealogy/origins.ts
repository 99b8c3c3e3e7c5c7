import { join, type Sql, sql } from '../../platform/database/index.ts'
import { inParts, numbers } from './queries.ts'
import type { Reads } from './rounds.ts'

// Where things are told to come from, and of which nothing tells it. A relation that nobody told leaves no trace in the object that it led from;
// what it led to is there all the same, and comes from nowhere.

/** Participations `p`, or `b`, that stand as known then. */
const known = (alias: 'b' | 'p', asOf: number): Sql =>
  alias === 'p'
    ? sql`p.event < ${asOf} and (p.known_to is null or p.known_to >= ${asOf})`
    : sql`b.event < ${asOf} and (b.known_to is null or b.known_to >= ${asOf})`

const receiving = sql`('https://ref.gs1.org/cbv/BizStep-receiving', 'https://ref.gs1.org/cbv/BizStep-accepting')`

/**
 * Made, put together, or received from somebody else: a standing event tells it of `object`. Reworked under its own name is not made, and a part that
 * is put in after another was taken out is an exchange; what is taken out of a device and was never put in comes from there; what
 * was packed before comes back.
 */
const isBorn = (object: Sql, asOf: number): Sql => sql`exists (
  select from view_participation b join view_event e on e.index = b.event
  where b.object = ${object} and b.role in ('output', 'parent', 'epc', 'child') and ${known('b', asOf)} and case b.role
    when 'output' then not exists (select from view_participation i where i.event = b.event and i.object = b.object and i.role = 'input')
    when 'child' then e.action = 'DELETE' and not exists (
      select from view_participation p join view_event put on put.index = p.event
      where p.object = b.object and p.role = 'child' and ${known('p', asOf)} and put.action = 'ADD')
    when 'epc' then e.biz_step in ${receiving} and e.consignor is not null and e.consignor is distinct from e.consignee
      and not exists (
        select from view_participation p join view_event before on before.index = p.event
        where p.object = b.object and p.role in ('child', 'parent', 'input', 'output') and ${known('p', asOf)}
          and before.occurred_from_ms < e.occurred_from_ms)
    else e.type <> 'TransactionEvent' and e.action is distinct from 'DELETE' and not exists (
      select from view_participation p join view_event taken on taken.index = p.event
      where p.object = b.object and p.role = 'parent' and ${known('p', asOf)} and taken.action = 'DELETE'
        and taken.occurred_from_ms < e.occurred_from_ms)
    end)`

export type Unborn = { readonly lot: number; readonly uri: string }

/** Members of these lots of which no standing event tells where they come from, nor tells it of their lot as a whole. */
export function selectUnbornMembers(reads: Reads, lots: readonly number[], asOf: number): Promise<Unborn[]> {
  return inParts(lots, (keys) =>
    reads.query<Unborn>(sql`
      select m.lot, o.uri from unnest(${numbers(keys)}::bigint[]) l (id)
      cross join lateral (
        select distinct p.lot, p.object from view_participation p where p.lot = l.id and p.lot is not null and ${known('p', asOf)}
      ) m
      join view_object o on o.id = m.object
      where not ${isBorn(sql`l.id`, asOf)} and not ${isBorn(sql`m.object`, asOf)} order by o.uri`),
  )
}

/**
 * Lots of these classes that a standing event names, and of which none tells where they, or any of their members, come from. `tooMany`: classes with
 * more lots than `limit`, of which the others were not looked at.
 */
export async function selectUnbornLots(
  reads: Reads,
  classes: readonly number[],
  asOf: number,
  limit: number,
): Promise<{ readonly uris: readonly string[]; readonly tooMany: readonly string[] }> {
  const rows = await inParts(classes, (keys) =>
    reads.query<{ product: string; uri: string; unborn: boolean; at: number }>(sql`
      select c.uri as product, l.uri, l.at::integer as at, l.at <= ${limit} and (
        exists (select from view_participation p where p.object = l.id and ${known('p', asOf)})
        or exists (select from view_participation p where p.lot = l.id and p.lot is not null and ${known('p', asOf)}))
        and not ${isBorn(sql`l.id`, asOf)}
        and not exists (
          select from view_participation p where p.lot = l.id and p.lot is not null and ${known('p', asOf)} and ${isBorn(sql`p.object`, asOf)})
        as unborn
      from view_object c cross join lateral (
        select id, uri, row_number() over (order by known_from, id) as at from view_object
        where class = c.id and level = 'lot' and known_from < ${asOf} order by known_from, id limit ${limit + 1}
      ) l where c.id = any(${numbers(keys)}::bigint[])`),
  )
  const uris = rows.filter(({ unborn }) => unborn).map(({ uri }) => uri)
  return { uris, tooMany: [...new Set(rows.filter(({ at }) => at > limit).map(({ product }) => product))] }
}

export type WentInto = { readonly lot: number | null; readonly classId: number }

/** Of each so many events, and of each event so many outputs, are looked at: what a lot goes into is seen in a few. */
const sampled = { events: 20, outputs: 50 } as const

/** Lots and products into which these lots and instances, or members of these lots, are told to have gone: by a making, or as parts. */
export async function selectWentInto(reads: Reads, objects: readonly number[], asOf: number): Promise<WentInto[]> {
  const first = (column: Sql, role: Sql): Sql => sql`(
    select p.event from view_participation p where ${column} = x.id and p.role = ${role} and ${known('p', asOf)}
    order by p.event limit ${sampled.events})`
  const used = (column: Sql): Sql =>
    sql`(select u.event from (${first(column, sql`'input'`)} union all ${first(column, sql`'child'`)}) u order by u.event limit ${sampled.events})`
  const rows = await inParts(objects, (keys) =>
    reads.query<WentInto>(sql`
      with used as (
        select distinct e.index, e.transformation from unnest(${numbers(keys)}::bigint[]) x (id)
        cross join lateral (${join([used(sql`p.object`), used(sql`p.lot`)], ' union ')}) u join view_event e on e.index = u.event
      ), into_events as (
        select index from used union
        select e.index from used join view_event e on e.transformation = used.transformation
        where used.transformation is not null and e.index < ${asOf}
      )
      select distinct case when o.level = 'lot' then o.id else t.lot end as lot, o.class as "classId"
      from into_events i cross join lateral (
        select p.object, p.lot from view_participation p
        where p.event = i.index and p.role in ('output', 'parent') and ${known('p', asOf)} limit ${sampled.outputs}
      ) t join view_object o on o.id = t.object where o.level in ('lot', 'instance') and o.class is not null`),
  )
  return rows
}

/** Of these instances, those of which no standing event tells where they come from. */
export async function selectUnborn(reads: Reads, objects: readonly number[], asOf: number): Promise<string[]> {
  const rows = await inParts(objects, (keys) =>
    reads.query<{ uri: string }>(sql`
      select o.uri from view_object o where o.id = any(${numbers(keys)}::bigint[])
        and exists (select from view_participation p where p.object = o.id and ${known('p', asOf)}) and not ${isBorn(sql`o.id`, asOf)}`),
  )
  return rows.map(({ uri }) => uri)
}

/** The first lots of these classes, at most `limit` of each. */
export async function selectFirstLots(reads: Reads, classes: readonly number[], asOf: number, limit: number): Promise<number[]> {
  const rows = await inParts(classes, (keys) =>
    reads.query<{ id: number }>(sql`
      select l.id from unnest(${numbers(keys)}::bigint[]) c (id) cross join lateral (
        select id from view_object where class = c.id and level = 'lot' and known_from < ${asOf} order by known_from, id limit ${limit}
      ) l`),
  )
  return rows.map(({ id }) => id)
}
