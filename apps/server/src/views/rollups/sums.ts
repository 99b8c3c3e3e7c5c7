import { type Sql, sql, type Transaction } from '../../platform/database/index.ts'

/** Facts of one block: rows that blocks before it brought are asked for as sums. What came since the last full large one is read as small ones. */
export const blockFacts = { small: 4_096, large: 65_536 } as const

const columns = sql`lot, facts, block, position, deed, mix, uom, units, surely, quantity, rows, sure_rows`
const position = sql`row_number() over (partition by lot, block order by deed, mix nulls first, uom nulls first) - 1`
const sums = sql`sum(units), sum(surely), sum(quantity), sum(rows), sum(sure_rows)`
/** What may change in a block: also nothing but that a row is no longer sure. */
const isChange = sql`(sum(rows) <> 0 or sum(sure_rows) <> 0 or sum(units) <> 0 or sum(surely) <> 0 or sum(quantity) <> 0)`

/** An entry of packed sums, as `readEntries` reads it. */
const packed = sql`view_packed(deed, mix, uom, units, surely, quantity, rows, sure_rows)`

/** Sums up the blocks that the facts below `to` make full, from that of `from` on: small ones from the rows, large ones from the small ones. */
export async function insertSums(transaction: Transaction, from: number, to: number): Promise<void> {
  const { small, large } = blockFacts
  const [first, next] = [Math.floor(from / small), Math.floor(to / small)]
  if (next > first) {
    await transaction.execute(sql`
      insert into view_lot_deed_sum (${columns})
      select lot, ${small}::integer, block, ${position}, deed, mix, uom, ${sums}
      from (
        select known_from / ${small}::bigint as block, lot, deed, mix, uom, units, sure::integer * units as surely, quantity, 1 as rows, sure::integer as sure_rows
          from view_lot_deed where known_from >= ${first * small} and known_from < ${next * small}
        union all
        select known_to / ${small}::bigint, lot, deed, mix, uom, -units, -sure::integer * units, -quantity, -1, -sure::integer
          from view_lot_deed where known_to >= ${first * small} and known_to < ${next * small}
      ) change
      group by lot, block, deed, mix, uom having ${isChange}`)
  }
  for (let block = Math.floor(from / large); block < Math.floor(to / large); block += 1) {
    const [begin, end] = [(block * large) / small, ((block + 1) * large) / small]
    await transaction.execute(sql`
      insert into view_lot_block (lot, block, entries)
      select lot, ${block}, string_agg(${packed}, '' order by deed, mix nulls first, uom nulls first)
      from (
        select lot, deed, mix, uom, sum(units)::bigint as units, sum(surely)::bigint as surely, sum(quantity) as quantity, sum(rows)::bigint as rows,
          sum(sure_rows)::bigint as sure_rows
        from view_lot_deed_sum where facts = ${small} and block >= ${begin} and block < ${end}
        group by lot, deed, mix, uom having ${isChange}
      ) change group by lot`)
  }
}

/**
 * What is known of lots at a size of the log: the sums of the blocks before, and what came since; in one value, for each lot as often as there is something of it
 * its number (8 bytes), the length of the entries (4) and the entries. Lot by lot: to read all that came since, of whatever lot, looks cheap to the planner
 * and is not. (`offset 0` keeps it from that.)
 */
export function packedSums(lots: string, asOf: number): Sql {
  const { small, large } = blockFacts
  const [largeBlock, smallBlock] = [Math.floor(asOf / large), Math.floor(asOf / small)]
  const since = smallBlock * small
  return sql`
    select string_agg(int8send(lot) || int4send(octet_length(entries)) || entries, '') as packed from (
      select asked.lot, k.entries from unnest(${lots}::bigint[]) asked (lot) cross join lateral (
        select entries from view_lot_block where lot = asked.lot and block < ${largeBlock} offset 0) k
      union all
      select asked.lot, k.entries from unnest(${lots}::bigint[]) asked (lot) cross join lateral (
        select ${packed} as entries from view_lot_deed_sum
        where lot = asked.lot and facts = ${small} and block >= ${(largeBlock * large) / small} and block < ${smallBlock} offset 0) k
      union all
      select asked.lot, k.entries from unnest(${lots}::bigint[]) asked (lot) cross join lateral (
        select view_packed(deed, mix, uom, units, sure::integer * units, quantity, 1, sure::integer) as entries
        from view_lot_deed where lot = asked.lot and known_from >= ${since} and known_from < ${asOf} offset 0) k
      union all
      select asked.lot, k.entries from unnest(${lots}::bigint[]) asked (lot) cross join lateral (
        select view_packed(deed, mix, uom, -units, -sure::integer * units, -quantity, -1, -sure::integer) as entries
        from view_lot_deed where lot = asked.lot and known_to >= ${since} and known_to < ${asOf} offset 0) k
    ) known`
}
