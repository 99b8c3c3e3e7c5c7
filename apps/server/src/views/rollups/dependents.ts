import { sql, type Transaction } from '../../platform/database/index.ts'
import { inParts, numbers } from '../genealogy/index.ts'
import type { Asked } from './surroundings.ts'

/** A change of what is known: fact `at` tells of the event, declares it wrong, or denies it. */
export type Change = { readonly event: number; readonly at: number }

/** What the facts from `from` to below `to` change. */
export async function selectChanges(transaction: Transaction, from: number, to: number): Promise<Change[]> {
  return transaction.query<Change>(sql`
    select index as event, index as at from view_event where index >= ${from} and index < ${to}
    union
    select e.index, d.index from view_declaration d join view_event e
      on e.event_key = d.event_key and (e.source <> d.source or e.content = d.content) and e.index < d.index
    where d.index >= ${from} and d.index < ${to}
    order by 2, 1`)
}

/**
 * Events that mean something else since a change, because of what they share with the changed event: the making, the happening, an instance whose
 * lot or birth or parts it tells, a container whose contents it tells; and the makings of other tellings of it. Rather too many: what comes out the same stays as it is.
 */
export async function selectDependents(transaction: Transaction, changes: readonly Change[]): Promise<Asked[]> {
  const found: Asked[] = []
  for (const select of [selectSameMaking, selectSameThings, selectTold, selectHeldThen]) {
    found.push(...(await inParts(changes, (some) => select(transaction, some))))
  }
  return found
}

const lists = (changes: readonly Change[]) => [numbers(changes.map(({ event }) => event)), numbers(changes.map(({ at }) => at))] as const

function selectSameMaking(transaction: Transaction, changes: readonly Change[]): Promise<Asked[]> {
  const [events, facts] = lists(changes)
  return transaction.query<Asked>(sql`
    select other.index as event, changed.at + 1 as "asOf" from unnest(${events}::bigint[], ${facts}::bigint[]) changed (event, at)
    join view_event e on e.index = changed.event and e.transformation is not null
    join view_event other on other.transformation = e.transformation and other.index <> e.index and other.index < changed.at`)
}

type Shared = { readonly at: number; readonly event: number; readonly object: number }

/** Of instances that come to be, get parts, or are told their lot in the changed event: their other events. */
async function selectSameThings(transaction: Transaction, changes: readonly Change[]): Promise<Asked[]> {
  const [events, facts] = lists(changes)
  const shared = await transaction.query<Shared>(sql`
    select changed.at, changed.event, own.object from unnest(${events}::bigint[], ${facts}::bigint[]) changed (event, at)
    cross join lateral (select action from view_event where index = changed.event offset 0) e
    cross join lateral (select object, role, lot from view_participation where event = changed.event offset 0) own
    cross join lateral (select level, known_from from view_object where id = own.object offset 0) o
    where (own.role in ('output', 'parent') or own.lot is not null or (own.role = 'epc' and e.action = 'ADD'))
      and o.level = 'instance' and (o.known_from < changed.event or changed.at > changed.event)`)
  return selectOthersOf(transaction, shared)
}

/** Every other event that these objects are in. */
function selectOthersOf(transaction: Transaction, shared: readonly Shared[]): Promise<Asked[]> {
  return inParts(shared, (some) =>
    transaction.query<Asked>(sql`
      select distinct p.event, shared.at + 1 as "asOf"
      from unnest(${numbers(some.map(({ at }) => at))}::bigint[], ${numbers(some.map(({ event }) => event))}::bigint[],
        ${numbers(some.map(({ object }) => object))}::bigint[]) shared (at, event, object)
      cross join lateral (select event from view_participation where object = shared.object offset 0) p
      where p.event <> shared.event and p.event < shared.at`),
  )
}

/** Other tellings of the same happening, found by the youngest of its objects, which has the fewest events; and what is of one making with them. */
async function selectTold(transaction: Transaction, changes: readonly Change[]): Promise<Asked[]> {
  const [events, facts] = lists(changes)
  return transaction.query<Asked>(sql`
    with twin as (
      select twin.index, twin.transformation, changed.event, changed.at
      from unnest(${events}::bigint[], ${facts}::bigint[]) changed (event, at)
      cross join lateral (select happening from view_event where index = changed.event offset 0) e
      cross join lateral (select max(object) as object from (select object from view_participation where event = changed.event offset 0) own) youngest
      cross join lateral (select event from view_participation where object = youngest.object and event <> changed.event and event < changed.at offset 0) p
      cross join lateral (select index, transformation, happening from view_event where index = p.event offset 0) twin
      where twin.happening = e.happening
    )
    select index as event, at + 1 as "asOf" from twin
    union
    select joined.index, twin.at + 1 from twin
    cross join lateral (select index from view_event where transformation = twin.transformation offset 0) joined
    where twin.transformation is not null and joined.index < twin.at and joined.index <> twin.event`)
}

/** Events that tell of a container, or of one around it, at a time when what the changed event says about its contents already mattered. */
function selectHeldThen(transaction: Transaction, changes: readonly Change[]): Promise<Asked[]> {
  const [events, facts] = lists(changes)
  return transaction.query<Asked>(sql`
    with recursive changed (event, at, since) as (
      select c.event, c.at, e.occurred_from_ms from unnest(${events}::bigint[], ${facts}::bigint[]) c (event, at)
      join view_event e on e.index = c.event and e.type = 'AggregationEvent'
    ),
    touched (container, at, since) as (
      select p.object, changed.at, changed.since from changed join view_participation p on p.event = changed.event and p.role = 'parent'
      union
      select parent.object, changed.at, changed.since from changed
      join view_participation own on own.event = changed.event and own.role = 'child' and own.quantity is null
      join view_participation before on before.object = own.object and before.role = 'child' and before.event < changed.at
      join view_participation parent on parent.event = before.event and parent.role = 'parent'
    ),
    held (container, at, since) as (
      select * from touched
      union
      select parent.object, held.at, held.since from held
      join view_participation own on own.object = held.container and own.role = 'child' and own.event < held.at
      join view_participation parent on parent.event = own.event and parent.role = 'parent'
    )
    select p.event, held.at + 1 as "asOf" from held
    join view_participation p on p.object = held.container and p.role in ('epc', 'input') and p.event < held.at
    join view_event e on e.index = p.event and e.occurred_to_ms >= held.since
    union
    select joined.index, held.at + 1 from held
    join view_participation p on p.object = held.container and p.role = 'input' and p.event < held.at
    join view_event e on e.index = p.event and e.transformation is not null
    join view_event joined on joined.transformation = e.transformation and joined.index < held.at`)
}
