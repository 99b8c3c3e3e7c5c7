const longest = 40

/**
 * The candidate that a person most likely meant: the fewest edits (insert, delete, replace, swap of neighbours; case is free), at
 * most a third of the word's length. Undefined where none is that near, or the word is too long to be a slip.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > longest) return undefined
  const meant = word.toLowerCase()
  let best: string | undefined
  let bestEdits = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestEdits) continue
    const edits = countEdits(meant, candidate.toLowerCase())
    if (edits < bestEdits) {
      bestEdits = edits
      best = candidate
    }
  }
  return best
}

/** Optimal string alignment distance, row by row. */
function countEdits(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (before[j - 2] ?? 0) + 1)
      row.push(edits)
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
