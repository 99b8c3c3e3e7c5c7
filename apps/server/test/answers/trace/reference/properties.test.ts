import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CapturedDocument, scenarios } from '../scenarios/index.ts'
import { partyUri } from '../scenarios/names.ts'
import { histories } from '../worlds/generate.ts'
import { idOf, narrate } from '../worlds/happening.ts'
import type { HistoryFact, TraceAnswer } from './answer.ts'
import { factsOf } from './facts.ts'
import { referenceTrace } from './index.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 1_000 : 40
const own = [partyUri('Maker')]

/** Documents that other people's hands wrote, and ones that chance wrote; each with what can be asked about them. */
const told: fc.Arbitrary<{ documents: readonly CapturedDocument[]; seeds: readonly string[] }> = fc.oneof(
  fc.constantFrom(...scenarios).map(({ documents, questions }) => ({ documents, seeds: questions.flatMap(({ seed }) => seed) })),
  histories.map((generated) => ({ documents: narrate(generated.history).documents(), seeds: generated.seeds.map(idOf) })),
)

const both = (facts: readonly HistoryFact[], seed: string, asOf?: number): TraceAnswer[] =>
  (['forward', 'backward'] as const).map((direction) =>
    referenceTrace(facts, { direction, seed: [seed], own, ...(asOf !== undefined && { asOf }) }),
  )

/** An answer with facts told by what they say, so that histories in which they arrived otherwise can be compared. */
function withoutIndexes(answer: TraceAnswer, facts: readonly HistoryFact[]): unknown {
  const sign = (index: number): string => {
    const fact = facts.find((one) => one.index === index)
    return fact === undefined ? '?' : `${fact.source} ${fact.contentHash} ${fact.event.errorDeclaration !== null}`
  }
  return JSON.parse(JSON.stringify(answer), (name, value: unknown) => {
    if ((name === 'by' || name === 'voided') && Array.isArray(value)) return (value as number[]).map(sign).sort()
    if (name === 'event') return sign(value as number)
    return name === 'gaps' && Array.isArray(value) ? value.map((gap) => JSON.stringify(gap)).sort() : value
  })
}

const shuffled = <T>(list: readonly T[], keys: readonly number[]): T[] =>
  list
    .map((entry, index) => ({ entry, key: keys[index % keys.length] ?? 0, index }))
    .sort((a, b) => a.key - b.key || a.index - b.index)
    .map(({ entry }) => entry)

const renumber = (facts: readonly HistoryFact[]): HistoryFact[] => facts.map((fact, index) => ({ ...fact, index }))
const keys = fc.array(fc.nat(1_000_000), { minLength: 24, maxLength: 24 })
const somewhere = fc.nat(1_000_000)
const pick = <T>(list: readonly T[], number: number): T => list[number % list.length] as T

test('the order of arrival does not change the present', () => {
  fc.assert(
    fc.property(told, keys, somewhere, ({ documents, seeds }, order, number) => {
      const facts = factsOf(documents)
      const others = renumber(shuffled(facts, order))
      const seed = pick(seeds, number)
      const [a, b] = [both(facts, seed), both(others, seed)]
      assert.deepEqual(
        b.map((answer) => withoutIndexes(answer, others)),
        a.map((answer) => withoutIndexes(answer, facts)),
      )
    }),
    { numRuns },
  )
})

test('a fact told twice by one source changes nothing', () => {
  fc.assert(
    fc.property(told, somewhere, somewhere, ({ documents, seeds }, number, other) => {
      const facts = factsOf(documents)
      const again = [...facts, { ...pick(facts, other), index: facts.length }]
      const seed = pick(seeds, number)
      assert.deepEqual(both(again, seed).map(withoutVoided), both(facts, seed).map(withoutVoided))
    }),
    { numRuns },
  )
})

/** The repetition of a voided fact is voided as well. */
const withoutVoided = (answer: TraceAnswer): TraceAnswer => ({ ...answer, voided: [] })

test('the same told by another source changes no value', () => {
  fc.assert(
    fc.property(told, somewhere, somewhere, ({ documents, seeds }, number, other) => {
      const facts = factsOf(documents)
      const plain = facts.filter(({ event }) => event.errorDeclaration === null)
      const denied = new Set(facts.filter(({ event }) => event.errorDeclaration !== null).map(({ contentHash }) => contentHash))
      const repeated = pick(plain, other)
      fc.pre(!denied.has(repeated.contentHash))
      const again = [...facts, { ...repeated, index: facts.length, source: 'witness' }]
      const seed = pick(seeds, number)
      const valuesOf = (answer: TraceAnswer) => [
        answer.certain,
        answer.possible,
        answer.past,
        answer.carriers,
        answer.origins,
        answer.atMost,
        answer.oneOf,
      ]
      assert.deepEqual(both(again, seed).map(valuesOf), both(facts, seed).map(valuesOf))
    }),
    { numRuns },
  )
})

test('as known at N is the same after any later fact', () => {
  fc.assert(
    fc.property(told, somewhere, somewhere, ({ documents, seeds }, number, other) => {
      const facts = factsOf(documents)
      const asOf = 1 + (other % facts.length)
      const seed = pick(seeds, number)
      assert.deepEqual(
        both(facts, seed, asOf),
        both(
          facts.filter(({ index }) => index < asOf),
          seed,
        ),
      )
    }),
    { numRuns },
  )
})

test('a denied fact leaves the answer that would be without it, and is listed where it would have carried something', () => {
  fc.assert(
    fc.property(told, somewhere, somewhere, ({ documents, seeds }, number, other) => {
      const facts = factsOf(documents)
      const fact = pick(
        facts.filter(({ event }) => event.errorDeclaration === null),
        other,
      )
      fc.pre(!facts.some((one) => one !== fact && one.contentHash === fact.contentHash))
      // What it claimed about its time measures the source's clock all the same.
      fc.pre(fact.event.time.fromMs <= Date.parse(fact.receivedAt))
      const time = { fromMs: fact.event.time.toMs, toMs: fact.event.time.toMs }
      const declaration = {
        ...fact,
        index: facts.length,
        event: { ...fact.event, errorDeclaration: { time, reason: null, correctiveEventIDs: [], extensions: {} } },
      }
      const seed = pick(seeds, number)
      // A correction that was denied in its turn has come, and stands for nothing: one is a gap, the other is none.
      const plain = (answer: TraceAnswer): unknown => ({
        ...answer,
        voided: [],
        gaps: answer.gaps.filter(({ code }) => code !== 'correction-missing'),
      })
      const without = both(
        facts.filter((one) => one !== fact),
        seed,
      )
      const voided = both([...facts, declaration], seed)
      assert.deepEqual(voided.map(plain), without.map(plain))
      both(facts, seed).forEach((before, direction) => {
        const shrunk = before.certain.some((id) => !without[direction]?.certain.includes(id) && !without[direction]?.possible.includes(id))
        if (shrunk) assert.ok(voided[direction]?.voided.includes(fact.index))
      })
    }),
    { numRuns },
  )
})

test('y is in the backward scope of x with the value that x has in the forward scope of y', () => {
  fc.assert(
    fc.property(told, somewhere, ({ documents, seeds }, number) => {
      const facts = factsOf(documents)
      const x = pick(seeds, number)
      const back = referenceTrace(facts, { direction: 'backward', seed: [x], own })
      // A unit whose lot nobody told may be of a lot that nobody has named: that one can be asked about, and is in no answer.
      const words = JSON.stringify(facts)
      for (const y of seeds.filter((seed) => words.includes(JSON.stringify(seed)))) {
        const forth = referenceTrace(facts, { direction: 'forward', seed: [y], own })
        assert.equal(back.certain.includes(y), forth.certain.includes(x))
        assert.equal(back.possible.includes(y), forth.possible.includes(x))
        assert.equal(
          back.past.some(({ id }) => id === y),
          forth.past.some(({ id }) => id === x),
        )
      }
    }),
    { numRuns },
  )
})

test('the lists of an answer are sorted sets, and no object stands in two of them', () => {
  fc.assert(
    fc.property(told, somewhere, ({ documents, seeds }, number) => {
      for (const answer of both(factsOf(documents), pick(seeds, number))) {
        const lists = [answer.certain, answer.possible, answer.past.map(({ id }) => id), answer.excluded.map(({ id }) => id)]
        const all = lists.flat()
        assert.equal(new Set(all).size, all.length)
        for (const list of [...lists, answer.consignees.map(({ id }) => id)]) assert.deepEqual(list, [...list].sort())
        for (const { by } of answer.excluded) assert.ok(by.length > 0)
      }
    }),
    { numRuns },
  )
})
