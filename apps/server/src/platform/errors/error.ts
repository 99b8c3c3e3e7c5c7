export type ErrorOptionsOf = {
  readonly params?: Readonly<Record<string, string | number>>
  readonly cause?: unknown
  /** The same call may succeed later without anything being changed in it. */
  readonly retriable?: boolean
}

/**
 * What is thrown when something other than the caller's input is wrong. `code` is from a closed union, stable and documented: the reader's
 * words stand in the `texts.ts` of the module that throws it. The English message is for logs.
 */
export class ProoflineError<Code extends string = string> extends Error {
  readonly code: Code
  readonly params: Readonly<Record<string, string | number>>
  readonly retriable: boolean

  constructor(code: Code, message: string, options: ErrorOptionsOf = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.params = options.params ?? {}
    this.retriable = options.retriable ?? false
  }
}

export const isRetriable = (error: unknown): boolean => error instanceof ProoflineError && error.retriable

/** The message of whatever was thrown, for a log line. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
