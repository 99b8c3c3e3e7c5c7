import { isCount } from './encoding.ts'

/** Indexes as ranges [first, last], both ends in: ascending, and with a gap between two, so that a set has one form. */
export type Ranges = readonly (readonly [first: number, last: number])[]

/** @param indexes ascending, none twice. */
export function rangesOf(indexes: Iterable<number>): Ranges {
  const ranges: [number, number][] = []
  for (const index of indexes) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] + 1 === index) last[1] = index
    else ranges.push([index, index])
  }
  return ranges
}

export function isRanges(value: unknown): value is Ranges {
  if (!Array.isArray(value)) return false
  let least = 0
  for (const range of value) {
    if (!Array.isArray(range) || range.length !== 2) return false
    const [first, last] = range
    if (!isCount(first) || !isCount(last) || first > last || first < least) return false
    least = last + 2
  }
  return true
}
