import { ProoflineError } from '../../platform/errors/index.ts'

export type RecordErrorCode =
  | 'lock-row-missing'
  | 'batch-edge-malformed'
  | 'tile-missing'
  | 'submission-malformed'
  | 'record-busy'
  | 'record-closed'
  | 'record-storage'
  | 'commit-unresolved'
  | 'log-truncated'
  | 'log-forked'
  | 'origin-changed'
  | 'outside-checkpoint-missing'
  | 'signing-key-mismatch'
  | 'signing-key-unreadable'
  | 'outside-checkpoint-damaged'
  | 'witness-policy-malformed'
  | 'checkpoint-behind'
  | 'fact-unknown'
  | 'restore-unneeded'
  | 'erasure-policy-malformed'
  | 'erasure-key-unreadable'
  | 'erasure-document-open'

/** The record cannot do what was asked, and the caller's facts are not the reason. */
export class RecordError extends ProoflineError<RecordErrorCode> {}
