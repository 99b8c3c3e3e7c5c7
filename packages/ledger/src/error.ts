export type LedgerErrorCode =
  | 'count-out-of-range'
  | 'range-not-adjacent'
  | 'hash-length'
  | 'node-count'
  | 'node-missing'
  | 'text-not-allowed'
  | 'key-length'
  | 'signature-length'
  | 'entry-length'

/**
 * The caller broke a function's contract: a size that is no count, a hash of another length, ranges that do not touch. Never thrown for
 * what a stranger sent: that comes back as problems.
 */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode
  constructor(code: LedgerErrorCode, message: string) {
    super(message)
    this.name = 'LedgerError'
    this.code = code
  }
}
