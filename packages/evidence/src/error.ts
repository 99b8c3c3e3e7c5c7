export type EvidenceErrorCode = 'bundle-too-large' | 'checks-malformed' | 'manifest-malformed' | 'too-many-keys'

/**
 * The caller broke a function's contract: a reason that is too long, a moment that is none, more keys than a note has signatures. Never thrown
 * for what a stranger sent, nor for evidence that does not hold: these come back as problems.
 */
export class EvidenceError extends Error {
  readonly code: EvidenceErrorCode
  constructor(code: EvidenceErrorCode, message: string) {
    super(message)
    this.name = 'EvidenceError'
    this.code = code
  }
}
