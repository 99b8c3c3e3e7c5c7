import type { Transaction } from '../../../src/platform/database/index.ts'
import { deedsAsOf } from '../../../src/views/rollups/follower.ts'
import { saysOf, selectStanding } from '../../../src/views/rollups/store.ts'
import { Surroundings } from '../../../src/views/rollups/surroundings.ts'

/** Events whose rows are not what the event means with all that is known at `size`, where the roll-ups stand. */
export async function selectStale(transaction: Transaction, size: number): Promise<number[]> {
  const [rows = []] = (await transaction.script('select index::int as index from view_event order by index')) as { index: number }[][]
  const events = rows.map(({ index }) => index)
  const surroundings = await Surroundings.open(transaction, size, size)
  await surroundings.learn(events)
  const standing = Map.groupBy(await selectStanding(transaction, events), ({ event }) => event)
  return events.filter((event) => {
    const fresh = deedsAsOf(surroundings, event, size).map(saysOf).sort()
    return JSON.stringify(fresh) !== JSON.stringify((standing.get(event) ?? []).map(({ says }) => says).sort())
  })
}
