const numberText = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** A decimal's value as its digits without outer zeros and the power of ten of the last one; zero is no digits. */
function readDecimal(text: string): { digits: string; exponent: number } | undefined {
  const match = numberText.exec(text)
  if (match === null) return undefined
  const fraction = match[2] ?? ''
  const all = (match[1] ?? '') + fraction
  let from = 0
  let to = all.length
  while (from < to && all.charCodeAt(from) === 48) from += 1
  while (to > from && all.charCodeAt(to - 1) === 48) to -= 1
  if (from === to) return { digits: '', exponent: 0 }
  return { digits: all.slice(from, to), exponent: Number(match[3] ?? '0') - fraction.length + (all.length - to) }
}

/**
 * Does the JSON number `text` (RFC 8259 §6) survive a double? It does if the shortest decimal that reads back as the same double
 * has exactly its value (RFC 7493 §2.2 asks senders for no more than that precision). Then nothing is lost by keeping the double:
 * `formatDecimal` gives the source's value back, digit for digit but for the spelling (`1.50` and `15e-1` are `1.5`).
 */
export function survivesDouble(text: string): boolean {
  const double = Number(text)
  if (!Number.isFinite(double)) return false
  const shortest = String(double)
  if (shortest === text) return true
  const source = readDecimal(text)
  const kept = readDecimal(shortest)
  return source !== undefined && kept !== undefined && source.digits === kept.digits && source.exponent === kept.exponent
}

/**
 * The plain decimal (no exponent, no superfluous zero, `0` for either zero) of a finite number that `parseJson` accepted: the exact
 * value that stood in the source. At most 326 characters. Throws RangeError for NaN and infinities, which JSON does not have.
 */
export function formatDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`not a decimal: ${value}`)
  const shortest = String(Math.abs(value))
  const sign = value < 0 ? '-' : ''
  const mark = shortest.indexOf('e')
  if (mark === -1) return sign + shortest
  const [whole = '', fraction = ''] = shortest.slice(0, mark).split('.')
  const point = whole.length + Number(shortest.slice(mark + 1))
  const digits = whole + fraction
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + (point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`)
}
