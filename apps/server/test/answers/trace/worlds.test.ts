import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOf, historyOf } from './history.ts'
import type { TraceAnswer } from './reference/answer.ts'
import { factsOf as referenceFacts } from './reference/facts.ts'
import { referenceTrace } from './reference/index.ts'
import { partyUri } from './scenarios/names.ts'
import { enumerateWorlds } from './worlds/enumerate.ts'
import { histories, lotsNamed } from './worlds/generate.ts'
import { idOf, isUntold, narrate } from './worlds/happening.ts'
import { imprecise, unsound } from './worlds/judge.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 3_000) : 100
const own = new Set([partyUri('Maker')])

test('certain only what all worlds affirm, and nothing only of what none does', (context) => {
  const seen = { histories: 0, answers: 0, tooMany: 0, judged: 0, tooWide: 0, tooWeak: 0 }
  fc.assert(
    fc.property(histories, (generated) => {
      const history = historyOf(factsOf(narrate(generated.history).documents()))
      const names = generated.seeds.filter((seed) => seed.includes('#'))
      seen.histories++
      for (const seed of generated.seeds) {
        const worlds = enumerateWorlds(generated.history, seed)
        if (worlds === undefined) {
          seen.tooMany++
          continue
        }
        const { value, gaps } = evaluate(history, 'forward', [idOf(seed)], own)
        const answer = { ...value, gaps }
        const others = (list: readonly string[]): string[] => list.filter((one) => one !== seed)
        assert.deepEqual(unsound(answer, worlds, others(lotsNamed(generated)), others(names)), [], `forward ${seed}`)
        const precision = imprecise(answer, worlds, names)
        seen.answers++
        seen.judged += precision.judged
        seen.tooWide += precision.tooWide
        seen.tooWeak += precision.tooWeak
      }
    }),
    { numRuns },
  )
  context.diagnostic(JSON.stringify(seen))
})

test('no answer of which the reference says the opposite', (context) => {
  const seen = { answers: 0, objects: 0, same: 0 }
  fc.assert(
    fc.property(histories, (generated) => {
      const documents = narrate(generated.history).documents()
      const history = historyOf(factsOf(documents))
      const facts = referenceFacts(documents)
      for (const seed of generated.seeds) {
        seen.answers++
        const { value, gaps } = evaluate(history, 'forward', [idOf(seed)], own)
        const mine: TraceAnswer = { ...value, gaps }
        const expected = referenceTrace(facts, { direction: 'forward', seed: [idOf(seed)], own: [...own] })
        for (const id of new Set([...named(mine), ...named(expected)])) {
          const words = [wordOf(mine, id), wordOf(expected, id)]
          seen.objects++
          if (words[0] === words[1]) seen.same++
          // Each may know less than the other; certain and out of the question exclude each other.
          const isOpposite = words.includes('certain') && (words.includes('excluded') || words.includes('absent'))
          assert.ok(!isOpposite, `forward ${seed}: ${id} is ${words.join(', the reference says ')}`)
        }
      }
    }),
    { numRuns },
  )
  context.diagnostic(JSON.stringify(seen))
})

test('what leads to a unit is what it is in the forward scope of, as surely', (context) => {
  const seen = { asked: 0, pairs: 0, untold: 0 }
  fc.assert(
    fc.property(histories, (generated) => {
      const history = historyOf(factsOf(narrate(generated.history).documents()))
      const units = generated.seeds.filter((seed) => seed.includes('#'))
      const forward = new Map(generated.seeds.map((seed) => [seed, evaluate(history, 'forward', [idOf(seed)], own).value]))
      for (const unit of units) {
        seen.asked++
        if (isUntold(unit)) seen.untold++
        const { value } = evaluate(history, 'backward', [idOf(unit)], own)
        for (const [seed, scope] of forward) {
          // A lot that no fact names can be asked about, not answered with.
          if (!history.objects.has(idOf(seed))) continue
          seen.pairs++
          const [back, forth] = [openWord(value, idOf(seed)), openWord(scope, idOf(unit))]
          assert.equal(back, forth, `${unit} from ${seed}`)
        }
      }
    }),
    { numRuns: Math.ceil(numRuns / 3) },
  )
  context.diagnostic(JSON.stringify(seen))
})

const openWord = (value: Pick<TraceAnswer, 'certain' | 'possible'>, id: string): string =>
  value.certain.includes(id) ? 'certain' : value.possible.includes(id) ? 'possible' : 'neither'

const named = ({ certain, possible, past, excluded }: TraceAnswer): string[] => [
  ...certain,
  ...possible,
  ...[...past, ...excluded].map(({ id }) => id),
]

function wordOf(answer: TraceAnswer, id: string): string {
  if (answer.certain.includes(id)) return 'certain'
  if (answer.possible.includes(id)) return 'possible'
  if (answer.past.some((one) => one.id === id)) return 'past'
  return answer.excluded.some((one) => one.id === id) ? 'excluded' : 'absent'
}
