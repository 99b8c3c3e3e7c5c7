import { sql } from '../../platform/database/index.ts'
import { distinct, numbers } from './queries.ts'
import type { Reads } from './rounds.ts'

/** So many things are asked about at once, and are found around them, and so many times they take part in an event: what is more is read level by level. */
const few = { asked: 100, found: 1_000, told: 4_000 } as const

export type Near = {
  /** What was asked about, and of each thing its lots as standing facts tell them, and what it ever lay in or was part of: at every height. */
  readonly objects: readonly number[]
  /** Indexes of all events, standing or voided, in which any of these takes part: ascending. */
  readonly events: readonly number[]
}

/**
 * What is around a few things, in one round trip; undefined where it is much. One thing after the other (`offset 0`), however many rows statistics expect of each.
 */
export async function selectNear(reads: Reads, ids: readonly number[], asOf: number): Promise<Near | undefined> {
  if (ids.length > few.asked) return undefined
  const rows = await reads.query<{ object: number | null; event: number | null }>(sql`
    with recursive reached (id) as (
      select unnest(${numbers(ids)}::bigint[])
      union
      select higher.id from reached cross join lateral (
        select lot as id from view_participation
        where object = reached.id and lot is not null and event < ${asOf} and (known_to is null or known_to >= ${asOf})
        union all
        select outside.object
        from (select event from view_participation where object = reached.id and role = 'child' and event < ${asOf} offset 0) inside
        cross join lateral (select object from view_participation where event = inside.event and role = 'parent' offset 0) outside
      ) higher
    ), found as materialized (select id from reached limit ${few.found + 1})
    select id as object, null::bigint as event from found
    union all
    (select null, p.event from found cross join lateral (select event from view_participation where object = found.id and event < ${asOf} offset 0) p
      limit ${few.told + 1})`)
  const objects = rows.flatMap(({ object }) => object ?? [])
  const events = rows.flatMap(({ event }) => event ?? [])
  if (objects.length > few.found || events.length > few.told) return undefined
  return { objects, events: distinct(events) }
}
