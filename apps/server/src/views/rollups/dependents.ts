import { sql, type Transaction } from '../../platform/database/index.ts'
import { inParts, numbers } from '../genealogy/index.ts'
import type { Part, ToldEvent } from './reading.ts'
import { isBirth, isFitting, isPlacing, type Surroundings } from './surroundings.ts'
import { isLotOrClass, type Mention } from './things.ts'

/** One event, as known in logs of `asOf` facts. */
export type Asked = { readonly event: number; readonly asOf: number }

/** A change of what is known: fact `at` tells of the event, declares it wrong, or denies it. */
export type Change = { readonly event: number; readonly at: number }

/** Events that the facts from `from` to below `to` declare wrong, or deny. */
export async function selectDeclared(transaction: Transaction, from: number, to: number): Promise<Change[]> {
  return transaction.query<Change>(sql`
    select e.index as event, d.index as at from view_declaration d join view_event e
      on e.event_key = d.event_key and (e.source <> d.source or e.content = d.content) and e.index < d.index
    where d.index >= ${from} and d.index < ${to}`)
}

/**
 * Events that mean something else since a change, because of what they share with the changed event: the making, the happening, an instance whose
 * lot or birth or parts it tells, a container whose contents it tells; and the makings of other tellings of it. Rather too many: what comes out the same stays as it is.
 * @param surroundings has learnt the changed events
 */
export async function selectDependents(transaction: Transaction, surroundings: Surroundings, changes: readonly Change[]): Promise<Asked[]> {
  const found: Asked[] = []
  const packed = new Map<string, Change>()
  for (const change of changes) {
    const event = surroundings.event(change.event)
    const add = (index: number): void => {
      if (index < change.at && index !== change.event) found.push({ event: index, asOf: change.at + 1 })
    }
    for (const other of surroundings.sameMaking(event)) add(other.index)
    for (const twin of surroundings.twinsOf(event)) {
      if (twin.index >= change.at) continue
      add(twin.index)
      for (const other of surroundings.sameMaking(twin)) add(other.index)
    }
    const packing = (index: number): void => void packed.set(`${index} ${change.at}`, { event: index, at: change.at })
    for (const part of event.parts) {
      const isNews = bringsNews(surroundings, part, change)
      for (const other of othersOf(part, change)) {
        if (isNews || concerns(part, other)) add(other.by.index)
        // With a container it went wherever that went.
        if ((isNews || isBirth(part)) && other.role === 'child' && other.by.type === 'AggregationEvent') packing(other.by.index)
      }
    }
    if (event.type === 'AggregationEvent' && mayHaveHeld(event, change)) packing(event.index)
  }
  return [...found, ...(await inParts([...packed.values()], (some) => selectHeldThen(transaction, some)))]
}

/** What else was told of an instance. */
function othersOf({ by, thing }: Part, { at }: Change): readonly Mention[] {
  const isNew = thing.knownFrom === by.index && at === by.index
  if (isNew || thing.level !== 'instance') return none
  return thing.mentions.filter((other) => other.by.index < at && other.by.index !== by.index)
}

const none: readonly Mention[] = []

/** Whether the lots of an instance are others since. A lot that was known already is no news. */
function bringsNews(surroundings: Surroundings, { by, thing, lot }: Part, { at }: Change): boolean {
  if (lot === null || thing.level !== 'instance') return false
  return at > by.index || (thing.knownFrom < by.index && !surroundings.lotsOf(thing, by.index).includes(lot))
}

/** Whether one word about an instance means something else because of another. */
function concerns(own: Part, other: Mention): boolean {
  if (isBirth(own) && isBirth(other)) return true
  if (isFitting(own) && (other.role === 'parent' || other.role === 'output')) return true
  // Put elsewhere later, it may have left what it was put into.
  if (isPlacing(own) && isPlacing(other)) return own.by.occurred.toMs >= other.by.occurred.fromMs
  // Taken out of something as the first that was told of it.
  return other.role === 'child' && other.by.type === 'AssociationEvent' && other.by.action === 'DELETE'
}

/** Whether a container of this event was told of before, or something in it had been in one. */
function mayHaveHeld(event: ToldEvent, { at }: Change): boolean {
  if (at > event.index) return true
  return event.parts.some(({ thing, role, quantity }) => {
    // Of lots it is not read what was told of them.
    if (role === 'parent' || (role === 'child' && isLotOrClass(thing))) return thing.knownFrom < event.index
    if (role !== 'child' || quantity !== null) return false
    return thing.mentions.some((mention) => mention.role === 'child' && mention.by.index < at)
  })
}

const lists = (changes: readonly Change[]) => [numbers(changes.map(({ event }) => event)), numbers(changes.map(({ at }) => at))] as const

/** When it happened, widened by what is declared of the clock. */
const from = sql`(e.occurred_from_ms - coalesce(e.uncertainty_ms, 0))`
const to = sql`(e.occurred_to_ms + coalesce(e.uncertainty_ms, 0))`

/** Other words of packing about the same thing and the same container, as known by then. */
const alike = sql`select from view_participation own join view_participation box on box.event = own.event and box.role = 'parent' and box.object = c.container
  join view_event e on e.index = own.event and e.type = 'AggregationEvent'
  where own.object = c.child and own.role = 'child' and own.event < c.at and own.event <> c.event`

/**
 * Events that tell of a container, or of one around it, at a time when what the changed event says about its contents already mattered: from its own time
 * on; from ever, where something is taken out, or was, that by what is told had not been put in (`Contents`).
 */
function selectHeldThen(transaction: Transaction, changes: readonly Change[]): Promise<Asked[]> {
  const [events, facts] = lists(changes)
  return transaction.query<Asked>(sql`
    with recursive packing (event, at, container, child, action, from_ms, to_ms) as (
      select c.event, c.at, box.object, own.object, e.action, ${from}, ${to}
      from unnest(${events}::bigint[], ${facts}::bigint[]) c (event, at)
      join view_event e on e.index = c.event and e.type = 'AggregationEvent'
      left join view_participation box on box.event = c.event and box.role = 'parent'
      left join view_participation own on own.event = c.event and own.role = 'child'
    ),
    removals (event, at, from_ms, to_ms, is_all) as materialized (
      select c.event, c.at, ${from}, ${to}, e.action <> 'DELETE' or not exists (
        select from view_participation own where own.event = e.index and own.role = 'child')
      from (select distinct event, at, container from packing where action = 'DELETE') c
      join view_participation box on box.object = c.container and box.role = 'parent' and box.event < c.at and box.event <> c.event
      join view_event e on e.index = box.event and e.type = 'AggregationEvent'
        and (e.action = 'DELETE' or e.disposition = 'https://ref.gs1.org/cbv/Disp-completeness_verified')
    ),
    unseen (event, at) as (
      select distinct c.event, c.at from packing c where exists (${alike} and e.action = 'DELETE') or c.action = 'DELETE' and case
        when c.child is null then exists (select from removals r where r.event = c.event and r.at = c.at and not r.is_all and r.to_ms >= c.from_ms)
        else not exists (${alike} and e.action <> 'DELETE' and (${from}, ${to}, e.index) < (c.from_ms, c.to_ms, c.event)
          and not exists (select from removals r where r.event = c.event and r.at = c.at and r.is_all and r.to_ms >= ${from}
            and r.from_ms <= c.to_ms))
        end
    ),
    changed (event, at, since) as (
      select distinct c.event, c.at, case when u.event is null then c.from_ms else -9223372036854775808 end
      from packing c left join unseen u on u.event = c.event and u.at = c.at
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
    join view_event e on e.index = p.event and ${to} >= held.since
    union
    select joined.index, held.at + 1 from held
    join view_participation p on p.object = held.container and p.role = 'input' and p.event < held.at
    join view_event e on e.index = p.event and e.transformation is not null
    join view_event joined on joined.transformation = e.transformation and joined.index < held.at`)
}
