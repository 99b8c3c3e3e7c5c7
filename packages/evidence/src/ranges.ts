/** Indexes as text: `3,7-9,12`. Ascending, what is adjacent joined, so that a set has one form; nothing for none. */
export function formatRanges(indexes: Iterable<number>): string {
  const ranges: [number, number][] = []
  for (const index of indexes) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] + 1 === index) last[1] = index
    else ranges.push([index, index])
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',')
}

/** Whether a text is what `formatRanges` writes of some set of safe integers. */
export function isRanges(value: unknown): value is string {
  if (typeof value !== 'string') return false
  if (value === '') return true
  let least = 0
  for (const range of value.split(',')) {
    const [first = '', last = first, more] = range.split('-')
    if (more !== undefined || !isDecimal(first) || !isDecimal(last)) return false
    if (Number(first) < least || Number(last) < Number(first) || (range !== first && first === last)) return false
    least = Number(last) + 2
  }
  return true
}

const isDecimal = (text: string): boolean => /^(?:0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text))
