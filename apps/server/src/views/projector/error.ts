import { ProoflineError } from '../../platform/errors/index.ts'

/** The log has a hole where a fact should be: nothing can follow it further, and `proofline verify --log` says what happened. */
export class LogIncompleteError extends ProoflineError<'log-incomplete'> {
  readonly index: number

  constructor(index: number) {
    super('log-incomplete', `fact ${index} is not in the record`, { params: { index } })
    this.index = index
  }
}
