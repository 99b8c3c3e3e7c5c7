import { sql, type Transaction } from '../../platform/database/index.ts'
import type { EventDetails } from '../../views/genealogy/index.ts'
import { limits } from './model.ts'
import { receivingSteps } from './rules/basis/words.ts'
import { isOfSupplierLot, type SupplierLot, waysToWrite } from './rules/scope/supplied.ts'

type Row = {
  readonly event: number
  readonly id: number
  readonly bizStep: string | null
  readonly consignor: string | null
  readonly details: EventDetails | null
  readonly object: string
  readonly lot: string | null
  readonly product: string | null
}

/**
 * What is told to be of a supplier's lot, by the events that tell it, standing or voided: found by what receipts say of our lots, and by lots that are
 * kept under his number.
 */
export async function findSupplied(transaction: Transaction, asked: SupplierLot, index: number): Promise<Map<number, number[]>> {
  const line = JSON.stringify([asked.supplier === undefined ? { lot: asked.lot } : { lot: asked.lot, supplier: asked.supplier }])
  const rows = await transaction.queryOnce<Row>(sql`
    with lots as materialized (
      select id from view_object where level = 'lot' and substring(uri from '/(?:10|lot)/([^/]+)$') = any(${waysToWrite(asked.lot)}::text[])
    ), told as materialized (
      (select index from view_event
        where (details -> 'supplierLot')::jsonb @> ${line}::jsonb and details -> 'supplierLot' is not null and index < ${index}
      union
      select e.index from lots l join view_participation p on p.object = l.id join view_event e on e.index = p.event
        where e.biz_step = any(${[...receivingSteps]}::text[]) and e.index < ${index}
      union
      select e.index from lots l join view_participation p on p.lot = l.id and p.lot is not null join view_event e on e.index = p.event
        where e.biz_step = any(${[...receivingSteps]}::text[]) and e.index < ${index})
      order by index limit ${limits.matching + 1}
    )
    select e.index as event, o.id, o.uri as object, l.uri as lot, c.uri as product, e.biz_step as "bizStep", s.uri as consignor, e.details
    from told join view_event e using (index) join view_participation p on p.event = e.index and p.role <> 'named'
    join view_object o on o.id = p.object left join view_object l on l.id = p.lot left join view_object c on c.id = o.class
    left join view_object s on s.id = e.consignor
    order by event, p.position`)
  const supplied = new Map<number, number[]>()
  for (const { event, id, details, ...told } of rows) {
    if (!isOfSupplierLot({ ...told, details: details ?? {} }, told, asked)) continue
    const known = supplied.get(event)
    if (known === undefined) supplied.set(event, [id])
    else known.push(id)
  }
  return supplied
}
