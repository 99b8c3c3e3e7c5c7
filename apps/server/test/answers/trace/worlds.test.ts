import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOf, historyOf } from './history.ts'
import { factsOf as referenceFacts } from './reference/facts.ts'
import { referenceTrace } from './reference/index.ts'
import { partyUri } from './scenarios/names.ts'
import { enumerateWorlds } from './worlds/enumerate.ts'
import { histories, lotsNamed } from './worlds/generate.ts'
import { idOf, narrate } from './worlds/happening.ts'
import { imprecise, unsound } from './worlds/judge.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 3_000) : Number(process.env.N ?? 100)
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

test('the same answers as the reference', (context) => {
  const seen = { answers: 0 }
  const differing = new Map<string, number>()
  fc.assert(
    fc.property(histories, (generated) => {
      const documents = narrate(generated.history).documents()
      const history = historyOf(factsOf(documents))
      const facts = referenceFacts(documents)
      for (const seed of generated.seeds) {
        for (const direction of ['forward', 'backward'] as const) {
          seen.answers++
          const { value, gaps } = evaluate(history, direction, [idOf(seed)], own)
          const expected = referenceTrace(facts, { direction, seed: [idOf(seed)], own: [...own] })
          for (const name of [
            'certain',
            'possible',
            'past',
            'excluded',
            'carriers',
            'consignees',
            'origins',
            'atMost',
            'oneOf',
            'voided',
          ] as const) {
            const ids = (list: readonly unknown[]) =>
              list.map((one) =>
                typeof one === 'object' && one !== null && 'id' in one ? ('value' in one ? [one.id, one.value] : one.id) : one,
              )
            const [got, want] = [value[name], expected[name]].map((list) =>
              JSON.stringify(Array.isArray(list) && name !== 'oneOf' ? ids(list) : list),
            )
            if (got !== want) {
              const key = `${direction} ${name}`
              differing.set(key, (differing.get(key) ?? 0) + 1)
              if (process.env.SHOW === key) console.log(JSON.stringify({ seed, got, want, gaps, history: generated.history }, null, 1))
              if (process.env.SHOW === key) process.exit(1)
            }
          }
        }
      }
    }),
    { numRuns },
  )
  context.diagnostic(JSON.stringify([seen, ...differing]))
})
