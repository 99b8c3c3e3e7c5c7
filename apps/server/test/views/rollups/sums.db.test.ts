import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Compositions, sumDone } from '../../../src/views/rollups/index.ts'
import { blockFacts, insertSums } from '../../../src/views/rollups/sums.ts'
import { openTestHistory } from '../history.ts'

const { large, small } = blockFacts

/** Rows of one lot: from where until where they are known, how many units, and whether that is sure. Around the ends of blocks, closed within and beyond them. */
const rows: readonly (readonly [from: number, to: number | null, units: number, sure?: 'unsure'])[] = [
  [0, null, 1],
  [10, 20, 2, 'unsure'],
  [large - 1, null, 4],
  [large, null, 8, 'unsure'],
  [100, large - 1, 16],
  [101, large, 32, 'unsure'],
  [102, 2 * large + 5, 64],
  [2 * large, 2 * large + 1, 128, 'unsure'],
  [3 * large - 1, null, 256],
  [large + small, large + 3 * small - 1, 512, 'unsure'],
  [large + 2 * small - 1, null, 1024],
  // In a block where nothing else happens, one is no longer sure, and another is.
  [7, large + 4 * small + 9, 2048],
  [large + 4 * small + 9, null, 2048, 'unsure'],
  [8, 2 * large + 4 * small + 9, 4096, 'unsure'],
  [2 * large + 4 * small + 9, null, 4096],
]

test('what is known of a lot at any size is the same by sums of blocks as row by row', async () => {
  const history = await openTestHistory()
  await history.database.transaction(history.organisation, async (transaction) => {
    await transaction.script(
      `insert into view_deed values (0, 'moved', 'ObjectEvent', 'OBSERVE', null, null, null, null, null, false, null, gen_random_uuid(), 0)`,
    )
    for (const [at, [from, to, units, unsure]] of rows.entries()) {
      const values = [from, at, 7, 0, 'null', units, `${units}.5`, "'KGM'", unsure === undefined, from, to ?? 'null']
      await transaction.script(`insert into view_lot_deed values (${values.join(', ')})`)
    }
    // As a follower does that goes by large and small steps.
    const steps = [0, 5, small + 1, large - 1, large, 2 * large + 3, 3 * large]
    for (const [at, to] of steps.slice(1).entries()) await insertSums(transaction, steps[at] ?? 0, to)
    const ends = [
      0,
      large + 5 * small,
      2 * large + 5 * small,
      small,
      large,
      large + small,
      large + 2 * small,
      large + 3 * small,
      2 * large,
      3 * large,
    ].flatMap((end) => [end - 1, end, end + 1, end + 2, end + 6])
    const compositions = new Compositions()
    await compositions.follow(transaction)
    for (const asOf of ends.filter((size) => size >= 0 && size <= 3 * large)) {
      const known = rows.filter(([from, to]) => from < asOf && (to === null || to >= asOf))
      const units = known.reduce((sum, row) => sum + row[2], 0)
      const [done] = sumDone((await compositions.sums(transaction, [7], asOf)).values(), compositions)
      assert.equal(done?.units ?? 0, units, `as of ${asOf}`)
      const surely = known.filter(([, , , unsure]) => unsure === undefined).reduce((sum, row) => sum + row[2], 0)
      assert.equal(done?.surely ?? 0, surely, `sure as of ${asOf}`)
      const quantity = known.length === 0 ? undefined : String(units + known.length / 2)
      assert.equal(done === undefined ? undefined : String(Number(done.quantity)), quantity, `quantity as of ${asOf}`)
    }
  })
  await history.close()
})
