import { type Database, type Organisation, sql } from '../../platform/database/index.ts'
import { lockHead } from '../tree/index.ts'

/**
 * Makes the guards anew from the keys in the envelopes, while nobody appends. In one transaction: a crash leaves the old ones.
 * @returns how many there are.
 */
export async function rebuildGuards(database: Database, organisation: Organisation): Promise<number> {
  return database.transaction(organisation, async (transaction) => {
    await lockHead(transaction, 'append')
    await transaction.execute(sql`delete from work_guard`)
    return transaction.execute(sql`insert into work_guard (key, last_index)
      select key::uuid, max(index) from record_fact, jsonb_array_elements_text(convert_from(envelope, 'UTF8')::jsonb -> 'guards') as key group by key`)
  })
}
