import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, usualDisturbances } from '@proofline/factory'
import { sql, type Transaction } from '../../../src/platform/database/index.ts'
import { followRollups } from '../../../src/views/rollups/index.ts'
import { packUnits, readNumbers } from '../../../src/views/rollups/units.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../history.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? 20 : 2

async function told(seed: string, serialParts: 'A' | 'B' | 'C'): Promise<TestHistory> {
  const history = await openTestHistory()
  const disturbances = { ...usualDisturbances, late: 0.1, duplicate: 0.05, corrected: 0.05, contradictory: 0.02 }
  const factory = createFactory({ seed, objects: 1_000, serialParts, disturbances, eventsPerDocument: 50 })
  for (const { source, document } of factory.documents()) await history.append(factsOfDocument(source, document, document.creationDate))
  await history.project()
  return history
}

const emptied = `truncate view_lot_unit, view_mix_unit`
const allRows = async (transaction: Transaction): Promise<string> =>
  JSON.stringify(
    await transaction.script(`select t::text from view_lot_unit t order by lot, block, position;
      select t::text from view_mix_unit t order by lot, mix, block, position`),
  )

/** How often each unit is told to be of a lot (and composition), as packed rows of `since` blocks and what follows them say it. */
async function packedAt(transaction: Transaction, size: number, blockFacts: number): Promise<Map<string, number>> {
  const blocks = Math.floor(size / blockFacts)
  const since = blocks * blockFacts
  const counts = new Map<string, number>()
  const add = (key: string, { gone, first, offsets }: { gone: boolean; first: number; offsets: Buffer }): void =>
    readNumbers(first, offsets, (object) => {
      const count = (counts.get(`${key} ${object}`) ?? 0) + (gone ? -1 : 1)
      if (count === 0) counts.delete(`${key} ${object}`)
      else counts.set(`${key} ${object}`, count)
    })
  type Row = { lot: number; mix: number; gone: boolean; first: number; offsets: Buffer }
  for (const row of await transaction.query<Row>(sql`
    select lot, gone, first, offsets from view_lot_unit where block < ${blocks}
    union all select lot, gone, first, offsets from view_lot_units_packed(${since}, ${size}, null)`))
    add(`lot ${row.lot}`, row)
  for (const row of await transaction.query<Row>(sql`
    select lot, mix, gone, first, offsets from view_mix_unit where block < ${blocks}
    union all select lot, mix, gone, first, offsets from view_mix_units_packed(${since}, ${size}, null,
      array(select object from view_lot_units(${since}, ${size}, null) where old))`))
    add(`lot ${row.lot} mix ${row.mix}`, row)
  return counts
}

/** The same, as participations and deeds say it. */
async function toldAt(transaction: Transaction, size: number): Promise<Map<string, number>> {
  const rows = await transaction.query<{ key: string; count: number }>(sql`
    with member as (
      select distinct lot, object from view_participation where lot is not null and event < ${size} and (known_to is null or known_to >= ${size})
    )
    select 'lot ' || lot || ' ' || object as key, 1::bigint as count from member
    union all
    select 'lot ' || lot || ' mix ' || mix || ' ' || object, count(distinct event) from (
      select l.event, l.lot, l.mix, m.object from view_lot_deed l join view_deed d on d.id = l.deed
      join view_participation p on p.event = l.event and p.quantity is null
        and p.role = any(case d.role when 'taken' then array['child'] else array['output', 'parent'] end)
      join member m on m.lot = l.lot and m.object = p.object
      where l.mix is not null and l.known_from < ${size} and (l.known_to is null or l.known_to >= ${size})
    ) made group by lot, mix, object`)
  return new Map(rows.map(({ key, count }) => [key, count]))
}

for (let round = 0; round < rounds; round += 1) {
  test(`factory ${round}: packed units are at any size what participations and makings say, however the log is cut`, async () => {
    const profile = (['C', 'A', 'B'] as const)[round % 3] ?? 'C'
    const history = await told(`units ${round}`, profile)
    const { size } = history.ledger.state()
    const blockFacts = 60
    await history.database.transaction(history.organisation, async (transaction) => {
      for (let cursor = -1, next = 0; next !== cursor; ) {
        cursor = next
        next = await followRollups(transaction, 170)
        await packUnits(transaction, cursor, next, blockFacts)
      }
      const inSteps = await allRows(transaction)
      await transaction.script(emptied)
      await packUnits(transaction, 0, size, blockFacts)
      assert.equal(await allRows(transaction), inSteps)
      if (profile !== 'A') assert.ok(inSteps.includes(',t,'), 'something is gone')
      const whole = await toldAt(transaction, size)
      assert.ok([...whole.keys()].some((key) => key.includes('mix')))
      for (const asOf of [size, Math.floor(size * 0.7), blockFacts * 3, blockFacts * 5 + 1, blockFacts - 1])
        assert.deepEqual(await packedAt(transaction, asOf, blockFacts), await toldAt(transaction, asOf), `as of ${asOf}`)
      // Counted by the deeds themselves, which are made without these rows.
      const sums = await transaction.query<{ key: string; units: number }>(sql`
        select 'lot ' || l.lot || ' mix ' || l.mix as key, sum(l.units)::bigint as units from view_lot_deed l join view_object o on o.id = l.lot
        where l.mix is not null and l.known_to is null and o.level = 'lot' group by l.lot, l.mix having sum(l.units) > 0`)
      const counted = new Map<string, number>()
      for (const [key, count] of whole) {
        const pair = key.slice(0, key.lastIndexOf(' '))
        if (pair.includes('mix')) counted.set(pair, (counted.get(pair) ?? 0) + count)
      }
      assert.deepEqual(new Map(sums.map(({ key, units }) => [key, units])), counted)
    })
    await history.close()
  })
}
