import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, maker, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import type { Answer, Question } from '../../../src/answers/trace/index.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import { readQuestion } from '../../../src/answers/trace/question.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { conditionOf } from './condition-of.ts'
import { factsOf, historyOf } from './history.ts'
import { exposingOf } from './matching.ts'
import { loadsAndPlaces } from './scenarios/conditions.ts'
import { furtherConditions } from './scenarios/conditions-beyond.ts'
import { bySupplierLot } from './scenarios/conditions-suppliers.ts'
import { contradictions } from './scenarios/index.ts'
import type { ConditionQuestion } from './scenarios/meeting.ts'

type Condition = Extract<Parameters<typeof readQuestion>[0]['seed'], { condition: unknown }>['condition']

const uri = (id: string): string => {
  const reading = canonicalize(id)
  return reading.ok ? reading.value.uri : assert.fail(`not an identifier: ${id}`)
}

/** The question as the API reads it. */
function read({ condition, seed }: ConditionQuestion): Pick<Question, 'seed'> & Required<Pick<Question, 'condition'>> {
  const asked = readQuestion({ seed: { condition: condition as Condition, objects: [...seed] } })
  if (!asked.ok || asked.value.condition === undefined) assert.fail(JSON.stringify(asked))
  return { seed: asked.value.seed, condition: asked.value.condition }
}

async function ask(history: TestHistory, question: Partial<Question>, own: readonly string[]): Promise<Answer<TraceValue>> {
  const { database, organisation, ledger } = history
  const whole: Question = { ask: 'forward', seed: [], asOf: undefined, onlyCertain: false, withReasons: false, ...question }
  const outcome = await answerQuestion(database, organisation, whole, { size: ledger.state().size, own })
  return outcome.what === 'answered' ? (outcome.answer as Answer<TraceValue>) : assert.fail(outcome.what)
}

for (const { clause, name, documents, questions } of [...loadsAndPlaces, ...furtherConditions, ...bySupplierLot]) {
  test(`${clause} ${name}`, async () => {
    const history = await openTestHistory()
    const sizes: number[] = [0]
    for (const { source, receivedAt, document } of documents) {
      await history.append(factsOfDocument(source, document, receivedAt))
      sizes.push(history.ledger.state().size)
    }
    await history.project()
    for (const question of questions) {
      const { own, afterDocuments, expect } = question
      const { seed, condition } = read(question)
      const index = sizes[afterDocuments ?? documents.length] ?? 0
      const { value, gaps } = await ask(history, { seed, condition, asOf: { index } }, own)
      assert.deepEqual(contradictions({ ...value, gaps }, expect), [], JSON.stringify(question.condition))
      // The same by looking at every event of the whole history, one after the other.
      const facts = factsOf(documents.slice(0, afterDocuments))
      const whole = evaluate(historyOf(facts), 'forward', [], new Set(own), exposingOf(facts, condition, seed))
      assert.deepEqual(value, whole.value, JSON.stringify(question.condition))
      assert.ok(
        value.excluded.every(({ by }) => by.length > 0),
        'excluded without a fact',
      )
    }
    await history.close()
  })
}

const count = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 500) : 12

test('what is found by an index is what looking at every event finds, now and as known before: a factory', async (context) => {
  const factory = createFactory({ objects: 1_000, serialParts: 'B', disturbances: usualDisturbances, seed: 'conditions' })
  const documents = [...factory.documents()].map(({ source, document }) => ({
    source,
    receivedAt: document.creationDate,
    document: document as unknown as Record<string, unknown>,
  }))
  const facts = factsOf(documents)
  const own = [uri(urns.party(maker))]
  const history = await openTestHistory()
  for (const { source, document, receivedAt } of documents) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  let met = 0
  for (let at = 0; at < count; at++) {
    const condition = conditionOf(facts, at)
    const index = at % 4 === 0 ? Math.floor(facts.length / 2) : facts.length
    const { value, conditions: told } = await ask(history, { condition, asOf: { index } }, own)
    const before = facts.slice(0, index)
    const whole = evaluate(historyOf(before), 'forward', [], new Set(own), exposingOf(before, condition, []))
    assert.deepEqual(value, whole.value, JSON.stringify(condition))
    if (told.every(({ code }) => code !== 'condition-unmet')) met++
  }
  context.diagnostic(JSON.stringify({ facts: facts.length, asked: count, met }))
  assert.ok(met > count / 3, 'hardly any condition was met')
  await history.close()
})
