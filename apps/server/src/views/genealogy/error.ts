import { ProoflineError } from '../../platform/errors/index.ts'

/** The projection of a fact threw, and will whenever it meets this fact. */
export class ProjectionError extends ProoflineError<'projection-failed'> {}
