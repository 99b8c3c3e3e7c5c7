import { type Sql, sql } from '../../platform/database/index.ts'
import type { GenealogyObject } from './model.ts'
import { numbers } from './queries.ts'
import type { Reads } from './rounds.ts'

/** So many things are found behind others, nearest first, and so much that each of them is in is looked through for it. */
const few = { found: 500, each: 200 } as const

/**
 * How one thing leads to another. `whole`: as what it was made of, with what is of it; `itself`: as its lot, product or container. `device`: something was taken
 * out of it.
 */
export type Behind = GenealogyObject & { readonly follow: 'whole' | 'itself' | 'device' }

/** By number, or by canonical URI. */
type Things = { readonly ids: readonly number[] } | { readonly uris: readonly string[] }

const isCarrier = (level: Sql): Sql => sql`${level} in ('logistic-unit', 'asset')`

/**
 * What these things are probably made of, at every depth, in one round trip: a guess by the shape of the events alone, voided ones
 * with them: for whoever asks for all of it at once what it would ask for step by step, and still asks for what is not among it.
 */
export async function selectBehind(reads: Reads, things: Things, asOf: number): Promise<Behind[]> {
  const asked =
    'ids' in things ? sql`id = any(${numbers(things.ids)}::bigint[])` : sql`uri = any(${things.uris}::text[]) and known_from < ${asOf}`
  const roles = (role: string, other: string, only: Sql): Sql => sql`(
    select q.object as id from view_participation p join view_participation q on q.event = p.event and q.role = ${other}
    where p.object = b.id and p.role = ${role} and p.event < ${asOf} and ${only} limit ${few.each})`
  return reads.query<Behind>(sql`
    with recursive behind (id, level, class, follow) as (
      select id, level, class, 'whole' from view_object where ${asked}
      union
      select o.id, o.level, o.class, next.follow from behind b cross join lateral (
        select b.class as id, 'itself' as follow
        union all
        (select p.lot, 'itself' from view_participation p 
          where p.object = b.id and b.level not in ('class', 'lot') and p.lot is not null and p.event < ${asOf} limit ${few.each})
        union all
        select id, 'whole' from ${roles('output', 'input', sql`true`)} made
        union all
        (select i.object, 'whole' from view_participation p join view_event e on e.index = p.event
          join view_event s on s.transformation = e.transformation and s.transformation is not null and s.index < ${asOf}
          join view_participation i on i.event = s.index and i.role = 'input'
          where p.object = b.id and p.role = 'output' and p.event < ${asOf} limit ${few.each})
        union all
        select id, 'whole' from ${roles('parent', 'child', sql`(b.follow = 'whole' or not ${isCarrier(sql`b.level`)})`)} held
        union all
        (select outer_.id, case when ${isCarrier(sql`outer_.level`)} then 'itself' else 'device' end
          from ${roles('child', 'parent', sql`b.level <> 'lot'`)} holding join view_object outer_ on outer_.id = holding.id)
        union all
        (select p.object, 'whole' from view_participation p
          where p.lot = b.id and p.lot is not null and b.level = 'lot' and b.follow = 'whole' and p.event < ${asOf} limit ${few.found})
      ) next join view_object o on o.id = next.id
      where b.follow <> 'device'
    )
    select o.id, o.uri, o.level, o.class as "classId", b.follow
    from (select id, follow from behind limit ${few.found}) b join view_object o on o.id = b.id`)
}
