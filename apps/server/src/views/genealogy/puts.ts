import { sql } from '../../platform/database/index.ts'
import type { GenealogyEvent } from './model.ts'
import { inParts, numbers } from './queries.ts'
import type { Reads } from './rounds.ts'

/** That a thing is told to be put into another, or to be in it, by a fact that stands or not. */
export type Put = Pick<GenealogyEvent, 'occurred' | 'uncertaintyMs' | 'source' | 'type'> & {
  readonly child: number
  readonly parent: number
  /** The parent is a logistic unit or a returnable asset. */
  readonly isPacked: boolean
}

type PutRow = Omit<Put, 'occurred'> & { readonly fromMs: number; readonly toMs: number }

/** Everything that these things are told to have been put into; the order means nothing. */
export async function selectPuts(reads: Reads, children: readonly number[], asOf: number): Promise<Put[]> {
  const rows = await inParts(children, (keys) =>
    reads.query<PutRow>(sql`
      select c.object as child, p.object as parent, o.level in ('logistic-unit', 'asset') as "isPacked", e.type, e.source,
        e.uncertainty_ms as "uncertaintyMs", e.occurred_from_ms as "fromMs", e.occurred_to_ms as "toMs"
      from view_participation c
      join view_event e on e.index = c.event and e.action <> 'DELETE' and e.type <> 'TransactionEvent'
      join view_participation p on p.event = c.event and p.role = 'parent'
      join view_object o on o.id = p.object
      where c.object = any(${numbers(keys)}::bigint[]) and c.role = 'child' and c.event < ${asOf}`),
  )
  return rows.map(({ fromMs, toMs, ...row }) => ({ ...row, occurred: { fromMs, toMs } }))
}

/** Of each of these lots one event that names a member of it, and one that stands, where there are such. */
export async function selectNamingMembers(reads: Reads, lots: readonly number[], asOf: number): Promise<number[]> {
  const rows = await inParts(lots, (keys) =>
    reads.query<{ event: number }>(sql`
      select distinct p.event from unnest(${numbers(keys)}::bigint[]) l (id) cross join lateral (
        (select event from view_participation where lot = l.id and lot is not null and event < ${asOf} order by role, event limit 1)
        union all
        (select event from view_participation
          where lot = l.id and lot is not null and event < ${asOf} and (known_to is null or known_to >= ${asOf}) order by role, event limit 1)
      ) p order by 1`),
  )
  return rows.map(({ event }) => event)
}
