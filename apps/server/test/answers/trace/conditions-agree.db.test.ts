import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, maker, urns, usualDisturbances } from '@proofline/factory'
import type { Answer, Ask, Question, Values } from '../../../src/answers/trace/model.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { EventCondition } from '../../../src/answers/trace/rules/scope/condition.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { conditionOf } from './condition-of.ts'
import { factsOf } from './history.ts'
import { inLoad, load } from './scenarios/meeting.ts'
import { partyUri, uri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'
import { canonical, wrongSums } from './where/truth.ts'

// Whoever asks about a place in two hours is told one scope, whatever the question: the units, lots and consignees of one answer are those of the others.

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 200) : 2
const own = [canonical(urns.party(maker))]

async function ask<Asked extends Ask>(
  history: TestHistory,
  asked: Asked,
  more: Partial<Question>,
  us = own,
): Promise<Answer<Values[Asked]>> {
  const { database, organisation, ledger } = history
  const question: Question = { ask: asked, seed: [], asOf: undefined, onlyCertain: false, withReasons: true, ...more }
  const outcome = await answerQuestion(database, organisation, question, { size: ledger.state().size, own: us })
  return outcome.what === 'answered' ? (outcome.answer as Answer<Values[Asked]>) : assert.fail(outcome.what)
}

const isUnit = (id: string): boolean => id.includes('/21/')
const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort()

async function judge(history: TestHistory, condition: EventCondition) {
  const { value: scope, gaps } = await ask(history, 'forward', { condition })
  const inScope = [...scope.certain, ...scope.possible]
  const units = sorted(inScope.filter(isUnit))
  const lots = sorted(inScope.filter((id) => !isUnit(id)))

  const where = (await ask(history, 'where', { condition })).value
  const placed = [...where.objects, ...where.unresolved]
  assert.deepEqual(sorted(placed.map(({ id }) => id).filter(isUnit)), units, 'units of where')
  const words = new Map([...scope.certain.map((id) => [id, 'certain']), ...scope.possible.map((id) => [id, 'possible'])] as [
    string,
    string,
  ][])
  for (const { id, value } of placed) assert.equal(value, words.get(id), `${id} of where`)
  assert.deepEqual(wrongSums(where), [])
  const filled = new Set(where.buckets.map(({ lot }) => lot))
  const untold = new Set(where.lots.filter(({ quantity }) => quantity === null || quantity === '0').map(({ lot }) => lot))
  assert.deepEqual(
    lots.filter((lot) => lot.includes('/10/') && where.lots.some((one) => one.lot === lot) && !filled.has(lot) && !untold.has(lot)),
    [],
    'lots of which nothing is anywhere',
  )

  const told = new Map(scope.consignees.map(({ id, value }) => [id, value]))
  const { consignees } = (await ask(history, 'consignees', { condition })).value
  assert.deepEqual(
    consignees.map(({ id, value }) => [id, value]),
    [...told].sort(([left], [right]) => (left < right ? -1 : 1)),
    'consignees',
  )
  const quantities = (await ask(history, 'quantities', { condition })).value
  const counted = quantities.items.reduce((sum, { units: some = 0 }) => sum + some, 0)
  assert.ok(counted <= units.length, 'more units in quantities than in scope')
  assert.deepEqual(
    quantities.items.flatMap(({ id, units: some }) => (some === undefined && !lots.includes(id) ? [id] : [])),
    [],
    'lots of quantities',
  )

  const missing = (await ask(history, 'gaps', { condition })).value
  assert.deepEqual(
    sorted(missing.forward.map(({ code, object = '' }) => `${code} ${object}`)),
    sorted(gaps.map(({ code, object = '' }) => `${code} ${object}`)),
    'gaps',
  )
  const concerned = new Set([...inScope, ...scope.carriers.certain, ...scope.carriers.possible, ...scope.past.map(({ id }) => id)])
  const { forward } = (await ask(history, 'responsible', { condition })).value
  assert.deepEqual(
    sorted(forward.flatMap(({ objects }) => objects)).filter((id) => !concerned.has(id)),
    [],
    'responsible',
  )
  const { entered, left } = (await ask(history, 'difference', { condition, since: { index: 0 } })).value
  assert.deepEqual(sorted(entered.map(({ id }) => id).filter((id) => !concerned.has(id))), [])
  assert.deepEqual(left, [])
  return { units: units.length, lots: lots.length, consignees: told.size }
}

test('every ask about a condition tells of one scope: a disturbed factory', async (context) => {
  const factory = createFactory({ objects: 1_000, serialParts: 'B', disturbances: usualDisturbances, seed: 'agree' })
  const documents = [...factory.documents()].map(({ source, document }) => ({
    source,
    receivedAt: document.creationDate,
    document: document as unknown as Record<string, unknown>,
  }))
  const facts = factsOf(documents)
  const history = await openTestHistory()
  for (const { source, document, receivedAt } of documents) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  for (let at = 0; at < rounds; at++) {
    const condition = conditionOf(facts, at)
    const seen = await judge(history, condition).catch((cause: unknown) => {
      throw new Error(JSON.stringify(condition), { cause })
    })
    context.diagnostic(`${JSON.stringify(condition)} ${JSON.stringify(seen)}`)
  }
  await history.close()
})

test('§8.7 who got some of a lot before it was in the load is told out of scope by every ask', async () => {
  const story = new Story()
    .at('08:00')
    .make(['100 of device:L'], { of: ['100 of screw:P1'] })
    .at('09:00')
    .ship(['5 of device:L'], 'A')
    .at('10:00')
    .tell('mes', inLoad('17', { quantityList: [{ epcClass: uri('device:L'), quantity: 40 }] }))
    .at('12:00')
    .ship(['60 of device:L'], 'B')
  const history = await openTestHistory()
  for (const { source, document, receivedAt } of story.documents()) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  const condition: EventCondition = { bizTransaction: { id: canonical(load('17')) } }
  const us = [partyUri('Maker')]
  const where = (await ask(history, 'where', { condition }, us)).value
  assert.deepEqual(
    where.lots.map(({ quantity, excluded }) => [quantity, excluded]),
    [['95', '5']],
  )
  assert.deepEqual(
    where.buckets.map(({ state, party, quantity, value }) => [state, party, quantity, value]),
    [
      ['in-production', undefined, '35', 'possible'],
      ['in-transit', partyUri('B'), '60', 'possible'],
    ],
  )
  const { consignees } = (await ask(history, 'consignees', { condition }, us)).value
  assert.deepEqual(
    consignees.map(({ id, value }) => [id, value]),
    [
      [partyUri('A'), 'excluded'],
      [partyUri('B'), 'possible'],
    ],
  )
  await history.close()
})
