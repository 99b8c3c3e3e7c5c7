import { type Sql, sql } from '../../platform/database/index.ts'
import type { SourceState } from './model.ts'
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

type Origins = {
  readonly objects: readonly number[]
  readonly lots: readonly number[]
  readonly whole: readonly number[]
  readonly sources: ReadonlyMap<number, SourceState>
}

/**
 * As `selectTouches`, of what tells where things come from: of `lots` only events that tell what happens to them as themselves: not what they go into,
 * nor what lies in what; but where some was taken out of something, perhaps before the lot came to be by any other word, everything. Of `whole` ones,
 * members are named, and how these came to be is told as what their lot did. What other lots have of their members' beginnings is no more than what
 * they say of the lot: see `beginnings`.
 */
export async function selectOriginTouches(reads: Reads, { objects, lots, whole, sources }: Origins, asOf: number): Promise<Touch[]> {
  const own = inParts(objects, (keys) =>
    reads.query<Touch>(sql`
      select object, event, lot, known_to is null or known_to >= ${asOf} as stands, false as "asMember" from view_participation
      where object = any(${numbers(keys)}::bigint[]) and event < ${asOf}`),
  )
  const themselves = inParts(lots, (keys) =>
    reads.query<Touch>(sql`
      select object, event, lot, known_to is null or known_to >= ${asOf} as stands, false as "asMember" from view_participation
      where object = any(${numbers(keys)}::bigint[]) and role in ('epc', 'parent', 'output', 'named') and event < ${asOf}`),
  )
  const slackMs = [...sources.values()].reduce((most, { measuredUncertaintyMs }) => Math.max(most, measuredUncertaintyMs), 0)
  const unborn = inParts(lots, (keys) =>
    reads.query<Touch>(sql`
      select object, event, lot, known_to is null or known_to >= ${asOf} as stands, false as "asMember" from view_participation
      where role in ('child', 'input') and event < ${asOf} and object in (${takenOutUnborn(keys, slackMs, asOf)})`),
  )
  const wanted = new Set(whole)
  const [followed, others] = [lots.filter((lot) => wanted.has(lot)), lots.filter((lot) => !wanted.has(lot))]
  const begun = inParts(followed, (keys) =>
    reads.query<Touch>(sql`
      select lot as object, event, null::bigint as lot, true as stands, false as "asMember" from (${beginnings(keys, asOf)}) b`),
  )
  const saying = inParts(others, (keys) =>
    reads.query<Touch>(sql`
      select distinct lot as object, event, null::bigint as lot, true as stands, false as "asMember" from (
        select lot, event, row_number() over (partition by lot, stands, told order by event) as saying,
          row_number() over (partition by lot, stands, source, uncertainty_ms order by occurred_from_ms, event) as early
        from (
          select b.lot, b.event, b.stands, e.source, e.uncertainty_ms, e.occurred_from_ms,
            concat(e.details -> 'ilmd', e.details -> 'supplierLot') as told
          from (${beginnings(keys, asOf)}) b join view_event e on e.index = b.event
        ) e
      ) e where saying = 1 or early = 1`),
  )
  const members = inParts(whole, (keys) =>
    reads.query<Touch>(sql`
      select distinct object, null::bigint as event, lot, true as stands, true as "asMember" from view_participation
      where lot = any(${numbers(keys)}::bigint[]) and lot is not null and event < ${asOf} and (known_to is null or known_to >= ${asOf})`),
  )
  return (await Promise.all([own, themselves, unborn, begun, saying, members])).flat()
}

/** Of these lots, those of which some was taken out of something not surely after a standing fact told them to come to be; clocks are off by `slackMs` at most. */
const takenOutUnborn = (lots: readonly number[], slackMs: number, asOf: number): Sql => sql`
  select l.object from (select distinct object from view_removed where object = any(${numbers(lots)}::bigint[]) and event < ${asOf}) l
  cross join lateral (
    select min(e.occurred_to_ms + coalesce(e.uncertainty_ms, ${slackMs})) as "atMs"
    from view_participation p join view_event e on e.index = p.event
    where p.object = l.object and p.role in ('epc', 'output') and p.event < ${asOf} and (p.known_to is null or p.known_to >= ${asOf})
  ) born
  where exists (
    select from view_removed r join view_event e on e.index = r.event
    where r.object = l.object and r.event < ${asOf}
      and (born."atMs" is null or e.occurred_from_ms - coalesce(e.uncertainty_ms, ${slackMs}) <= born."atMs"))`

/**
 * Events by which members of lots came to be. What matters of them to who asks for another member is what they say of the lot: what a lot has only once
 * (an event for each that differs), since when it is told of at the latest, and which sources tell of it.
 */
const beginnings = (lots: readonly number[], asOf: number) => sql`
  select lot, event, stands from (
    select distinct lot, event, role, known_to is null or known_to >= ${asOf} as stands from view_participation
    where lot = any(${numbers(lots)}::bigint[]) and lot is not null and role in ('output', 'epc') and event < ${asOf}
  ) p where role = 'output' or exists (select from view_event e where e.index = p.event and e.action = 'ADD')`
