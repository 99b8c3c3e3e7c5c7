import { sql, type Transaction } from '../../platform/database/index.ts'
import { inParts, numbers, type Reads } from '../genealogy/index.ts'
import type { Deed, MixMode, MixPart } from './model.ts'
import { knownOf } from './sums.ts'

// Every query takes the log size `asOf`, at most the cursor of `readRollupCursor` in the same transaction. Lots and mixes go by their numbers.

/** The log size that the roll-ups have followed. */
export async function readRollupCursor(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ cursor: number }>(sql`select cursor from view_cursor where name = 'rollups'`)
  return row?.cursor ?? 0
}

/** A lot that something of others may be in; or a product, which stands for its units of which no lot is told. */
export type Reached = { readonly id: number; readonly uri: string; readonly classId: number | null }

/**
 * Lots that something of these may be in, these among them, with the products of all: over every composition that was ever told of, whatever became of
 * it and whenever it was told. What stood at some size of the log is for `selectMade` to say. Each lot of a composition is looked up by itself: its rows
 * are as many as its makings.
 */
export function selectReach(reads: Reads, lots: readonly number[]): Promise<Reached[]> {
  return reads.query<Reached>(sql`
    with recursive reach (lot) as (
      select unnest(${numbers(lots)}::bigint[])
      union
      select next.lot from reach cross join lateral (
        select class as lot from view_object where id = reach.lot and class is not null
        union all
        select made.lot from view_mix_part part cross join lateral (
          with recursive made (lot) as (
            (select lot from view_lot_deed where mix = part.mix order by lot limit 1)
            union all
            select (select lot from view_lot_deed where mix = part.mix and lot > made.lot order by lot limit 1) from made where made.lot is not null
          ) select lot from made where lot is not null) made
        where part.lot = reach.lot) next
    ) select o.id, o.uri, o.class as "classId" from reach cross join lateral (select * from view_object where id = reach.lot offset 0) o`)
}

/** How much of a lot came to be, or got parts, of one composition. `sure`: all of it; `told`: in a quantity beside the units. */
export type Made = {
  readonly lot: number
  readonly role: 'made' | 'fitted' | 'taken' | 'moved'
  readonly mix: number | null
  readonly units: number
  readonly surely: number
  readonly told: boolean
  readonly sure: boolean
  readonly lotData: readonly string[]
}

/** What of these lots came to be, or got parts. */
export async function selectMade(reads: Reads, lots: readonly number[], asOf: number): Promise<Made[]> {
  const rows = await reads.query<Omit<Made, 'lotData'> & { lotData: string | null }>(sql`
    select s.lot, d.role, s.mix, s.units, s.surely, s.told, s.sure, d.lot_data as "lotData"
    from (
      select k.lot, k.deed, k.mix, sum(k.units)::bigint as units, sum(k.surely)::bigint as surely, coalesce(sum(k.quantity) <> 0, false) as told,
        sum(k.rows) = sum(k.sure_rows) as sure
      from (${knownOf(numbers(lots), asOf)}) k
      where k.deed in (select id from view_deed where role in ('made', 'fitted', 'taken') or lot_data is not null)
      group by k.lot, k.deed, k.mix, k.uom having sum(k.rows) > 0
    ) s join view_deed d on d.id = s.deed
    order by s.lot, d.role, s.mix`)
  const made = new Map<string, Made>()
  for (const { lotData, ...row } of rows) {
    const key = `${row.lot} ${row.role} ${row.mix}`
    const known = made.get(key) ?? { ...row, units: 0, surely: 0, lotData: [] }
    made.set(key, {
      ...known,
      units: known.units + row.units,
      surely: known.surely + row.surely,
      told: known.told || row.told,
      sure: known.sure && row.sure,
      lotData: lotData === null || known.lotData.includes(lotData) ? known.lotData : [...known.lotData, lotData],
    })
  }
  return [...made.values()]
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

export type NumberedMix = { readonly mode: MixMode; readonly parts: readonly MixPart[] }

/** Compositions by their numbers. */
export async function selectMixes(reads: Reads, mixes: readonly number[]): Promise<Map<number, NumberedMix>> {
  const rows = await inParts(mixes, (some) =>
    reads.query<MixRow>(sql`
      select p.mix, m.mode, p.lot, p.product, p.named from view_mix_part p join view_mix m on m.id = p.mix
      where p.mix = any(${numbers(some)}::bigint[]) order by p.mix, p.position`),
  )
  return mixesOf(rows)
}

/** Compositions that any of these lots is a part of. */
export async function selectMixesWith(reads: Reads, lots: readonly number[]): Promise<Map<number, NumberedMix>> {
  const rows = await inParts(lots, (some) =>
    reads.query<MixRow>(sql`
      select p.mix, m.mode, p.lot, p.product, p.named
      from (select distinct mix from view_mix_part where lot = any(${numbers(some)}::bigint[])) part
      join view_mix m on m.id = part.mix join view_mix_part p on p.mix = part.mix order by p.mix, p.position`),
  )
  return mixesOf(rows)
}

type MixRow = MixPart & { readonly mix: number; readonly mode: MixMode }

/** A composition is read whole each time: whichever reading it comes from. */
function mixesOf(rows: readonly MixRow[]): Map<number, NumberedMix> {
  const mixes = new Map<number, { mode: MixMode; parts: Map<string, MixPart> }>()
  for (const { mix, mode, ...part } of rows) {
    const known = mixes.get(mix) ?? { mode, parts: new Map() }
    known.parts.set(`${part.lot} ${part.product} ${part.named}`, part)
    mixes.set(mix, known)
  }
  return new Map([...mixes].map(([mix, { mode, parts }]) => [mix, { mode, parts: [...parts.values()] }]))
}

/** What became of lots, of all of them together, by deed and unit of measure. */
export type Done = {
  readonly deed: Deed
  readonly units: number
  /** Of the units, those of which nothing speaks against it. */
  readonly surely: number
  /** Told beside the units; null: nothing. */
  readonly quantity: string | null
  readonly uom: string | null
}

/** What became of these lots, in one sum for each kind of deed. */
export async function selectDone(reads: Reads, lots: readonly number[], asOf: number): Promise<Done[]> {
  if (lots.length === 0) return []
  const rows = await reads.query<Deed & Omit<Done, 'deed'>>(sql`
    select s.units, s.surely, nullif(s.quantity, 0)::text as quantity, s.uom, d.role, d.type, d.action, d.biz_step as "bizStep", d.disposition,
      d.place, d.consignor, d.consignee, d.processing, d.lot_data as "lotData"
    from (
      select k.deed, k.uom, sum(k.units)::bigint as units, sum(k.surely)::bigint as surely, sum(k.quantity) as quantity
      from (${knownOf(numbers(lots), asOf)}) k group by 1, 2 having sum(k.rows) > 0
    ) s join view_deed d on d.id = s.deed`)
  return rows.map(({ units, surely, quantity, uom, ...deed }) => ({ deed, units, surely, quantity, uom }))
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
