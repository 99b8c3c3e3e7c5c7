import { sql, type Transaction } from '../../platform/database/index.ts'
import type { Discrepancy } from './model.ts'

/** What was known to be surprising from the facts below `asOf`, and not settled by then: oldest first, behind `after`, at most `limit`. */
export function selectDiscrepancies(transaction: Transaction, asOf: number, limit: number, after = -1): Promise<Discrepancy[]> {
  return transaction.query<Discrepancy>(sql`
    select d.known_from as "knownFrom", d.code, s.name as source, d.subject, d.known_to as "knownTo"
    from view_discrepancy d join view_source s on s.id = d.source
    where d.known_from < ${asOf} and (d.known_to is null or d.known_to >= ${asOf}) and d.known_from > ${after}
    order by d.known_from, d.code limit ${limit}`)
}
