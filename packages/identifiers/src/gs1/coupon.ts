import { digit, firstOutside } from '../characters.ts'
import { Findings } from '../findings.ts'
import { lintDay } from './date-linters.ts'
import { ValueCheck } from './value-check.ts'

/** A walk through a coupon's fields, whose lengths the fields before them tell. It stops at the first fault: what follows has no place. */
class CouponWalk {
  readonly #check: ValueCheck
  readonly #clause: string
  readonly #to: number
  at: number

  constructor(check: ValueCheck, from: number, to: number, clause: string) {
    this.#check = check
    this.#clause = clause
    this.#to = to
    this.at = from
  }

  get atEnd(): boolean {
    return this.at === this.#to
  }

  /** Whether the optional field with this indicator comes next; its indicator is then passed. */
  begins(indicator: string): boolean {
    if (this.atEnd || this.#check.value.charAt(this.at) !== indicator) return false
    this.at += 1
    return true
  }

  /** The next digit, which must be one of `allowed`; undefined after telling why not. */
  digit(allowed: string, field: string): number | undefined {
    const found = this.#check.value.charAt(this.at)
    if (this.atEnd) this.#check.report('coupon-truncated', this.at, { field }, this.#clause)
    else if (!allowed.includes(found)) this.#check.report('coupon-field', this.at, { field, character: found }, this.#clause)
    else {
      this.at += 1
      return Number(found)
    }
    return undefined
  }

  /** Passes `length` digits. */
  digits(length: number, field: string): boolean {
    if (this.#to - this.at < length) {
      this.#check.report('coupon-truncated', this.#to, { field }, this.#clause)
      return false
    }
    this.at += length
    return true
  }

  /** A length indicator, then that many digits and `more`. */
  sized(allowed: string, more: number, field: string): boolean {
    const length = this.digit(allowed, field)
    return length !== undefined && this.digits(length + more, field)
  }

  date(field: string): string | undefined {
    const start = this.at
    if (!this.digits(6, field)) return undefined
    const text = this.#check.value.slice(start, this.at)
    const findings = new Findings()
    lintDay(new ValueCheck(findings, this.#check.ai, text, (index) => index), 0, 6)
    if (findings.problems.length === 0) return text
    this.#check.report('coupon-field', start, { field, character: text }, this.#clause)
    return undefined
  }

  report(code: 'coupon-dates' | 'coupon-excess'): void {
    this.#check.report(code, code === 'coupon-dates' ? this.at - 6 : this.at, {}, this.#clause)
  }
}

const anyDigit = '0123456789'
const requirementCodes = '012349'

function isNumeric(check: ValueCheck, from: number, to: number): boolean {
  const bad = firstOutside(check.value, digit, from, to)
  if (bad >= 0) check.report('element-digits', bad, { character: check.value.charAt(bad) }, 'GS1 General Specifications §3.9.19')
  return bad < 0
}

/** A purchase requirement: value, code, family code. */
const requirement = (walk: CouponWalk, field: string): boolean =>
  walk.sized('12345', 0, field) && walk.digit(requirementCodes, field) !== undefined && walk.digits(3, field)

/** A further purchase may name the company prefix of another manufacturer; 9 says that it does not. */
function furtherPrefix(walk: CouponWalk, field: string): boolean {
  const length = walk.digit('01234569', field)
  return length !== undefined && (length === 9 || walk.digits(length + 6, field))
}

/** North American coupon code, AI (8110): GS1 US, North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols. */
export function lintCoupon(check: ValueCheck, from: number, to: number): void {
  if (!isNumeric(check, from, to)) return
  const walk = new CouponWalk(check, from, to, 'GS1 US, North American Coupon Application Guideline')
  const complete =
    walk.sized('0123456', 6, 'company-prefix') &&
    walk.digits(6, 'offer-code') &&
    walk.sized('12345', 0, 'save-value') &&
    requirement(walk, 'first-purchase') &&
    couponOptions(walk)
  if (complete && !walk.atEnd) walk.report('coupon-excess')
}

function couponOptions(walk: CouponWalk): boolean {
  if (walk.begins('1')) {
    const second = walk.digit('0123', 'additional-purchase-rules') !== undefined && requirement(walk, 'second-purchase')
    if (!second || !furtherPrefix(walk, 'second-purchase')) return false
  }
  if (walk.begins('2') && !(requirement(walk, 'third-purchase') && furtherPrefix(walk, 'third-purchase'))) return false
  return couponDates(walk) && couponEnd(walk)
}

function couponDates(walk: CouponWalk): boolean {
  let expiry: string | undefined
  if (walk.begins('3')) {
    expiry = walk.date('expiration-date')
    if (expiry === undefined) return false
  }
  if (!walk.begins('4')) return true
  const start = walk.date('start-date')
  if (start === undefined) return false
  if (expiry === undefined || start <= expiry) return true
  walk.report('coupon-dates')
  return false
}

function couponEnd(walk: CouponWalk): boolean {
  if (walk.begins('5') && !walk.sized(anyDigit, 6, 'serial-number')) return false
  if (walk.begins('6') && !walk.sized('1234567', 6, 'retailer')) return false
  if (!walk.begins('9')) return true
  return (
    walk.digit('01256', 'save-value-code') !== undefined &&
    walk.digit('012', 'save-value-applies-to') !== undefined &&
    walk.digit(anyDigit, 'store-coupon') !== undefined &&
    walk.digit('01', 'do-not-multiply') !== undefined
  )
}

/** Positive offer file coupon, AI (8112): GS1 AI (8112) Coupon Data Specification. */
export function lintPositiveOffer(check: ValueCheck, from: number, to: number): void {
  if (!isNumeric(check, from, to)) return
  const walk = new CouponWalk(check, from, to, 'GS1 AI (8112) Coupon Data Specification')
  const complete =
    walk.digit('01', 'format') !== undefined &&
    walk.sized('0123456', 6, 'funder') &&
    walk.digits(6, 'offer-code') &&
    walk.sized(anyDigit, 6, 'serial-number')
  if (complete && !walk.atEnd) walk.report('coupon-excess')
}
