import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { factsOf } from '../reference/facts.ts'
import { referenceTrace } from '../reference/index.ts'
import { partyUri } from '../scenarios/names.ts'
import { enumerateWorlds } from './enumerate.ts'
import { histories, lotsNamed } from './generate.ts'
import { idOf, narrate } from './happening.ts'
import { imprecise, unsound } from './judge.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 5_000 : 150
const own = [partyUri('Maker')]

test('the reference says certain only what all worlds affirm, and nothing only of what none does', (context) => {
  const seen = { histories: 0, answers: 0, tooMany: 0, judged: 0, tooWide: 0, tooWeak: 0 }
  fc.assert(
    fc.property(histories, (generated) => {
      const facts = factsOf(narrate(generated.history).documents())
      const lots = lotsNamed(generated)
      const names = generated.seeds.filter((seed) => seed.includes('#'))
      seen.histories++
      for (const seed of generated.seeds) {
        const worlds = enumerateWorlds(generated.history, seed)
        if (worlds === undefined) {
          seen.tooMany++
          continue
        }
        assert.ok(worlds.worlds > 0, 'no world agrees with the facts')
        const answer = referenceTrace(facts, { direction: 'forward', seed: [idOf(seed)], own })
        const others = (list: readonly string[]): string[] => list.filter((one) => one !== seed)
        assert.deepEqual(unsound(answer, worlds, others(lots), others(names)), [], `forward ${seed}`)
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
