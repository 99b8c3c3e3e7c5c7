import { ProoflineError } from '../../platform/errors/index.ts'

export type TraceErrorCode = 'trace-busy' | 'trace-closed' | 'trace-took-too-long' | 'trace-failed'

/** No answer was given; that says nothing about what was asked. */
export class TraceError extends ProoflineError<TraceErrorCode> {}
