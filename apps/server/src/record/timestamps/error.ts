import { ProoflineError } from '../../platform/errors/index.ts'

export type TimestampErrorCode =
  | 'timestamp-policy-malformed'
  | 'timestamp-roots-unreadable'
  | 'timestamp-unreachable'
  | 'timestamp-refused'
  | 'timestamp-answer-too-large'
  | 'timestamp-invalid'

/** An authority gave no stamp that holds, or is not configured right. Nothing waits for a stamp; it is told, and tried again. */
export class TimestampError extends ProoflineError<TimestampErrorCode> {}
