import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Question } from '../../../src/answers/trace/index.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { assertGaps } from './gaps.ts'
import { type Captured, factsOf, historyOf } from './history.ts'
import { partyUri, uri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'

// Backward, of what has nothing to do with a unit as little is read as can be: of others of its lot what they say of the lot, of a device that a part of it
// was once in whether the part was surely put in there. The answer is that of the whole history all the same.

const own = [partyUri('Maker')]

async function told(documents: readonly Captured[]): Promise<TestHistory> {
  const history = await openTestHistory()
  for (const { source, document, receivedAt } of documents) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  return history
}

async function backward(story: Story, id: string): Promise<Answer<TraceValue>> {
  const documents = story.documents()
  const history = await told(documents)
  const question: Question = { ask: 'backward', seed: [uri(id)], asOf: undefined, onlyCertain: false, withReasons: false }
  const { database, organisation, ledger } = history
  const outcome = await answerQuestion(database, organisation, question, { size: ledger.state().size, own })
  await history.close()
  if (outcome.what !== 'answered') return assert.fail(outcome.what)
  const answer = outcome.answer as Answer<TraceValue>
  const whole = evaluate(historyOf(factsOf(documents)), 'backward', question.seed, new Set(own))
  assert.deepEqual(answer.value, whole.value)
  assertGaps(answer.gaps, whole.gaps, id)
  return answer
}

const pumps = (story: Story): Story => {
  story.at('08:00')
  for (const number of [1, 2, 3]) story.make([`pump#${number}`], { of: [`1 of screw:S${number}`] })
  story.at('08:30')
  for (const number of [1, 2, 3]) story.add([`pump#${number}`], { lot: 'L' })
  return story
}

test('of others of its lot, a unit needs what they say of the lot and no more', async () => {
  const { value, certificate } = await backward(pumps(new Story()), 'pump#1')
  assert.ok(value.certain.includes(uri('screw:S1')))
  assert.ok(!value.certain.includes(uri('screw:S2')))
  assert.ok(certificate.coverage.eventsSeen < 6)
})

test('a part that went round leads through no device that it was told to be put into', async () => {
  const story = pumps(new Story()).at('09:00').fit('pump#2', ['motor#1']).at('10:00').remove('pump#2', ['motor#1'])
  const { value } = await backward(story.at('11:00').fit('pump#1', ['motor#1']), 'pump#1')
  assert.ok(value.certain.includes(uri('motor#1')))
  assert.ok(!value.certain.includes(uri('pump#2')))
})

test('a part of which nobody told that it was put in comes from the device that it was taken out of', async () => {
  const story = pumps(new Story()).at('10:00').remove('pump#2', ['motor#1'])
  const { value } = await backward(story.at('11:00').fit('pump#1', ['motor#1']), 'pump#1')
  assert.ok(value.certain.includes(uri('pump#2')))
  assert.ok(value.certain.includes(uri('screw:S2')))
})
