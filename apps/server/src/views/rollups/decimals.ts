/** The exact sum of two plain decimals. */
export function addDecimals(left: string, right: string): string {
  const scaleOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0)
  const scale = Math.max(scaleOf(left), scaleOf(right))
  const unitsOf = (text: string): bigint => BigInt(text.replace('.', '')) * 10n ** BigInt(scale - scaleOf(text))
  const sum = unitsOf(left) + unitsOf(right)
  if (scale === 0) return String(sum)
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0')
  const text = `${sum < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return text.replace(/\.?0+$/, '')
}
