import { ProoflineError } from '../../platform/errors/index.ts'

export type SubscriptionErrorCode =
  /** Over a range of the log that is as small as it may be. */
  'query-too-complex' | 'query-unreadable'

export class SubscriptionError extends ProoflineError<SubscriptionErrorCode> {}
