import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOf, historyOf } from './history.ts'
import { contradictions } from './scenarios/compare.ts'
import { scenarios } from './scenarios/index.ts'

for (const { clause, name, documents, questions } of scenarios) {
  test(`${clause} ${name}`, () => {
    for (const { ask, seed, own, afterDocuments, expect } of questions) {
      const facts = factsOf(documents.slice(0, afterDocuments))
      const { value, gaps } = evaluate(historyOf(facts), ask, seed, new Set(own))
      assert.deepEqual(contradictions({ ...value, gaps }, expect), [], `${ask} ${seed.join(' ')}`)
    }
  })
}
