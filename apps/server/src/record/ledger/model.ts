import type { Transaction } from '../../platform/database/index.ts'
import type { SignedCheckpoint } from '../checkpoints/index.ts'
import type { GuardKey, Instant, NewFact } from '../facts/index.ts'

/** What must hold when the facts are appended: the last fact with `key` is `lastIndex`; null: there is none. */
export type Expectation = { readonly key: GuardKey; readonly lastIndex: number | null }

/**
 * Rows that another band adds in the transaction of the batch. One call serves all members of the batch that name the same companion.
 * Where the answer of a commit is lost the batch may run again, so `insert` is idempotent by its rows' own keys. It runs for what was
 * accepted (appended or duplicate), never for what was refused.
 */
export type Companion<Row> = {
  readonly name: string
  readonly insert: (transaction: Transaction, rows: readonly CompanionRow<Row>[]) => Promise<void>
}
export type CompanionRow<Row> = { readonly row: Row; readonly places: readonly Place[] }

/** A row with its companion, made by `alongside(companion, row)`, which keeps the two of one type. */
export type Alongside = { readonly companion: Companion<never>; readonly row: unknown }

export const alongside = <Row>(companion: Companion<Row>, row: Row): Alongside => ({ companion, row })

/** What is to be appended: all of it or nothing, in this order. At least one fact. */
export type Submission = {
  readonly facts: readonly NewFact[]
  readonly expectations?: readonly Expectation[]
  /** Where a fact with this key stands in the record, nothing of the submission is appended again. Not together with a fact's own `once`. */
  readonly once?: GuardKey
  readonly alongside?: readonly Alongside[]
}

/** Where one fact of a submission stands. `duplicate`: it stood there before. */
export type Place = { readonly index: number; readonly duplicate: boolean }

/** What the log answers for one fact. `checkpoint` null: the fact stands, the signature is still to come (`readReceipt`). */
export type Receipt = {
  readonly origin: string
  readonly index: number
  readonly recordedAt: Instant
  readonly commitment: Buffer
  readonly leafHash: Buffer
  readonly checkpoint: SignedCheckpoint | null
}

export type Appended = {
  readonly outcome: 'appended'
  /** For each fact of the submission, in its order. */
  readonly places: readonly Place[]
  readonly receipts: readonly Receipt[]
}
/** Nothing was appended, because all of it stood there: the receipts of the first. */
export type Duplicate = { readonly outcome: 'duplicate'; readonly places: readonly Place[]; readonly receipts: readonly Receipt[] }
export type Refused = { readonly outcome: 'refused'; readonly expectation: Expectation; readonly actual: number | null }
export type Outcome = Appended | Duplicate | Refused
