import assert from 'node:assert/strict'
import type { Answer, Question } from '../../../../src/answers/trace/index.ts'
import { answerQuestion } from '../../../../src/answers/trace/queries.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../../views/history.ts'
import type { Captured } from '../history.ts'

export async function capture(documents: readonly Captured[]): Promise<TestHistory> {
  const history = await openTestHistory()
  for (const { source, document, receivedAt } of documents) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  return history
}

export async function ask(
  history: TestHistory,
  question: Partial<Question> & Pick<Question, 'ask' | 'seed'>,
  own: readonly string[],
): Promise<Answer> {
  const { database, organisation, ledger } = history
  const asked: Question = { asOf: undefined, onlyCertain: false, withReasons: false, ...question }
  const outcome = await answerQuestion(database, organisation, asked, { size: ledger.state().size, own })
  return outcome.what === 'answered' ? outcome.answer : assert.fail(outcome.what)
}
