/** A time-stamping authority that the operator has chosen, and whom its certificates are traced back to. */
export type Authority = {
  readonly name: string
  /** undefined: it is not asked any more; its stamps are verified. */
  readonly url: string | undefined
  /** Certificates, DER. */
  readonly roots: readonly Uint8Array[]
  /** The policy (an object identifier) that is asked for and that a stamp must be under; undefined: the authority's own. */
  readonly policy: string | undefined
  readonly everyMs: number
}

/** What a token that holds says. `at`: milliseconds since 1970, UTC, by the authority's clock. */
export type Stamp = { readonly at: number; readonly policy: string; readonly signer: string }

/**
 * Why a token does not hold: `timestamp-malformed` · `timestamp-imprint` (it stamps something else) · `timestamp-nonce` (it answers another request) ·
 * `timestamp-policy` (another policy than the one that was asked for) · `timestamp-signer` (its certificate is not one for time stamps, or
 * not the one that the token names) · `timestamp-untrusted` (no valid path to a root that is configured, at the moment of the stamp) · `timestamp-signature`.
 */
export type StampProblem =
  | 'timestamp-malformed'
  | 'timestamp-imprint'
  | 'timestamp-nonce'
  | 'timestamp-policy'
  | 'timestamp-signer'
  | 'timestamp-untrusted'
  | 'timestamp-signature'
