export { rebuildGuards } from './commands.ts'
export { Ledger, type LedgerOptions, type LedgerState } from './ledger.ts'
export {
  type Alongside,
  type Appended,
  alongside,
  type Companion,
  type CompanionRow,
  type Duplicate,
  type Expectation,
  type Outcome,
  type Place,
  type Receipt,
  type Refused,
  type Submission,
} from './model.ts'
export {
  type FactBytes,
  type Recorded,
  selectFact,
  selectFactBytes,
  selectFacts,
  selectFactsAt,
  selectIndexesByEventHash,
  selectRecorded,
  selectSizeAt,
} from './queries.ts'
export { selectGuards } from './store.ts'
export { Writer, type WriterOptions } from './writer.ts'
