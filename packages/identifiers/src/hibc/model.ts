import type { UdiDate } from '../udi-date.ts'

/** A value on a label, and where it stands (characters from 1). */
export type Read = { readonly value: string; readonly position: number }

/**
 * What HIBC symbols say (ANSI/HIBC 2.6). `udiDi` is labeler, product and unit of measure without `+` and check character (as registries store it);
 * undefined where only a secondary symbol was read: `link` then says whose primary symbol it belongs to.
 */
export type Hibc = {
  readonly udiDi: string | undefined
  /** Labeler identification code: a letter and three letters or digits. */
  readonly labeler: string | undefined
  /** Product or catalogue number, 1–18 letters and digits. */
  readonly product: string | undefined
  /** 0 single unit, 1–8 packaging levels, 9 variable quantity. */
  readonly unitOfMeasure: number | undefined
  readonly lot: Read | undefined
  readonly serial: Read | undefined
  readonly quantity: number | undefined
  readonly expiry: UdiDate | undefined
  readonly manufactured: UdiDate | undefined
  /** The link character of a secondary symbol read alone. */
  readonly link: string | undefined
}

/** What `formatHibc` writes; dates as in `UdiDate.value`. */
export type HibcData = {
  readonly labeler: string
  readonly product: string
  readonly unitOfMeasure: number
  readonly lot?: string | undefined
  readonly serial?: string | undefined
  readonly quantity?: number | undefined
  readonly expiry?: string | undefined
  readonly manufactured?: string | undefined
}
