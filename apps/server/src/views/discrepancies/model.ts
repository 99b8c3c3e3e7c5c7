/**
 * What is surprising, fact by fact; each is recorded all the same.
 * - `event-id-reused`: one source told different events under one eventID.
 * - `occurred-after-receipt`: an event claims to have begun after it was received, by more than its declared clock uncertainty.
 * - `declaration-unmatched`: a source declares an event wrong that it has not told with this content. Closed when it tells it.
 */
export type DiscrepancyCode = 'event-id-reused' | 'occurred-after-receipt' | 'declaration-unmatched'

export type DiscrepancyRow = {
  /** The fact with which it became visible. */
  readonly knownFrom: number
  readonly code: DiscrepancyCode
  /** Number of the source. */
  readonly source: number
  readonly subject: string
  /** 32 hexadecimal digits. */
  readonly subjectKey: string
  /** The fact that settled it. */
  readonly knownTo: number | null
}

export type Discrepancy = Omit<DiscrepancyRow, 'source' | 'subjectKey'> & { readonly source: string }
