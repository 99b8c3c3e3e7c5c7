import { type Sql, sql, type Transaction } from '../../platform/database/index.ts'
import { inParts, numbers } from './queries.ts'
import type { Reads } from './rounds.ts'

// Boxes of which no standing fact tells what was put in. They are kept as they come about, so that a question need not look at those that were filled.

const standing = (alias: 'b' | 'p', asOf: number): Sql =>
  alias === 'p'
    ? sql`p.event < ${asOf} and (p.known_to is null or p.known_to >= ${asOf})`
    : sql`b.event < ${asOf} and (b.known_to is null or b.known_to >= ${asOf})`

/** Boxes of earlier batches → the fact that fills them. */
export async function closeUnfilled(transaction: Transaction, filled: ReadonlyMap<number, number>): Promise<void> {
  await inParts([...filled], async (some) => {
    const [objects, ends] = [numbers(some.map(([object]) => object)), numbers(some.map(([, end]) => end))]
    await transaction.execute(sql`update view_unfilled set known_to = filled.known_to
      from unnest(${objects}::bigint[], ${ends}::bigint[]) filled (object, known_to)
      where view_unfilled.object = filled.object and view_unfilled.known_to is null`)
    return []
  })
}

/**
 * Opens what loses the last word of its filling. Read from the rows as they are after the batch, each as of the fact that closes the event, so that
 * what comes later in the batch makes no difference.
 * @param closed event → the fact that closes it
 */
export async function reopenUnfilled(transaction: Transaction, closed: ReadonlyMap<number, number>): Promise<void> {
  await inParts([...closed], async (some) => {
    const [events, ends] = [numbers(some.map(([event]) => event)), numbers(some.map(([, end]) => end))]
    await transaction.execute(sql`
      with box as (
        select distinct o.id, closed.at from unnest(${events}::bigint[], ${ends}::bigint[]) closed (event, at)
        join view_participation p on p.event = closed.event and p.role = 'parent'
        join view_event e on e.index = p.event and e.action is distinct from 'DELETE'
        join view_object o on o.id = p.object and o.level = 'logistic-unit'
      ), filled as (
        select b.id, b.at, f.event, f.known_to from box b join view_participation f on f.object = b.id and f.role = 'parent'
        join view_event e on e.index = f.event and e.action is distinct from 'DELETE'
        where f.known_to is null or f.known_to > f.event
      )
      insert into view_unfilled (object, known_from, known_to)
      select b.id, b.at, (select min(f.event) from filled f where f.id = b.id and f.at = b.at and f.event > b.at)
      from box b where not exists (
        select from filled f where f.id = b.id and f.at = b.at and f.event < b.at and (f.known_to is null or f.known_to > b.at))
      on conflict do nothing`)
    return []
  })
}

/** Boxes of which, as known then, no standing fact tells what was put in, at most `limit`: whoever gets that many does not know them all. */
export async function selectUnfilledBoxes(reads: Reads, asOf: number, limit: number): Promise<number[]> {
  const rows = await reads.query<{ object: number }>(sql`
    (select object from view_unfilled where known_to is null and known_from < ${asOf} limit ${limit})
    union all
    (select object from view_unfilled where known_to >= ${asOf} and known_from < ${asOf} limit ${limit})
    limit ${limit}`)
  return rows.map(({ object }) => object)
}

export type Sendings = {
  /** Terms of the steps that send. */
  readonly steps: readonly string[]
  /** When they were taken, both included. */
  readonly fromMs: number
  readonly toMs: number
}

export type SentUnfilled = { readonly uri: string; readonly event: number; readonly consignee: string | null }

/** Of these boxes, those that were sent then, by their own name or in another box, with the first event that tells it. */
export function selectSent(
  reads: Reads,
  boxes: readonly number[],
  { steps, fromMs, toMs }: Sendings,
  asOf: number,
): Promise<SentUnfilled[]> {
  return inParts(boxes, (keys) =>
    reads.query<SentUnfilled>(sql`
      with recursive around (object, box) as (
        select id, id from unnest(${numbers(keys)}::bigint[]) asked (id)
        union
        select around.object, outer_box.object from around
        join view_participation p on p.object = around.box and p.role = 'child' and ${standing('p', asOf)}
        join view_participation outer_box on outer_box.event = p.event and outer_box.role = 'parent'
        join view_object o on o.id = outer_box.object and o.level = 'logistic-unit'
      )
      select o.uri, min(e.index) as event, min(c.uri) as consignee from around
      join view_participation p on p.object = around.box and p.role = 'epc' and ${standing('p', asOf)}
      join view_epcis_event s on s.event = p.event and s.step = any(${[...steps]}::uuid[]) and s.at_ms >= ${fromMs} and s.at_ms <= ${toMs}
      join view_event e on e.index = p.event join view_object o on o.id = around.object left join view_object c on c.id = e.consignee
      group by o.uri order by o.uri`),
  )
}

/** Events that took a sending step then, in the order of their times, at most `limit` of each step. */
export async function selectShipments(reads: Reads, { steps, fromMs, toMs }: Sendings, asOf: number, limit: number): Promise<number[]> {
  const rows = await reads.query<{ event: number }>(sql`
    select s.event from unnest(${[...steps]}::uuid[]) asked (step) cross join lateral (
      select event from view_epcis_event e where e.step = asked.step and e.at_ms >= ${fromMs} and e.at_ms <= ${toMs} and e.event < ${asOf}
      order by at_ms limit ${limit}) s`)
  return rows.map(({ event }) => event)
}

/** Containers that these events name, or that were put into one of them, and of which no standing event tells what was put in. */
export function selectUnfilled(reads: Reads, events: readonly number[], asOf: number): Promise<SentUnfilled[]> {
  return inParts(events, (keys) =>
    reads.query<SentUnfilled>(sql`
      with recursive sent (object, event) as (
        select p.object, p.event from view_participation p join view_object o on o.id = p.object and o.level = 'logistic-unit'
        where p.event = any(${numbers(keys)}::bigint[]) and p.role = 'epc' and ${standing('p', asOf)}
        union
        select inner_box.object, sent.event from sent
        join view_participation p on p.object = sent.object and p.role = 'parent' and ${standing('p', asOf)}
        join view_participation inner_box on inner_box.event = p.event and inner_box.role = 'child'
        join view_object o on o.id = inner_box.object and o.level = 'logistic-unit'
      )
      select o.uri, min(sent.event) as event, min(c.uri) as consignee from sent join view_object o on o.id = sent.object
      join view_event e on e.index = sent.event left join view_object c on c.id = e.consignee
      where not exists (select from view_participation b join view_event put on put.index = b.event
        where b.object = sent.object and b.role = 'parent' and ${standing('b', asOf)} and put.action is distinct from 'DELETE')
      group by o.uri`),
  )
}
