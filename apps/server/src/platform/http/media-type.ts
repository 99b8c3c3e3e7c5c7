/** Longer `Accept` headers are read up to here. */
const mostRead = 2_000

type Range = { readonly type: string; readonly weight: number }

function readRanges(accept: string): Range[] {
  const ranges: Range[] = []
  for (const part of accept.slice(0, mostRead).toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    const told = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    const weight = told === undefined ? 1 : /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(told) ? Number(told) : 0
    if (type !== '') ranges.push({ type, weight })
  }
  return ranges
}

/** The weight that a client gives a type: that of the most specific range that covers it (RFC 9110 §12.5.1). */
function weightOf(type: string, ranges: readonly Range[]): number {
  const family = `${type.split('/', 1)[0]}/*`
  for (const wanted of [type, family, '*/*']) {
    const weights = ranges.filter((range) => range.type === wanted).map(({ weight }) => weight)
    if (weights.length > 0) return Math.max(...weights)
  }
  return 0
}

/**
 * Of the media types `offered` (in our order of preference) the one that the `Accept` header likes best; `undefined`: none is acceptable.
 * Parameters of a range other than its weight play no part.
 */
export function chooseMediaType<Type extends string>(accept: string | undefined, offered: readonly Type[]): Type | undefined {
  const ranges = readRanges(accept ?? '')
  if (ranges.length === 0) return offered[0]
  let best: Type | undefined
  let bestWeight = 0
  for (const type of offered) {
    const weight = weightOf(type, ranges)
    if (weight > bestWeight) {
      best = type
      bestWeight = weight
    }
  }
  return best
}
