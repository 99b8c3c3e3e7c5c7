import { ProoflineError } from '../../platform/errors/index.ts'

export type EventQueryErrorCode = 'query-busy' | 'query-closed'

/** No answer was given; that says nothing about what was asked. */
export class EventQueryError extends ProoflineError<EventQueryErrorCode> {}
