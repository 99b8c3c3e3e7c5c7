import type { Scenario } from './scenario.ts'
export const clauses: readonly Scenario[] = []
