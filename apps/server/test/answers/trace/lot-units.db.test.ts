import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, maker, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import type { LotsValue } from '../../../src/answers/trace/asks/lots.ts'
import { LotUnits } from '../../../src/answers/trace/lot-units.ts'
import type { Answer } from '../../../src/answers/trace/model.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { sql } from '../../../src/platform/database/index.ts'
import { findObjects } from '../../../src/views/genealogy/index.ts'
import { followRollups, packUnits } from '../../../src/views/rollups/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { uri as nameUri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'
import { untell } from './untelling.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 60) : 3
const uri = (id: string): string => {
  const reading = canonicalize(id)
  return reading.ok ? reading.value.uri : assert.fail(id)
}

type Unit = { readonly lot: string; readonly id: string }

async function ask<Value>({ database, organisation, ledger }: TestHistory, name: 'lots' | 'forward', seed: string, index: number) {
  const question = { ask: name, seed: [seed], asOf: { index }, onlyCertain: false, withReasons: false, withUnits: true } as const
  const outcome = await answerQuestion(database, organisation, question, {
    size: ledger.state().size,
    own: [uri(urns.party(maker))],
  })
  return (outcome.what === 'answered' ? outcome.answer : assert.fail(outcome.what)) as Answer<Value>
}

/** What the list says; it is packed in blocks of so many facts. */
async function listed(
  { database, organisation }: TestHistory,
  { value, within, asOf }: Answer<LotsValue>,
  blockFacts: number,
): Promise<Unit[]> {
  return database.transaction(organisation, async (transaction) => {
    const names = value.lots.map(({ id }) => id)
    const found = await findObjects(transaction, names, asOf.index)
    const lots = names.map((name) => found.get(name) ?? assert.fail(name))
    const asked = lots.map(({ id, level }) => ({ id, isClass: level === 'class' }))
    const units = await LotUnits.read(transaction, asked, within ?? assert.fail(), asOf.index, blockFacts)
    const list: Unit[] = []
    for await (const { at, stem, names: lines, count } of units.names()) {
      assert.equal(lines.split('\n').length, count)
      for (const line of lines.split('\n')) list.push({ lot: names[at] ?? '', id: stem + line })
    }
    assert.equal(list.length, units.count)
    return list
  })
}

/** All that any fact says to be of a lot, in the order in which they were first mentioned. */
async function membersOf({ database, organisation }: TestHistory, lot: string, index: number): Promise<string[]> {
  const rows = await database.transaction(organisation, (transaction) =>
    transaction.query<{ uri: string }>(sql`
      select o.uri from (select distinct p.object from view_participation p join view_object l on l.id = p.lot where l.uri = ${lot}
        and p.event < ${index} and (p.known_to is null or p.known_to >= ${index})) m join view_object o on o.id = m.object order by o.id`),
  )
  return rows.map((row) => row.uri)
}

async function verifyList(history: TestHistory, seed: string, index: number, blocks: readonly number[]): Promise<number> {
  const answer = await ask<LotsValue>(history, 'lots', seed, index)
  const about = `${seed} as of ${index}`
  const [whole = [], ...others] = await Promise.all(blocks.map((facts) => listed(history, answer, facts)))
  for (const other of others) assert.deepEqual(other, whole, `${about}: however the log is cut`)
  const byLot = Map.groupBy(whole, ({ lot }) => lot)
  for (const { id, units } of answer.value.lots) {
    const own = byLot.get(id)?.map((unit) => unit.id) ?? []
    assert.ok(own.length <= units.atMost, `${about}: ${own.length} units of ${id} are listed, at most ${units.atMost} are in scope`)
    if (own.length === 0 || !id.includes('/10/')) continue
    const members = await membersOf(history, id, index)
    const chosen = new Set(own)
    assert.deepEqual(
      own,
      members.filter((member) => chosen.has(member)),
      `${about}: units of ${id}, each once, in their order`,
    )
  }
  const { value } = await ask<TraceValue>(history, 'forward', seed, index)
  const ids = new Set(whole.map(({ id }) => id))
  const reached = [...value.certain, ...value.possible, ...value.past.map(({ id }) => id)].filter((id) => id.includes('/21/'))
  assert.deepEqual(
    reached.filter((id) => !ids.has(id)),
    [],
    `${about}: units in scope that are not listed`,
  )
  return whole.length
}

for (let round = 0; round < rounds; round += 1) {
  test(`factory ${round}: no unit in scope is missing from the list, and no more are listed than can be in scope`, async () => {
    const history = await openTestHistory()
    const disturbances = { ...usualDisturbances, late: 0.05, duplicate: 0.05, corrected: 0.04, contradictory: 0.01 }
    const serialParts = (['C', 'A', 'B'] as const)[round % 3] ?? 'C'
    const factory = createFactory({ seed: `listed ${round}`, objects: 1_000, serialParts, disturbances })
    const documents = [...factory.documents()].map(({ source, document }) => ({
      source,
      receivedAt: document.creationDate,
      document: document as unknown as Record<string, unknown>,
    }))
    for (const { source, document, receivedAt } of round % 2 === 0 ? documents : untell(documents, 40)) {
      await history.append(factsOfDocument(source, document, receivedAt))
    }
    await history.project()
    const { size } = history.ledger.state()
    const blockFacts = 53
    await history.database.transaction(history.organisation, async (transaction) => {
      for (let cursor = -1, next = 0; next !== cursor; ) [cursor, next] = [next, await followRollups(transaction, 500)]
      await packUnits(transaction, 0, size, blockFacts)
    })
    const { supplierLot, typicalLot, hotLot, serialLot } = factory.notables()
    let units = 0
    for (const lot of [supplierLot, typicalLot, hotLot, serialLot]) {
      // In one block that is not full nothing is packed.
      for (const index of lot === hotLot ? [size, Math.floor(size * 0.7)] : [size])
        units += await verifyList(history, uri(lot), index, [size + 1, blockFacts])
    }
    assert.ok(units > 100)
    await history.close()
  })
}

test('a part is taken out of a device, and nobody told that it was put in: the device is among the units of its lot in scope', async () => {
  for (const part of ['motor:M#1', '1 of motor:M']) {
    const story = new Story()
      .at('08:00')
      .make(['motor:M#1', 'motor:M#2'], { of: ['2 of glue:G'] })
      .at('09:00')
      .add(['device:L#7', 'device:L#8'])
      .at('2025-03-05 09:00')
      .remove('device:L#7', [part], { place: 'A' })
    const history = await openTestHistory()
    for (const { source, document, receivedAt } of story.documents()) await history.append(factsOfDocument(source, document, receivedAt))
    await history.project()
    await history.database.transaction(history.organisation, (transaction) => followRollups(transaction, 500))
    assert.equal(await verifyList(history, nameUri('motor:M'), history.ledger.state().size, [500]), 3, part)
    await history.close()
  }
})
