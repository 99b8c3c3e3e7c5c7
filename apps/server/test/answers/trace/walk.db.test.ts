import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, type FactoryOptions, maker, Truth, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import type { Answer, Question } from '../../../src/answers/trace/index.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { assertGaps } from './gaps.ts'
import { type Captured, type Fact, factsOf, historyOf } from './history.ts'
import { untell } from './untelling.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 100) : 2

const uri = (id: string): string => {
  const reading = canonicalize(id)
  if (!reading.ok) throw new TypeError(`not an identifier: ${id}`)
  return reading.value.uri
}
const own = [uri(urns.party(maker))]

type Sample = { readonly documents: readonly Captured[]; readonly questions: readonly { ask: 'forward' | 'backward'; seed: string[] }[] }

function sampleOf(options: FactoryOptions, round: number): Sample {
  const factory = createFactory({ objects: 1_000, eventsPerDocument: 40, ...options })
  const documents = [...factory.documents()].map(({ source, document }) => ({
    source,
    receivedAt: document.creationDate,
    document: document as unknown as Record<string, unknown>,
  }))
  const { supplierLot, hotLot, serial, serialLot } = factory.notables()
  const lots = new Truth(factory.acts()).lots.filter((_, position) => position % 41 === round % 41).map((lot) => urns.lot(lot))
  const forward = [supplierLot, hotLot, serial, ...lots].map((id) => ({ ask: 'forward' as const, seed: [uri(id)] }))
  const backward = [serial, serialLot, ...lots].map((id) => ({ ask: 'backward' as const, seed: [uri(id)] }))
  const together = { ask: 'forward' as const, seed: [uri(supplierLot), uri(serial)].sort() }
  return { documents: untell(documents, 3), questions: [...forward, ...backward, together] }
}

async function capture(documents: readonly Captured[]): Promise<TestHistory> {
  const history = await openTestHistory()
  for (const { source, document, receivedAt } of documents) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  return history
}

async function ask(history: TestHistory, question: Sample['questions'][number], index?: number): Promise<Answer<TraceValue>> {
  const { database, organisation, ledger } = history
  const asked: Question = { ...question, asOf: index === undefined ? undefined : { index }, onlyCertain: false, withReasons: false }
  const outcome = await answerQuestion(database, organisation, asked, { size: ledger.state().size, own })
  return outcome.what === 'answered' ? (outcome.answer as Answer<TraceValue>) : assert.fail(outcome.what)
}

/** What the whole history says, with nothing left out by a walk. */
function whole(facts: readonly Fact[], { ask: direction, seed }: Sample['questions'][number], index?: number) {
  const { value, gaps } = evaluate(historyOf(facts, index), direction, seed, new Set(own))
  return { value, gaps }
}

const profiles: FactoryOptions[] = [
  { serialParts: 'C', disturbances: usualDisturbances },
  {
    serialParts: 'B',
    disturbances: { late: 0.05, duplicate: 0.05, corrected: 0.05, contradictory: 0.02, dateOnly: 0.1, clockSkewSeconds: 90 },
  },
  { serialParts: 'A', disturbances: { equalTimes: 0.3, resent: 0.05, corrected: 0.05 } },
]

for (let round = 0; round < rounds; round++) {
  test(`what a walk loads gives the answer of the whole history, now and as known before: factory ${round}`, async (context) => {
    const { documents, questions } = sampleOf({ ...profiles[round % profiles.length], seed: `walk ${round}` }, round)
    const facts = factsOf(documents)
    const history = await capture(documents)
    assert.equal(history.ledger.state().size, facts.length)
    const before = Math.floor(facts.length / 2)
    for (const question of questions) {
      for (const index of [undefined, before]) {
        const { value, gaps, conditions } = await ask(history, question, index)
        const expected = whole(facts, question, index)
        assert.deepEqual(value, expected.value, `${question.ask} ${question.seed} as of ${index}`)
        assertGaps(gaps, expected.gaps, `${question.ask} ${question.seed} as of ${index}`)
        if (index === undefined) assert.deepEqual(conditions, [])
      }
    }
    context.diagnostic(JSON.stringify({ facts: facts.length, questions: questions.length * 2 }))
    await history.close()
  })
}

test('as known at an index, an answer is the same after any later fact; arrival in another order changes nothing at the end', async () => {
  const { documents, questions } = sampleOf({ serialParts: 'B', disturbances: usualDisturbances, seed: 'order' }, 0)
  const half = documents.slice(0, Math.floor(documents.length / 2))
  const history = await capture(half)
  const size = history.ledger.state().size
  const early = await Promise.all(questions.map((question) => ask(history, question)))
  for (const { source, document, receivedAt } of documents.slice(half.length))
    await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  const later = await Promise.all(questions.map((question) => ask(history, question, size)))
  assert.deepEqual(
    JSON.stringify(later.map(({ value, gaps }) => [value, gaps])),
    JSON.stringify(early.map(({ value, gaps }) => [value, gaps])),
  )

  const turned = await capture([...documents].reverse())
  for (const question of questions) {
    const [one, other] = [await ask(history, question), await ask(turned, question)]
    assert.deepEqual(idsOf(other), idsOf(one), `${question.ask} ${question.seed}`)
  }
  await history.close()
  await turned.close()
})

/** What an answer says, without the log indexes that differ with the order of arrival. */
const idsOf = ({ value }: Answer<TraceValue>) => ({
  certain: value.certain,
  possible: value.possible,
  past: value.past,
  excluded: value.excluded.map(({ id }) => id),
  carriers: value.carriers,
  consignees: value.consignees.map(({ id, value: standing }) => [id, standing]),
  origins: value.origins,
  atMost: value.atMost,
  oneOf: value.oneOf,
})
