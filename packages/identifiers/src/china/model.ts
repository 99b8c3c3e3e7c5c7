import type { Read } from '../hibc/index.ts'
import type { UdiDate } from '../udi-date.ts'

/**
 * A code of ZIIOT's MA system. `udiDi` is everything up to the product with its check character. The check characters of product and production
 * identifiers are kept but not recalculated: since 2021 they come from ZIIOT's service and their algorithm is not published.
 */
export type Ma = {
  readonly udiDi: string
  readonly country: string
  readonly industry: string
  readonly registrant: string
  /** Package digit, item, check character; longer than 8 characters where a registrant extended it. */
  readonly product: string
  readonly lot: Read | undefined
  readonly serial: Read | undefined
  readonly sterilisationLot: Read | undefined
  readonly manufactured: UdiDate | undefined
  /** 失效日期 (E): from then on it is expired. */
  readonly expiry: UdiDate | undefined
  /** 有效期至 (V): until then it is valid. */
  readonly validUntil: UdiDate | undefined
  /** The check character of the production identifiers (C). */
  readonly check: string | undefined
}

export type MaData = {
  readonly udiDi: string
  readonly lot?: string | undefined
  readonly serial?: string | undefined
  readonly sterilisationLot?: string | undefined
  readonly manufactured?: string | undefined
  readonly expiry?: string | undefined
  readonly validUntil?: string | undefined
  readonly check?: string | undefined
}

export type AhmField = 'lot' | 'serial' | 'manufactured' | 'bestBefore' | 'expiry'

/**
 * How AliHealth's AHM codes are written, as far as its user knows: the grammar is not public, so it is data that is supplied and dated, never
 * assumed. A code begins with `start`, then the device identifier (vendor and product), then elements that begin with their name (BN, SN, MD, BD, ED).
 */
export type AhmRules = {
  /** Where the rules come from, and since when they hold; shown with what was read by them. */
  readonly source: string
  readonly start: string
  readonly separator: string
  readonly vendorLength: number
  readonly productLength: number
  readonly elements: Readonly<Record<string, AhmField>>
  /** Of the dates: YYMMDD or YYYYMMDD. */
  readonly dateFormat: 'YYMMDD' | 'YYYYMMDD'
}

export type Ahm = {
  readonly udiDi: string | undefined
  readonly vendor: string | undefined
  readonly product: string | undefined
  readonly lot: Read | undefined
  readonly serial: Read | undefined
  readonly manufactured: UdiDate | undefined
  readonly bestBefore: UdiDate | undefined
  readonly expiry: UdiDate | undefined
}
