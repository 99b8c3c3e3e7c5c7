import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, maker, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import type { LotsValue } from '../../../src/answers/trace/asks/lots.ts'
import { walkLots } from '../../../src/answers/trace/lot-walk.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { certain } from '../../../src/answers/trace/rules/basis/moment.ts'
import { LotScope } from '../../../src/answers/trace/rules/by-lots.ts'
import { findObjects, Rounds, selectLots, selectObjects } from '../../../src/views/genealogy/index.ts'
import { followRollups } from '../../../src/views/rollups/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { uri as nameUri, partyUri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'
import { untell } from './untelling.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 200) : 3
const uri = (id: string): string => {
  const reading = canonicalize(id)
  if (!reading.ok) throw new TypeError(`not an identifier: ${id}`)
  return reading.value.uri
}

/** Parties that the reading by lots leaves out, or is surer of. */
async function partyFaults(
  { database, organisation, ledger }: TestHistory,
  seed: string,
  index: number,
  value: TraceValue,
): Promise<string[]> {
  const byLots = await answerQuestion(
    database,
    organisation,
    { ask: 'lots', seed: [seed], asOf: { index }, onlyCertain: false, withReasons: false },
    { size: ledger.state().size, own: [uri(urns.party(maker))] },
  )
  const parties = new Map(
    (byLots.what === 'answered' ? (byLots.answer.value as LotsValue) : assert.fail()).consignees.map((one) => [one.id, one]),
  )
  const exact = new Map(value.consignees.map((one) => [one.id, one.value]))
  return [
    ...value.consignees.filter((one) => one.value !== 'excluded' && !parties.has(one.id)).map(({ id }) => `consignee ${id} is missing`),
    ...[...parties.values()]
      .filter((one) => one.value === 'certain' && exact.get(one.id) !== 'certain')
      .map(({ id }) => `consignee ${id} is certain by lots only`),
  ]
}

/** Where the reading by lots says less than the exact one, or is surer than it. */
async function faults(history: TestHistory, seed: string, index: number): Promise<string[]> {
  const { database, organisation, ledger } = history
  const outcome = await answerQuestion(
    database,
    organisation,
    { ask: 'forward', seed: [seed], asOf: { index }, onlyCertain: false, withReasons: false },
    { size: ledger.state().size, own: [uri(urns.party(maker))] },
  )
  assert.equal(outcome.what, 'answered')
  if (outcome.what !== 'answered') return []
  assert.ok(outcome.answer.conditions.every(({ code }) => code !== 'walk-bounded'))
  const value = outcome.answer.value as TraceValue
  const wrong = await partyFaults(history, seed, index, value)
  return database.transaction(organisation, async (transaction) => {
    const found = await findObjects(transaction, [seed], index)
    const scope = new LotScope(
      await walkLots(
        new Rounds(transaction),
        [...found.values()].map(({ id }) => id),
        index,
      ),
    )
    const named = [...value.certain, ...value.possible, ...value.past.map(({ id }) => id), ...value.excluded.map(({ id }) => id)]
    const objects = await findObjects(transaction, named, index)
    const sure = new Set(value.certain)
    const units = new Map<number, { all: number; sure: number }>()
    const instances = [...objects.values()].filter(({ level }) => level === 'instance')
    const lotsOf = Map.groupBy(
      await selectLots(
        transaction,
        instances.map(({ id }) => id),
        index,
      ),
      ({ member }) => member,
    )
    for (const { id, uri: name, classId } of instances) {
      const excluded = value.excluded.some((one) => one.id === name)
      for (const lot of lotsOf.get(id)?.map((row) => row.lot) ?? [classId ?? id]) {
        const count = units.get(lot) ?? { all: 0, sure: 0 }
        if (!excluded) count.all += 1
        if (sure.has(name)) count.sure += 1
        units.set(lot, count)
        if (!excluded && (scope.lots.get(lot)?.units ?? 0) === 0) wrong.push(`unit ${name} is in scope, none of its lot is`)
        if (scope.lots.get(lot)?.all === true && !sure.has(name)) wrong.push(`all units of its lot are certain, ${name} is not`)
      }
    }
    for (const { id, uri: name, level } of objects.values()) {
      if (level !== 'lot' || value.excluded.some((one) => one.id === name)) continue
      if ((scope.lots.get(id)?.value ?? 0) === 0) wrong.push(`lot ${name} is in scope, and not by lots`)
    }
    const names = await selectObjects(transaction, [...scope.lots.keys()])
    for (const [id, { value: degree, certainUnits }] of scope.lots) {
      const name = names.get(id)?.uri ?? ''
      if (degree === certain && !sure.has(name)) wrong.push(`lot ${name} is certain by lots only`)
      const told = units.get(id)?.sure ?? 0
      if (name !== seed && certainUnits > told) wrong.push(`lot ${name}: ${certainUnits} units are certain by lots, ${told} by name`)
    }
    return wrong
  })
}

for (let round = 0; round < rounds; round += 1) {
  test(`factory ${round}: by lots nothing that is in scope is missing, and nothing is surer than it is`, async () => {
    const history = await openTestHistory()
    const disturbances = { ...usualDisturbances, late: 0.05, duplicate: 0.05, corrected: 0.03, contradictory: 0.01 }
    const factory = createFactory({
      seed: `lots ${round}`,
      objects: 1_000,
      serialParts: (['A', 'B', 'C'] as const)[round % 3] ?? 'A',
      disturbances,
    })
    const documents = [...factory.documents()].map(({ source, document }) => ({
      source,
      receivedAt: document.creationDate,
      document: document as unknown as Record<string, unknown>,
    }))
    for (const { source, document, receivedAt } of round % 2 === 0 ? documents : untell(documents, 40)) {
      await history.append(factsOfDocument(source, document, receivedAt))
    }
    await history.project()
    const { database, organisation, ledger } = history
    await database.transaction(organisation, async (transaction) => {
      for (let cursor = -1, next = 0; next !== cursor; ) [cursor, next] = [next, await followRollups(transaction, 500)]
    })
    const { size } = ledger.state()
    const { supplierLot, typicalLot, hotLot, serialLot, substitutedLot } = factory.notables()
    for (const lot of [supplierLot, typicalLot, hotLot, serialLot, substitutedLot]) {
      for (const index of [size, Math.floor(size * 0.7)])
        assert.deepEqual(await faults(history, uri(lot), index), [], `${lot} as of ${index}`)
    }
    await history.close()
  })
}

async function follow(story: Story): Promise<TestHistory> {
  const history = await openTestHistory()
  for (const { source, document, receivedAt } of story.documents()) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  await history.database.transaction(history.organisation, async (transaction) => {
    for (let cursor = -1, next = 0; next !== cursor; ) [cursor, next] = [next, await followRollups(transaction, 500)]
  })
  return history
}

async function ask({ database, organisation, ledger }: TestHistory, name: 'lots' | 'forward', seed: string, onlyCertain: boolean) {
  const { size } = ledger.state()
  const question = { ask: name, seed: [nameUri(seed)], asOf: { index: size }, onlyCertain, withReasons: false } as const
  const outcome = await answerQuestion(database, organisation, question, { size, own: [partyUri('Maker')] })
  return outcome.what === 'answered' ? outcome.answer : assert.fail(outcome.what)
}

test('units of a lot that others made, of which nobody told where they come from, are among those that are at most in scope', async () => {
  const units = [1, 2, 3, 4, 5].map((number) => nameUri(`device#${number}`))
  const told = (numbers: readonly number[], event: object) => ({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'https://ref.gs1.org/cbv/BizStep-receiving',
    epcList: numbers.map((number) => units[number - 1]),
    'proofline:memberOf': numbers.map((number) => ({ epc: units[number - 1], lot: nameUri('device:L') })),
    ...event,
  })
  const made = { action: 'ADD', bizStep: 'https://ref.gs1.org/cbv/BizStep-commissioning' }
  const story = new Story()
    .at('08:00')
    .tell('wms', told([1, 2, 3], {}))
    .at('09:00')
    .tell('mes', told([4], made))
    .at('10:00')
    .tell('wms', told([4, 5], {}))
    .at('11:00')
    .tell('wms', told([1, 2, 3, 4, 5], {}))
  const history = await follow(story)
  const atMost = async (index: number) => {
    const question = { ask: 'lots', seed: [nameUri('device:L')], asOf: { index }, onlyCertain: false, withReasons: false } as const
    const outcome = await answerQuestion(history.database, history.organisation, question, { size: history.ledger.state().size, own: [] })
    const { value } = outcome.what === 'answered' ? outcome.answer : assert.fail(outcome.what)
    return (value as LotsValue).lots.map(({ id, units: { atMost: most } }) => [id, most])
  }
  for (const [index, most] of [3, 4, 5, 5].entries())
    assert.deepEqual(await atMost(index + 1), [[nameUri('device:L'), most]], `at ${index + 1}`)
  await history.close()
})

test('two expiry dates of one lot in one event, under two names: by lots as unit by unit, it is certain of neither', async () => {
  const lot = (number: string, dates: Record<string, string>) => ({
    type: 'TransformationEvent',
    inputQuantityList: [{ epcClass: nameUri('screw:P1'), quantity: 5 }],
    outputQuantityList: [{ epcClass: nameUri(`device:${number}`), quantity: 5 }],
    ilmd: dates,
  })
  const story = new Story()
    .at('08:00')
    .tell('mes', lot('L', { 'cbvmda:itemExpirationDate': '2027-01-31', 'cbvmda:expirationDate': '2028-01-31' }))
    .tell('mes', lot('M', { 'cbvmda:itemExpirationDate': '2027-01-31', 'cbvmda:expirationDate': '2027-01-31T00:00:00Z' }))
  const history = await follow(story)
  const words = (name: 'lots' | 'forward') => ask(history, name, 'screw:P1', true)
  const { value, gaps } = await words('forward')
  assert.deepEqual((value as TraceValue).certain, [nameUri('device:M'), nameUri('screw:P1')].sort())
  assert.ok(gaps.some(({ code, object }) => code === 'contradiction-open' && object === nameUri('device:L')))
  assert.deepEqual(
    ((await words('lots')).value as LotsValue).lots.map(({ id }) => id),
    [nameUri('device:M'), nameUri('screw:P1')].sort(),
  )
  await history.close()
})

test('two systems tell one making, with two expiry dates: by lots as unit by unit, the lot is not certain', async () => {
  const made = (day: string) => ({
    type: 'TransformationEvent',
    inputQuantityList: [{ epcClass: nameUri('screw:P1'), quantity: 5 }],
    outputQuantityList: [{ epcClass: nameUri('device:L'), quantity: 5 }],
    ilmd: { 'cbvmda:itemExpirationDate': day },
  })
  const history = await follow(new Story().at('08:00').tell('mes', made('2027-01-31')).tell('erp', made('2028-01-31')))
  const { certain: sure, possible } = (await ask(history, 'forward', 'screw:P1', false)).value as TraceValue
  assert.deepEqual([sure, possible], [[nameUri('screw:P1')], [nameUri('device:L')]])
  const { lots } = (await ask(history, 'lots', 'screw:P1', false)).value as LotsValue
  assert.deepEqual(
    lots.map(({ id, value }) => [id, value]),
    [
      [nameUri('screw:P1'), 'certain'],
      [nameUri('device:L'), 'possible'],
    ],
  )
  await history.close()
})

test('what the hospital takes out of the carton went to it in there, by lots as unit by unit, though its packing is not told', async () => {
  const story = new Story()
    .at('08:00')
    .make(['device#1'], { of: ['1 of screw:P1'], lot: 'L' })
    .at('10:00')
    .ship(['tray~T1'], 'A')
    .at('12:00')
    .unpack('tray~T1', ['device#1'])
  const history = await follow(story)
  const parties = ({ value }: { readonly value: unknown }) =>
    (value as LotsValue | TraceValue).consignees.map(({ id, value: standing }) => [id, standing])
  assert.deepEqual(parties(await ask(history, 'forward', 'screw:P1', false)), [[partyUri('A'), 'possible']])
  assert.deepEqual(parties(await ask(history, 'lots', 'screw:P1', false)), [[partyUri('A'), 'possible']])
  await history.close()
})

test('a device out of which a motor is taken had it, by lots as unit by unit, though nobody told that it was fitted', async () => {
  const story = new Story()
    .at('08:00')
    .add(['device#1'], { lot: 'L' })
    .at('10:00')
    .add(['motor#1'], { lot: 'M' })
    .at('12:00')
    .remove('device#1', ['motor#1'])
  const history = await follow(story)
  const { past } = (await ask(history, 'forward', 'motor:M', false)).value as TraceValue
  assert.deepEqual(
    past.map(({ id }) => id),
    [nameUri('device#1')],
  )
  const { lots } = (await ask(history, 'lots', 'motor:M', false)).value as LotsValue
  assert.deepEqual(
    new Map(lots.map(({ id, units: { atMost } }) => [id, atMost])),
    new Map([
      [nameUri('device:L'), 1],
      [nameUri('motor:M'), 1],
    ]),
  )
  await history.close()
})
