import { ProoflineError } from '../../platform/errors/index.ts'

export type FactErrorCode = 'fact-malformed'

/** A part of Proofline tried to append what is no fact: never a stranger's fault, whose input is checked before. */
export class FactError extends ProoflineError<FactErrorCode> {}
