import { ProoflineError } from '../../platform/errors/index.ts'

export type PageErrorCode = 'page-busy' | 'page-closed' | 'page-failed'

/** A page was found and not written. */
export class PageError extends ProoflineError<PageErrorCode> {}
