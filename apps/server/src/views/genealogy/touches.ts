import { sql } from '../../platform/database/index.ts'
import { inParts, numbers } from './queries.ts'
import type { Reads } from './rounds.ts'

/** An event that an object takes part in, or is named by. */
export type Touch = {
  readonly object: number
  /** null: nothing but its membership is told. */
  readonly event: number | null
  /** The lot that this fact states for the object. */
  readonly lot: number | null
  /** As known then. */
  readonly stands: boolean
  /** Found by its lot. */
  readonly asMember: boolean
}

/**
 * Every event, standing or voided, in which one of `objects` takes part or is named, or a member of one of `lots`: with all that facts tell of who is of
 * which lot. The order means nothing.
 */
export async function selectTouches(reads: Reads, objects: readonly number[], lots: readonly number[], asOf: number): Promise<Touch[]> {
  const own = inParts(objects, (keys) =>
    reads.query<Touch>(sql`
      select object, event, lot, known_to is null or known_to >= ${asOf} as stands, false as "asMember" from view_participation
      where object = any(${numbers(keys)}::bigint[]) and event < ${asOf}`),
  )
  const members = inParts(lots, (keys) =>
    reads.query<Touch>(sql`
      select object, event, lot, known_to is null or known_to >= ${asOf} as stands, true as "asMember" from view_participation
      where lot = any(${numbers(keys)}::bigint[]) and lot is not null and event < ${asOf}`),
  )
  return (await Promise.all([own, members])).flat()
}

/**
 * As `selectTouches`, of what tells where things come from: of `lots` only events that tell how they, or members of them, came to be, and what happens to
 * them as themselves: not what they go into, nor what lies in what. What members came to be by is told as what their lot did; members are named of `whole` lots.
 */
export async function selectOriginTouches(
  reads: Reads,
  { objects, lots, whole }: { readonly objects: readonly number[]; readonly lots: readonly number[]; readonly whole: readonly number[] },
  asOf: number,
): Promise<Touch[]> {
  const own = inParts(objects, (keys) =>
    reads.query<Touch>(sql`
      select object, event, lot, known_to is null or known_to >= ${asOf} as stands, false as "asMember" from view_participation
      where object = any(${numbers(keys)}::bigint[]) and event < ${asOf}`),
  )
  const origins = inParts(lots, (keys) =>
    reads.query<Touch>(sql`
      select object, event, lot, known_to is null or known_to >= ${asOf} as stands, false as "asMember" from view_participation
      where object = any(${numbers(keys)}::bigint[]) and role in ('epc', 'parent', 'output', 'named') and event < ${asOf}
      union all
      select lot, event, null, false, true from (
        select distinct lot, event, role from view_participation
        where lot = any(${numbers(keys)}::bigint[]) and lot is not null and role in ('output', 'epc') and event < ${asOf}
      ) p where role = 'output' or exists (select from view_event e where e.index = p.event and e.action = 'ADD')`),
  )
  const members = inParts(whole, (keys) =>
    reads.query<Touch>(sql`
      select distinct object, null::bigint as event, lot, true as stands, true as "asMember" from view_participation
      where lot = any(${numbers(keys)}::bigint[]) and lot is not null and event < ${asOf} and (known_to is null or known_to >= ${asOf})`),
  )
  return (await Promise.all([own, origins, members])).flat()
}
