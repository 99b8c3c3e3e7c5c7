import { sql, type Transaction } from '../../platform/database/index.ts'
import { inParts, numbers, type Reads } from '../genealogy/index.ts'

// Every query takes the log size `asOf`, at most the cursor of `readRollupCursor` in the same transaction. Lots and mixes go by their numbers.

/**
 * The log sizes that all views, and that the roll-ups have followed, in one round trip. It must be the first statement of its transaction, as
 * `readCursor` of the genealogy.
 */
export async function readCursors(transaction: Transaction): Promise<{ views: number; rollups: number }> {
  const [, rows = []] = await transaction.together(
    sql`lock table view_cursor in access share mode`,
    sql`select name, cursor from view_cursor where name in ('views', 'rollups')`,
  )
  const cursors = new Map((rows as { name: string; cursor: number }[]).map(({ name, cursor }) => [name, cursor]))
  const views = cursors.get('views')
  if (views === undefined) throw new Error('view_cursor has lost its row')
  return { views, rollups: cursors.get('rollups') ?? 0 }
}

/** The log size that the roll-ups have followed. */
export async function readRollupCursor(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ cursor: number }>(sql`select cursor from view_cursor where name = 'rollups'`)
  return row?.cursor ?? 0
}

/** Lots of which these events make something (`selectMakingsWanting`), with the mix that they state. */
export function selectLotsOfEvents(
  reads: Reads,
  events: readonly number[],
  asOf: number,
): Promise<{ readonly event: number; readonly lot: number; readonly mix: number | null }[]> {
  return inParts(events, (some) =>
    reads.query<{ event: number; lot: number; mix: number | null }>(sql`
      select distinct l.event, l.lot, l.mix from view_lot_deed l join view_deed d on d.id = l.deed
      where l.event = any(${numbers(some)}::bigint[]) and d.role in ('made', 'fitted')
        and l.known_from < ${asOf} and (l.known_to is null or l.known_to >= ${asOf})`),
  )
}

/** Whose places these are, as shipments from there and receipts there tell, of whatever lot; of several parties the one told last. */
export async function selectPartiesAt(reads: Reads, places: readonly number[], asOf: number): Promise<Map<number, string>> {
  const rows = await inParts(places, (some) =>
    reads.query<{ place: number; party: string }>(sql`
      select asked.place, o.uri as party from unnest(${numbers(some)}::bigint[]) asked (place) cross join lateral (
        select view_party_at(biz_step, consignor, consignee) as id from view_deed
        where place = asked.place and role = 'moved' and view_party_at(biz_step, consignor, consignee) is not null and known_from < ${asOf}
        order by known_from desc, id desc limit 1
      ) party join view_object o on o.id = party.id`),
  )
  return new Map(rows.map(({ place, party }) => [place, party]))
}
