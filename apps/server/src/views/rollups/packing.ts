import { sql, type Transaction } from '../../platform/database/index.ts'
import { inParts, numbers } from '../genealogy/index.ts'
import type { PackingRow } from './contents.ts'

/** Every word of packing about these containers, what is in them at every depth, and where else that was ever put. */
export async function selectPacking(transaction: Transaction, containers: readonly number[], asOf: number): Promise<PackingRow[]> {
  const rows: PackingRow[] = []
  const seen = new Set(containers)
  let frontier = [...containers]
  while (frontier.length > 0) {
    const found = await selectPackingBy(transaction, 'parent', frontier, asOf)
    rows.push(...found)
    const children = [...new Set(found.flatMap(({ child }) => child ?? []))]
    rows.push(...(await selectPackingBy(transaction, 'child', children, asOf)))
    frontier = [
      ...new Set(found.flatMap(({ child, childIs }) => (childIs === 'container' && child !== null && !seen.has(child) ? child : []))),
    ]
    for (const id of frontier) seen.add(id)
  }
  return rows
}

type PackedRow = Omit<PackingRow, 'says' | 'childIs' | 'isReusable'> & {
  action: string
  complete: boolean
  childLevel: string | null
  containerLevel: string
}

async function selectPackingBy(
  transaction: Transaction,
  role: 'parent' | 'child',
  ids: readonly number[],
  asOf: number,
): Promise<PackingRow[]> {
  const rows = await inParts(ids, (some) =>
    transaction.query<PackedRow>(sql`
      select e.index as event, p.object as container, po.level as "containerLevel", c.object as child, co.level as "childLevel", c.quantity, c.uom,
        e.action, (e.disposition = 'https://ref.gs1.org/cbv/Disp-completeness_verified') is true as complete,
        e.occurred_from_ms as "fromMs", e.occurred_to_ms as "toMs", e.known_to as "knownTo"
      from (select distinct event from view_participation
        where object = any(${numbers(some)}::bigint[]) and role = ${role} and event < ${asOf}) touched
      join view_event e on e.index = touched.event and e.type = 'AggregationEvent' and e.action is not null
      join view_participation p on p.event = e.index and p.role = 'parent'
      join view_object po on po.id = p.object and po.level in ('logistic-unit', 'asset', 'consignment', 'shipment', 'place', 'party')
      left join view_participation c on c.event = e.index and c.role = 'child'
      left join view_object co on co.id = c.object`),
  )
  return rows.flatMap(({ action, complete, childLevel, containerLevel, ...row }): PackingRow[] => {
    const isReusable = containerLevel === 'asset'
    const childIs = childLevel === 'instance' ? 'instance' : childLevel === 'lot' || childLevel === 'class' ? 'quantity' : 'container'
    const told: PackingRow = { ...row, childIs, isReusable, says: action === 'DELETE' ? 'out' : 'in' }
    if (row.child === null) return [{ ...told, says: 'all' }]
    return complete && action === 'OBSERVE' ? [told, { ...told, child: null, says: 'all' }] : [told]
  })
}
