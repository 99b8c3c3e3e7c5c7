import { cases } from './cases.ts'
import { clauses } from './clauses.ts'
import type { Scenario } from './scenario.ts'

export type { Expectation, Question, Scenario } from './scenario.ts'
export type { CapturedDocument } from './story.ts'

/** Stories with the answers that `trace/1` gives, written by hand: for the reference, and for the server over HTTP. */
export const scenarios: readonly Scenario[] = [...cases, ...clauses]
