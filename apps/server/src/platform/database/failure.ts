import { ProoflineError } from '../errors/index.ts'

export const databaseErrorCodes = [
  'database-unavailable',
  'commit-unknown',
  'serialization-failure',
  'lock-timeout',
  'query-timeout',
  'unique-violation',
  'foreign-key-violation',
  'not-null-violation',
  'check-violation',
  'raised',
  'permission-denied',
  'read-only',
  'disk-full',
  'transaction-aborted',
  'number-too-large',
  'query-failed',
] as const
export type DatabaseErrorCode = (typeof databaseErrorCodes)[number]

type Details = {
  readonly sqlState?: string | undefined
  readonly constraint?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly cause?: unknown
}

/**
 * What PostgreSQL, or the connection to it, answered. `commit-unknown`: the connection was lost while the commit was under way, so the
 * transaction may or may not stand; only reading it back tells. It is retriable where the work is idempotent.
 */
export class DatabaseError extends ProoflineError<DatabaseErrorCode> {
  /** Five characters, PostgreSQL appendix A; undefined where the connection failed. */
  readonly sqlState: string | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined

  constructor(code: DatabaseErrorCode, message: string, details: Details = {}) {
    super(code, message, { cause: details.cause, retriable: retriableCodes.has(code) })
    this.sqlState = details.sqlState
    this.constraint = details.constraint
    this.table = details.table
    this.column = details.column
  }
}

const retriableCodes: ReadonlySet<DatabaseErrorCode> = new Set([
  'database-unavailable',
  'commit-unknown',
  'serialization-failure',
  'lock-timeout',
])

const byState: Readonly<Record<string, DatabaseErrorCode>> = {
  '23505': 'unique-violation',
  '23503': 'foreign-key-violation',
  '23502': 'not-null-violation',
  '23514': 'check-violation',
  '25006': 'read-only',
  '25P02': 'transaction-aborted',
  '25P03': 'database-unavailable',
  '25P04': 'query-timeout',
  '40001': 'serialization-failure',
  '40P01': 'serialization-failure',
  '42501': 'permission-denied',
  '53100': 'disk-full',
  '53300': 'database-unavailable',
  '55P03': 'lock-timeout',
  '57014': 'query-timeout',
  '57P01': 'database-unavailable',
  '57P02': 'database-unavailable',
  '57P03': 'database-unavailable',
  '57P05': 'database-unavailable',
  P0001: 'raised',
}

const socketCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EACCES',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOTCONN',
])

/** The driver reports a lost connection by message only. */
const lostConnection =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed|The server does not support SSL)|connection is closed|not queryable/i

type DriverError = { code?: unknown; constraint?: string; table?: string; column?: string; errors?: unknown }

const codeOf = (error: Error): string | undefined => {
  const { code, errors } = error as Error & DriverError
  if (typeof code === 'string') return code
  // node:net reports one error an address that it tried.
  const [first] = Array.isArray(errors) ? errors : []
  return first instanceof Error ? codeOf(first) : undefined
}

/** A driver's error as one of ours; `undefined` for an error that did not come from the database. */
export function asDatabaseError(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error
  if (!(error instanceof Error)) return undefined
  const code = codeOf(error)
  if (code !== undefined && socketCodes.has(code)) return new DatabaseError('database-unavailable', describe(error), { cause: error })
  if (lostConnection.test(error.message)) return new DatabaseError('database-unavailable', describe(error), { cause: error })
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return undefined
  const { constraint, table, column } = error as Error & DriverError
  const ours = byState[code] ?? (code.startsWith('08') ? 'database-unavailable' : 'query-failed')
  return new DatabaseError(ours, error.message, { sqlState: code, constraint, table, column, cause: error })
}

const describe = (error: Error): string => (error.message === '' ? (codeOf(error) ?? error.name) : error.message)

/** The connection of this error is gone: it goes back to no pool. */
export const losesConnection = (error: DatabaseError): boolean => error.code === 'database-unavailable' || error.code === 'commit-unknown'
