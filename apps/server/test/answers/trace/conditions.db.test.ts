import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Question } from '../../../src/answers/trace/index.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import { readQuestion } from '../../../src/answers/trace/question.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/answer.ts'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { factsOf, historyOf } from './history.ts'
import { exposingOf } from './matching.ts'
import { conditions } from './scenarios/conditions.ts'
import { contradictions } from './scenarios/index.ts'
import type { ConditionQuestion } from './scenarios/meeting.ts'

type Condition = Extract<Parameters<typeof readQuestion>[0]['seed'], { condition: unknown }>['condition']

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

for (const { clause, name, documents, questions } of conditions) {
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
