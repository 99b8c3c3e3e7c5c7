import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { firstOrganisation } from '@proofline/server/operations'
import { uriInCopy } from '../../src/bench/growth.ts'
import { traceNames } from '../../src/bench/model.ts'
import { Scratch } from '../../src/bench/scratch.ts'
import { measureHistory } from '../../src/bench/trace.ts'
import { askOnce, countPumps, type Lots, makeHistory } from '../../src/bench/trace-history.ts'
import { readUnitList } from '../../src/bench/trace-list.ts'

const bench = { size: 'quick', progress: () => undefined } as const
const copies = 3
const scratch = new Scratch()
after(() => scratch.close())
// Boards of which some have serial numbers, and the fewest objects that a factory has.
const history = await makeHistory(scratch, bench, { profile: 'B', objects: 2_900, largestBlock: 1_000 })
const { server, subjects, growth, hotPumps } = history
const own = await server.plain.connected(async (client) => {
  const text = `select uri from ${firstOrganisation.schema}.view_object where level not in ('class', 'place', 'party') and known_from < $1`
  return new Set((await client.query<{ uri: string }>(text, [growth.blockFacts])).rows.map(({ uri }) => uri))
})

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
const indexes = new Set(['event', 'facts', 'by', 'recordedAt'])
/** What an answer about the block would say of a copy. Bodies name the supplier's lots of the block, so that copies have none. */
function inCopy(said: unknown, copy: number, key = ''): unknown {
  if (Array.isArray(said)) return said.map((one) => inCopy(one, copy, key))
  if (typeof said === 'object' && said !== null) {
    const entries = Object.entries(said).filter(([name]) => name !== 'supplierLots' && name !== 'recordedAt')
    return Object.fromEntries(entries.map(([name, value]) => [name, inCopy(value, copy, name)]))
  }
  if (typeof said === 'number') return indexes.has(key) ? said + copy * growth.blockFacts : said
  if (typeof said !== 'string') return said
  if (said === subjects.hotLot) return said
  if (own.has(said)) return uriInCopy(said, copy)
  const stepMs = key === 'receivedAt' ? growth.recordedStepMs : growth.stepMs
  return moment.test(said) ? new Date(Date.parse(said) + copy * stepMs).toISOString() : said
}

const saidOf = async (ask: string, uri: string): Promise<unknown> => (await askOnce(server, { ask, seed: [uri] })).value

test('a history of the size asked for is the block, so many times', () => {
  assert.equal(growth.copies, copies)
  assert.equal(growth.facts, growth.blockFacts * copies)
  assert.ok(growth.objects >= 2_900)
})

for (const [ask, about] of [
  ['lots', 'typicalLot'],
  ['backward', 'serial'],
  ['forward', 'serial'],
  ['history', 'serial'],
  ['where', 'serial'],
] as const) {
  test(`${ask}: what is said of a copy is what is said of the block, by the names of the copy`, async () => {
    const block = await saidOf(ask, subjects[about])
    assert.notDeepEqual(inCopy(block, 1), inCopy(block, 0))
    for (const copy of [1, 2]) {
      assert.deepEqual(inCopy(await saidOf(ask, uriInCopy(subjects[about], copy)), 0), inCopy(block, copy))
    }
  })
}

test('one lot is in as many units as it is in the block, times the copies', async () => {
  assert.ok(hotPumps > 0)
  assert.equal(await countPumps(server, subjects.hotLot), copies * hotPumps)
  const { total } = (await saidOf('lots', subjects.hotLot)) as Lots
  const { units } = await readUnitList(history, subjects.hotLot)
  assert.ok(units > hotPumps && units <= total.units.atMost)
})

test('every question is measured, and a small history gives no verdict', async () => {
  const outcomes = await measureHistory(history, bench, 'B')
  assert.deepEqual(
    outcomes.map(({ measure }) => measure),
    traceNames,
  )
  for (const { measure, figure, baseline = Number.NaN, verdicts, details } of outcomes) {
    assert.ok(figure > 0 && baseline > 0, measure)
    assert.deepEqual([details.copies, details.objects, verdicts.length], [copies, growth.objects, 0])
  }
})
