import type { Read } from '../hibc/index.ts'
import type { UdiDate } from '../udi-date.ts'

/** pzn: a German pharmacy number (11); hpc: a maker's own number (13); master: a master UDI-DI (MA); other: another country's agency. */
export type PpnKind = 'pzn' | 'hpc' | 'master' | 'other'

/** What IFA's data identifiers say (IFA Coding System, UDI; ANSI MH10.8.2). `udiDi` is the whole value of 9N, check digits included. */
export type Ppn = {
  readonly udiDi: string | undefined
  readonly kind: PpnKind | undefined
  readonly pzn: string | undefined
  /** The packaging level of an HPC, 0–8. */
  readonly packageLevel: number | undefined
  readonly lot: Read | undefined
  readonly serial: Read | undefined
  readonly expiry: UdiDate | undefined
  readonly manufactured: UdiDate | undefined
  readonly quantity: number | undefined
  /** A GTIN or NTIN beside the PPN (8P). */
  readonly gtin: string | undefined
  /** Elements with other data identifiers, as they stood. */
  readonly others: readonly { readonly identifier: string; readonly value: string }[]
}

/** What `formatPpn` writes; dates as in `UdiDate.value`. */
export type PpnData = {
  readonly udiDi: string
  readonly lot?: string | undefined
  readonly serial?: string | undefined
  readonly expiry?: string | undefined
  readonly manufactured?: string | undefined
  readonly quantity?: number | undefined
}
