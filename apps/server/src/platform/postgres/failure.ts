import { ProoflineError } from '../errors/index.ts'

export type PostgresErrorCode =
  | 'platform-unsupported'
  | 'binaries-missing'
  | 'binaries-unusable'
  | 'no-other-user'
  | 'folder-owner'
  | 'initdb-failed'
  | 'start-failed'
  | 'version-mismatch'
  | 'held-elsewhere'
  | 'outside-unreachable'
  | 'outside-too-old'
  | 'outside-unsafe'

/** PostgreSQL could not be brought up. The reader's words, with what to do, stand in `texts.ts` under the same code. */
export class PostgresError extends ProoflineError<PostgresErrorCode> {}
