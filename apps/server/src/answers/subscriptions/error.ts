import { ProoflineError } from '../../platform/errors/index.ts'

export type SubscriptionErrorCode =
  /** Over the range of the log that was asked for: a smaller one may be answered. */
  | 'query-too-complex'
  /** Others are before it. */
  | 'query-busy'
  | 'query-unreadable'

export class SubscriptionError extends ProoflineError<SubscriptionErrorCode> {}
