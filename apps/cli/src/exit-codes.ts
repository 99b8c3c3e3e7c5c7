import type { Catalog } from '@proofline/problems'

/** What the command's exit code says; documented in the README and in `proofline help exit-codes`. */
export const exitCodes = {
  /** It was done; a verification found nothing wrong. */
  done: 0,
  /** The answer is no: a document was refused, a verification found something wrong. */
  refused: 1,
  /** The command line is wrong; nothing was done. */
  usage: 2,
  /** No server answered, or it did not answer in time. */
  unreachable: 3,
  /** The server did not accept the client's token. */
  unauthorised: 4,
  /** The server, or this command, failed; nothing is known about the outcome. */
  failed: 5,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command with an exit code and a text: of the command's own catalogue, or of `catalog`. Thrown anywhere below `run`. */
export class CommandError extends Error {
  readonly exitCode: ExitCode
  readonly catalog: Catalog | undefined
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>

  constructor(
    exitCode: ExitCode,
    code: string,
    params: Readonly<Record<string, string | number>> = {},
    options: ErrorOptions & { catalog?: Catalog } = {},
  ) {
    super(code, options)
    this.name = 'CommandError'
    this.exitCode = exitCode
    this.catalog = options.catalog
    this.code = code
    this.params = params
  }
}
