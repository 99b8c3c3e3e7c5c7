import { cases } from './cases.ts'
import { relations } from './clauses-relations.ts'
import { scope } from './clauses-scope.ts'
import { standing } from './clauses-standing.ts'
import { values } from './clauses-values.ts'
import type { Scenario } from './scenario.ts'

export { casesBeyond, type WiderQuestion, type WiderScenario } from './cases-beyond.ts'
export { contradictions } from './compare.ts'
export type { Expectation, Question, Scenario } from './scenario.ts'
export type { CapturedDocument } from './story.ts'

/**
 * Stories with the answers that `trace/1` gives, written by hand: for the reference, and for the server over HTTP. The cases of §8, and a
 * story for each clause of §1–§4 that no case touches.
 */
export const scenarios: readonly Scenario[] = [...cases, ...standing, ...relations, ...values, ...scope]
