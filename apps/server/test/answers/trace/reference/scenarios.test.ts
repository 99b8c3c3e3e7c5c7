import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contradictions, scenarios } from '../scenarios/index.ts'
import { factsOf } from './facts.ts'
import { referenceTrace } from './index.ts'

for (const { clause, name, documents, questions } of scenarios) {
  test(`${clause}: ${name}`, () => {
    const wrong = questions.flatMap(({ ask, seed, afterDocuments, own, expect }) => {
      const facts = factsOf(documents.slice(0, afterDocuments ?? documents.length))
      return contradictions(referenceTrace(facts, { direction: ask, seed, own }), expect).map((one) => `${ask} ${seed.join(' ')}: ${one}`)
    })
    assert.deepEqual(wrong, [])
  })
}
