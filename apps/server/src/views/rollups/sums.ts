import { sql, type Transaction } from '../../platform/database/index.ts'

/** Facts of one block: rows that blocks before it brought are asked for as sums. */
export const blockFacts = 65_536

/** Sums up the blocks that the facts below `to` make full, from that of `from` on. */
export async function insertSums(transaction: Transaction, from: number, to: number): Promise<void> {
  for (let block = Math.floor(from / blockFacts); block < Math.floor(to / blockFacts); block += 1) {
    const [first, next] = [block * blockFacts, (block + 1) * blockFacts]
    await transaction.execute(sql`
      insert into view_lot_deed_sum (lot, block, position, deed, mix, uom, units, surely, quantity, rows, sure_rows)
      select lot, ${block}::bigint, row_number() over (partition by lot order by deed, mix nulls first, uom nulls first) - 1, deed, mix, uom,
        sum(sign * units), coalesce(sum(sign * units) filter (where sure), 0), sum(sign * quantity), sum(sign), coalesce(sum(sign) filter (where sure), 0)
      from (
        select 1 as sign, lot, deed, mix, uom, units, quantity, sure from view_lot_deed where known_from >= ${first} and known_from < ${next}
        union all
        select -1, lot, deed, mix, uom, units, quantity, sure from view_lot_deed where known_to >= ${first} and known_to < ${next}
      ) changes
      group by lot, deed, mix, uom having sum(sign) <> 0 or sum(sign * units) <> 0 or sum(sign * quantity) <> 0`)
  }
}

/** What is known of lots at a size of the log: the sums of the blocks before, and what came since. To be read from as `known`. */
export function knownOf(lots: string, asOf: number) {
  const block = Math.floor(asOf / blockFacts)
  const first = block * blockFacts
  return sql`
    select s.lot, s.deed, s.mix, s.uom, s.units, s.surely, s.quantity, s.rows, s.sure_rows
    from unnest(${lots}::bigint[]) asked (lot) join view_lot_deed_sum s on s.lot = asked.lot and s.block < ${block}
    union all
    select l.lot, l.deed, l.mix, l.uom, l.units, case when l.sure then l.units else 0 end, l.quantity, 1, case when l.sure then 1 else 0 end
    from unnest(${lots}::bigint[]) asked (lot) join view_lot_deed l on l.lot = asked.lot and l.known_from >= ${first} and l.known_from < ${asOf}
    union all
    select l.lot, l.deed, l.mix, l.uom, -l.units, case when l.sure then -l.units else 0 end, -l.quantity, -1, case when l.sure then -1 else 0 end
    from unnest(${lots}::bigint[]) asked (lot) join view_lot_deed l on l.lot = asked.lot and l.known_to >= ${first} and l.known_to < ${asOf}`
}
