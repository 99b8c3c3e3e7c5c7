import { sql } from '../../platform/database/index.ts'
import { inParts, numbers } from './queries.ts'
import type { Reads } from './rounds.ts'

// Who is of which lot, as of a log size: what standing facts tell, and of whom none tells it.

export type Membership = { readonly lot: number; readonly member: number }

/** Instances that a standing fact states to be members of these lots; each pair once. */
export function selectMembers(reads: Reads, lots: readonly number[], asOf: number): Promise<Membership[]> {
  return inParts(lots, (keys) =>
    reads.query<Membership>(sql`
      select distinct lot, object as member from view_participation
      where lot = any(${numbers(keys)}::bigint[]) and lot is not null and event < ${asOf} and (known_to is null or known_to >= ${asOf})
      order by lot, member`),
  )
}

/** The lots that standing facts state for these instances; each pair once. */
export function selectLots(reads: Reads, members: readonly number[], asOf: number): Promise<Membership[]> {
  return inParts(members, (keys) =>
    reads.query<Membership>(sql`
      select distinct lot, object as member from view_participation
      where object = any(${numbers(keys)}::bigint[]) and lot is not null and event < ${asOf} and (known_to is null or known_to >= ${asOf})
      order by lot, member`),
  )
}

/**
 * Instances of these classes of which, as known then, no standing fact tells a lot. Of each class at most `limit`: whoever gets that many does not
 * know them all.
 */
export function selectUntold(reads: Reads, classes: readonly number[], asOf: number, limit: number): Promise<Untold[]> {
  return inParts(classes, (keys) =>
    reads.query<Untold>(sql`
      select c.id as "classId", u.object from unnest(${numbers(keys)}::bigint[]) c (id) cross join lateral (
        (select object from view_untold where class = c.id and known_to is null and known_from < ${asOf} order by known_from limit ${limit})
        union all
        (select object from view_untold where class = c.id and known_to >= ${asOf} and known_from < ${asOf} limit ${limit})
        limit ${limit}
      ) u order by 1, 2`),
  )
}

/** How many instances of each of these classes there are of which, as known then, no standing fact tells a lot; a class without any is absent. */
export async function countUntold(reads: Reads, classes: readonly number[], asOf: number): Promise<Map<number, number>> {
  const rows = await inParts(classes, (keys) =>
    reads.query<{ classId: number; units: number }>(sql`
      select c.id as "classId", u.units from unnest(${numbers(keys)}::bigint[]) c (id) cross join lateral (
        select (select count(*) from view_untold where class = c.id and known_to is null and known_from < ${asOf})
          + (select count(*) from view_untold where class = c.id and known_to >= ${asOf} and known_from < ${asOf}) as units
      ) u where u.units > 0`),
  )
  return new Map(rows.map(({ classId, units }) => [classId, units]))
}

export type Untold = { readonly classId: number; readonly object: number }

/** Those of the instances of which, as known then, no standing fact tells a lot. */
export function selectUntoldAmong(reads: Reads, objects: readonly number[], asOf: number): Promise<Untold[]> {
  return inParts(objects, (keys) =>
    reads.query<Untold>(sql`
      select class as "classId", object from view_untold
      where object = any(${numbers(keys)}::bigint[]) and known_from < ${asOf} and (known_to is null or known_to >= ${asOf}) order by object`),
  )
}

/**
 * The lots of these classes that any fact below `asOf` names, at most `limit` of each: whoever gets that many does not know them all. `stands`: some
 * fact that names it stood then.
 */
export function selectLotsOfClasses(
  reads: Reads,
  classes: readonly number[],
  asOf: number,
  limit: number,
): Promise<{ readonly classId: number; readonly lot: number; readonly stands: boolean }[]> {
  return inParts(classes, (keys) =>
    reads.query<{ classId: number; lot: number; stands: boolean }>(sql`
      select c.id as "classId", l.id as lot,
        exists (select from view_participation p
          where p.object = l.id and p.event < ${asOf} and (p.known_to is null or p.known_to >= ${asOf}))
        or exists (select from view_participation p
          where p.lot = l.id and p.lot is not null and p.event < ${asOf} and (p.known_to is null or p.known_to >= ${asOf})) as stands
      from unnest(${numbers(keys)}::bigint[]) c (id) cross join lateral (
        select id from view_object where class = c.id and level = 'lot' and known_from < ${asOf} order by known_from limit ${limit}
      ) l order by 1, 2`),
  )
}
