import { sql, type Transaction } from '../../platform/database/index.ts'
import { inParts, numbers } from '../genealogy/index.ts'
import type { Deed, MixMode, MixPart } from './model.ts'
import { knownOf } from './sums.ts'

// Every query takes the log size `asOf`, at most the cursor of `readRollupCursor` in the same transaction. Lots and mixes go by their numbers.

/** The log size that the roll-ups have followed. */
export async function readRollupCursor(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ cursor: number }>(sql`select cursor from view_cursor where name = 'rollups'`)
  return row?.cursor ?? 0
}

/** Lots (or classes that stand for some) that something was made of, or fitted with, that these are in; each once. */
export function selectLotsMadeOf(transaction: Transaction, lots: readonly number[], asOf: number): Promise<number[]> {
  return inParts(lots, (some) =>
    transaction
      .query<{ lot: number }>(sql`
        select distinct l.lot from view_mix_part part
        cross join lateral (select lot from view_lot_deed where mix = part.mix and known_from < ${asOf} and (known_to is null or known_to >= ${asOf})
          order by lot) l
        where part.lot = any(${numbers(some)}::bigint[])`)
      .then((rows) => rows.map(({ lot }) => lot)),
  )
}

/** How much of a lot came to be, or got parts, of one composition. `sure`: all of it. */
export type Made = {
  readonly lot: number
  readonly role: 'made' | 'fitted' | 'taken' | 'moved'
  readonly mix: number | null
  readonly units: number
  readonly surely: number
  readonly quantities: readonly Amount[]
  readonly sure: boolean
  readonly lotData: readonly string[]
}
export type Amount = { readonly quantity: string; readonly uom: string | null }

/** What of these lots came to be, or got parts. */
export function selectMade(transaction: Transaction, lots: readonly number[], asOf: number): Promise<Made[]> {
  return inParts(lots, (some) =>
    transaction.query<Made>(sql`
      select lot, role, mix, sum(units)::bigint as units, sum(surely)::bigint as surely, sum(rows) = sum(sure_rows) as sure,
        coalesce(json_agg(json_build_object('quantity', quantity::text, 'uom', uom) order by uom nulls first) filter (where quantity <> 0), '[]')
          as quantities,
        coalesce(json_agg(distinct lot_data) filter (where lot_data is not null), '[]') as "lotData"
      from (
        select k.lot, d.role, k.mix, k.uom, d.lot_data, sum(k.units) as units, sum(k.surely) as surely, sum(k.quantity) as quantity,
          sum(k.rows) as rows, sum(k.sure_rows) as sure_rows
        from (${knownOf(numbers(some), asOf)}) k join view_deed d on d.id = k.deed
        where d.role in ('made', 'fitted', 'taken') or d.lot_data is not null
        group by 1, 2, 3, 4, 5 having sum(k.rows) > 0
      ) by_uom group by 1, 2, 3 order by 1, 2, 3`),
  )
}

/** Lots of which these events make something (`selectMakingsWanting`), with the mix that they state. */
export function selectLotsOfEvents(
  transaction: Transaction,
  events: readonly number[],
  asOf: number,
): Promise<{ readonly lot: number; readonly mix: number | null }[]> {
  return inParts(events, (some) =>
    transaction.query<{ lot: number; mix: number | null }>(sql`
      select distinct l.lot, l.mix from view_lot_deed l join view_deed d on d.id = l.deed
      where l.event = any(${numbers(some)}::bigint[]) and d.role in ('made', 'fitted')
        and l.known_from < ${asOf} and (l.known_to is null or l.known_to >= ${asOf})`),
  )
}

export type NumberedMix = { readonly mode: MixMode; readonly parts: readonly MixPart[] }

export async function selectMixes(transaction: Transaction, mixes: readonly number[]): Promise<Map<number, NumberedMix>> {
  const rows = await inParts(mixes, (some) =>
    transaction.query<MixPart & { mix: number; mode: MixMode }>(sql`
      select p.mix, m.mode, p.lot, p.product, p.named from view_mix_part p join view_mix m on m.id = p.mix
      where p.mix = any(${numbers(some)}::bigint[]) order by p.mix, p.position`),
  )
  return new Map(
    [...Map.groupBy(rows, ({ mix }) => mix)].map(([mix, parts]) => [
      mix,
      { mode: parts[0]?.mode ?? 'plain', parts: parts.map(({ lot, product, named }) => ({ lot, product, named })) },
    ]),
  )
}

/** What became of lots, of all of them together, by deed. */
export type Done = {
  readonly deed: Deed
  /** How many of the lots. */
  readonly lots: number
  readonly units: number
  /** Of the units, those of which nothing speaks against it. */
  readonly surely: number
  readonly quantities: readonly Amount[]
}

/** What became of these lots, in one sum for each kind of deed. */
export async function selectDone(transaction: Transaction, lots: readonly number[], asOf: number): Promise<Done[]> {
  const rows = await transaction.query<
    Omit<Deed, 'bizStep' | 'lotData'> & Omit<Done, 'deed'> & { bizStep: string | null; lotData: string | null }
  >(sql`
    select d.role, d.type, d.action, d.biz_step as "bizStep", d.disposition, d.place, d.consignor, d.consignee, d.processing, null as "lotData",
      count(distinct s.lot)::bigint as lots, sum(s.units)::bigint as units, coalesce(sum(s.surely), 0)::bigint as surely,
      coalesce(json_agg(json_build_object('quantity', s.quantity::text, 'uom', s.uom) order by s.uom nulls first)
        filter (where s.quantity <> 0), '[]') as quantities
    from (
      select k.lot, k.deed, k.uom, sum(k.units) as units, sum(k.surely) as surely, sum(k.quantity) as quantity
      from (${knownOf(numbers(lots), asOf)}) k group by 1, 2, 3 having sum(k.rows) > 0
    ) s join view_deed d on d.id = s.deed
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    order by 1, 2, 3 nulls first, 4 nulls first, 5 nulls first, 6 nulls first, 7 nulls first, 8 nulls first`)
  return rows.map(({ lots: count, units, surely, quantities, ...deed }) => ({ deed, lots: count, units, surely, quantities }))
}

/** Whose places these are, as shipments from there and receipts there tell, of whatever lot; of several parties the one told last. */
export async function selectPartiesAt(transaction: Transaction, places: readonly number[], asOf: number): Promise<Map<number, number>> {
  const rows = await inParts(places, (some) =>
    transaction.query<{ place: number; party: number }>(sql`
      select place, case when biz_step like '%BizStep-shipping' or biz_step like '%BizStep-consigning' then consignor else consignee end as party
      from view_deed
      where place = any(${numbers(some)}::bigint[]) and known_from < ${asOf} and role = 'moved'
        and (biz_step like '%BizStep-shipping' or biz_step like '%BizStep-consigning') and consignor is not null
        or place = any(${numbers(some)}::bigint[]) and known_from < ${asOf} and role = 'moved'
        and (biz_step like '%BizStep-receiving' or biz_step like '%BizStep-accepting') and consignee is not null
      order by known_from`),
  )
  return new Map(rows.map(({ place, party }) => [place, party]))
}
