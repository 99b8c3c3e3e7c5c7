import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Question } from '../../../src/answers/trace/index.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { assertGaps } from './gaps.ts'
import { factsOf, historyOf } from './history.ts'
import { contradictions, scenarios } from './scenarios/index.ts'

async function ask(
  history: TestHistory,
  question: Partial<Question> & Pick<Question, 'ask' | 'seed'>,
  own: readonly string[] = [],
): Promise<Answer<TraceValue>> {
  const { database, organisation, ledger } = history
  const whole = { asOf: undefined, onlyCertain: false, withReasons: false, ...question }
  const outcome = await answerQuestion(database, organisation, whole, { size: ledger.state().size, own })
  assert.equal(outcome.what, 'answered')
  return outcome.what === 'answered' ? (outcome.answer as Answer<TraceValue>) : assert.fail()
}

for (const { clause, name, documents, questions } of scenarios) {
  test(`${clause} ${name}: captured, projected and walked, the answer is the story's and that of the whole history`, async () => {
    const history = await openTestHistory()
    const sizes: number[] = [0]
    for (const { source, receivedAt, document } of documents) {
      await history.append(factsOfDocument(source, document, receivedAt))
      sizes.push(history.ledger.state().size)
    }
    await history.project()
    for (const { ask: direction, seed, own, afterDocuments, expect } of questions) {
      const index = sizes[afterDocuments ?? documents.length] ?? 0
      const { value, gaps, asOf } = await ask(history, { ask: direction, seed, asOf: { index } }, own)
      assert.deepEqual(contradictions({ ...value, gaps }, expect), [], `${direction} ${seed.join(' ')}`)
      assert.equal(asOf.index, index)
      const whole = evaluate(historyOf(factsOf(documents.slice(0, afterDocuments))), direction, seed, new Set(own))
      assert.deepEqual(value, whole.value)
      assertGaps(gaps, whole.gaps)
    }
    await history.close()
  })
}
