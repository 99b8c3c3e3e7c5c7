import type { Problem } from '@proofline/problems'

/** Every way in which a code of HIBCC, ICCBBA, IFA, ZIIOT or AliHealth can be wrong; the reader's words stand in `identify/texts.ts`. */
export type CodeProblem =
  | 'hibc-flag'
  | 'hibc-short'
  | 'hibc-character'
  | 'hibc-lower-case'
  | 'hibc-product-length'
  | 'hibc-unit-of-measure'
  | 'hibc-check-character'
  | 'hibc-link-character'
  | 'hibc-space-lost'
  | 'hibc-segment'
  | 'hibc-date'
  | 'hibc-date-flag'
  | 'hibc-quantity'
  | 'hibc-value'
  | 'hibc-repeated'
  | 'isbt-structure'
  | 'isbt-length'
  | 'isbt-characters'
  | 'isbt-date'
  | 'isbt-count'
  | 'isbt-sequence'
  | 'isbt-header'
  | 'isbt-repeated'
  | 'isbt-donation-check'
  | 'isbt-division-zero'
  | 'ppn-envelope'
  | 'ppn-identifier'
  | 'ppn-no-product'
  | 'ppn-product'
  | 'ppn-pzn-check'
  | 'ppn-check-digits'
  | 'ppn-package-level'
  | 'ppn-value'
  | 'ppn-date'
  | 'ppn-repeated'
  | 'ma-parts'
  | 'ma-part'
  | 'ma-product-length'
  | 'ma-element'
  | 'ma-value'
  | 'ma-date'
  | 'ma-repeated'
  | 'ahm-start'
  | 'ahm-product'
  | 'ahm-element'
  | 'ahm-date'
  | 'ahm-repeated'

/** What could be read, and all that is wrong with it: strict callers refuse when there are problems, tolerant ones show them as flags. */
export type Reading<Value> = { readonly value: Value | undefined; readonly problems: readonly Problem[] }

/** The most problems told of one code: hostile input must not be answered with more than it sent. */
const most = 20

/** Collects problems. Positions count characters of the scan from 1: `offset` characters were taken off before this part. */
export class Remarks {
  readonly problems: Problem[] = []
  readonly offset: number
  readonly clause: string

  constructor(offset: number, clause: string) {
    this.offset = offset
    this.clause = clause
  }

  /** `index` is where in the part read, from 0. */
  add(code: CodeProblem, index: number, params: Readonly<Record<string, string | number>> = {}, clause = this.clause): void {
    if (this.problems.length < most) this.problems.push({ code, at: '', params: { ...params, position: this.offset + index + 1 }, clause })
  }
}
