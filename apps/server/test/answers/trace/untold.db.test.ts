import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Question } from '../../../src/answers/trace/index.ts'
import { limits } from '../../../src/answers/trace/model.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { factsOf, openTestHistory, type TestHistory } from '../../views/history.ts'
import { declarationOf, lotUri, objectEvent, serialUri } from '../../views/stories.ts'

const product = 'https://id.gs1.org/01/09506000134352'
const material = 'https://id.gs1.org/01/09506000134376/10/M1'
const party = 'https://id.gs1.org/417/9506000134383'

async function ask(history: TestHistory, direction: Question['ask'], seed: string, index?: number): Promise<Answer<TraceValue>> {
  const { database, organisation, ledger } = history
  const asOf = index === undefined ? undefined : { index }
  const question: Question = { ask: direction, seed: [seed], asOf, onlyCertain: false, withReasons: false }
  const outcome = await answerQuestion(database, organisation, question, { size: ledger.state().size, own: ['952999999999'] })
  return outcome.what === 'answered' ? (outcome.answer as Answer<TraceValue>) : assert.fail(outcome.what)
}

const made = (number: number, lot: string): Record<string, unknown> => ({
  type: 'TransformationEvent',
  eventID: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  eventTime: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
  eventTimeZoneOffset: '+08:00',
  bizStep: 'creating_class_instance',
  inputQuantityList: [{ epcClass: material, quantity: 5 }],
  outputQuantityList: [{ epcClass: lotUri(lot), quantity: 5 }],
})
const shipped = (number: number, serial: string): Record<string, unknown> =>
  objectEvent(number, {
    quantityList: undefined,
    epcList: [serialUri(serial)],
    bizStep: 'shipping',
    destinationList: [{ type: 'possessing_party', destination: party }],
  })
const told = (number: number, serial: string, lot: string): Record<string, unknown> =>
  objectEvent(number, {
    quantityList: undefined,
    epcList: [serialUri(serial)],
    'proofline:memberOf': [{ epc: serialUri(serial), lot: lotUri(lot) }],
  })

test('possible while nobody tells its lot, out of it when another lot is told, and in again when that is declared wrong', async () => {
  const history = await openTestHistory()
  const other = told(3, '9', 'L2')
  for (const event of [made(1, 'L1'), shipped(2, '9'), other, declarationOf(other)]) await history.append(factsOf('mes', [event]))
  await history.project()
  const possible = async (size: number): Promise<boolean> => {
    const { value, gaps } = await ask(history, 'forward', material, size)
    const isThere = value.possible.includes(serialUri('9'))
    assert.equal(
      value.consignees.some(({ id }) => id === party),
      isThere,
    )
    assert.equal(
      gaps.some(({ code, object }) => code === 'lot-unknown' && object === serialUri('9')),
      isThere,
    )
    return isThere
  }
  assert.deepEqual([await possible(1), await possible(2), await possible(3), await possible(4)], [false, true, false, true])
  const { value } = await ask(history, 'backward', serialUri('9'))
  assert.deepEqual([value.certain, value.possible], [[serialUri('9')], [lotUri('L1'), material].sort()])
  await history.close()
})

test('a lot that nobody told, a unit that nobody told: of a product that is known, they may be one of the other', async () => {
  const history = await openTestHistory()
  // Of L3 only a member tells.
  for (const event of [made(1, 'L1'), shipped(2, '9'), told(3, '8', 'L3')]) await history.append(factsOf('mes', [event]))
  await history.project()
  const { value, conditions } = await ask(history, 'forward', lotUri('nobody'))
  assert.deepEqual([value.certain, value.possible], [[lotUri('nobody')], [serialUri('9')]])
  assert.deepEqual(conditions, [{ code: 'seed-unknown', object: lotUri('nobody') }])
  const back = await ask(history, 'backward', serialUri('nobody'))
  assert.deepEqual(back.value.possible, [lotUri('L1'), lotUri('L3'), material].sort())
  await history.close()
})

test('more units, or more lots, than can be told one by one: the product stands for them, and the walk is called bounded', async () => {
  const history = await openTestHistory()
  const many = Array.from({ length: limits.untold + 1 }, (_, number) => number)
  await history.append(factsOf('mes', [made(1, 'L1'), shipped(2, 'S7')]))
  await history.append(
    factsOf('mes', [objectEvent(3, { quantityList: undefined, epcList: many.map((number) => serialUri(`N${number}`)) })]),
  )
  await history.append(
    factsOf('mes', [objectEvent(4, { quantityList: many.map((number) => ({ epcClass: lotUri(`Q${number}`), quantity: 1 })) })]),
  )
  await history.project()
  const forward = await ask(history, 'forward', material)
  assert.deepEqual([forward.value.certain, forward.value.possible], [[lotUri('L1'), material].sort(), [product]])
  const backward = await ask(history, 'backward', serialUri('S7'))
  assert.deepEqual([backward.value.certain, backward.value.possible], [[serialUri('S7')], [product]])
  for (const { gaps, conditions } of [forward, backward]) {
    assert.ok(gaps.some(({ code, object }) => code === 'lot-unknown' && object === product))
    assert.deepEqual(
      conditions.map(({ code }) => code),
      ['walk-bounded'],
    )
  }
  // Before they came, each is told by its name.
  const before = await ask(history, 'forward', material, 2)
  assert.deepEqual([before.value.possible, before.conditions], [[serialUri('S7')], []])
  await history.close()
})
