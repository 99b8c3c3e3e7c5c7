import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selectDone } from '../../../src/views/rollups/index.ts'
import { blockFacts, insertSums } from '../../../src/views/rollups/sums.ts'
import { openTestHistory } from '../history.ts'

/** Rows of one lot: from where until where they are known, how many units. Around the ends of blocks, closed within and beyond them. */
const rows: readonly (readonly [from: number, to: number | null, units: number])[] = [
  [0, null, 1],
  [10, 20, 2],
  [blockFacts - 1, null, 4],
  [blockFacts, null, 8],
  [100, blockFacts - 1, 16],
  [101, blockFacts, 32],
  [102, 2 * blockFacts + 5, 64],
  [2 * blockFacts, 2 * blockFacts + 1, 128],
  [3 * blockFacts - 1, null, 256],
]

test('what is known of a lot at any size is the same by sums of blocks as row by row', async () => {
  const history = await openTestHistory()
  await history.database.transaction(history.organisation, async (transaction) => {
    await transaction.script(
      `insert into view_deed values (0, 'moved', 'ObjectEvent', 'OBSERVE', null, null, null, null, null, false, null, gen_random_uuid(), 0)`,
    )
    for (const [at, [from, to, units]] of rows.entries()) {
      const values = [from, at, 7, 0, 'null', units, `${units}.5`, "'KGM'", at % 2 === 0, from, to ?? 'null']
      await transaction.script(`insert into view_lot_deed values (${values.join(', ')})`)
    }
    // As a follower does that goes by large and small steps.
    const steps = [0, 5, blockFacts - 1, blockFacts, 2 * blockFacts + 3, 3 * blockFacts]
    for (const [at, to] of steps.slice(1).entries()) await insertSums(transaction, steps[at] ?? 0, to)
    const ends = [0, blockFacts, 2 * blockFacts, 3 * blockFacts].flatMap((end) => [end - 1, end, end + 1, end + 2, end + 6])
    for (const asOf of ends.filter((size) => size >= 0 && size <= 3 * blockFacts)) {
      const known = rows.filter(([from, to]) => from < asOf && (to === null || to >= asOf))
      const units = known.reduce((sum, row) => sum + row[2], 0)
      const [done] = await selectDone(transaction, [7], asOf)
      assert.equal(done?.units ?? 0, units, `as of ${asOf}`)
      const surely = known.filter((row) => rows.indexOf(row) % 2 === 0).reduce((sum, row) => sum + row[2], 0)
      assert.equal(done?.surely ?? 0, surely, `sure as of ${asOf}`)
      const quantity = known.length === 0 ? undefined : String(units + known.length / 2)
      assert.equal(
        done?.quantities[0] === undefined ? undefined : String(Number(done.quantities[0].quantity)),
        quantity,
        `quantity as of ${asOf}`,
      )
    }
  })
  await history.close()
})
