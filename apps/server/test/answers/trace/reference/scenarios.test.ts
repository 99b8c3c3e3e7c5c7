import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casesBeyond, contradictions, scenarios } from '../scenarios/index.ts'
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

test('the stories of conditions, quantities and places are valid documents, and there is one for each case of §8', () => {
  for (const { documents } of casesBeyond) assert.equal(factsOf(documents).length, documents.length)
  const clauses = new Set([...scenarios, ...casesBeyond].map(({ clause }) => clause))
  for (let number = 1; number <= 14; number++) assert.ok(clauses.has(`§8.${number}`), `no story for case ${number}`)
})
