import type { Read } from '../hibc/index.ts'
import type { UdiDate } from '../udi-date.ts'

export type IsbtStructure = { readonly number: string; readonly identifier: string; readonly data: string; readonly position: number }

/** A donation identification number (data structure 001): `value` its 13 characters without the flags, which do not identify. */
export type Donation = {
  readonly value: string
  readonly facility: string
  readonly year: string
  readonly sequence: string
  readonly flags: string
}

/**
 * What ISBT 128 structures say (ICCBBA ST-001, ST-017). `udiDi` is the processor product identification code (034): facility, the facility's
 * product code, product description code; on a blood container its manufacturer and catalogue number (017). `serial` is the product division
 * (032): unique only together with `donation`.
 */
export type Isbt = {
  readonly udiDi: string | undefined
  readonly facility: string | undefined
  readonly facilityProduct: string | undefined
  readonly description: string | undefined
  readonly serial: Read | undefined
  readonly donation: Donation | undefined
  readonly lot: Read | undefined
  readonly expiry: UdiDate | undefined
  readonly manufactured: UdiDate | undefined
  /** The sequence of a compound message (`000`: not told), undefined without the header. */
  readonly compound: string | undefined
  /** Everything that was read, in its order. */
  readonly structures: readonly IsbtStructure[]
}
