/** An exact fraction in lowest terms; `under` is positive. */
export type Rational = { readonly over: bigint; readonly under: bigint }

export const nothing: Rational = { over: 0n, under: 1n }
export const single: Rational = { over: 1n, under: 1n }

function divisorOf(left: bigint, right: bigint): bigint {
  let [a, b] = [left < 0n ? -left : left, right]
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

/** Throws RangeError where `under` is zero. */
export function ratio(over: bigint, under: bigint): Rational {
  if (under === 0n) throw new RangeError('a fraction of nothing')
  const sign = under < 0n ? -1n : 1n
  const divisor = divisorOf(over, under * sign)
  return divisor === 0n ? nothing : { over: (over * sign) / divisor, under: (under * sign) / divisor }
}

/** Reads a plain decimal (`0.05`, `-12`), as events and views hold them. Throws SyntaxError for anything else. */
export function readRational(text: string): Rational {
  const point = text.indexOf('.')
  if (point < 0) return { over: BigInt(text), under: 1n }
  return ratio(BigInt(text.slice(0, point) + text.slice(point + 1)), 10n ** BigInt(text.length - point - 1))
}

export const plus = (left: Rational, right: Rational): Rational =>
  left.under === 1n && right.under === 1n
    ? { over: left.over + right.over, under: 1n }
    : ratio(left.over * right.under + right.over * left.under, left.under * right.under)
export const minus = (left: Rational, right: Rational): Rational => plus(left, { over: -right.over, under: right.under })
export const times = (left: Rational, right: Rational): Rational => ratio(left.over * right.over, left.under * right.under)
/** Throws RangeError where `right` is zero. */
export const by = (left: Rational, right: Rational): Rational => ratio(left.over * right.under, left.under * right.over)
export const opposite = ({ over, under }: Rational): Rational => ({ over: -over, under })

/** Negative, zero or positive, as `left` is less than, equal to or more than `right`. */
export function order(left: Rational, right: Rational): number {
  const difference = left.over * right.under - right.over * left.under
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
export const isNothing = ({ over }: Rational): boolean => over === 0n
export const isMore = ({ over }: Rational): boolean => over > 0n
export const isLess = ({ over }: Rational): boolean => over < 0n
export const smaller = (left: Rational, right: Rational): Rational => (order(left, right) <= 0 ? left : right)
export const larger = (left: Rational, right: Rational): Rational => (order(left, right) >= 0 ? left : right)

/** Places after the point of what has no end. */
const places = 9

export type Shown = { readonly decimal: string /** `n/d`: what the decimal leaves out, with its sign. */; readonly remainder?: string }

/** As a plain decimal: exact where it ends, else cut after nine places, with the remainder. */
export function showRational({ over, under }: Rational): Shown {
  let [rest, length] = [under, 0]
  for (const prime of [2n, 5n]) {
    let power = 0
    while (rest % prime === 0n) {
      rest /= prime
      power += 1
    }
    length = Math.max(length, power)
  }
  const shown = rest === 1n ? length : places
  const units = (over * 10n ** BigInt(shown)) / under
  const decimal = formatUnits(units, shown)
  if (rest === 1n) return { decimal }
  const left = minus({ over, under }, ratio(units, 10n ** BigInt(shown)))
  return { decimal, remainder: `${left.over}/${left.under}` }
}

function formatUnits(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  const whole = digits.slice(0, digits.length - scale)
  return scale === 0 || fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`
}
