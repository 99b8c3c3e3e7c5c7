import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Question } from '../../../src/answers/trace/index.ts'
import { limits } from '../../../src/answers/trace/model.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { factsOf, openTestHistory } from '../../views/history.ts'

const unit = (number: number): string => `https://id.gs1.org/01/09529999000064/21/${number}`
const looks = (from: number, to: number): unknown[] =>
  Array.from({ length: to - from }, (_, at) => ({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    eventTime: new Date(Date.UTC(2025, 2, 3) + (from + at) * 1_000).toISOString(),
    eventTimeZoneOffset: '+08:00',
    epcList: [unit(from + at)],
    bizStep: 'inspecting',
    'proofline:operator': 'op-1',
  }))

test('more events meet a condition than are looked at: said beside the answer, which is not called complete, and is the same again', async () => {
  const history = await openTestHistory()
  const most = limits.matching
  await history.append(factsOf('mes', looks(0, most)))
  await history.project()
  const { database, organisation, ledger } = history
  const ask = async (): Promise<{ value: TraceValue; conditions: unknown; verdict: string }> => {
    const question: Question = {
      ask: 'forward',
      seed: [],
      condition: { person: 'op-1' },
      asOf: undefined,
      onlyCertain: false,
      withReasons: false,
    }
    const outcome = await answerQuestion(database, organisation, question, { size: ledger.state().size, own: ['952999999999'] })
    if (outcome.what !== 'answered') assert.fail(outcome.what)
    const { value, conditions, certificate } = outcome.answer
    return { value: value as TraceValue, conditions, verdict: certificate.verdict }
  }
  const whole = await ask()
  assert.deepEqual([whole.value.certain.length, whole.conditions], [most, []])
  await history.append(factsOf('mes', looks(most, most + 2)))
  await history.project()
  const [bounded, again] = [await ask(), await ask()]
  assert.deepEqual(bounded.conditions, [{ code: 'condition-bounded', events: most }])
  assert.deepEqual([bounded.value, bounded.verdict], [whole.value, 'incomplete'])
  assert.equal(JSON.stringify(again), JSON.stringify(bounded))
  await history.close()
})
